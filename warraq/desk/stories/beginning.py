"""One form of a new story makes one story.

Autosave and the button may send it at the same time, and a browser whose answer got lost sends it again. The form has a
key of its own; the story that it makes keeps the key, and no two stories have the same.
"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from warraq.desk.roles.asking import may
from warraq.desk.roles.verbs import Verb
from warraq.stories.models import Story

# What the form makes anew each time that it is sent: it knows no numbers of rows.
_ROWS = ("placements", "bylines", "story_topics")


def form_key(request: HttpRequest) -> str | None:
    """Return the origin of a story that this form makes; None for a form without its key.

    The person is part of it: nobody finds another's story by a key.
    """
    try:
        return f"desk:{request.user.pk}:{UUID(request.POST.get('form_key', ''))}"
    except ValueError:
        return None


def begun_story(request: HttpRequest) -> Story | None:
    """Return the draft that this form made before, ready to be filled in anew; None for the first time.

    Once readers have it, or others work on it, it is for the form of a change.
    """
    key = form_key(request)
    kept = Story.objects.filter(origin_key=key, live=False).first() if key is not None else None
    if kept is None or kept.locked or kept.workflow_in_progress:
        return None
    if not may(request.user, Verb.WRITE, story=kept):
        return None
    draft: Story = kept.get_latest_revision_as_object()
    for name in _ROWS:
        setattr(draft, name, [])
    return draft


def is_begun(request: HttpRequest) -> bool:
    """Return whether this form made a story before, whatever became of it."""
    key = form_key(request)
    return key is not None and Story.objects.filter(origin_key=key).exists()

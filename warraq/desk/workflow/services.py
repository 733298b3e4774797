"""The way past the workflow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.log_actions import log

from warraq.stories.models import Label, Story
from warraq.stories.services import story_publish

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


def story_break(story: Story, *, reason: str, by: AbstractBaseUser) -> Story:
    """Publish the newest draft at once, past the workflow, as «عاجل» unless it has a label; returns it as published.

    What waited in the workflow is called off by the publication. Raises NotAllowed as `story_publish` does.
    """
    draft: Story = story.get_latest_revision_as_object()
    draft.label = draft.label or Label.URGENT
    # What readers get now is not for later.
    draft.go_live_at = None
    with transaction.atomic():
        published = story_publish(draft, by=by)
        log(published, "warraq.break", user=by, data={"reason": reason})
    return published

"""What was asked for and what came of it."""

from __future__ import annotations

from django.conf import settings

from warraq.notices.models import PushRequest, State

# Of a story the desk tells the last requests; the log has them all.
LENGTH = 6


def push_is_set() -> bool:
    """Return whether notices can be sent from here at all."""
    return bool(settings.PUSH_PUBLIC_KEY)


def waiting_push(*, story_id: int, edition_id: int) -> PushRequest | None:
    """Return the request that waits for the story to show on the edition, if there is one."""
    return PushRequest.objects.filter(story=story_id, edition=edition_id, state=State.WAITING).first()


def open_pushes(*, story_id: int) -> list[PushRequest]:
    """Return the requests for a story that wait or are being sent, one an edition and state at most."""
    rows = PushRequest.objects.filter(story=story_id, state__in=[State.WAITING, State.SENDING])
    return list(rows.select_related("edition", "story"))


def pushes_of(story_id: int) -> list[PushRequest]:
    """Return the last requests for a story, the newest first."""
    return list(PushRequest.objects.filter(story=story_id).select_related("edition", "story")[:LENGTH])

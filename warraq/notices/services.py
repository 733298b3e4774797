"""The verbs of notices: the desk asks and takes back, the sender writes down what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from wagtail.log_actions import log

from warraq.network.models import Edition
from warraq.notices.listening import listeners
from warraq.notices.models import LONGEST_TEXT, PushRequest, State
from warraq.stories.models import Story

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

_OPEN = (State.WAITING, State.SENDING)
# A form that is sent twice tells nobody twice, and no reader is told of a story again at once.
PAUSE = timedelta(minutes=10)


def push_ask(
    story: Story,
    *,
    edition: Edition,
    now: datetime,
    text: str = "",
    by: AbstractBaseUser | None = None,
) -> PushRequest:
    """Have an edition's readers told of a story as soon as they have it; asked again before that, the words change.

    Raises ValidationError for a withdrawn story, one that does not stand on the edition, one whose readers were told
    within PAUSE, and a text that is too long.
    """
    written = " ".join(text.split())
    if len(written) > LONGEST_TEXT:
        raise ValidationError(f"نص التنبيه أطول من {LONGEST_TEXT} حرفًا؛ اختصره.")
    with transaction.atomic():
        held = Story.objects.select_for_update(of=("self",)).defer("body").get(pk=story.pk)
        if held.is_withdrawn:
            raise ValidationError("القصة مسحوبة؛ أعدها أولًا.")
        if not held.placements.filter(edition=edition).exists():
            raise ValidationError(f"لا تظهر القصة على «{edition.name}».")
        told = PushRequest.objects.filter(story=held, edition=edition, begun_at__gt=now - PAUSE)
        if told.exists():
            raise ValidationError(f"نُبّه قراء «{edition.name}» إلى هذه القصة قبل قليل.")
        request, _ = PushRequest.objects.update_or_create(
            story=held,
            edition=edition,
            state=State.WAITING,
            defaults={"text": written, "asked_at": now, "asked_by_id": by.pk if by else None},
        )
        log(held, "warraq.push", user=by, data={"edition": edition.pk, "text": written})
        for name in listeners:
            listeners.get(name)(request)
    return request


def push_cancel(request: PushRequest, *, now: datetime, by: AbstractBaseUser | None = None) -> bool:
    """Send no more of a request; False if it was at its end."""
    with transaction.atomic():
        rows = PushRequest.objects.filter(pk=request.pk, state__in=_OPEN)
        if not rows.update(state=State.CANCELLED, ended_at=now):
            return False
        log(request.story, "warraq.push_cancel", user=by, data={"edition": request.edition_id})
    return True


def push_begin(request: PushRequest, *, now: datetime) -> bool:
    """Take a request that waits, to send it; False if somebody else did, or it was cancelled."""
    rows = PushRequest.objects.filter(pk=request.pk, state=State.WAITING)
    return bool(rows.update(state=State.SENDING, begun_at=now))


def push_count(number: int, *, accepted: int = 0, gone: int = 0, failed: int = 0) -> None:
    """Add to what came of the request of this number."""
    PushRequest.objects.filter(pk=number).update(
        accepted=F("accepted") + accepted, gone=F("gone") + gone, failed=F("failed") + failed
    )


def push_end(number: int, *, now: datetime) -> None:
    """Note that the request of this number was sent to everybody."""
    PushRequest.objects.filter(pk=number, state=State.SENDING).update(state=State.SENT, ended_at=now)

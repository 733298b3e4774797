"""The verbs of fronts and of the strip. The desk calls these; each is one transaction with its row of the outbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from wagtail.log_actions import log

from warraq.fronts.editing import without_ended
from warraq.fronts.layouts import Layout
from warraq.fronts.models import Front, FrontVersion, PinEnd, Raising, Strip
from warraq.fronts.selectors import newest_version, version_before
from warraq.network.models import Edition, Section
from warraq.stories.changes import note_editions
from warraq.stories.models import Story

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

# A strip that stands for a day is none.
LONGEST_RAISING = timedelta(hours=12)


class NotRaised(ValueError):
    """The strip can't be raised or changed so; the message says why, in one sentence for the desk."""


class Overtaken(Exception):
    """Somebody saved the front since it was opened; nothing was written. `newest` is what they saved."""

    def __init__(self, newest: FrontVersion) -> None:
        super().__init__(f"{newest} was saved meanwhile.")
        self.newest = newest


def front_save(
    edition: Edition,
    *,
    section: Section | None,
    layout: Layout,
    opened: int | None,
    now: datetime,
    by: AbstractBaseUser | None = None,
) -> FrontVersion:
    """Save a front as a draft. `opened` is the number of the version that the editor began with, None for none.

    Raises Overtaken when somebody saved since, ValidationError for a section of another edition.
    """
    with transaction.atomic():
        front = _held(edition, section=section)
        version = _saved(front, layout=layout, opened=opened, now=now, by=by)
        log(front, "warraq.front_save", user=by, data={"version": version.pk})
    return version


def front_publish(
    edition: Edition,
    *,
    section: Section | None,
    layout: Layout,
    opened: int | None,
    now: datetime,
    by: AbstractBaseUser | None = None,
) -> FrontVersion:
    """Save a front and let readers see it; raises what `front_save` raises. Pins that have ended are left out."""
    with transaction.atomic():
        front = _held(edition, section=section)
        version = _saved(front, layout=without_ended(layout, now=now), opened=opened, now=now, by=by)
        _publish(front, version=version, now=now, by=by, action="warraq.front_publish")
    return version


def front_restore(
    version: FrontVersion, *, now: datetime, by: AbstractBaseUser | None = None
) -> FrontVersion:
    """Let readers see an earlier version again; it becomes the newest, and what came between stays in the history."""
    with transaction.atomic():
        front = _held(version.front.edition, section=version.front.section)
        layout = version.arranged()
        again = FrontVersion.objects.create(
            front=front,
            layout=without_ended(layout, now=now).facts if layout is not None else None,
            made_at=now,
            made_by_id=by.pk if by else None,
            # The copy of a copy is a copy of the first.
            restores_id=version.restores_id or version.pk,
        )
        _publish(front, version=again, now=now, by=by, action="warraq.front_restore")
    return again


def front_undo(front: Front, *, now: datetime, by: AbstractBaseUser | None = None) -> FrontVersion:
    """Let readers see what they saw before the published version: the one before it, or the automatic choice."""
    held = _held(front.edition, section=front.section)
    before = version_before(held.published) if held.published is not None else None
    if before is not None:
        return front_restore(before, now=now, by=by)
    return front_leave(front, now=now, by=by)


def front_leave(front: Front, *, now: datetime, by: AbstractBaseUser | None = None) -> FrontVersion:
    """Leave the front to the automatic choice again."""
    with transaction.atomic():
        held = _held(front.edition, section=front.section)
        version = FrontVersion.objects.create(
            front=held, layout=None, made_at=now, made_by_id=by.pk if by else None
        )
        _publish(held, version=version, now=now, by=by, action="warraq.front_leave")
    return version


def _held(edition: Edition, *, section: Section | None) -> Front:
    """Return the front's row, made if there is none, and held until the transaction ends."""
    # The row alone: PostgreSQL locks nothing through the join that the model's own order makes.
    front = (
        Front.objects.select_for_update(of=("self",))
        .filter(edition=edition, section=section)
        .order_by("pk")
        .first()
    )
    if front is None:
        front = Front(edition=edition, section=section)
        front.full_clean()
        front.save()
    return front


def _saved(
    front: Front, *, layout: Layout, opened: int | None, now: datetime, by: AbstractBaseUser | None
) -> FrontVersion:
    """Return the version with this layout: a new one, unless the newest draft is the same."""
    newest = newest_version(front)
    if newest is not None and newest.pk != opened:
        raise Overtaken(newest)
    if newest is not None and newest.published_at is None and newest.layout == layout.facts:
        return newest
    return FrontVersion.objects.create(
        front=front, layout=layout.facts, made_at=now, made_by_id=by.pk if by else None
    )


def _publish(
    front: Front, *, version: FrontVersion, now: datetime, by: AbstractBaseUser | None, action: str
) -> None:
    version.published_at = now
    version.published_by_id = by.pk if by else None
    version.save(update_fields=["published_at", "published_by"])
    front.published = version
    front.save(update_fields=["published"])
    layout = version.arranged()
    front.pin_ends.all().delete()
    PinEnd.objects.bulk_create(PinEnd(front=front, at=at) for at in (layout.ends if layout else ()))
    log(front, action, user=by, data=_published_data(version))
    note_editions([front.edition_id], within={"fronts": [front.path]})


def _published_data(version: FrontVersion) -> dict[str, Any]:
    return {"version": version.pk, "restores": version.restores_id}


def strip_raise(
    text: str,
    *,
    editions: Iterable[Edition],
    until: datetime,
    now: datetime,
    story: Story | None = None,
    by: AbstractBaseUser | None = None,
) -> Strip:
    """Raise a strip on these editions until a moment; it takes the place of what stands there, which does not return.

    Raises NotRaised for a text that says nothing or too much, for no edition, and for a moment that makes no sense.
    """
    places = list(editions)
    written = _told(text)
    if not places:
        raise NotRaised("اختر موقعًا واحدًا على الأقل.")
    _refuse_moment(until, now=now)
    with transaction.atomic():
        Raising.objects.filter(edition__in=places, ends_at__gt=now).update(ends_at=now)
        strip = Strip.objects.create(
            text=written, story=story, raised_at=now, raised_by_id=by.pk if by else None
        )
        Raising.objects.bulk_create(Raising(strip=strip, edition=each, ends_at=until) for each in places)
        data = {
            "text": written,
            "story": strip.story_id,
            "until": until.isoformat(),
            "editions": [each.pk for each in places],
        }
        log(strip, "warraq.strip_raise", user=by, data=data)
        _tell(places)
    return strip


def strip_change(
    strip: Strip,
    *,
    text: str,
    until: datetime,
    now: datetime,
    story: Story | None = None,
    by: AbstractBaseUser | None = None,
) -> None:
    """Change what a raised strip says, where it leads and when it ends. Raises NotRaised if it stands nowhere."""
    written = _told(text)
    _refuse_moment(until, now=now)
    with transaction.atomic():
        held = Strip.objects.select_for_update().get(pk=strip.pk)
        standing = list(held.raisings.filter(ends_at__gt=now).select_related("edition"))
        if not standing:
            raise NotRaised("انتهى هذا الشريط؛ ارفع شريطًا جديدًا.")
        data = {"before": held.text, "text": written, "story": story.pk if story else None}
        held.text, held.story = written, story
        held.save(update_fields=["text", "story"])
        held.raisings.filter(ends_at__gt=now).update(ends_at=until)
        log(held, "warraq.strip_change", user=by, data={**data, "until": until.isoformat()})
        _tell(each.edition for each in standing)


def strip_end(
    strip: Strip, *, editions: Iterable[Edition], now: datetime, by: AbstractBaseUser | None = None
) -> None:
    """Take a strip down on these editions. Raises NotRaised if it stands on none of them."""
    with transaction.atomic():
        standing = list(
            strip.raisings.filter(ends_at__gt=now, edition__in=list(editions)).select_related("edition")
        )
        if not standing:
            raise NotRaised("انتهى هذا الشريط من قبل.")
        places = [each.edition for each in standing]
        strip.raisings.filter(pk__in=[each.pk for each in standing]).update(ends_at=now)
        log(strip, "warraq.strip_end", user=by, data={"editions": [each.pk for each in places]})
        _tell(places)


def _told(text: str) -> str:
    written = " ".join(text.split())
    most: int = Strip._meta.get_field("text").max_length or 0
    if not written:
        raise NotRaised("اكتب نص الشريط.")
    if len(written) > most:
        raise NotRaised(f"نص الشريط أطول من {most} حرفًا؛ اختصره.")
    return written


def _refuse_moment(until: datetime, *, now: datetime) -> None:
    if until <= now:
        raise NotRaised("موعد انتهاء الشريط مضى؛ اختر موعدًا لاحقًا.")
    if until > now + LONGEST_RAISING:
        raise NotRaised(f"لا يبقى الشريط أكثر من {LONGEST_RAISING // timedelta(hours=1)} ساعة.")


def _tell(editions: Iterable[Edition]) -> None:
    note_editions([each.pk for each in editions], within={"fronts": []})

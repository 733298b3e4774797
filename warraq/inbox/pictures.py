"""Pictures of items: those that were sent are held for a while, those at an address are fetched; a story takes them.

A picture that is missing, too large or damaged is told with its reason, and stops nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b, sha1
from time import monotonic
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from warraq.arabic.text import clean
from warraq.arabic.truncate import truncate
from warraq.fetching.asking import Limits, NotFetched, ask
from warraq.inbox.contents import pictures_in
from warraq.inbox.models import SentPicture, Source, WireItem
from warraq.inbox.parsed import PictureFile, Refused, WirePicture
from warraq.inbox.picture_files import MOST_BYTES, Drawn, NotAPicture, Why, check_head, drawn_anew
from warraq.stories.models import Picture

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

_log = logging.getLogger(__name__)

# Of one item; an agency's album is no story's.
MOST_TAKEN = 10
# Somebody at the desk waits for it.
SECONDS = 15.0
SECONDS_BEHIND = 60.0
KEPT = timedelta(days=14)
MOST_KEPT = 2_000
_FORGOTTEN_AT_ONCE = 50


@dataclass(frozen=True)
class Missing:
    """A picture that was not taken: what its item calls it, and why."""

    name: str
    why: Why
    sentence: str


@dataclass
class Taken:
    """The pictures of an item, in its order, and those that are missing."""

    pictures: list[Picture] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)


def is_address(href: str) -> bool:
    """Return whether a picture stands on a server, rather than beside its item."""
    return href.lower().startswith(("http://", "https://"))


def key_of(href: str) -> str:
    """Return what a picture is found by: its address, or its file's name without folders, in any case of letters."""
    name = clean(href) if is_address(href) else clean(href.replace("\\", "/").rpartition("/")[2]).lower()
    return blake2b(name.encode(), digest_size=16).hexdigest()


def picture_hold(source: Source, picture: PictureFile, *, now: datetime) -> bool:
    """Keep a picture that was sent until a story needs it; False if it is there already. Raises parsed.Refused."""
    if not picture.name:
        raise Refused("The picture's file has no name that an item could call it by.")
    try:
        check_head(picture.data)
    except NotAPicture as reason:
        raise Refused(f"{picture.name[:80]}: {reason}") from None
    key, digest = key_of(picture.name), blake2b(picture.data, digest_size=16).hexdigest()
    held = SentPicture.objects.filter(source=source, key=key).first()
    if held is not None and held.digest == digest:
        return False
    _store(source, held=held, key=key, digest=digest, data=picture.data, now=now)
    _forget(source, now=now)
    return True


def _store(
    source: Source, *, held: SentPicture | None, key: str, digest: str, data: bytes, now: datetime
) -> None:
    """Write the file, then the row; a file whose row can't be written goes again."""
    row = held or SentPicture(source=source, key=key)
    former = row.file.name if held is not None else ""
    row.digest, row.came_at = digest, now
    storage = SentPicture._meta.get_field("file").storage
    row.file = storage.save(f"pictures/{source.pk}-{key}", ContentFile(data))
    written = row.file.name
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        # Another process has just held a picture of the same name: that one serves.
        storage.delete(written)
    except BaseException:
        storage.delete(written)
        raise
    else:
        if former:
            storage.delete(former)


def _forget(source: Source, *, now: datetime) -> None:
    """Let go of what no story took in time, and of the oldest beyond MOST_KEPT; a bounded number at a time."""
    rows = SentPicture.objects.filter(source=source)
    old = list(rows.filter(came_at__lt=now - KEPT).order_by("came_at")[:_FORGOTTEN_AT_ONCE])
    beyond = list(rows.order_by("-came_at", "-pk")[MOST_KEPT : MOST_KEPT + _FORGOTTEN_AT_ONCE])
    for row in {each.pk: each for each in (*old, *beyond)}.values():
        row.delete()
        row.file.delete(save=False)


def pictures_fetch(item: WireItem, *, now: datetime, clock: Callable[[], float] = monotonic) -> list[Missing]:
    """Fetch the item's pictures from their addresses and hold them; returns those that were not to be had."""
    missing = []
    until = clock() + SECONDS_BEHIND
    for told in _told(item):
        if not is_address(told.href) or _held(item.source, told.href) is not None:
            continue
        try:
            data = _fetched(told.href, left=until - clock())
            picture_hold(item.source, PictureFile(name=told.href, data=data), now=now)
        except NotAPicture as reason:
            missing.append(_missing(told, reason))
        except Refused as refusal:
            missing.append(Missing(told.href[:200], Why.DAMAGED, str(refusal)))
    return missing


def pictures_take(
    item: WireItem, *, by: AbstractBaseUser | None = None, clock: Callable[[], float] = monotonic
) -> Taken:
    """Bring the item's pictures into the house, for the story that is made of it.

    Drawn anew (`picture_files`), with the caption, credit and rights that the item or the file tells. One that is in
    the house already is not brought twice.
    """
    taken = Taken()
    until = clock() + SECONDS
    for told in _told(item):
        try:
            drawn = drawn_anew(_data(item.source, told.href, left=until - clock()))
        except NotAPicture as reason:
            taken.missing.append(_missing(told, reason))
            continue
        picture = _picture(item, told, drawn, by=by)
        if picture not in taken.pictures:
            taken.pictures.append(picture)
    for each in taken.missing:
        _log.info("A picture of the item %s is not taken: %s: %s", item.pk, each.name, each.sentence)
    return taken


def _told(item: WireItem) -> Iterator[WirePicture]:
    yield from pictures_in(item.content)[:MOST_TAKEN]


def _missing(told: WirePicture, reason: NotAPicture) -> Missing:
    return Missing(told.href[:200], reason.why, str(reason))


def _held(source: Source, href: str) -> SentPicture | None:
    return SentPicture.objects.filter(source=source, key=key_of(href)).first()


def _data(source: Source, href: str, *, left: float) -> bytes:
    """Return a picture's file: as it was sent, or from its address. Raises NotAPicture."""
    if (held := _held(source, href)) is not None:
        try:
            with held.file.open("rb") as file:
                return bytes(file.read())
        except OSError:
            raise NotAPicture(Why.NOT_SENT, "The picture's file is no longer there.") from None
    if not is_address(href):
        raise NotAPicture(Why.NOT_SENT, "The picture's file did not come.")
    return _fetched(href, left=left)


def _fetched(href: str, *, left: float) -> bytes:
    if left <= 0:
        raise NotAPicture(Why.NO_TIME, "The pictures before it took all the time.")
    limits = Limits(most_bytes=MOST_BYTES, seconds=left, trusted=settings.FETCH_TRUSTED_HOSTS)
    try:
        answer = ask(href, headers={"Accept": "image/*"}, limits=limits)
    except NotFetched as problem:
        raise NotAPicture(Why.NOT_FETCHED, str(problem)) from None
    if answer.status != 200:
        raise NotAPicture(Why.NOT_FETCHED, f"The server answered {answer.status}.")
    return answer.body


def _picture(item: WireItem, told: WirePicture, drawn: Drawn, *, by: AbstractBaseUser | None) -> Picture:
    """Return the picture in the house: the one with the same pixels, or a new one."""
    digest = sha1(drawn.data, usedforsecurity=False).hexdigest()  # as Wagtail has it
    if found := Picture.objects.filter(file_hash=digest).first():
        return found
    caption = told.caption or drawn.said.caption
    title = truncate(caption or str(item), limit=200)[:200]
    picture = Picture(
        title=title,
        file=ContentFile(drawn.data, name=f"wire-{item.pk}-{digest[:12]}.{drawn.ending}"),
        file_size=len(drawn.data),
        file_hash=digest,
        caption=truncate(caption, limit=300)[:300],
        credit=truncate(told.credit or drawn.said.whole_credit or item.credit, limit=120)[:120],
        rights=truncate(drawn.said.rights, limit=300)[:300],
        for_partners=False,
        uploaded_by_user_id=by.pk if by is not None else None,
    )
    picture.save()
    return picture

"""What writes: an item comes in, a story is made of it, its desk has seen a newer version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b, sha256
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F
from wagtail.log_actions import log

from warraq.arabic.truncate import truncate
from warraq.inbox.contents import content_of, pieces_in
from warraq.inbox.deciding import Held, Verdict, decide
from warraq.inbox.models import Source, WireItem, WireVersion
from warraq.inbox.parsed import ParsedItem, WireKind, WireStatus, digest_of, usable, words_of
from warraq.network.models import Edition, Section
from warraq.stories.bodies import blocks_of
from warraq.stories.models import Label, Picture, Story
from warraq.stories.services import NotAllowed, placement_add

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

LONGEST_STORY_HEADLINE = 250
LONGEST_STORY_STANDFIRST = 600
LONGEST_STORY_DATELINE = 120


def item_receive(source: Source, item: ParsedItem, *, now: datetime) -> Verdict:
    """Keep a version of an item that came in; returns what it was to what we had.

    Two processes may receive the same: one keeps it. Raises inbox.parsed.Refused for an item that can't be used.
    """
    item = usable(item, now=now)
    try:
        return _receive(source, item, now=now)
    except IntegrityError:
        # Another process has just received the item's first version: now there is a row to hold.
        return _receive(source, item, now=now)


def source_told(source: Source, *, problem: str, now: datetime) -> None:
    """Note when a source that sends by itself did so, and what was wrong with it."""
    longest = Source._meta.get_field("problem").max_length
    source.asked_at, source.problem = now, problem.replace("\0", "")[:longest]
    source.save(update_fields=["asked_at", "problem"])


def token_renew(source: Source, *, by: AbstractBaseUser | None = None) -> str:
    """Give the source another secret to send with what it pushes, and return it: only its digest is kept."""
    token = f"wq_{token_urlsafe(32)}"
    source.token_digest = token_digest(token)
    with transaction.atomic():
        source.save(update_fields=["token_digest"])
        log(source, "wagtail.edit", user=by, data={"token": "renewed"})
    return token


def token_digest(token: str) -> str:
    """Return what is kept of a secret. It is as long as chance makes it, so that no salt is needed."""
    return sha256(token.encode("utf-8", errors="replace")).hexdigest()


def push_count(source: Source, *, now: datetime, most: int) -> bool:
    """Count a push; False if the source has pushed `most` times in this minute, over all processes."""
    minute = int(now.timestamp() // 60)
    row = Source.objects.filter(pk=source.pk)
    if row.filter(push_minute=minute, pushes__lt=most).update(pushes=F("pushes") + 1):
        return True
    return bool(row.exclude(push_minute=minute).update(push_minute=minute, pushes=1))


def _receive(source: Source, item: ParsedItem, *, now: datetime) -> Verdict:
    digest = digest_of(item)
    with transaction.atomic():
        row = (
            WireItem.objects.select_for_update().filter(provider=item.provider, item_id=item.item_id).first()
        )
        held = Held(row.version, row.digest) if row is not None else None
        decision = decide(version=item.version, digest=digest, held=held)
        if row is None:
            row = WireItem(source=source, provider=item.provider, item_id=item.item_id, received_at=now)
        elif decision.verdict is Verdict.UPDATE:
            _keep(row)
        if decision.verdict in (Verdict.NEW, Verdict.UPDATE):
            _fill(row, item=item, version=decision.version, digest=digest, now=now)
    return decision.verdict


def _keep(row: WireItem) -> None:
    """Put the version that the row has beside it."""
    WireVersion.objects.create(
        item=row, version=row.version, came_at=row.changed_at, headline=row.headline, content=row.content
    )


def _fill(row: WireItem, *, item: ParsedItem, version: int, digest: str, now: datetime) -> None:
    """Give the row a version, and save it. A kill without text keeps the text that was: the desk must know which."""
    row.version, row.digest, row.changed_at = version, digest, now
    row.status, row.sent_at, row.embargo_until = item.status, item.sent_at, item.embargo_until
    if item.status is not WireStatus.CANCELED or item.headline or item.pieces or row.pk is None:
        row.kind, row.urgency, row.language = item.kind, item.urgency, item.language
        for name in ("slug", "headline", "dateline", "byline", "credit"):
            setattr(row, name, getattr(item, name))
        row.words = words_of(item)
        row.content = content_of(item)
    row.save()


def item_take(
    item: WireItem,
    *,
    edition: Edition,
    section: Section,
    now: datetime,
    by: AbstractBaseUser | None = None,
    pictures: Sequence[Picture] = (),
) -> Story:
    """Make a draft of the item, with dateline, agency credit and cleaned text, and return it.

    Of its `pictures` (`inbox.pictures.pictures_take`) the first leads, the others stand below the text. One item makes
    one story. Raises NotAllowed for a memo, for what its agency withholds or has killed, and for an item that somebody
    took before.
    """
    with transaction.atomic():
        row = WireItem.objects.select_for_update().get(pk=item.pk)
        _refuse(row)
        story = Story.objects.create(
            headline=_headline_of(row),
            standfirst=truncate(row.content.get("standfirst", ""), limit=LONGEST_STORY_STANDFIRST),
            dateline=row.dateline[:LONGEST_STORY_DATELINE],
            label=Label.URGENT if row.kind == WireKind.ALERT else "",
            agency=row.source.agency,
            embargo_until=row.embargo_until if row.embargo_until and row.embargo_until > now else None,
            lead_picture=pictures[0] if pictures else None,
            body=[*blocks_of(pieces_in(row.content)), *map(_picture_block, pictures[1:])],
            source_url=row.content.get("source_url", ""),
            origin_key=_origin_key(row),
            owner_id=by.pk if by is not None else None,
            live=False,
        )
        placement_add(story, edition=edition, section=section, is_home=True)
        story = Story.objects.get(pk=story.pk)
        story.save_revision(user=by, clean=False, log_action="wagtail.create")
        row.story, row.taken_at, row.seen_version = story, now, row.version
        row.taken_by_id = by.pk if by is not None else None
        row.save(update_fields=["story", "taken_by", "taken_at", "seen_version"])
        log(story, "warraq.take_wire", user=by, data={"wire": row.pk, "version": row.version})
    return Story.objects.get(pk=story.pk)


def _picture_block(picture: Picture) -> dict[str, object]:
    value = {"picture": picture.pk, "caption": picture.caption, "credit": picture.credit, "alt": ""}
    return {"type": "picture", "value": value}


def _refuse(row: WireItem) -> None:
    if row.is_taken:
        raise NotAllowed("A story was made of the item already.")
    if row.kind == WireKind.MEMO:
        raise NotAllowed("A memo is for the desk; no story is made of it.")
    if row.status == WireStatus.CANCELED:
        raise NotAllowed("The agency has killed the item.")
    if row.status == WireStatus.WITHHELD:
        raise NotAllowed("The agency withholds the item.")


def _headline_of(row: WireItem) -> str:
    """Return the item's headline; an alert's one sentence is its headline."""
    return truncate(row.headline or row.slug, limit=LONGEST_STORY_HEADLINE)[:LONGEST_STORY_HEADLINE]


def _origin_key(row: WireItem) -> str:
    """Return the story's origin: within 120 letters, another for each item."""
    name = f"{row.provider}\0{row.item_id}".encode()
    return f"wire:{row.provider[:60]}:{blake2b(name, digest_size=16).hexdigest()}"


def item_seen(item: WireItem, *, by: AbstractBaseUser | None = None) -> None:
    """Note that the desk of the story has seen the newest version: its warning ends."""
    if item.story is None:
        raise NotAllowed("No story was made of the item.")
    item.seen_version = item.version
    with transaction.atomic():
        item.save(update_fields=["seen_version"])
        log(item.story, "warraq.see_wire", user=by, data={"wire": item.pk, "version": item.version})

"""What writes: an item comes in, a story is made of it, its desk has seen a newer version.

With an item that comes, and in its transaction, its words are indexed, it is folded under another agency's with the
same text, and told to the saved searches that it answers. Then a rule may publish it.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from wagtail.log_actions import log

from warraq.arabic.truncate import truncate
from warraq.inbox.contents import content_of, pieces_in
from warraq.inbox.deciding import Held, Verdict, decide
from warraq.inbox.folding import item_fold, item_lead
from warraq.inbox.indexing import words_keep
from warraq.inbox.models import Source, WireItem, WireVersion
from warraq.inbox.parsed import ParsedItem, WireKind, WireStatus, digest_of, usable
from warraq.inbox.searches import item_tell
from warraq.network.models import Edition, Section
from warraq.stories.bodies import blocks_of
from warraq.stories.models import Label, Story
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
            stems = words_keep(row)
            item_fold(row)
            item_tell(row, stems=stems)
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
        row.content = content_of(item)
    row.save()


def item_take(
    item: WireItem,
    *,
    edition: Edition,
    section: Section,
    now: datetime,
    by: AbstractBaseUser | None = None,
) -> Story:
    """Make a draft of the item, with dateline, agency credit and cleaned text, and return it.

    One item makes one story. Raises NotAllowed for a memo, for what its agency withholds or has killed, and for an item
    that somebody took before.
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
            body=blocks_of(pieces_in(row.content)),
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
        item_lead(row)
        log(story, "warraq.take_wire", user=by, data={"wire": row.pk, "version": row.version})
    return Story.objects.get(pk=story.pk)


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

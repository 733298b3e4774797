"""A story is made of an item, and its desk has seen a newer version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b
from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.log_actions import log

from warraq.arabic.truncate import truncate
from warraq.inbox.contents import pieces_in
from warraq.inbox.folding import item_lead
from warraq.inbox.models import WireItem, WireRule
from warraq.inbox.parsed import WireKind, WireStatus
from warraq.network.models import Edition, Section
from warraq.stories.bodies import blocks_of
from warraq.stories.models import Label, Picture, Story
from warraq.stories.services import NotAllowed, placement_add

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

LONGEST_STORY_HEADLINE = 250
LONGEST_STORY_STANDFIRST = 600
LONGEST_STORY_DATELINE = 120


def item_take(
    item: WireItem,
    *,
    edition: Edition,
    section: Section,
    now: datetime,
    by: AbstractBaseUser | None = None,
    pictures: Sequence[Picture] = (),
    rule: WireRule | None = None,
) -> Story:
    """Make a draft of the item, with dateline, agency credit and cleaned text, and return it.

    Of its `pictures` (`inbox.pictures.pictures_take`) the first leads, the others stand below the text. One item makes
    one story; `rule` is the one that takes it, in place of a person. Raises NotAllowed for a memo, for
    what its agency withholds or has killed, and for an item that somebody took before.
    """
    with transaction.atomic():
        row = WireItem.objects.select_for_update().get(pk=item.pk)
        _refuse(row)
        story = Story.objects.create(
            headline=_headline_of(row),
            standfirst=truncate(row.content.get("standfirst", ""), limit=LONGEST_STORY_STANDFIRST),
            dateline=row.dateline[:LONGEST_STORY_DATELINE],
            label=_label_of(row, rule=rule),
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
        row.rule = rule
        row.save(update_fields=["story", "taken_by", "taken_at", "seen_version", "rule"])
        item_lead(row)
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


def _label_of(row: WireItem, *, rule: WireRule | None) -> str:
    if rule is not None and rule.label:
        return rule.label
    return Label.URGENT if row.kind == WireKind.ALERT else ""


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

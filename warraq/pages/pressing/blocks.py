"""Live blocks as the press keeps them."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import close_old_connections, connection
from django.utils import timezone

from warraq.network.models import Edition
from warraq.pages.blocks.registry import Group, SlotName
from warraq.pages.blocks.render import Draft, LiveBlocks
from warraq.pages.tags import story_tag
from warraq.press.board import PressedBlock, press_block


def pressed_draft(
    live: LiveBlocks, draft: Draft, *, version: int, rule: str, is_variant: bool = False
) -> PressedBlock:
    """Draw a draft and press it; an absent block is pressed as nothing."""
    return press_block(
        live.draw(draft).encode(),
        version=version,
        pressed_at=time.time(),
        rule=rule,
        shared=draft.slot.group is not Group.STORY and not is_variant,
        stories=[story_tag(number) for number in draft.story_ids],
    )


def press_blocks(keys: tuple[str, ...], version: int) -> Mapping[str, PressedBlock]:
    """Press blocks and variants by their keys, as they stand in the database now; unknown ones are left out.

    This is what a serving process calls for blocks that are nowhere to be found.
    """
    if not connection.in_atomic_block:
        close_old_connections()  # no request did it for this thread
    pressed = {}
    for slug, of_edition in _by_edition(keys).items():
        edition = Edition.objects.prefetch_related("hosts").filter(slug=slug).first()
        if edition is None:
            continue
        live = LiveBlocks(edition, now=timezone.now())
        for key in of_edition:
            pressed[key] = press_one(live, key, version=version, rule="asked for by a reader")
    return pressed


def press_one(live: LiveBlocks, key: str, *, version: int, rule: str) -> PressedBlock:
    """Press one block, or a variant `<key>~story.<number>`."""
    base, _, subject = key.partition("~")
    subject_id = int(subject.removeprefix("story.")) if subject else None
    draft = live.draft(base, subject_id=subject_id)
    return pressed_draft(live, draft, version=version, rule=rule, is_variant=bool(subject))


def _by_edition(keys: Iterable[str]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        base, _, subject = key.partition("~")
        try:
            name = SlotName.parse(base)
        except ValueError:
            continue
        if not subject or subject.removeprefix("story.").isdecimal():
            grouped[name.edition].append(key)
    return grouped

"""Live blocks as the press keeps them."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import close_old_connections, connection
from django.utils import timezone

from warraq.network.models import Edition
from warraq.pages.blocks.registry import Group, SlotName
from warraq.pages.blocks.render import Draft, LiveBlocks
from warraq.press.board import PressedBlock, press_block
from warraq.press.engine import Press
from warraq.stories.tags import story_tag


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


# Once to learn which blocks there are, once to choose, once to find that right.
_TRIES = 3


class BlockRenderer:
    """What a serving process calls for blocks that are nowhere to be found.

    Most of these are related lists, which leave out what stands in the shared blocks. That is chosen once, and again
    only when one of those blocks was posted anew.
    """

    def __init__(self, press: Press) -> None:
        self._press = press
        self._known: dict[int, _Standing] = {}

    def __call__(self, keys: tuple[str, ...], version: int) -> Mapping[str, PressedBlock]:
        """Press blocks and variants by their keys, as they stand in the database now; unknown ones are left out."""
        if not connection.in_atomic_block:
            close_old_connections()  # no request did it for this thread
        pressed = {}
        for slug, of_edition in _by_edition(keys).items():
            edition = Edition.objects.prefetch_related("hosts").filter(slug=slug).first()
            if edition is not None:
                live = LiveBlocks(edition, now=timezone.now(), standing=self._standing(edition))
                for key in of_edition:
                    pressed[key] = press_one(live, key, version=version, rule="asked for by a reader")
        return pressed

    def _standing(self, edition: Edition) -> frozenset[int]:
        known = self._known.get(edition.pk, _Standing())
        for _ in range(_TRIES):
            # Read before choosing: a block posted meanwhile has us choose again at the next call.
            versions = self._versions(known.keys)
            if known.keys and known.versions == versions:
                break
            choices = LiveBlocks(edition, now=timezone.now()).choices(Group.PAGE)
            keys = tuple(choices.by_key)
            read_before = versions if keys == known.keys else ()
            known = _Standing(keys=keys, versions=read_before, story_ids=choices.story_ids())
        self._known[edition.pk] = known
        return known.story_ids

    def _versions(self, keys: tuple[str, ...]) -> tuple[int, ...]:
        """Return which versions of these blocks stand on the board; -1 for one that does not."""
        blocks = map(self._press.board.get, keys)
        return tuple(-1 if block is None else block.version for block in blocks)


@dataclass(frozen=True)
class _Standing:
    """Which stories stand in these blocks, or may step into one, while these versions of them stand."""

    keys: tuple[str, ...] = ()
    versions: tuple[int, ...] = ()
    story_ids: frozenset[int] = frozenset()


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

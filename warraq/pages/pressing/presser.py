"""The presser: one process of each node that reads the outbox and has the press follow.

It is the only one that decides; serving processes read what it wrote from the page store within some twenty
milliseconds. Killed at any moment it goes on from its last position: everything that it does can be done twice.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from django.db import DatabaseError, connection
from django.utils import timezone

from warraq.fronts.selectors import editions_leading_to
from warraq.network.models import Edition
from warraq.pages.blocks.registry import Group
from warraq.pages.blocks.render import Draft, LiveBlocks
from warraq.pages.pools import DEPTH, Pools
from warraq.pages.pressing.backend import key_of, press_shell
from warraq.pages.pressing.blocks import press_one, pressed_draft
from warraq.pages.pressing.clearing import clear
from warraq.pages.pressing.moments import moments_between
from warraq.pages.pressing.position import Position, read_position, write_position
from warraq.pages.pressing.purges import Changed, NullPurger, Purger
from warraq.pages.touches import Touches, edition_touches, front_touches, post_touches, story_touches
from warraq.press.backend import BackendError
from warraq.press.engine import Press
from warraq.press.shells import variant_key
from warraq.press.store import Verdict
from warraq.search.vocabulary import vocabulary_grow
from warraq.stories.addresses import block_data_paths
from warraq.stories.changes import Standing, changes_after, forget_old, newest_number
from warraq.stories.freshness import tell_begun, tell_fresh
from warraq.stories.models import Change, Story
from warraq.stories.tags import blocks_tag, edition_tag, story_tag
from warraq.stories.troubles import trouble_end, trouble_note, troubles_named
from warraq.stories.upkeep import refresh_statistics
from warraq.stories.wakeups import Wakeups, wakeups

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

_log = logging.getLogger(__name__)

# The clock is looked at this often for embargoes that end and placements that begin or end.
TICK_SECONDS = 1.0
# The vocabulary of the search is counted between the presses; a loader counts what it brought itself.
_COUNTED_IN_A_TICK = 20
# What readers read moves most read; nobody writes that to the outbox.
CHOOSE_SECONDS = 30.0
# So many dropped pages or blocks are pressed again at once; the rest waits for its next reader.
RENEW_AT_ONCE = 60
_TROUBLES = "press/"
_Drawn = TypeVar("_Drawn")
_REST_SECONDS = 0.5
# A presser that begins follows the clock from the moment that was noted last.
_NOTED_EVERY = timedelta(minutes=1)
_TIDY_SECONDS = 3600.0


class Presser:
    """Does what follows from changes.

    `position` is the file that remembers the last change done; `purger` tells caches in front.
    """

    def __init__(
        self, press: Press, backend: WSGIApplication, *, position: Path, purger: Purger | None = None
    ) -> None:
        self.press = press
        self._changed = Changed(purger or NullPurger())
        press.on_clean(self._changed.note)
        self.backend = backend
        self._position = position
        self._drafts: dict[str, Draft] = {}
        self._pools: dict[int, Pools] = {}
        self._in_blocks: dict[int, frozenset[int]] = {}
        self._troubles: set[str] = set()
        self._last_tick = self._noted_at = timezone.now()
        self._has_told = False

    # Beginning

    def begin(self, *, everything: bool = False) -> None:
        """Bring the press to what the database says, whatever happened while nobody pressed.

        With `everything` all shells are dropped: templates may have changed.
        """
        refresh_statistics()
        self._troubles = troubles_named(_TROUBLES)
        position, now = read_position(self._position), timezone.now()
        newest = newest_number()
        is_missing = position is None or (
            position.number < newest and not Change.objects.filter(pk=position.number).exists()
        )
        editions = list(Edition.objects.values_list("pk", flat=True))
        if everything or is_missing:
            pages, blocks = self.press.tagged([edition_tag(edition) for edition in editions])
            self.press.forget(pages=pages, blocks=blocks)
            self._write_position(newest)
        elif position is not None:
            # What began or ended while nobody looked at the clock is done at the first tick.
            self._last_tick = min(position.moment, now)
        self._choose(editions, rule="the press began", chrome=editions)
        # Caches were told nothing while nobody pressed.
        self._changed.tell(tags=[edition_tag(edition) for edition in editions])

    # Following the outbox

    def look(self) -> int:
        """Do what follows from the changes that are waiting; returns how many there were."""
        position = read_position(self._position)
        changes = changes_after(position.number if position else 0)
        if not changes:
            return 0
        now = time.time()
        touches = Touches()
        for change in changes:
            touches |= _touches_of(change, now=now)
        self.apply(touches, rule=f"change {changes[-1].pk}")
        tell_fresh(touches.stories, now=timezone.now())
        self._write_position(changes[-1].pk)
        return len(changes)

    def tick(self, now: datetime) -> None:
        """Do what follows from the clock: embargoes that ended, placements that began or ended.

        At the first, after the changes that waited, every page is right.
        """
        touches = moments_between(self._last_tick, now)
        if touches is not None:
            self.apply(touches, rule=f"the clock, {now:%H:%M:%S}")
            tell_fresh(touches.stories, now=now)
        self._last_tick = now
        if touches is not None or now - self._noted_at > _NOTED_EVERY:
            position = read_position(self._position)
            if position is not None:
                self._write_position(position.number)
        if not self._has_told:
            tell_begun(now=now)
            self._has_told = True

    def apply(self, touches: Touches, *, rule: str) -> None:
        """Drop, choose and press: first what may not be shown, then the blocks, then the shells."""
        hosts = _hosts()
        press_now = self._keys(touches.press, hosts=hosts)
        gone = {key for key, _ in self._keys(touches.gone | touches.forget, hosts=hosts)}
        pages, blocks = self.press.tagged(touches.drop)
        stale_blocks = {key for key in blocks if _belongs_to_one_page(key)}
        withdrawn = bool(touches.gone)
        renewed = [] if withdrawn else sorted(pages - gone - {key for key, _ in press_now})[:RENEW_AT_ONCE]
        self.press.forget(
            pages=gone | (pages - set(renewed) - {key for key, _ in press_now}), blocks=stale_blocks
        )
        # A rendering that began before the change must not come after it.
        self.press.touch(pages=[*(key for key, _ in press_now), *renewed])
        self._forget_pools(touches)
        # A strip may lead to a story that stands elsewhere.
        leading = editions_leading_to(touches.stories, now=timezone.now())
        self._choose(touches.choose | leading, rule=rule, chrome=touches.chrome)
        for key, (host, path) in press_now:
            self._press_or_forget(key, host=host, path=path)
        for key in renewed:
            host, slash, path = key.partition("/")
            self._press_or_forget(key, host=host, path=quote(slash + path))
        self._changed.tell(tags=touches.drop, gone=map(story_tag, touches.left))
        if withdrawn:
            self._forget_blocks_naming(touches.stories)
            clear(self.press, self.backend, story_ids=touches.stories, dropped=pages - gone)

    def _forget_blocks_naming(self, story_ids: Iterable[int]) -> None:
        """Forget what still names a withdrawn story: a block that could not be drawn anew stands as it was."""
        withdrawn = Story.objects.filter(pk__in=story_ids, withdrawn_at__isnull=False)
        _, naming = self.press.tagged(
            [story_tag(number) for number in withdrawn.values_list("pk", flat=True)]
        )
        if naming:
            self.press.forget(blocks=naming)

    def _press_or_forget(self, key: str, *, host: str, path: str) -> None:
        """Press a shell; one that can't be drawn though the database answers is forgotten and holds nobody up."""
        try:
            press_shell(self.press, self.backend, host=host, path=path)
        except BackendError:
            newest_number()  # raises when the database is the trouble: then the whole change is tried again
            _log.exception("The page %s can't be drawn.", key)
            trouble_note(f"{_TROUBLES}{key}", sentence=f"الصفحة «{key}» لا تُرسم.", now=timezone.now())
            self._troubles.add(f"{_TROUBLES}{key}")
            self.press.forget(pages=[key])

    # Choosing blocks

    def choose_all(self, *, rule: str) -> None:
        """Choose the blocks of every edition again, from scratch: readers may have moved most read."""
        self._pools.clear()
        self._choose(Edition.objects.values_list("pk", flat=True), rule=rule)
        self._changed.tell()

    def _choose(self, editions: Iterable[int], *, rule: str, chrome: Iterable[int] = ()) -> None:
        """Press the shared blocks of these editions that are not what they were, and the hubs' with them."""
        wanted, redrawn = set(editions), set(chrome)
        if not wanted:
            return
        for edition in Edition.objects.prefetch_related("hosts"):
            if edition.pk in wanted or edition.is_hub:
                self._choose_one(
                    edition, rule=rule, redraw=edition.pk in redrawn or bool(redrawn and edition.is_hub)
                )

    def _forget_pools(self, touches: Touches) -> None:
        """Have fetched anew what the blocks of the touched editions choose among."""
        for edition in touches.chrome:
            self._pools.pop(edition, None)
        for edition in touches.choose & self._pools.keys():
            self._pools[edition].forget(touches.sections)

    def _choose_one(self, edition: Edition, *, rule: str, redraw: bool) -> None:
        for _ in range(3):
            epoch = self.press.epoch()
            pools = self._pools.setdefault(edition.pk, Pools(edition, depth=DEPTH))
            live = LiveBlocks(edition, now=timezone.now(), pools=pools)
            # What stands on no page of the edition any more, as lists of an earlier front, is drawn as nothing.
            left = (key for key in self._drafts if key.startswith(f"{edition.slug}/"))
            drafts = {
                key: draft
                for key in dict.fromkeys([*live.shared_keys(), *left])
                if (draft := self._drawn(key, partial(live.draft, key))) is not None
            }
            changed = {
                key: draft for key, draft in drafts.items() if redraw or self._drafts.get(key) != draft
            }
            if not changed:
                return
            self.press.touch(blocks=changed)
            epoch = self.press.epoch()
            drawing = partial(pressed_draft, live, version=epoch.version, rule=rule)
            pressed = {
                key: block
                for key, draft in changed.items()
                if (block := self._drawn(key, partial(drawing, draft))) is not None
            }
            changed = {key: changed[key] for key in pressed}
            if self.press.post_blocks(pressed, epoch=epoch) is not Verdict.OVERTAKEN:
                break
        self._drafts.update(changed)
        self._forget_told(edition)
        self._clear_related(edition, live=live)
        self._press_variants(live, changed=changed, rule=rule)

    def _drawn(self, key: str, draw: Callable[[], _Drawn]) -> _Drawn | None:
        """Draw a block; one that can't be drawn stays as readers have it, holds up no other, and the desk is told."""
        name = f"{_TROUBLES}{key}"
        try:
            drawn = draw()
        except DatabaseError:
            raise
        except Exception as problem:
            _log.exception("The block %s can't be drawn.", key)
            sentence = f"الكتلة «{key}» لا تُرسم، فتبقى للقراء كما كانت. السبب: {problem}"
            trouble_note(name, sentence=sentence, now=timezone.now())
            self._troubles.add(name)
            return None
        if name in self._troubles:
            trouble_end(name)
            self._troubles.discard(name)
        return drawn

    def _forget_told(self, edition: Edition) -> None:
        """Forget what tells programs of the blocks; by address too, for what is being drawn meanwhile."""
        pages, _ = self.press.tagged([blocks_tag(edition.pk)])
        known = (key_of(host.name, path) for host in edition.hosts.all() for path in block_data_paths())
        self.press.forget(pages={*pages, *(key for key in known if key is not None)})

    def _clear_related(self, edition: Edition, *, live: LiveBlocks) -> None:
        """Have the related lists drawn again that name a story which entered a shared block."""
        if edition.is_hub:
            return
        standing = live.choices(Group.PAGE).story_ids()
        entered = standing - self._in_blocks.get(edition.pk, frozenset())
        self._in_blocks[edition.pk] = standing
        _, blocks = self.press.tagged([story_tag(number) for number in entered])
        related = sorted(key for key in blocks if key.startswith(f"{edition.slug}/{Group.STORY}/"))
        self._renew_blocks(live, related, rule="a story entered a shared block")

    def _press_variants(self, live: LiveBlocks, *, changed: dict[str, Draft], rule: str) -> None:
        """Press each changed block as the pages of its own stories show it, so that no reader waits for that."""
        keys = [
            variant_key(key, subject=story_tag(number))
            for key, draft in changed.items()
            if draft.slot.group is Group.PAGE
            for number in draft.story_ids
        ]
        self._renew_blocks(live, keys, rule=rule)

    def _renew_blocks(self, live: LiveBlocks, keys: list[str], *, rule: str) -> None:
        self.press.forget(blocks=keys[RENEW_AT_ONCE:])
        now = keys[:RENEW_AT_ONCE]
        if now:
            self.press.touch(blocks=now)
            epoch = self.press.epoch()
            pressed = {key: press_one(live, key, version=epoch.version, rule=rule) for key in now}
            self.press.post_blocks(pressed, epoch=epoch)

    # Names

    def _keys(
        self, places: Iterable[tuple[int, str]], *, hosts: dict[int, list[str]]
    ) -> list[tuple[str, tuple[str, str]]]:
        """Return (the press's key, (host, path)) of each place on each host of its edition."""
        return [
            (key, (host, path))
            for edition, path in sorted(places)
            for host in hosts.get(edition, ())
            for key in [key_of(host, path)]
            if key is not None
        ]

    # Where we are

    def _write_position(self, number: int) -> None:
        self._noted_at = self._last_tick
        write_position(self._position, Position(number, self._last_tick))


def _hosts() -> dict[int, list[str]]:
    return {
        edition.pk: [host.name for host in edition.hosts.all()]
        for edition in Edition.objects.prefetch_related("hosts")
    }


def _touches_of(change: Change, *, now: float) -> Touches:
    if change.kind == Change.Kind.EDITION:
        editions, within = change.facts["editions"], change.facts.get("within", {})
        if "fronts" in within:
            return front_touches(editions, paths=within["fronts"])
        return edition_touches(editions)
    number, after = change.story_id or 0, Standing.read(change.facts["after"])
    if post := change.facts.get("within", {}).get("post"):
        return post_touches(number, standing=after, **post)
    return story_touches(number, before=Standing.read(change.facts["before"]), after=after, now=now)


def _belongs_to_one_page(key: str) -> bool:
    return "~" in key or f"/{Group.STORY}/" in key


def run(
    presser: Presser,
    *,
    everything: bool,
    go_on: Callable[[], bool],
    begun: Callable[[], object] = lambda: None,
) -> None:
    """Press until `go_on` says no. A database that is away is waited for; what was missed is caught up.

    `everything` is `Presser.begin`'s; `begun` is called when that is done.
    """
    watch: Wakeups | None = None
    has_begun = False
    ticked_at = chosen_at = tidied_at = time.monotonic()
    while go_on():
        try:
            if watch is None:
                watch = wakeups()
            if not has_begun:
                presser.begin(everything=everything)
                has_begun = True
                begun()
            while presser.look():
                pass
            if time.monotonic() - ticked_at >= TICK_SECONDS:
                presser.tick(timezone.now())
                vocabulary_grow(at_once=_COUNTED_IN_A_TICK)
                ticked_at = time.monotonic()
            if time.monotonic() - chosen_at > CHOOSE_SECONDS:
                presser.choose_all(rule="readers moved the lists")
                chosen_at = time.monotonic()
            if time.monotonic() - tidied_at > _TIDY_SECONDS:
                forget_old(now=timezone.now())
                refresh_statistics()
                tidied_at = time.monotonic()
            watch.wait(TICK_SECONDS)
        except (DatabaseError, BackendError, OSError) as problem:
            _log.warning("The presser waits: %s", str(problem).strip() or type(problem).__name__)
            watch = None
            with suppress(Exception):
                connection.close()
            time.sleep(_REST_SECONDS)
        except Exception:
            _log.exception("The presser met something unforeseen and goes on.")
            time.sleep(_REST_SECONDS)

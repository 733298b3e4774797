"""The press: memory, store and board tied together, with what is needed to be right in several processes.

**Reading.** A page is looked for in memory, then in the store. Its blocks are read from the board; what is
missing there comes from the store, and at last from the block renderer that was registered from above. A page
composed with its blocks is kept and reused until a block of it changes.

**Writing.** Whoever presses because something changed first calls `touch` with the keys, so that renderings
which began before the change are refused from now on. Whoever renders, for whatever reason, reads `epoch`
before the data, and hands it over with the result:

    press.touch(pages=[key])
    epoch = press.epoch()
    page = press_page(render(), version=epoch.version, pressed_at=press.clock())
    press.put_page(key, page, epoch=epoch)

A rendering that a `touch` or `forget` of its key has overtaken is refused (`Verdict.OVERTAKEN`): render
again. `epoch.version` is also the right `version` of what is rendered from then on: it grows with every
change told to the press. `Verdict.FAILED` and False say that the store could not be written: this process is
right, but others and a restart may not be; whoever must be sure tells it again later. Until then the press
itself trusts no store row of those keys, and tries at every look of the watcher to remove them.

**Following.** `follow` starts a thread that takes over what other processes pressed: pages and blocks that
are held here are read again from the store, everything else waits until it is asked for. `on_clean` reports
each key as soon as this process is right about it.
"""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from warraq.press.board import BlockBoard, Blocks, PressedBlock, carried_over
from warraq.press.pages import Composed, PressedPage, compose
from warraq.press.parts import DEFAULT_LEVEL
from warraq.press.shelf import Shelf
from warraq.press.shells import variant_key
from warraq.press.store import (
    BLOCK,
    DEFAULT_INTERVAL,
    PAGE,
    Change,
    NoStore,
    Store,
    StoreStatus,
    Verdict,
)

_log = logging.getLogger(__name__)

BlockRenderer = Callable[[tuple[str, ...], int], Mapping[str, PressedBlock]]
"""Renders the blocks of these keys, with the version given; leaves out those it does not know."""

CleanListener = Callable[[str, str], None]
"""Hears of (kind, key) when this process is right about it; kind is "page" or "block"."""

_ASK_AGAIN_SECONDS: Final = 1.0
_RENDER_WAIT_SECONDS: Final = 1.0
_MOST_LEFT_ALONE: Final = 10_000
_FOLLOWED_LOOK_SECONDS: Final = 0.01
_NEVER: Final = float("inf")
# One block at a time, so that renewing never takes more than a small part of a core.
_RENEW_SECONDS: Final = 0.2
_MOST_TO_RENEW: Final = 2_000
_MOST_FENCES: Final = 20_000


class Epoch(NamedTuple):
    """A moment before a rendering: the store's mark and this process's own count of touches."""

    version: int
    local: int


class Held:
    """A page in memory, and the answer that was last composed of it."""

    __slots__ = ("asked_for", "composed", "page")

    def __init__(self, page: PressedPage) -> None:
        self.page = page
        self.asked_for = False
        self.composed: Composed | None = None


@dataclass(frozen=True, slots=True)
class SlotReport:
    """Why a slot of a page shows what it shows. `since` and `pressed_at` are epoch seconds, `age` seconds; an
    empty
    slot has version -1."""

    key: str
    rule: str
    version: int
    since: float
    pressed_at: float
    age: float
    bytes: int
    shared: bool
    stories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageReport:
    """Why a page shows what it shows: its shell, and each slot in its order."""

    key: str
    version: int
    status: int
    pressed_at: float
    age: float
    bytes: int
    gzip_bytes: int
    surrogate_keys: tuple[str, ...]
    slots: tuple[SlotReport, ...]


@dataclass(frozen=True, slots=True)
class PressStatus:
    """How the press is. Sizes in bytes of memory."""

    pages: int
    page_bytes: int
    page_budget: int
    blocks: int
    block_bytes: int
    generation: int
    owed: int
    store: StoreStatus


class Press:
    """One press for each process.

    `page_budget` and `block_budget` bound memory in bytes: pages with their composed answers, and blocks with
    their bundles. `clock` gives epoch seconds. A block of one page that was pressed more than `renew_after` seconds ago
    is rendered again, in the background, once its page is composed.
    """

    def __init__(
        self,
        *,
        store: Store | None = None,
        page_budget: int = 256 * 1024**2,
        block_budget: int = 48 * 1024**2,
        level: int = DEFAULT_LEVEL,
        clock: Callable[[], float] = time.time,
        renew_after: float = _NEVER,
    ) -> None:
        self.pages: Shelf[Held] = Shelf(budget=page_budget)
        self.board = BlockBoard(
            budget=block_budget - block_budget // 4, bundle_budget=block_budget // 4, level=level
        )
        self.store: Store = store if store is not None else NoStore()
        self.level = level
        self.clock = clock
        self._fences = _Fences(limit=_MOST_FENCES)
        self._renderer: BlockRenderer | None = None
        self._listeners: list[CleanListener] = []
        self._ask_again_at: dict[str, float] = {}
        self._owed: set[tuple[str, str]] = set()
        self._renew_after = renew_after
        self._to_renew: OrderedDict[str, None] = OrderedDict()
        # What is read from or written to the store reaches memory before the next change of it does.
        self._order = threading.RLock()
        self._rendering = threading.Lock()
        self._closing = threading.Event()

    def register_block_renderer(self, renderer: BlockRenderer) -> None:
        """Name the one who renders blocks that are nowhere to be found; RuntimeError if there is one."""
        if self._renderer is not None:
            raise RuntimeError("The press has a block renderer already.")
        self._renderer = renderer

    def on_clean(self, listener: CleanListener) -> None:
        """Let `listener` hear of each key that this process has become right about.

        It is called in the thread that made the change or follows it, and must be quick.
        """
        self._listeners.append(listener)

    # Reading

    def held(self, key: str) -> Held | None:
        """The page kept under `key`, from memory or else from the store."""
        held = self.pages.get(key)
        if held is not None:
            return held
        with self._order:
            page = None if (PAGE, key) in self._owed else self.store.page(key)
            return None if page is None else self._hold(key, page)

    def composed(self, key: str, held: Held) -> Composed:
        """The page of `held` with the blocks that stand now; kept with it, and reused while they stand.

        The first answer is not kept: most pages that a crawler walks through are asked for once.
        """
        composed = held.composed
        if composed is not None and composed.generation == self.board.generation:
            return composed
        generation, standing = self.board.read(held.page.slots)
        if composed is not None and composed.standing == standing and None not in standing:
            # The post was about blocks of other pages, as nearly all posts are.
            composed.generation = generation
            return composed
        generation, blocks = self._blocks_of(held.page)
        if composed is not None and composed.blocks == blocks:
            composed.generation, composed.standing = generation, standing
            return composed
        fresh = compose(held.page, board=self.board, blocks=blocks, generation=generation)
        fresh.standing = standing
        if held.asked_for:
            held.composed = fresh
            if composed is None or len(fresh.gzip_body) != len(composed.gzip_body):
                self.pages.weigh(key, item=held, cost=held.page.cost + fresh.cost)
        held.asked_for = True
        return fresh

    def compose_once(self, page: PressedPage) -> Composed:
        """The page with the blocks that stand now, for a page that is not kept."""
        generation, blocks = self._blocks_of(page)
        return compose(page, board=self.board, blocks=blocks, generation=generation)

    def blocks(self, keys: tuple[str, ...]) -> Blocks:
        """The blocks that stand under these keys now, wherever they had to be fetched from."""
        _, blocks = self.board.read(keys)
        if None in blocks and self._fetch(_absent(keys, blocks)):
            _, blocks = self.board.read(keys)
        return blocks

    def tagged(self, tags: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
        """The keys of the pages and of the blocks that carry any of these tags (surrogate keys, stories).

        Asked of the store; what it could not be told about is looked for in memory, page by page.
        """
        wanted = frozenset(tags)
        pages, blocks = self.store.tagged(wanted)
        if self._owed or isinstance(self.store, NoStore):
            pages |= {
                key
                for key, shelved in list(self.pages.entries.items())
                if not wanted.isdisjoint(shelved.item.page.surrogate_keys)
            }
            blocks |= self.board.naming(wanted)
        return pages, blocks

    def resolved_slots(self, page: PressedPage) -> tuple[str, ...]:
        """The keys of the blocks that stand in the page's slots: variants where a block shows its subject."""
        _, blocks = self.board.read(page.slots)
        return tuple(
            variant_key(slot, subject=page.subject) if _shows(block, page.subject) else slot
            for slot, block in zip(page.slots, blocks, strict=True)
        )

    def why(self, key: str) -> PageReport | None:
        """What stands on the page `key`, and by which rule, version and age; None if it is not pressed."""
        held = self.held(key)
        if held is None:
            return None
        page, now = held.page, self.clock()
        composed = self.composed(key, held)
        return PageReport(
            key=key,
            version=page.version,
            status=page.status,
            pressed_at=page.pressed_at,
            age=now - page.pressed_at,
            bytes=composed.length,
            gzip_bytes=len(composed.gzip_body),
            surrogate_keys=page.surrogate_keys,
            slots=tuple(
                _slot_report(slot, block, now=now)
                for slot, block in zip(page.slots, composed.blocks, strict=True)
            ),
        )

    def status(self) -> PressStatus:
        """How the press is."""
        return PressStatus(
            pages=len(self.pages),
            page_bytes=self.pages.used,
            page_budget=self.pages.budget,
            blocks=len(self.board),
            block_bytes=self.board.used,
            generation=self.board.generation,
            owed=len(self._owed),
            store=self.store.status(),
        )

    # Writing

    def epoch(self) -> Epoch:
        """To be read before a rendering begins, and before its data are read."""
        return Epoch(version=self.store.mark(), local=self._fences.count)

    def put_page(self, key: str, page: PressedPage, *, epoch: Epoch) -> Verdict:
        """Keep a page whose rendering began at `epoch`."""
        with self._order:
            if self._fences.passed(PAGE, key, since=epoch.local):
                return Verdict.OVERTAKEN
            verdict = self.store.put_page(key, page, epoch=epoch.version)
            if verdict is Verdict.OVERTAKEN:
                return verdict
            self._settle(PAGE, key, written=verdict is Verdict.KEPT)
            self._hold(key, page)
        self._tell_clean(PAGE, [key])
        return verdict

    def post_blocks(self, blocks: Mapping[str, PressedBlock], *, epoch: Epoch | None = None) -> Verdict:
        """Put these blocks up, all at once for every reader of this process.

        Left out are older versions than those that stand, and, with an `epoch`, blocks touched since:
        `Verdict.OVERTAKEN` says that there were some.
        """
        with self._order:
            current = {
                key: block
                for key, block in blocks.items()
                if epoch is None or not self._fences.passed(BLOCK, key, since=epoch.local)
            }
            carried = self._carried_over(current)
            verdict, kept = self.store.put_blocks(carried, epoch=None if epoch is None else epoch.version)
            if verdict is Verdict.FAILED:
                kept = frozenset(carried)
            for key in kept:
                self._settle(BLOCK, key, written=verdict is not Verdict.FAILED)
            self.board.post({key: block for key, block in carried.items() if key in kept})
            self._take_over(BLOCK, [key for key in carried if key not in kept])
        self._tell_clean(BLOCK, kept)
        return Verdict.OVERTAKEN if len(kept) < len(blocks) and verdict is Verdict.KEPT else verdict

    def touch(self, *, pages: Iterable[str] = (), blocks: Iterable[str] = ()) -> bool:
        """Let renderings of these that began before now be refused. What is kept stays until it is replaced.

        False if the store could not be told.
        """
        pages, blocks = tuple(pages), tuple(blocks)
        with self._order:
            self._fences.touch(PAGE, pages)
            self._fences.touch(BLOCK, blocks)
            return self.store.touch(pages=pages, blocks=blocks)

    def forget(self, *, pages: Iterable[str] = (), blocks: Iterable[str] = ()) -> bool:
        """Remove these at once from memory and store, and refuse renderings of them that began before now.

        False if the store could not be told: others may still show them. Tell it again.
        """
        pages, blocks = tuple(pages), tuple(blocks)
        with self._order:
            self._fences.touch(PAGE, pages)
            self._fences.touch(BLOCK, blocks)
            self.pages.discard(pages)
            if blocks:
                self.board.forget(blocks)
            written = self.store.forget(pages=pages, blocks=blocks)
            for kind, keys in ((PAGE, pages), (BLOCK, blocks)):
                for key in keys:
                    self._settle(kind, key, written=written)
        self._tell_clean(PAGE, pages)
        self._tell_clean(BLOCK, blocks)
        return written

    # Following

    def follow(self, *, interval: float = DEFAULT_INTERVAL) -> None:
        """Start to take over what other processes press; `interval` in seconds between two looks."""
        self.store.watch(self._follow, interval=interval, each_time=self._pay)
        if self._renew_after != _NEVER:
            threading.Thread(target=self._keep_renewing, name="press-renewer", daemon=True).start()

    def followed_at(self, mark: int, *, wait: float) -> float | None:
        """The moment (epoch seconds) since when every process that follows is right about all changes until `mark`.

        Waits at most `wait` seconds for the slowest; None if one is not there yet.
        """
        give_up_at = time.monotonic() + wait
        while True:
            followers = self.store.followers()
            if all(follower.seq >= mark for follower in followers):
                return max([follower.seen_at for follower in followers], default=self.clock())
            if time.monotonic() >= give_up_at:
                return None
            time.sleep(_FOLLOWED_LOOK_SECONDS)

    def _keep_renewing(self) -> None:
        while not self._closing.wait(_RENEW_SECONDS):
            self._renew()

    def close(self) -> None:
        """Stop following and close the store."""
        self._closing.set()
        self.store.close()

    def _follow(self, changes: Sequence[Change] | None) -> None:
        if changes is None:
            with self._order:
                self.pages.clear()
                self.board.clear()
            return
        news = [change for change in changes if not change.own]
        for kind in (PAGE, BLOCK):
            keys = tuple(dict.fromkeys(change.key for change in news if change.kind == kind))
            if not keys:
                continue
            with self._order:
                self._fences.touch(
                    kind, [change.key for change in news if change.kind == kind and change.touched]
                )
                self._take_over(kind, keys)
            self._tell_clean(kind, keys)

    def _take_over(self, kind: str, keys: Iterable[str]) -> None:
        """Bring what is held of these keys to what the store has, but for those it could not be told about."""
        trusted = tuple(key for key in keys if (kind, key) not in self._owed)
        if kind == PAGE:
            self._take_over_pages(trusted)
        elif trusted:
            self._take_over_blocks(trusted)

    def _take_over_pages(self, keys: tuple[str, ...]) -> None:
        for key in keys:
            if key in self.pages:
                page = self.store.page(key)
                if page is None:
                    self.pages.discard([key])
                else:
                    self._hold(key, page)

    def _take_over_blocks(self, keys: tuple[str, ...]) -> None:
        found = self.store.blocks(key for key in keys if key in self.board)
        # A block that is not held may still stand in composed pages: taking it down makes them look again.
        self.board.replace(found, forget=[key for key in keys if key not in found])

    def _pay(self) -> None:
        """Remove from the store what it holds of keys that it could not be told about."""
        if not self._owed:
            return
        with self._order:
            owed = list(self._owed)
            pages = [key for kind, key in owed if kind == PAGE]
            blocks = [key for kind, key in owed if kind == BLOCK]
            if self.store.forget(pages=pages, blocks=blocks):
                self._owed.difference_update(owed)

    def _settle(self, kind: str, key: str, *, written: bool) -> None:
        if written:
            self._owed.discard((kind, key))
        else:
            self._owed.add((kind, key))

    def _tell_clean(self, kind: str, keys: Iterable[str]) -> None:
        for listener in self._listeners:
            for key in keys:
                listener(kind, key)

    def _carried_over(self, blocks: Mapping[str, PressedBlock]) -> Mapping[str, PressedBlock]:
        standing = {key: block for key in blocks if (block := self.board.get(key)) is not None}
        absent = [key for key in blocks if key not in standing and (BLOCK, key) not in self._owed]
        standing.update(self.store.blocks(absent))
        return {key: carried_over(block, standing=standing.get(key)) for key, block in blocks.items()}

    # Fetching

    def _hold(self, key: str, page: PressedPage) -> Held:
        held = Held(page)
        self.pages.put(key, held, cost=page.cost)
        return held

    def _blocks_of(self, page: PressedPage) -> tuple[int, Blocks]:
        """The blocks of a page and their generation; -1, which never comes again, while some are absent."""
        generation, blocks = self.board.read(page.slots)
        if None in blocks and self._fetch(_absent(page.slots, blocks)):
            generation, blocks = self.board.read(page.slots)
        if page.subject and any(_shows(block, page.subject) for block in blocks):
            blocks = tuple(
                self._variant(slot, block, subject=page.subject)
                for slot, block in zip(page.slots, blocks, strict=True)
            )
        if self._renew_after != _NEVER:
            self._note_old(page.slots, blocks)
        return (-1 if None in blocks else generation), blocks

    def _variant(self, slot: str, block: PressedBlock | None, *, subject: str) -> PressedBlock | None:
        """The block as the page about `subject` shows it.

        A variant older than its block is out of date; it still stands while a newer one can't be had, since a page
        that names itself in its blocks is worse.
        """
        if block is None or not _shows(block, subject):
            return block
        key = variant_key(slot, subject=subject)
        if key not in self.board:
            self._fetch((key,))
        variant = self.board.get(key)
        if variant is not None and variant.version < block.version and self._may_ask((key,)):
            self.board.forget([key])
            self._render((key,))
            variant = self.board.get(key) or variant
        return variant or block

    def _note_old(self, slots: tuple[str, ...], blocks: Blocks) -> None:
        """Remember which blocks of this page alone have grown old."""
        old = self.clock() - self._renew_after
        for slot, block in zip(slots, blocks, strict=True):
            is_old = block is not None and not block.shared and block.pressed_at < old
            if is_old and "~" not in slot and len(self._to_renew) < _MOST_TO_RENEW:
                self._to_renew[slot] = None

    def _renew(self) -> None:
        """Render one of the blocks that have grown old; a fault leaves it as it is."""
        try:
            key, _ = self._to_renew.popitem(last=False)
        except KeyError:
            return
        epoch = self.epoch()
        blocks = self._rendered((key,), version=epoch.version)
        if blocks:
            self.post_blocks(blocks, epoch=epoch)

    def _may_ask(self, keys: tuple[str, ...]) -> bool:
        now = time.monotonic()
        return all(self._ask_again_at.get(key, 0.0) <= now for key in keys)

    def _fetch(self, keys: tuple[str, ...]) -> bool:
        """Put up what of these blocks can be had; whether any."""
        now = time.monotonic()
        wanted = [key for key in keys if self._ask_again_at.get(key, 0.0) <= now]
        if not wanted:
            return False
        found = self._fetch_from_store(wanted)
        absent = tuple(key for key in wanted if key not in found)
        return self._render(absent) or bool(found)

    def _fetch_from_store(self, keys: Iterable[str]) -> Mapping[str, PressedBlock]:
        with self._order:
            found = self.store.blocks(key for key in keys if (BLOCK, key) not in self._owed)
            if found:
                self.board.post(found)
            return found

    def _render(self, keys: tuple[str, ...]) -> bool:
        """Have these blocks rendered, by one thread at a time; the others wait a little and look again."""
        if not keys:
            return False
        if self._renderer is None or not self._rendering.acquire(timeout=_RENDER_WAIT_SECONDS):
            self._leave_alone(keys)
            return False
        try:
            absent = tuple(key for key in keys if key not in self.board)
            epoch = self.epoch()
            blocks = self._rendered(absent, version=epoch.version)
            self.post_blocks(blocks, epoch=epoch)
            self._leave_alone(key for key in absent if key not in blocks)
            return bool(blocks) or len(absent) < len(keys)
        finally:
            self._rendering.release()

    def _rendered(self, keys: tuple[str, ...], *, version: int) -> Mapping[str, PressedBlock]:
        if self._renderer is None or not keys:
            return {}
        try:
            return self._renderer(keys, version)
        except Exception:
            # A page with an empty slot is better than none: the reader came for the story.
            _log.exception("The blocks %s could not be rendered.", ", ".join(keys))
            return {}

    def _leave_alone(self, keys: Iterable[str]) -> None:
        """Do not ask for these blocks again for a second."""
        if len(self._ask_again_at) > _MOST_LEFT_ALONE:
            self._ask_again_at = {}
        self._ask_again_at.update(dict.fromkeys(keys, time.monotonic() + _ASK_AGAIN_SECONDS))


class _Fences:
    """When pages and blocks were last touched, counted by this process; older touches raise a floor."""

    def __init__(self, *, limit: int) -> None:
        self.count = 0
        self._floor = 0
        self._limit = limit
        self._touched: OrderedDict[tuple[str, str], int] = OrderedDict()

    def touch(self, kind: str, keys: Iterable[str]) -> None:
        for key in keys:
            self.count += 1
            self._touched[kind, key] = self.count
            self._touched.move_to_end((kind, key))
        while len(self._touched) > self._limit:
            _, self._floor = self._touched.popitem(last=False)

    def passed(self, kind: str, key: str, *, since: int) -> bool:
        """Whether the key was, or may have been, touched after the count stood at `since`."""
        return self._touched.get((kind, key), self._floor) > since


def _shows(block: PressedBlock | None, subject: str) -> bool:
    """Whether a block that many pages share shows the subject of a page."""
    return block is not None and block.shared and subject in block.stories


def _absent(keys: tuple[str, ...], blocks: Blocks) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for key, block in zip(keys, blocks, strict=True) if block is None))


def _slot_report(key: str, block: PressedBlock | None, *, now: float) -> SlotReport:
    if block is None:
        return SlotReport(
            key=key, rule="", version=-1, since=0, pressed_at=0, age=0, bytes=0, shared=False, stories=()
        )
    return SlotReport(
        key=key,
        rule=block.rule,
        version=block.version,
        since=block.changed_at,
        pressed_at=block.pressed_at,
        age=now - block.pressed_at,
        bytes=block.part.length,
        shared=block.shared,
        stories=block.stories,
    )

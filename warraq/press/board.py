"""The block board: the live blocks as they stand now, each pressed once and shared by every page that shows
it.

Blocks change together: `post` puts many on the board at once, and `read` never sees half of a post. Readers
take no lock: a post announces itself (`_begun`), changes the board and closes (`generation`); who read while
that was going on reads again. `generation` grows with every post, so a page that was joined in this
generation needs no look at its blocks.

Blocks that stand next to each other on a page form a `Column`. Those of its blocks that many pages share are
compressed once more, as one part (`Bundle`): a joined page is then as small as if it had been compressed
whole (1.02 times, against 1.8 times from single blocks) and has fewer parts to join. That costs some 0.4 ms
for each column and change of any block in it, at the first page that needs it. A block that belongs to one
page (``shared=False``) stands alone.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from warraq.press.parts import DEFAULT_LEVEL, Part, make_part
from warraq.press.shelf import Shelf
from warraq.press.shells import ShellSource

# A block's own bookkeeping beside its part, in bytes, without the story references.
_BLOCK_OVERHEAD: Final = 200
_REFERENCE_COST: Final = 70

Blocks = tuple["PressedBlock | None", ...]


@dataclass(frozen=True, slots=True, eq=False)
class PressedBlock:
    """A live block as it was pressed.

    `version` grows with the data that it was rendered from (see `engine`), `rule` says why it was pressed,
    `stories` are the opaque names of what it shows, `shared` whether many pages show it. Times are epoch
    seconds; `changed_at` is when its bytes last became other bytes, which a press of unchanged content leaves
    alone.
    """

    part: Part
    version: int
    pressed_at: float
    changed_at: float
    rule: str
    stories: tuple[str, ...]
    shared: bool

    @property
    def cost(self) -> int:
        """Bytes of memory that the block takes."""
        return self.part.cost + _BLOCK_OVERHEAD + _REFERENCE_COST * len(self.stories) + len(self.rule)


def press_block(
    html: bytes,
    *,
    version: int,
    pressed_at: float,
    rule: str,
    shared: bool,
    stories: Iterable[str] = (),
    level: int = DEFAULT_LEVEL,
) -> PressedBlock:
    """Press the UTF-8 text of a block."""
    return PressedBlock(
        part=make_part(html, level=level),
        version=version,
        pressed_at=pressed_at,
        changed_at=pressed_at,
        rule=rule,
        stories=tuple(stories),
        shared=shared,
    )


class Column:
    """Slots that stand next to each other in a shell, with nothing but white space (`glue`) between them."""

    __slots__ = ("_cut", "glue", "name", "slots")

    def __init__(self, *, slots: tuple[str, ...], glue: tuple[bytes, ...]) -> None:
        self.slots = slots
        self.glue = glue
        self.name = ",".join(slots) + b"\n".join(glue).hex()
        self._cut: tuple[tuple[bool, ...], tuple[slice, ...], tuple[Column, ...]] | None = None

    def cut(self, shared: tuple[bool, ...]) -> tuple[tuple[slice, "Column"], ...]:
        """Cut the column into runs of shared blocks and single blocks of one page."""
        known = self._cut
        if known is None or known[0] != shared:
            slices = tuple(_runs(shared))
            known = (shared, slices, tuple(self._between(piece.start, piece.stop) for piece in slices))
            self._cut = known
        return tuple(zip(known[1], known[2], strict=True))

    def _between(self, start: int, stop: int) -> "Column":
        return Column(slots=self.slots[start:stop], glue=self.glue[start : stop - 1])


@dataclass(frozen=True, slots=True, eq=False)
class _Bundle:
    blocks: Blocks
    digest: bytes
    part: Part


class BlockBoard:
    """The live blocks in memory, within `budget` bytes; a block that had to leave reads as None until it is
    posted
    again. `bundle_budget` bounds the bundles apart."""

    def __init__(self, *, budget: int, bundle_budget: int, level: int = DEFAULT_LEVEL) -> None:
        self.generation = 0
        self._begun = 0
        self._blocks: Shelf[PressedBlock] = Shelf(budget=budget)
        self._bundles: OrderedDict[str, _Bundle] = OrderedDict()
        self._bundles_used = 0
        self._bundle_budget = bundle_budget
        self._level = level
        self._lock = threading.Lock()

    @property
    def used(self) -> int:
        """Bytes of memory that blocks and bundles take."""
        return self._blocks.used + self._bundles_used

    def __len__(self) -> int:
        return len(self._blocks)

    def __contains__(self, key: str) -> bool:
        return key in self._blocks

    def get(self, key: str) -> PressedBlock | None:
        """The block that stands under `key` now."""
        return self._blocks.get(key)

    def naming(self, references: frozenset[str]) -> frozenset[str]:
        """The keys of the blocks that show any of these; a walk over the whole board."""
        return frozenset(
            key
            for key, shelved in list(self._blocks.entries.items())
            if not references.isdisjoint(shelved.item.stories)
        )

    def post(self, blocks: Mapping[str, PressedBlock]) -> Mapping[str, PressedBlock]:
        """Put these blocks on the board, all at once, and return those that went up.

        A block older than the one that stands (a lower `version`) is left out: its renderer was overtaken. A
        block whose bytes are those that stand keeps their `changed_at`.
        """
        with self._lock:
            accepted = {}
            for key, block in blocks.items():
                standing = self._blocks.get(key)
                if standing is None or standing.version <= block.version:
                    accepted[key] = carried_over(block, standing=standing)
            self._begun += 1
            for key, block in accepted.items():
                self._blocks.put(key, block, cost=block.cost)
            self.generation = self._begun
        return accepted

    def replace(self, blocks: Mapping[str, PressedBlock], *, forget: Iterable[str] = ()) -> None:
        """Put these blocks up whatever their version, and take others down, all at once."""
        with self._lock:
            self._begun += 1
            for key, block in blocks.items():
                self._blocks.put(key, block, cost=block.cost)
            self._blocks.discard(forget)
            self.generation = self._begun

    def forget(self, keys: Iterable[str]) -> None:
        """Take these blocks down; their slots read as None."""
        self.replace({}, forget=keys)

    def clear(self) -> None:
        """Take all blocks down."""
        self.replace({}, forget=list(self._blocks.entries))

    def read(self, slots: tuple[str, ...]) -> tuple[int, Blocks]:
        """The blocks in these slots as one post left them, and the generation in which they stood."""
        get = self._blocks.get
        generation = self.generation
        blocks = tuple([get(slot) for slot in slots])
        if self._begun != generation:
            with self._lock:
                generation = self.generation
                blocks = tuple([get(slot) for slot in slots])
        return generation, blocks

    def column_parts(self, column: Column, *, blocks: Blocks) -> list[Part]:
        """The parts of a column when these blocks stand in it; an absent block leaves its slot empty."""
        shared = tuple([block is not None and block.shared for block in blocks])
        if all(shared):
            return [self._bundled(column, blocks=blocks)]
        parts: list[Part] = []
        for piece, sub_column in column.cut(shared):
            if parts:
                parts.append(_glue_part(column.glue[piece.start - 1]))
            parts.append(self._bundled(sub_column, blocks=blocks[piece]))
        return parts

    def _bundled(self, column: Column, *, blocks: Blocks) -> Part:
        if len(blocks) == 1:
            return blocks[0].part if blocks[0] is not None else _EMPTY
        known = self._bundles.get(column.name)
        if known is not None and known.blocks == blocks:
            return known.part
        digest = _digest_of(blocks)
        if known is not None and known.digest == digest:
            part = known.part
        else:
            part = make_part(_column_text(column, blocks=blocks), level=self._level)
        self._keep_bundle(column.name, _Bundle(blocks=blocks, digest=digest, part=part))
        return part

    def _keep_bundle(self, name: str, bundle: _Bundle) -> None:
        with self._lock:
            former = self._bundles.pop(name, None)
            if former is not None:
                self._bundles_used -= _bundle_cost(name, former)
            self._bundles[name] = bundle
            self._bundles_used += _bundle_cost(name, bundle)
            while self._bundles_used > self._bundle_budget:
                oldest, dropped = self._bundles.popitem(last=False)
                self._bundles_used -= _bundle_cost(oldest, dropped)


def carried_over(block: PressedBlock, *, standing: PressedBlock | None) -> PressedBlock:
    """`block` with the `changed_at` of the one that stood before it, if their bytes are the same."""
    if standing is None or standing.part.digest != block.part.digest:
        return block
    return replace(block, part=standing.part, changed_at=standing.changed_at)


def columns_of(source: ShellSource) -> tuple[tuple[bytes, ...], tuple[Column, ...]]:
    """Bring the slots of a shell together in columns: the text around the columns, and the columns."""
    texts = [source.segments[0]]
    columns: list[Column] = []
    start = 0
    for end in range(1, len(source.slots) + 1):
        after = source.segments[end]
        if end == len(source.slots) or after.strip():
            columns.append(Column(slots=source.slots[start:end], glue=source.segments[start + 1 : end]))
            texts.append(after)
            start = end
    return tuple(texts), tuple(columns)


_EMPTY: Final = make_part(b"")


@lru_cache(maxsize=256)
def _glue_part(glue: bytes) -> Part:
    return make_part(glue)


def _runs(shared: tuple[bool, ...]) -> Iterable[slice]:
    start = 0
    for index in range(1, len(shared) + 1):
        if index == len(shared) or not (shared[index] and shared[start]):
            yield slice(start, index)
            start = index


def _digest_of(blocks: Blocks) -> bytes:
    joined = b"".join([block.part.digest if block is not None else bytes(8) for block in blocks])
    return hashlib.blake2b(joined, digest_size=8).digest()


def _column_text(column: Column, *, blocks: Blocks) -> bytes:
    texts = [block.part.raw if block is not None else b"" for block in blocks]
    return texts[0] + b"".join([glue + text for glue, text in zip(column.glue, texts[1:], strict=True)])


def _bundle_cost(name: str, bundle: _Bundle) -> int:
    return bundle.part.cost + len(name) + 8 * len(bundle.blocks) + _BLOCK_OVERHEAD

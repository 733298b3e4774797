"""Pressed pages, and how a page is composed of its shell and the blocks that stand on the board.

A `PressedPage` is a shell: compressed text around columns of slots, and what the answer says beside its body.
It never changes; pressing again makes another. `compose` joins it with the current blocks into a `Composed`
answer, which is kept with the page and stands until a block of it changes.

Validators follow from what stands in the page, never from hashing its body: the entity tag is drawn from the
digests of the parts in their order, so that every process and node gives the same body the same tag, also
after a restart. The modification time of a composed page is the latest change of its shell or any of its
blocks; else a reader who asks with a date alone would never see a new block.
"""

import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from warraq.press.board import BlockBoard, Blocks, Column, columns_of
from warraq.press.parts import DEFAULT_LEVEL, Part, join_gzip, make_part
from warraq.press.shells import split_shell

# Bookkeeping in bytes: of a page beside its parts, of a column and a slot of it, of a kept composed answer
# with its headers.
_PAGE_OVERHEAD: Final = 600
_COLUMN_COST: Final = 900
_SLOT_COST: Final = 40
_COMPOSED_OVERHEAD: Final = 1_800
# Bodies of all lengths come and go, and leave holes in the heap: measured, an eighth of theirs.
_HEAP_LOSS: Final = 8
# zlib's name for "with gzip's header and checksum".
_GZIP: Final = 16 + zlib.MAX_WBITS

# A browser asks again each time (and mostly gets a 304); a cache in front may answer for a second, and from
# what it holds while it asks again or while nobody answers it.
DEFAULT_CACHE_CONTROL: Final = (
    "public, max-age=0, must-revalidate, s-maxage=1, stale-while-revalidate=10, stale-if-error=86400"
)

Header = tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class PressedPage:
    """A shell as it was pressed.

    `parts` stand around the `columns` (one more of them). `headers` are sent as they are, beside those that follow from
    the other fields. `subject` is what the page is about (a reference as blocks have them in `stories`), or empty;
    `surrogate_keys` are the tags by which a change finds the page. `query_matters` is False when the page is the same
    whatever its query string says. `version` grows with the data that the shell was rendered from. Times are epoch
    seconds.
    """

    parts: tuple[Part, ...]
    columns: tuple[Column, ...]
    slots: tuple[str, ...]
    status: int
    headers: tuple[Header, ...]
    cache_control: str
    last_modified: float
    surrogate_keys: tuple[str, ...]
    query_matters: bool
    pressed_at: float
    version: int
    subject: str = ""

    @property
    def cost(self) -> int:
        """Bytes of memory that the page takes, without a composed answer."""
        return (
            _PAGE_OVERHEAD
            + sum(part.cost for part in self.parts)
            + _COLUMN_COST * len(self.columns)
            + sum(_SLOT_COST + 2 * len(slot) for slot in self.slots)
            + sum(160 + len(name) + len(value) for name, value in self.headers)
            + sum(60 + len(key) for key in self.surrogate_keys)
        )


@dataclass(slots=True, eq=False)
class Composed:
    """A page joined with the blocks of one moment, and what the answer says of it.

    `generation` is the last one of the board in which `blocks` were seen to stand; `standing` are those of the slots
    themselves, where `blocks` has variants without the page's subject. `tag` is the entity tag
    without quotes and encoding; `modified_at` and `oldest_at` are epoch seconds: of the last change in shell
    or blocks, and of the press of the oldest block. `changed_lately` says that `last_modified` could not yet
    name the full second.
    """

    generation: int
    blocks: Blocks
    gzip_body: bytes
    length: int
    tag: str
    modified_at: float
    oldest_at: float
    headers: list[Header] = field(default_factory=list)
    second: int = -1
    standing: Blocks = ()

    @property
    def cost(self) -> int:
        """Bytes of memory that the composed answer takes beside its page and shared blocks.

        A block of this page alone is charged here: this answer keeps it even where the board has let it go.
        """
        own = sum([block.cost for block in self.blocks if block is not None and not block.shared])
        body = len(self.gzip_body) + len(self.gzip_body) // _HEAP_LOSS
        return _COMPOSED_OVERHEAD + body + 16 * len(self.blocks) + own

    def plain_body(self) -> bytes:
        """The body without content coding, inflated anew: hardly any reader asks for it."""
        return zlib.decompress(self.gzip_body, wbits=_GZIP)


def press_page(
    html: bytes,
    *,
    version: int,
    pressed_at: float,
    status: int = 200,
    headers: Iterable[Header] = (("Content-Type", "text/html; charset=utf-8"),),
    cache_control: str = DEFAULT_CACHE_CONTROL,
    last_modified: float | None = None,
    surrogate_keys: Iterable[str] = (),
    query_matters: bool = True,
    subject: str = "",
    level: int = DEFAULT_LEVEL,
) -> PressedPage:
    """Press the UTF-8 text of a shell with its slot markers; `last_modified` defaults to `pressed_at`."""
    source = split_shell(html)
    texts, columns = columns_of(source)
    return PressedPage(
        parts=tuple(make_part(text, level=level) for text in texts),
        columns=columns,
        slots=source.slots,
        status=status,
        headers=tuple(headers),
        cache_control=cache_control,
        last_modified=pressed_at if last_modified is None else last_modified,
        surrogate_keys=tuple(surrogate_keys),
        query_matters=query_matters,
        pressed_at=pressed_at,
        version=version,
        subject=subject,
    )


def compose(page: PressedPage, *, board: BlockBoard, blocks: Blocks, generation: int) -> Composed:
    """Join `page` with `blocks`, as `board.read` gave them for its slots."""
    present = [block for block in blocks if block is not None]
    return composed_from(
        _parts_in_order(page, board=board, blocks=blocks),
        blocks=blocks,
        generation=generation,
        modified_at=max([page.last_modified, *[block.changed_at for block in present]]),
        oldest_at=min([block.pressed_at for block in present], default=page.pressed_at),
    )


def composed_from(
    parts: Iterable[Part], *, blocks: Blocks, generation: int, modified_at: float, oldest_at: float
) -> Composed:
    """Join parts, and draw the entity tag from them."""
    parts = tuple(parts)
    return Composed(
        generation=generation,
        blocks=blocks,
        gzip_body=join_gzip(parts),
        length=sum([part.length for part in parts]),
        tag=_tag_of(parts),
        modified_at=modified_at,
        oldest_at=oldest_at,
    )


def _parts_in_order(page: PressedPage, *, board: BlockBoard, blocks: Blocks) -> list[Part]:
    parts = [page.parts[0]]
    start = 0
    for column, after in zip(page.columns, page.parts[1:], strict=True):
        end = start + len(column.slots)
        parts += board.column_parts(column, blocks=blocks[start:end])
        parts.append(after)
        start = end
    return parts


def _tag_of(parts: Iterable[Part]) -> str:
    """16 hexadecimal digits. They name the compressed bytes too: the same cut into parts gives the same bytes."""
    return hashlib.blake2b(b"".join([part.digest for part in parts]), digest_size=8).hexdigest()

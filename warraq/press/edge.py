"""For caches in front that compose pages themselves: Edge Side Includes 1.0 (W3C notes "ESI Language
Specification 1.0" and "Edge Architecture Specification").

Such a cache announces itself (`Surrogate-Capability`) and gets the shell with one include for each column of
slots. The includes name addresses below `BLOCKS_PATH`, where this press answers with the blocks, in their
order, without the white space that stood between them in the shell: each include costs a cache a request, so
neighbours go together.
"""

from typing import Final

from warraq.press.board import Blocks
from warraq.press.pages import DEFAULT_CACHE_CONTROL, Composed, Header, PressedPage, composed_from
from warraq.press.parts import make_part
from warraq.press.shells import is_block_key

BLOCKS_PATH: Final = "/_blocks/"
ESI: Final = "esi"

_MOST_BLOCKS: Final = 64


def block_surrogate_key(key: str) -> str:
    """The name by which a cache purges everything that it fetched of the block `key`."""
    return f"block:{key}"


def block_keys(path: str) -> tuple[str, ...] | None:
    """The keys in a path below `BLOCKS_PATH`; None if it names no blocks, or too many."""
    keys = tuple(path.removeprefix(BLOCKS_PATH).split(","))
    return keys if len(keys) <= _MOST_BLOCKS and all(is_block_key(key) for key in keys) else None


def shell_with_includes(page: PressedPage, *, slots: tuple[str, ...]) -> Composed:
    """The shell of `page` with an include in place of each column; `slots` are the keys that stand in its slots."""
    parts = [page.parts[0]]
    start = 0
    for column, after in zip(page.columns, page.parts[1:], strict=True):
        end = start + len(column.slots)
        include = f'<esi:include src="{BLOCKS_PATH}{",".join(slots[start:end])}" onerror="continue"/>'
        parts += [make_part(include.encode()), after]
        start = end
    return composed_from(
        parts, blocks=(), generation=-1, modified_at=page.last_modified, oldest_at=page.pressed_at
    )


def fragment(blocks: Blocks) -> Composed:
    """These blocks one after another; an absent one is left out. At least one must be there."""
    present = [block for block in blocks if block is not None]
    return composed_from(
        [block.part for block in present],
        blocks=blocks,
        generation=-1,
        modified_at=max(block.changed_at for block in present),
        oldest_at=min(block.pressed_at for block in present),
    )


def fragment_page(keys: tuple[str, ...]) -> PressedPage:
    """What the answer for a fragment says beside its body and validators."""
    return PressedPage(
        parts=(),
        columns=(),
        slots=keys,
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"), ("X-Robots-Tag", "noindex")),
        cache_control=DEFAULT_CACHE_CONTROL,
        last_modified=0.0,
        surrogate_keys=tuple(block_surrogate_key(key) for key in keys),
        query_matters=False,
        pressed_at=0.0,
        version=0,
    )


def surrogate_control() -> list[Header]:
    """Tells the cache that there are includes to be resolved."""
    return [("Surrogate-Control", 'content="ESI/1.0"')]

"""From pieces of outside HTML to the blocks of a story's body."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from warraq.arabic.truncate import truncate
from warraq.markup.pieces import Kind, Piece

LONGEST_HEADING = 160

# From a picture or a frame to its block; None where it can't be carried.
Other = Callable[[Piece], dict[str, Any] | None]


def blocks_of(pieces: Iterable[Piece], *, other: Other = lambda piece: None) -> list[dict[str, Any]]:
    """Return the blocks, in order, as a StreamField takes them; `other` makes those of pictures and frames."""
    blocks = (_block(piece) or other(piece) for piece in pieces)
    return [block for block in blocks if block is not None]


def _block(piece: Piece) -> dict[str, Any] | None:
    match piece.kind:
        case Kind.PARAGRAPH:
            return {"type": "paragraph", "value": f"<p>{piece.html}</p>"}
        case Kind.HEADING:
            return {"type": "heading", "value": truncate(piece.text, limit=LONGEST_HEADING)[:LONGEST_HEADING]}
        case Kind.LIST:
            return {"type": "list", "value": list(piece.items)}
        case Kind.QUOTE:
            return {"type": "quote", "value": {"text": piece.text, "attribution": ""}}
        case _:
            return None

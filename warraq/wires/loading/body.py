"""An item's text as a story's body. Pure."""

from __future__ import annotations

import html
import uuid
from typing import Any

from warraq.markup.pieces import Kind, Piece
from warraq.stories.bodies import blocks_of
from warraq.wires.loading.items import Item

_PARAGRAPHS = uuid.UUID("6f0f7a53-5d3b-4c39-8a2c-6a1f2f1c7a10")


def body_blocks(item: Item, *, key: str) -> list[dict[str, Any]]:
    """Return the blocks of an item's text, with the same identifiers in every run."""
    plain = (Piece(Kind.PARAGRAPH, html=html.escape(text, quote=False)) for text in item.paragraphs)
    blocks = blocks_of(item.pieces or plain, other=_embed)
    for number, block in enumerate(blocks):
        block["id"] = str(uuid.uuid5(_PARAGRAPHS, f"{key}#{number}"))
    return blocks


def _embed(piece: Piece) -> dict[str, object] | None:
    """Carry a frame as the address that it shows; a picture's file is not here."""
    return {"type": "embed", "value": piece.address} if piece.kind is Kind.FRAME else None

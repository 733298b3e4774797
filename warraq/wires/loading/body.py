"""An item's text as a story's body. Pure."""

from __future__ import annotations

import html
import json
import uuid
from collections.abc import Callable
from typing import Any

from warraq.arabic.truncate import truncate
from warraq.markup.pieces import Kind, Piece
from warraq.stories.bodies import blocks_of
from warraq.wires.loading.items import LONGEST_CAPTION, LONGEST_NAME, Item, ItemPicture

_PARAGRAPHS = uuid.UUID("6f0f7a53-5d3b-4c39-8a2c-6a1f2f1c7a10")


def body_blocks(item: Item, *, key: str) -> list[dict[str, Any]]:
    """Return the blocks of an item's text, with the same identifiers in every run.

    A picture's block has the file instead of the picture's number, until `with_pictures` knows that.
    """
    plain = (Piece(Kind.PARAGRAPH, html=html.escape(text, quote=False)) for text in item.paragraphs)
    pictures = {picture.address: picture for picture in item.pictures}
    blocks = blocks_of(item.pieces or plain, other=lambda piece: _other(piece, pictures=pictures))
    for number, block in enumerate(blocks):
        block["id"] = str(uuid.uuid5(_PARAGRAPHS, f"{key}#{number}"))
    return blocks


def with_pictures(body: str, *, number: Callable[[str], int | None]) -> str:
    """Return a body with the number of each picture instead of its file; a block whose picture has none goes."""
    kept = []
    for block in json.loads(body):
        if block["type"] == "picture":
            found = number(block["value"]["picture"])
            if found is None:
                continue
            block["value"]["picture"] = found
        kept.append(block)
    return json.dumps(kept, ensure_ascii=False)


def _other(piece: Piece, *, pictures: dict[str, ItemPicture]) -> dict[str, Any] | None:
    """Carry a frame as the address that it shows, and a picture whose file is here."""
    if piece.kind is Kind.FRAME:
        return {"type": "embed", "value": piece.address}
    picture = pictures.get(piece.address) if piece.kind is Kind.PICTURE else None
    if picture is None:
        return None
    return {
        "type": "picture",
        "value": {
            "picture": picture.file,
            "caption": truncate(piece.text, limit=LONGEST_CAPTION)[:LONGEST_CAPTION],
            "credit": picture.credit[:LONGEST_NAME],
            "alt": truncate(piece.alt or picture.alt, limit=LONGEST_CAPTION)[:LONGEST_CAPTION],
        },
    }

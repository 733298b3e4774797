"""What a story's form keeps: each text cleaned as all text that we store, whatever it was pasted from."""

from __future__ import annotations

from typing import Any

from wagtail.blocks.stream_block import StreamValue
from wagtail.rich_text import RichText

from warraq.arabic.text import clean
from warraq.markup.cleaning import cleaned


def cleaned_body(body: StreamValue) -> StreamValue:
    """Clean the body's blocks in place, each in the same place with the same identifier; returns the body."""
    for place, block in enumerate(body):
        value = _cleaned(block.block_type, block.value)
        if value is not block.value:
            body[place] = (block.block_type, value, block.id)
    return body


def _cleaned(kind: str, value: Any) -> Any:
    """Return the value of a block with its text cleaned; the very same if nothing of it is text."""
    match kind:
        case "paragraph":
            return RichText(cleaned(value.source))
        case "heading":
            return clean(value)
        case "list":
            for place, item in enumerate(list(value)):
                value[place] = clean(item)
            return value
        case "quote":
            value["text"] = "\n".join(filter(None, map(clean, value["text"].splitlines())))
            value["attribution"] = clean(value["attribution"] or "")
            return value
        case "picture":
            for name in ("caption", "credit", "alt"):
                value[name] = clean(value[name] or "")
            return value
        case _:
            return value

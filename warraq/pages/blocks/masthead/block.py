"""The edition's name and section bar: a block, so that a new section does not touch the archive's shells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from warraq.network.selectors import sites
from warraq.pages.blocks.registry import Ask, Block, blocks
from warraq.pages.ornaments import ornament


def _context(ask: Ask) -> Mapping[str, Any]:
    return {
        "bar": [section for section in ask.sections if section.in_bar],
        "sites": sites(),
        "ornament": ornament(ask.edition.slug),
    }


block = blocks.register(
    "masthead", Block(name="masthead", title="الترويسة", template="masthead/masthead.html", context=_context)
)

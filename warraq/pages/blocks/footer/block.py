"""The foot of every page: sections, standing pages, sister sites."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from warraq.letters.selectors import is_open
from warraq.network.selectors import hub, sites
from warraq.pages.blocks.registry import Ask, Block, blocks
from warraq.pages.selectors import standing_pages


def _context(ask: Ask) -> Mapping[str, Any]:
    return {
        "sections": ask.sections,
        "sites": sites(),
        "hub": hub(),
        "standing_pages": standing_pages(ask.edition),
        "has_newsletter": is_open(ask.edition),
    }


block = blocks.register(
    "footer", Block(name="footer", title="التذييل", template="footer/footer.html", context=_context)
)

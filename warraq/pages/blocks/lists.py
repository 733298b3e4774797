"""The context that blocks which list stories share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from warraq.pages.blocks.registry import Ask
from warraq.pages.teasers import teaser


def story_list(ask: Ask) -> Mapping[str, Any] | None:
    """Return the teasers of what the choice gave the block; no stories, no block."""
    if not ask.placements:
        return None
    return {"teasers": [teaser(placement) for placement in ask.placements]}


def section_list(ask: Ask) -> Mapping[str, Any] | None:
    """Return the teasers of a section's block, with the section; the argument is the section's number."""
    section = next((section for section in ask.sections if section.pk == ask.argument), None)
    context = story_list(ask)
    if section is None or context is None:
        return None
    return {**context, "section": section}

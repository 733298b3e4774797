"""Stories near the page's own story."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from warraq.pages.blocks.registry import Ask, Block, blocks
from warraq.pages.teasers import teaser
from warraq.related.selectors import related_stories
from warraq.stories.selectors import see_also_ids

COUNT = 5


def _context(ask: Ask) -> Mapping[str, Any] | None:
    """The argument is the story's number: the block belongs to its page alone.

    What stands in the shared blocks, may step into one, or is picked in the text is left out.
    """
    if ask.subject is None:
        return None
    without = ask.standing | see_also_ids(ask.subject.story)
    related = related_stories(ask.subject, now=ask.now, limit=COUNT, without=without)
    return {"teasers": [teaser(placement) for placement in related]} if related else None


block = blocks.register(
    "related", Block(name="related", title="أخبار ذات صلة", template="related/related.html", context=_context)
)

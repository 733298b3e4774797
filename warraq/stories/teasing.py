"""How much of a story lists print: said once, for readers' pages and for who writes the story."""

from __future__ import annotations

from warraq.arabic.truncate import truncate

HEADLINE_LIMIT = 90
STANDFIRST_LIMIT = 160


def teased(*, headline: str, teaser_headline: str, standfirst: str) -> tuple[str, str]:
    """Return headline and standfirst as a list prints them: cut at a word, never inside one."""
    return (
        truncate(teaser_headline.strip() or headline.strip(), limit=HEADLINE_LIMIT),
        truncate(standfirst.strip(), limit=STANDFIRST_LIMIT),
    )

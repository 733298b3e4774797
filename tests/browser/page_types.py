"""One address of each page type, found in the demo network."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from tests.browser.demo import HUB, MAGHRIB, MISR, Demo

PAGE_TYPES = (
    "home",
    "hub",
    "section",
    "section page 2",
    "story with a picture",
    "story with a Latin headline",
    "story on a sister site",
    "topic",
    "author",
    "day",
    "standing page",
    "search",
    "search of the network, narrowed",
    "not found",
    "withdrawn",
    "unknown host",
)

_PLACED = """
    SELECT placement.story_id, section.slug, host.name, placement.is_home, story.headline, placement.headline,
           placement.shown_at, placement.id
    FROM stories_placement AS placement
    JOIN stories_story AS story ON story.id = placement.story_id
    JOIN network_section AS section ON section.id = placement.section_id
    JOIN network_editionhost AS host ON host.edition_id = placement.edition_id AND host.is_primary
    WHERE story.live AND story.withdrawn_at IS NULL
"""


@dataclass(frozen=True)
class Placed:
    """A story where it stands, read from the database file."""

    story_id: int
    section: str
    host: str
    is_home: bool
    headline: str
    shown_at: datetime
    placement_id: int


def placed(demo: Demo, *, condition: str = "1") -> list[Placed]:
    """Return the demo's visible placements, newest first; `condition` is SQL."""
    return [
        Placed(
            story_id=story_id,
            section=section,
            host=host,
            is_home=bool(is_home),
            headline=own or headline,
            shown_at=datetime.fromisoformat(f"{shown_at}+00:00"),
            placement_id=placement_id,
        )
        for story_id, section, host, is_home, headline, own, shown_at, placement_id in demo.rows(
            f"{_PLACED} AND {condition} ORDER BY placement.shown_at DESC, placement.id DESC"
        )
    ]


def placed_url(demo: Demo, story: Placed) -> str:
    """Return the address of a story where it stands."""
    return demo.story_url(story.host, story.section, story.story_id)


def sister_story(demo: Demo) -> Placed:
    """Return a story of another site, as a sister site shows it."""
    return placed(demo, condition="NOT placement.is_home")[0]


def latin_story(demo: Demo) -> Placed:
    """Return the story with the longest Latin name in its headline."""
    return max(placed(demo), key=lambda each: max(map(len, re.findall(r"[A-Za-z0-9 .-]+", each.headline))))


def find_pages(demo: Demo) -> dict[str, str]:
    """Return an address, percent-encoded, for each of PAGE_TYPES. One old story is withdrawn for it."""
    everything = placed(demo)
    maghrib = [each for each in everything if each.host == MAGHRIB]
    newest, oldest = maghrib[0], everything[-1]
    gone = placed_url(demo, oldest)
    demo.command(
        "withdraw", str(oldest.story_id), "--reason", "تجربة", "--note", "سُحبت القصة لخطأ في مصدرها."
    )
    with_picture = placed(demo, condition="placement.is_home AND story.lead_picture_id IS NOT NULL")[0]
    day = newest.shown_at.astimezone(ZoneInfo("Africa/Casablanca"))
    pages = {
        "home": demo.url(MAGHRIB, "/"),
        "hub": demo.url(HUB, "/"),
        "section": demo.url(MAGHRIB, f"/{newest.section}/"),
        "section page 2": demo.url(MAGHRIB, f"/{newest.section}/before/{_key(newest)}/"),
        "story with a picture": placed_url(demo, with_picture),
        "story with a Latin headline": placed_url(demo, latin_story(demo)),
        "story on a sister site": placed_url(demo, sister_story(demo)),
        "topic": demo.url(MAGHRIB, quote(f"/topic/{_busiest(demo, 'topic', links='storytopic')}/")),
        "author": demo.url(MISR, quote(f"/author/{_busiest(demo, 'author', links='byline')}/")),
        "day": demo.url(MAGHRIB, f"/archive/{day:%Y/%m/%d}/"),
        "standing page": demo.url(MISR, "/about/"),
        "search": demo.url(MAGHRIB, f"/search?q={quote('الوزير «المدينة»')}"),
        "search of the network, narrowed": demo.url(
            HUB, f"/search?q={quote('وزير')}&order=newest&from=2020-01-01"
        ),
        "not found": demo.url(MAGHRIB, "/politics/999999999-nothing-here"),
        "withdrawn": gone,
        "unknown host": demo.url("nobody.localhost", "/"),
    }
    assert tuple(pages) == PAGE_TYPES
    return pages


def _key(story: Placed) -> str:
    """Return the key of the list's page that begins after the story."""
    return f"{round(story.shown_at.timestamp() * 1_000_000)}-{story.placement_id}"


def _busiest(demo: Demo, kind: str, *, links: str) -> str:
    """Return the slug of the topic or author with the most stories."""
    query = f"""
        SELECT {kind}.slug FROM stories_{links} AS link JOIN stories_{kind} AS {kind} ON {kind}.id = link.{kind}_id
        GROUP BY {kind}.id ORDER BY count(*) DESC, {kind}.id LIMIT 1
    """  # noqa: S608 - ours
    slug: str = demo.rows(query)[0][0]
    return slug

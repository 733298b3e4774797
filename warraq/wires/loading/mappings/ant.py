"""ANT: 28,031 articles of five Arabic broadcasters, mostly of January to August 2018, in six sections.

Its fields are docno, source, url, category, title, time, author, abstract, text, published. What was found:

- `docno` numbers the record, not the story: 1,500 stories come again, after an update, in a second section, or under
  another form of their address (http and https; Sky News adds a title to its number later). A story is known by its
  broadcaster and the lasting part of its address. The later record wins, unless its own time says it is the older.
- `published` is the same moment as `time`, exact and with its zone.
- Al Arabiya's opinion pieces have a number of its own system for an author: no name.
- Most abstracts are how the text begins: only the others are a standfirst.
"""

from __future__ import annotations

import re

from warraq.wires.loading.bylines import House, parse_byline
from warraq.wires.loading.fields import (
    address_of,
    address_path,
    agency_credit,
    begins_text,
    iso_moment,
    paragraphs_of,
    raw_text,
    text_of,
)
from warraq.wires.loading.items import Item, Unusable
from warraq.wires.loading.mapping import EditionPlan, Mapping, Record, SectionPlan, mappings

SECTIONS = {
    "middle-east": SectionPlan("الشرق الأوسط", "#7a2530"),
    "world": SectionPlan("العالم", "#1f4e79"),
    "economy": SectionPlan("اقتصاد", "#7a5a00"),
    "sport": SectionPlan("رياضة", "#00695c"),
    "technology": SectionPlan("تكنولوجيا", "#2f4b8f"),
    "culture": SectionPlan("ثقافة", "#6a3d7c"),
}
CATEGORIES = {
    "middleEast": "middle-east",
    "internationalNews": "world",
    "economy": "economy",
    "sport": "sport",
    "technology": "technology",
    "culture": "culture",
}
EDITIONS = {
    "skynews": EditionPlan(
        "سكاي نيوز عربية", "skynews.localhost", locale="ar-AE", time_zone="Asia/Dubai", colour="#b00020"
    ),
    "alarabia": EditionPlan(
        "العربية", "alarabia.localhost", locale="ar-AE", time_zone="Asia/Dubai", colour="#0b3d66"
    ),
    "BBC": EditionPlan(
        "بي بي سي عربي", "bbc.localhost", locale="ar-EG", time_zone="Europe/London", colour="#7f0f14"
    ),
    "CNN": EditionPlan(
        "سي إن إن بالعربية", "cnn.localhost", locale="ar-AE", time_zone="Asia/Dubai", colour="#a80000"
    ),
    "france24": EditionPlan(
        "فرانس 24", "france24.localhost", locale="ar-TN", time_zone="Europe/Paris", colour="#00567a"
    ),
}
HOUSES = {
    "skynews": House(("سكاي نيوز عربية",)),
    "alarabia": House(("العربية.نت", "العربية نت", "العربية", "قناة العربية", "القافلة")),
    "BBC": House(("بي بي سي",)),
    "CNN": House(("CNN",)),
    "france24": House(("فرانس 24", "فرانس24", "FRANCE24", "فرانس 2")),
}

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.IGNORECASE)
# /sport/1039378 and /sport/1039378-slug, /web/article/1021951: one number each.
_SKYNEWS_NUMBER = re.compile(r"/(\d{6,})(?:-|$)")


def item_of(record: Record) -> Item:
    """Make an item of one article."""
    source, category = raw_text(record, "source"), raw_text(record, "category")
    if source not in EDITIONS:
        raise Unusable(f"its source “{source[:40]}” is none of the five broadcasters")
    if category not in CATEGORIES:
        raise Unusable(f"its category “{category[:40]}” is none of the six sections")
    author = raw_text(record, "author").strip()
    credits = parse_byline("" if _UUID.match(author) else author, house=HOUSES[source])
    text = paragraphs_of(record, "text")
    abstract = text_of(record, "abstract")
    return Item(
        origin_key=f"{source}:{_lasting_part(source, url=raw_text(record, 'url'))}",
        edition=source,
        section=CATEGORIES[category],
        headline=text_of(record, "title"),
        standfirst="" if begins_text(abstract, text=" ".join(text)) else abstract,
        paragraphs=text,
        published_at=iso_moment(raw_text(record, "published")),
        dateline="، ".join(credits.places),
        authors=credits.authors,
        agency=agency_credit(credits),
        source_url=address_of(record, "url"),
    )


def _lasting_part(source: str, *, url: str) -> str:
    """Return the part of the address that stays when the story is updated."""
    path = address_path(url)
    if source == "skynews" and (number := _SKYNEWS_NUMBER.search(path)):
        return number[1]
    return path


MAPPING = mappings.register(
    "ant",
    Mapping(
        name="ant",
        editions=EDITIONS,
        sections=SECTIONS,
        item=item_of,
        required=frozenset(
            {"docno", "source", "url", "category", "title", "time", "author", "abstract", "text", "published"}
        ),
        optional=frozenset(),
        # The time is each version's own; an address may gain a slug or an s.
        unwatched=frozenset({"published_at", "source_url"}),
    ),
)

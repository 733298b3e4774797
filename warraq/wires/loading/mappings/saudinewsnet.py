"""SaudiNewsNet: 31,030 articles of 14 Saudi newspapers, July and August 2015.

Its fields are source, url, date_extracted, title, author, content. What was found, and what is made of it:

- `date_extracted` is when the crawler saw the article, on Riyadh's clock: articles are never extracted before the
  day in their address, which they would be, at night, if it were UTC. An article whose address names an earlier day
  is dated to that day's noon; الرياضية gives its own times in the author field.
- المدينة is crawled twice where an address has a second form (`?weekly`): one story, known by its number.
- An empty title can't be a story. An empty text can: most are cartoons and picture stories.
- Sections are taken from addresses and, for the press agency, from the word before the title; papers whose addresses
  do not tell have one section.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from warraq.wires.loading.bylines import House, Layout, parse_byline
from warraq.wires.loading.fields import (
    address_of,
    address_path,
    agency_credit,
    moment_in,
    paragraphs_of,
    raw_text,
    text_of,
)
from warraq.wires.loading.items import AgencyCredit, Item, Unusable
from warraq.wires.loading.mapping import EditionPlan, Mapping, Record, SectionPlan, mappings

ZONE = "Asia/Riyadh"

SECTIONS = {
    "news": SectionPlan("أخبار", "#34495e"),
    "local": SectionPlan("محليات", "#1d6b4f"),
    "politics": SectionPlan("سياسة", "#7a2530"),
    "world": SectionPlan("العالم", "#1f4e79"),
    "economy": SectionPlan("اقتصاد", "#7a5a00"),
    "sport": SectionPlan("رياضة", "#00695c"),
    "culture": SectionPlan("ثقافة", "#6a3d7c"),
    "society": SectionPlan("مجتمع", "#8a4b08"),
    "technology": SectionPlan("تقنية", "#2f4b8f"),
    "opinion": SectionPlan("رأي", "#5d4037"),
}


@dataclass(frozen=True)
class Paper:
    """One newspaper: its name and colour, its way with bylines, and the agency it is, if it is one."""

    name: str
    colour: str
    house: House = field(default_factory=House)
    section: str = "news"
    agency: AgencyCredit | None = None


PAPERS = {
    "aawsat": Paper(
        "الشرق الأوسط",
        "#00693e",
        House(("الشرق الأوسط", "الشرق الأوسط أونلاين", "أونلاين الشرق الأوسط", "أونلاين", "الشرق الوسط")),
    ),
    "aleqtisadiya": Paper("الاقتصادية", "#b3541e", House(("الاقتصادية", "الاقتصادية الإلكترونية"))),
    "aljazirah": Paper("الجزيرة", "#005b8f", House(("الجزيرة",))),
    "almadina": Paper("المدينة", "#0b6e4f", House(("المدينة",), Layout.LAST)),
    "alriyadh": Paper("الرياض", "#14507a", House(("الرياض", "الرياض الإلكتروني"))),
    "alwatan": Paper("الوطن", "#8c1d40", House(("الوطن",))),
    "alweeam": Paper("الوئام", "#a3262a", House(("الوئام",))),
    "alyaum": Paper("اليوم", "#0f4c81", House(("اليوم",), Layout.LAST)),
    "arreyadi": Paper("الرياضي", "#2e7d32", House(("الرياضي",), Layout.LAST), section="sport"),
    "okaz": Paper("عكاظ", "#006a4d", House(("عكاظ", "عكاظ خاص"), Layout.BRACKETS)),
    "sabq": Paper("سبق", "#9a3412", House(("سبق", "سبق تقول للمسؤول"), Layout.LAST)),
    "3alyoum": Paper("عين اليوم", "#5b3a8c"),
    "was": Paper(
        "وكالة الأنباء السعودية",
        "#1b5e20",
        agency=AgencyCredit("وكالة الأنباء السعودية", "واس"),
    ),
    "arriyadiyah": Paper("الرياضية", "#c62828", House(("الرياضية",)), section="sport"),
}

# Al-Jazirah's pages are named for their desk: sp15.htm is page 15 of sport.
_ALJAZIRAH_DESKS = {
    "ln": "local",
    "du": "world",
    "ec": "economy",
    "sp": "sport",
    "cu": "culture",
    "ar": "opinion",
}
_ALWATAN_DESKS = {
    "Local": "local",
    "Politics": "politics",
    "Economy": "economy",
    "Sports": "sport",
    "Culture": "culture",
    "Articles": "opinion",
}
_3ALYOUM_DESKS = {
    "news/local": "local",
    "news/regions": "local",
    "news/golobal": "world",
    "news/pol": "politics",
    "finance": "economy",
    "sports": "sport",
    "culture": "culture",
    "technology": "technology",
    "opinion": "opinion",
}
# The agency writes its desk before the title: «اقتصادي / …».
_SPA_DESKS = {
    "عام": "news",
    "تقرير": "news",
    "سياسي": "politics",
    "اقتصادي": "economy",
    "إقتصادي": "economy",
    "ثقافي": "culture",
    "رياضي": "sport",
    "اجتماعي": "society",
}

_PAGE = re.compile(r"/([a-z]{2})\d+\.htm")
_SPA_TITLE = re.compile(r"(\w+)\s*/\s*(.+)")
_DAY = re.compile(r"/(20\d\d)/?(\d\d)/?(\d\d)/")
_SABQ_PARAGRAPH = re.compile("[ \u00a0]*\u00a0[ \u00a0]*")
# «جدة – فلان | Tuesday, 11 August 2015 - 16:10 pm», «بقلم: فلان | Mon, 2015-08-10 22:22»
_OWN_TIME = re.compile(
    r"\s*\|?\s*[A-Z][a-z]+day, (?P<day>\d\d \w+ \d{4}) - (?P<time>\d\d:\d\d) [ap]m$"
    r"|\s*\|?\s*[A-Z][a-z]+, (?P<iso>\d{4}-\d\d-\d\d \d\d:\d\d)$"
)


def item_of(record: Record) -> Item:
    """Make an item of one article."""
    source = raw_text(record, "source")
    if source not in PAPERS:
        raise Unusable(f"its source “{source[:40]}” is none of the fourteen papers")
    paper = PAPERS[source]
    url = address_of(record, "url")
    byline, own_time = _own_time(raw_text(record, "author"))
    credits = parse_byline(byline, house=paper.house)
    section, headline = _desk(source, path=address_path(url), headline=text_of(record, "title"))
    return Item(
        origin_key=f"{source}:{_number(source, url=url)}",
        edition=source,
        section=section or paper.section,
        headline=headline,
        paragraphs=paragraphs_of(_with_lines(record, source=source), "content"),
        published_at=_published_at(raw_text(record, "date_extracted"), url=url, own_time=own_time),
        dateline="، ".join(credits.places),
        authors=credits.authors,
        agency=paper.agency or agency_credit(credits),
        source_url=url,
    )


def _number(source: str, *, url: str) -> str:
    """Return what names the article at its paper: its number where an address has two forms, else its address."""
    path = address_path(url)
    if source in ("almadina", "aawsat") and (number := re.search(r"/(?:node|article)/(\d+)", path)):
        return number[1]
    if source == "alwatan" and (numbers := parse_qs(urlsplit(url.lower()).query).get("articleid")):
        return f"{path.lower()}?{numbers[0]}"
    query = urlsplit(url).query
    return f"{path}?{query}" if query else path


def _desk(source: str, *, path: str, headline: str) -> tuple[str | None, str]:
    """Return the section that the address or the title tells (or None), and the title without it."""
    folders = path.split("/")
    if source == "aljazirah" and (page := _PAGE.search(path)):
        return _ALJAZIRAH_DESKS.get(page[1]), headline
    if source == "alwatan":
        return _ALWATAN_DESKS.get(folders[1]), headline
    if source == "3alyoum":
        return _3ALYOUM_DESKS.get("/".join(folders[1:3])) or _3ALYOUM_DESKS.get(folders[1]), headline
    if source == "was" and (title := _SPA_TITLE.match(headline)) and title[1] in _SPA_DESKS:
        return _SPA_DESKS[title[1]], title[2]
    return None, headline


def _with_lines(record: Record, *, source: str) -> Record:
    """Sabq's crawl has a no-break space where a paragraph ended; elsewhere it is a space."""
    if source != "sabq":
        return record
    return record | {"content": _SABQ_PARAGRAPH.sub("\n", raw_text(record, "content"))}


def _own_time(author: str) -> tuple[str, datetime | None]:
    """Part the author field from the paper's own time, which only الرياضية writes there. Midnight means no time."""
    found = _OWN_TIME.search(author)
    if found is None:
        return author, None
    if found["iso"]:
        moment = moment_in(found["iso"], form="%Y-%m-%d %H:%M", zone=ZONE)
    else:
        moment = moment_in(f"{found['day']} {found['time']}", form="%d %B %Y %H:%M", zone=ZONE)
    byline = author[: found.start()].rstrip(" |")
    return byline, moment if (moment.hour, moment.minute) != (0, 0) else None


def _published_at(extracted: str, *, url: str, own_time: datetime | None) -> datetime:
    """Return the best moment there is: the paper's, the address's day at noon, or that of the crawl."""
    crawled = moment_in(extracted, form="%Y-%m-%d %H:%M:%S", zone=ZONE)
    if own_time is not None:
        return min(own_time, crawled)
    if day := _DAY.search(url):
        year, month, date = (int(part) for part in day.groups())
        try:
            noon = datetime.combine(datetime(year, month, date), time(12), tzinfo=ZoneInfo(ZONE))
        except ValueError:
            return crawled
        if noon.date() < crawled.date() and crawled - noon < timedelta(days=400):
            return noon
    return crawled


MAPPING = mappings.register(
    "saudinewsnet",
    Mapping(
        name="saudinewsnet",
        editions={
            source: EditionPlan(
                name=paper.name, host=f"{source}.localhost", time_zone=ZONE, colour=paper.colour
            )
            for source, paper in PAPERS.items()
        },
        sections=SECTIONS,
        item=item_of,
        required=frozenset({"source", "url", "date_extracted", "title", "author", "content"}),
        optional=frozenset(),
        # A second crawl sees another time, and another form of the address.
        unwatched=frozenset({"published_at", "source_url"}),
    ),
)

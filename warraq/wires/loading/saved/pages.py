"""From a saved page to an item, or to why there is none. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from htmldate import find_date
from lxml import etree

from warraq.arabic.text import clean, fold
from warraq.markup.pieces import Kind, Piece, paragraphs_of, plain
from warraq.wires.loading.bylines import Credits, House, parse_byline
from warraq.wires.loading.fields import agency_credit, begins_text
from warraq.wires.loading.items import LONGEST_STANDFIRST, Item, ItemPicture, Unusable
from warraq.wires.loading.saved.moments import MONTH_WORDS, day_in_address, first_moment, noon_of
from warraq.wires.loading.saved.said import Said, Shown, said, tree_of
from warraq.wires.loading.saved.text import story_pieces, urljoined

# Less is a page of a picture, a video or nothing, unless the page itself says that it is an article.
SHORTEST_TEXT = 200
SHORTEST_ARTICLE = 40
# What campaigns and shares add to an address; nobody's story is known by it.
_TRACKING = re.compile(
    r"(?:utm_.*|fbclid|gclid|amp|ref|source|from|share|output|outputtype|lang)\Z", re.IGNORECASE
)
# «العنوان - اسم الموقع», «العنوان | اسم الموقع»
_SITE_AFTER = re.compile(r"\s+[-|–—:»]\s+")
_ONLY_LINK = re.compile(r"<a [^>]*>[^<]*</a>\Z")
_MOST_AUTHORS = 10
# Beside the names of months, what a line with a story's date holds.
_ABOVE = MONTH_WORDS | frozenset(
    fold(
        "السبت الأحد الاثنين الثلاثاء الأربعاء الخميس الجمعة يوم الساعة ص م صباحًا مساءً تاريخ بتاريخ النشر نشر نشرت في"
        " آخر تحديث كتب كتبت بقلم تحرير GMT"
    ).split()
)
GUESSED = "moments of publication that are no more than a day"


@dataclass(frozen=True)
class Pages:
    """How pages are read: into which edition, by which clock, and where one of no section goes (slug and name)."""

    edition: str
    time_zone: str
    general: tuple[str, str]

    def item(self, record: dict[str, Any]) -> Item:
        """Make an item of a page's `html` and the `url` that a list gave it. Raises Unusable for what is no article."""
        tree = tree_of(record["html"])
        if tree is None:
            raise Unusable("it is no page: there are no elements in it")
        told = said(tree)
        address, others = _addresses(told, listed=record.get("url", ""))
        pieces = _pieces(record["html"], told=told, address=address)
        _refuse(told, pieces=pieces, address=address)
        text = " ".join(_words(piece) for piece in pieces)
        headline = _headline(told)
        published, is_guess = self._published(told, tree=tree, address=address)
        credits = _credits(told, address=address)
        lost = Counter(
            {"pictures within texts": sum(_is_within(piece, lead=told.picture) for piece in pieces)}
        )
        lost[GUESSED] = int(is_guess)
        section = told.sections[0] if told.sections else ""
        return Item(
            origin_key=identity_of(address),
            edition=self.edition,
            section=section or self.general[0],
            section_name=section or self.general[1],
            headline=headline,
            published_at=published,
            modified_at=self._modified(told, published=published),
            pieces=_body(pieces, told=told, headline=headline),
            standfirst=_standfirst(told, text=text),
            dateline="، ".join(credits.places),
            authors=credits.authors[:_MOST_AUTHORS],
            agency=agency_credit(credits),
            topics=tuple(topic for topic in told.topics if fold(topic) != fold(headline)),
            source_url=address,
            addresses=(address, *others),
            picture=_picture(told.picture, pieces=pieces, address=address),
            lost=tuple((what, count) for what, count in lost.items() if count),
        )

    def _published(self, told: Said, *, tree: etree._Element, address: str) -> tuple[datetime, bool]:
        """Return the moment, and whether it is no more than a day that was found in the address or the text."""
        if (moment := first_moment(told.published, zone=self.time_zone)) is not None:
            return moment, False
        guess = day_in_address(address, zone=self.time_zone)
        if guess is None and (day := find_date(tree, original_date=True, extensive_search=False)):
            guess = noon_of(day, zone=self.time_zone)
        if guess is None:
            raise Unusable("it does not say when it was published")
        return guess, True

    def _modified(self, told: Said, *, published: datetime) -> datetime | None:
        """Return the moment of the last change; none where it lies before the publication, as some pages say."""
        moment = first_moment(told.modified, zone=self.time_zone)
        return moment if moment is not None and moment - published > timedelta(minutes=1) else None


def _refuse(told: Said, *, pieces: Sequence[Piece], address: str) -> None:
    """Refuse what is no article, with the reason."""
    if urlsplit(address).path in ("", "/") and not urlsplit(address).query:
        raise Unusable("it is no article: its address is that of a front page")
    if told.is_list and not told.is_article:
        raise Unusable("it is no article: it calls itself a list or a site")
    letters = _letters(pieces)
    if letters < (SHORTEST_ARTICLE if told.is_article else SHORTEST_TEXT):
        raise Unusable(f"it is no article: its text has {letters} letters")


# ---- addresses ---------------------------------------------------------------------------------------------------


def _addresses(told: Said, *, listed: str) -> tuple[str, tuple[str, ...]]:
    """Return the page's canonical address and the others that it had. Raises Unusable for a page that has none.

    A page that calls the front page its canonical one is known by the next address that it says.
    """
    known = [address for address in (*told.addresses, listed) if address.startswith(("http://", "https://"))]
    inner = [address for address in known if urlsplit(address).path.strip("/") or urlsplit(address).query]
    if not (inner or known):
        raise Unusable("it does not say its address, and no list gives it one")
    return (inner or known)[0], tuple(dict.fromkeys(inner[1:]))


def identity_of(address: str) -> str:
    """Return what an address names: the same over http and https, with www and without, however it is encoded."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    asked = [
        (name, value)
        for name, value in parse_qsl(parts.query, max_num_fields=50)
        if not _TRACKING.match(name)
    ]
    query = f"?{urlencode(sorted(asked))}" if asked else ""
    return f"{host}{unquote(parts.path).rstrip('/')}{query}"


# ---- words -------------------------------------------------------------------------------------------------------


def _pieces(html: str, *, told: Said, address: str) -> tuple[Piece, ...]:
    """Return the text: what was found on the page, or what JSON-LD gives as the article's, where that is much more."""
    pieces = story_pieces(html, address=address)
    given = tuple(paragraphs_of(told.text))
    length, more = _letters(pieces), _letters(given)
    # A text that was found in JSON-LD has lost its lines.
    is_whole = len(given) > len(pieces) <= 1 and more >= length - len(given)
    return given if more > 2 * length or is_whole else pieces


def _letters(pieces: Iterable[Piece]) -> int:
    return sum(len(_words(piece)) for piece in pieces)


def _body(pieces: Sequence[Piece], *, told: Said, headline: str) -> tuple[Piece, ...]:
    """Return the text without its pictures, and without the headline, byline and date that may stand above it."""
    kept = [piece for piece in pieces if piece.kind is not Kind.PICTURE]
    credit = _Credit(told, headline=headline)
    while kept and credit.repeats(_words(kept[0])):
        kept.pop(0)
    # «تابعونا على…», «اقرأ أيضًا»: what stands behind a story and is nothing but a link is no part of it.
    while kept and _ONLY_LINK.match(kept[-1].html):
        kept.pop()
    return tuple(kept)


class _Credit:
    """What stands above a story's text on its page, and is carried beside it."""

    def __init__(self, told: Said, *, headline: str) -> None:
        said_before = fold(" ".join((headline, *told.bylines, *told.published))).split()
        self._words = _ABOVE | frozenset(said_before)

    def repeats(self, line: str) -> bool:
        """Whether a line says no more than headline, byline and date do."""
        words = fold(line).split()
        return bool(words) and all(word in self._words or word.isdigit() for word in words)


def _words(piece: Piece) -> str:
    if piece.kind in (Kind.PICTURE, Kind.FRAME):
        return ""
    return " ".join(piece.items) or piece.text or plain(piece.html)


def _headline(told: Said) -> str:
    """Return the headline without the name of the site behind it."""
    if not told.headlines:
        raise Unusable("it has no title")
    headline = told.headlines[0]
    start, mark, end = "", "", headline
    for match in _SITE_AFTER.finditer(headline):
        start, mark, end = headline[: match.start()], match[0], headline[match.end() :]
    # Another of its headlines that stops at the mark says as much as the name of the site.
    shorter = {fold(each) for each in told.headlines[1:]}
    if mark and start and (fold(end) == fold(told.site) or fold(start) in shorter):
        return start.strip()
    return headline


def _standfirst(told: Said, *, text: str) -> str:
    """Return the summary, unless it only repeats how the text begins or praises the site."""
    site = fold(told.site)
    for each in told.standfirsts:
        is_of_site = bool(site) and site in fold(each) and len(each) < 2 * len(site) + 30
        if not is_of_site and not begins_text(each.rstrip(".… "), text=text):
            return each if len(each) <= 2 * LONGEST_STANDFIRST else ""
        if not is_of_site:
            return ""
    return ""


def _credits(told: Said, *, address: str) -> Credits:
    """Take the bylines apart; the site itself is no author, nor is its host."""
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    house = House(tuple(filter(None, (told.site, host, *host.split(".")[:1]))))
    read = [parse_byline(byline, house=house) for byline in told.bylines]
    return Credits(
        places=tuple(dict.fromkeys(place for each in read for place in each.places)),
        authors=tuple(dict.fromkeys(author for each in read for author in each.authors)),
        agencies=tuple(dict.fromkeys(agency for each in read for agency in each.agencies)),
    )


# ---- pictures ----------------------------------------------------------------------------------------------------


def _picture(shown: Shown, *, pieces: Sequence[Piece], address: str) -> ItemPicture | None:
    """Return the lead picture, with what stands under the same picture in the text where the page's head is silent."""
    where = urljoined(address, shown.address)
    if not where:
        return None
    same = next((piece for piece in pieces if _is_lead(piece, lead=shown)), None)
    return ItemPicture(
        address=where,
        caption=shown.caption or (same.text if same else ""),
        credit=shown.credit,
        alt=clean(same.alt) if same else "",
    )


def _is_within(piece: Piece, *, lead: Shown) -> bool:
    return piece.kind is Kind.PICTURE and not _is_lead(piece, lead=lead)


def _is_lead(piece: Piece, *, lead: Shown) -> bool:
    """Whether a picture of the text is the lead picture, perhaps in another size: files keep their names."""
    name = urlsplit(piece.address).path.rpartition("/")[2]
    return (
        piece.kind is Kind.PICTURE and bool(name) and name == urlsplit(lead.address).path.rpartition("/")[2]
    )

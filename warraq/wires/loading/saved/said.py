"""What a saved page says of itself. Pure.

In the order in which it is believed: JSON-LD (https://schema.org/NewsArticle), the metadata of Open Graph
(https://ogp.me) and of the page's head, microdata and the marks that most systems put on bylines and breadcrumbs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast

from lxml import etree
from lxml import html as lxml_html

from warraq.arabic.text import clean, fold

Element: TypeAlias = etree._Element

_ARTICLES = frozenset(
    f"{kind}article"
    for kind in ("", "news", "reportagenews", "opinionnews", "analysisnews", "backgroundnews")
) | {"blogposting", "liveblogposting", "report", "reviewnewsarticle", "advertisercontentarticle"}
# Types of Open Graph and of JSON-LD by which a page says that it is none.
_LISTS = frozenset({"collectionpage", "searchresultspage", "profilepage", "contactpage", "aboutpage"})
_LARGEST_SCRIPT = 500_000  # letters
_MOST_SCRIPTS = 30
_MOST_OBJECTS = 500
_MOST_TOPICS = 20
_LONGEST_TOPIC = 60
_HOME = frozenset(
    map(fold, ("الرئيسية", "الصفحة الرئيسية", "رئيسية", "الرئيسيه", "البداية", "home", "accueil"))
)
_CRUMBS = (
    "//*[contains(@itemtype, 'BreadcrumbList')]//*[@itemprop='name']",
    "//*[contains(concat(' ', translate(@class, 'BC', 'bc'), ' '), 'breadcrumb')]//a",
    "//*[contains(translate(@id, 'BC', 'bc'), 'breadcrumb')]//a",
    "//nav[contains(@aria-label, 'readcrumb')]//a",
)
_BYLINES = (
    "//*[@itemprop='author']//*[@itemprop='name']",
    "//*[@itemprop='author']",
    "//a[@rel='author']",
    "//*[contains(concat(' ', @class, ' '), ' byline ') or contains(concat(' ', @class, ' '), ' author ')"
    " or contains(concat(' ', @class, ' '), ' author-name ') or contains(concat(' ', @class, ' '), ' writer ')]",
)
_LONGEST_BYLINE = 120
_RDFA = {"datePublished": ("dc:date", "dc:created", "schema:datePublished"), "dateModified": ("dc:modified",)}


@dataclass(frozen=True)
class Shown:
    """A picture that a page stands under: its address and what is said of it."""

    address: str = ""
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True)
class Said:
    """What the page says; empty where it says nothing. Several texts stand in the order in which they are believed."""

    is_article: bool
    is_list: bool
    site: str = ""
    addresses: tuple[str, ...] = ()
    headlines: tuple[str, ...] = ()
    standfirsts: tuple[str, ...] = ()
    bylines: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    picture: Shown = field(default=Shown())
    text: str = ""


def tree_of(html: str) -> Element | None:
    """Return the page's elements; None for what has none."""
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    data = html.encode("utf-8", errors="replace")
    try:
        return cast("Element | None", lxml_html.document_fromstring(data, parser=parser))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def said(tree: Element) -> Said:
    """Gather what a page says of itself."""
    objects = list(_objects(tree))
    article = next((each for each in objects if _kinds(each) & _ARTICLES), {})
    meta = _Meta(tree)
    kinds = {kind for each in objects for kind in _kinds(each)} | {meta.first("og:type").lower()}
    return Said(
        is_article=bool(article) or meta.first("og:type").lower() == "article" or _is_marked(tree, meta=meta),
        is_list=not article and bool(kinds & (_LISTS | {"website"})),
        site=meta.first("og:site_name") or _name(article.get("publisher")),
        addresses=_unique((*_links(tree), meta.first("og:url"), *_own_addresses(article))),
        headlines=_unique((_text(article.get("headline")), *meta.all("og:title"), *_headings(tree))),
        standfirsts=_unique(
            (
                _text(article.get("description")),
                *meta.all("og:description", "description", "twitter:description"),
            )
        ),
        bylines=_bylines(tree, article=article, meta=meta),
        published=_unique(
            (
                _text(article.get("datePublished")),
                *meta.all(
                    "article:published_time", "datepublished", "pubdate", "publish_date", "dc.date.issued"
                ),
                *_marked(tree, "datePublished"),
                *_times(tree),
            )
        ),
        modified=_unique(
            (
                _text(article.get("dateModified")),
                *meta.all("article:modified_time", "datemodified", "og:updated_time"),
                *_marked(tree, "dateModified"),
            )
        ),
        sections=_unique(
            (
                *_texts(article.get("articleSection")),
                *meta.all("article:section", "section"),
                *reversed(_crumbs(tree, objects=objects)),
            )
        ),
        topics=_topics(article, meta=meta),
        picture=_picture(article, meta=meta),
        text=_text(article.get("articleBody"), lines=True),
    )


class _Meta:
    """The page's metadata by name, in small letters."""

    def __init__(self, tree: Element) -> None:
        self._values: dict[str, list[str]] = {}
        for element in _found(tree, "//meta[@content]"):
            value = clean(element.get("content", ""))
            for attribute in ("property", "name", "itemprop"):
                if value and (name := element.get(attribute, "").strip().lower()):
                    self._values.setdefault(name, []).append(value)

    def all(self, *names: str) -> list[str]:
        """Return what is said under these names."""
        return [value for name in names for value in self._values.get(name, ())]

    def first(self, name: str) -> str:
        """Return what is said first under a name, or nothing."""
        return next(iter(self._values.get(name, ())), "")


# ---- JSON-LD -----------------------------------------------------------------------------------------------------


def _objects(tree: Element) -> Iterator[dict[str, Any]]:
    """Yield the objects of the page's JSON-LD, those within a graph or a page too; what is no JSON says nothing."""
    waiting: list[Any] = []
    for script in _found(tree, "//script[@type='application/ld+json']")[:_MOST_SCRIPTS]:
        text = (script.text or "").strip().removeprefix("<!--").removesuffix("-->")
        if len(text) <= _LARGEST_SCRIPT:
            try:
                # Many systems leave line ends within their texts.
                waiting.append(json.loads(text, strict=False))
            except (ValueError, RecursionError):
                continue
    for _ in range(_MOST_OBJECTS):
        if not waiting:
            return
        thing = waiting.pop(0)
        if isinstance(thing, list):
            waiting[:0] = thing[:_MOST_OBJECTS]
        elif isinstance(thing, dict):
            yield thing
            waiting += [thing[name] for name in ("@graph", "mainEntity", "mainEntityOfPage") if name in thing]


def _kinds(thing: dict[str, Any]) -> set[str]:
    return {kind.rpartition("/")[2].lower() for kind in _texts(thing.get("@type"))}


def _text(value: Any, *, lines: bool = False) -> str:
    """Return a value's text; that of a list is its first."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if not isinstance(value, str):
        return ""
    return value.strip() if lines else clean(_unescaped(value))


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [told for each in values[:_MOST_OBJECTS] if (told := _text(each))]


def _unescaped(text: str) -> str:
    """Return a text without entities and tags, which some systems leave in JSON."""
    return str(lxml_html.fromstring(f"<p>{text}</p>").text_content()) if "&" in text or "<" in text else text


def _name(value: Any) -> str:
    """Return the name of a person or an organisation, however it is given."""
    if isinstance(value, list):
        value = value[0] if value else ""
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)


def _own_addresses(article: dict[str, Any]) -> list[str]:
    page = article.get("mainEntityOfPage")
    named = page.get("@id") or page.get("url") if isinstance(page, dict) else page
    return [told for value in (article.get("url"), named) if (told := _text(value)).startswith("http")]


def _picture(article: dict[str, Any], *, meta: _Meta) -> Shown:
    image = article.get("image")
    if isinstance(image, list):
        image = image[0] if image else None
    if isinstance(image, dict):
        address = _text(image.get("url")) or _text(image.get("contentUrl"))
        if address:
            return Shown(
                address,
                caption=_text(image.get("caption")),
                credit=_name(image.get("creditText") or image.get("author")),
            )
    alt = meta.first("og:image:alt")
    return Shown(_text(image) or meta.first("og:image") or meta.first("twitter:image"), caption=alt)


# ---- the page's own marks ----------------------------------------------------------------------------------------


def _found(tree: Element, path: str) -> list[Element]:
    found = tree.xpath(path)
    return [each for each in found if isinstance(each, etree._Element)] if isinstance(found, list) else []


def _words(element: Element) -> str:
    return clean(" ".join(cast("Iterable[str]", element.itertext())))


def _links(tree: Element) -> list[str]:
    return [
        element.get("href", "").strip()
        for element in _found(tree, "//link[@href]")
        if element.get("rel", "").lower() == "canonical"
    ]


def _headings(tree: Element) -> list[str]:
    return [_words(element) for path in ("//h1", "//title") for element in _found(tree, path)[:3]]


def _marked(tree: Element, name: str) -> list[str]:
    """Return what microdata, or RDFa as Drupal writes it, says under a name."""
    names = [f"contains(concat(' ', @property, ' '), '{each} ')" for each in _RDFA.get(name, ())]
    path = " or ".join([f"@itemprop='{name}'", *names])
    return [
        element.get("datetime") or element.get("content") or _words(element)[:100]
        for element in _found(tree, f"//*[{path}]")[:5]
    ]


def _times(tree: Element) -> list[str]:
    """Return the moments that the article marks as such; those of a list of others stand outside of it."""
    return [
        element.get("datetime", "") for element in _found(tree, "(//article | //main)//time[@datetime]")[:1]
    ]


def _is_marked(tree: Element, *, meta: _Meta) -> bool:
    """Return whether the page's own elements say that it is an article."""
    kinds = [
        element.get("itemtype", "").rpartition("/")[2].lower() for element in _found(tree, "//*[@itemtype]")
    ]
    return bool(_ARTICLES.intersection(kinds)) or bool(meta.first("article:published_time"))


def _bylines(tree: Element, *, article: dict[str, Any], meta: _Meta) -> tuple[str, ...]:
    """Return who signs: what JSON-LD says, or else the head, or else the first mark in the page that is one."""
    authors = article.get("author")
    named = [_name(each) for each in (authors if isinstance(authors, list) else [authors])[:20]]
    if any(named):
        return _unique(named)
    told = [name for name in meta.all("author", "article:author") if not name.startswith("http")]
    if told:
        return _unique(told)
    for path in _BYLINES:
        marked = [words for each in _found(tree, path)[:5] if (words := _words(each))]
        if marked and len(marked[0]) <= _LONGEST_BYLINE:
            return _unique(marked[:3] if "itemprop" in path else marked[:1])
    return ()


def _crumbs(tree: Element, *, objects: list[dict[str, Any]]) -> list[str]:
    """Return the sections that lead to the page, the widest first: of JSON-LD, or else of the page's own trail.

    JSON-LD ends its trail with the page itself, whose name is no section.
    """
    headings = {fold(each) for each in _headings(tree)}
    for thing in objects:
        if "breadcrumblist" in _kinds(thing):
            steps = thing.get("itemListElement")
            names = [_step(step) for step in steps] if isinstance(steps, list) else []
            return [name for name in names if name and fold(name) not in headings | _HOME][:5]
    for path in _CRUMBS:
        names = [_words(element) for element in _found(tree, path)[:10]]
        if kept := [
            name for name in names if name and fold(name) not in headings | _HOME and len(name) <= 60
        ]:
            return kept[:5]
    return []


def _step(step: Any) -> str:
    if not isinstance(step, dict):
        return ""
    return _text(step.get("name")) or _name(step.get("item"))


def _topics(article: dict[str, Any], *, meta: _Meta) -> tuple[str, ...]:
    """Return what the page is about: of JSON-LD, or else of its metadata. Some keep all in one text with commas."""
    told = _texts(article.get("keywords")) or meta.all("article:tag") or meta.all("news_keywords", "keywords")
    parts = [clean(part).strip("#") for each in told for part in each.replace("،", ",").split(",")]
    return _unique(part for part in parts if 1 < len(part) <= _LONGEST_TOPIC)[:_MOST_TOPICS]


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))

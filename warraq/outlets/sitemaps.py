"""Sitemaps: https://www.sitemaps.org/protocol.html and Google's news extension. Pure: entries in, bytes out.

Moments are aware; they are written in UTC, as W3C Datetime.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from warraq.outlets.text import line

SITEMAP_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS_NAMESPACE = "http://www.google.com/schemas/sitemap-news/0.9"
# The news extension knows languages, not their varieties (ISO 639).
NEWS_LANGUAGE = "ar"

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


@dataclass(frozen=True)
class Entry:
    """An absolute address, percent-encoded, and when what stands there last changed, if known."""

    address: str
    changed_at: datetime | None = None


@dataclass(frozen=True)
class NewsEntry:
    """An absolute address of a story, when it came, and its headline."""

    address: str
    published_at: datetime
    title: str


def url_set(entries: Iterable[Entry]) -> bytes:
    """Return one sitemap file. The protocol wants at least one entry and at most 50,000."""
    return _document(
        "urlset",
        namespaces={"": SITEMAP_NAMESPACE},
        lines=(f"<url>{_entry(entry)}</url>" for entry in entries),
    )


def sitemap_index(entries: Iterable[Entry]) -> bytes:
    """Return the index of sitemap files."""
    return _document(
        "sitemapindex",
        namespaces={"": SITEMAP_NAMESPACE},
        lines=(f"<sitemap>{_entry(entry)}</sitemap>" for entry in entries),
    )


def news_url_set(entries: Iterable[NewsEntry], *, publication: str) -> bytes:
    """Return a news sitemap; it may be empty, on a site that has had no news for two days."""
    name = escape(line(publication))
    return _document(
        "urlset",
        namespaces={"": SITEMAP_NAMESPACE, "news": NEWS_NAMESPACE},
        lines=(_news_entry(entry, publication=name) for entry in entries),
    )


def _document(root: str, *, namespaces: dict[str, str], lines: Iterator[str]) -> bytes:
    names = "".join(
        f' {f"xmlns:{prefix}" if prefix else "xmlns"}="{address}"' for prefix, address in namespaces.items()
    )
    return "\n".join([_DECLARATION, f"<{root}{names}>", *lines, f"</{root}>", ""]).encode()


def _entry(entry: Entry) -> str:
    changed = f"<lastmod>{_moment(entry.changed_at)}</lastmod>" if entry.changed_at else ""
    return f"<loc>{escape(entry.address)}</loc>{changed}"


def _news_entry(entry: NewsEntry, *, publication: str) -> str:
    return (
        f"<url><loc>{escape(entry.address)}</loc><news:news>"
        f"<news:publication><news:name>{publication}</news:name>"
        f"<news:language>{NEWS_LANGUAGE}</news:language></news:publication>"
        f"<news:publication_date>{_moment(entry.published_at)}</news:publication_date>"
        f"<news:title>{escape(line(entry.title))}</news:title></news:news></url>"
    )


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")

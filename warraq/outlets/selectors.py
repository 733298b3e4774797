"""What the outlets tell of: always through the visible set of stories."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Prefetch, QuerySet
from django.utils.encoding import iri_to_uri
from wagtail.models import Page

from warraq.network.models import Edition
from warraq.stories.models import Byline, Placement, StoryTopic
from warraq.stories.selectors import listed, newest, on_edition, visible_placements

FEED_LENGTH = 30
# A sitemap file may hold 50,000 addresses and 50 MB; an Arabic address takes half a kilobyte. A range of
# placement numbers can't hold more than its width, whatever a newsroom publishes or loads in one day.
SITEMAP_RANGE = 5_000
# Google reads of a news sitemap what is at most two days old, and 1,000 stories a file.
NEWS_AGE = timedelta(hours=48)
NEWS_LENGTH = 1_000
# An archive that is loaded without its dates is no news of today: its end is left out.
MOST_NEWS_FILES = 20


class Standing(NamedTuple):
    """A standing page's absolute address, percent-encoded, and the moment of its last change if known."""

    address: str
    changed_at: datetime | None


def feed_placements(placements: QuerySet[Placement]) -> list[Placement]:
    """Return the newest of some visible placements with all that a feed prints, bodies included.

    Four queries, however long the list is.
    """
    return list(_in_full(newest(placements))[:FEED_LENGTH])


def in_full(found: Sequence[Placement], *, now: datetime) -> list[Placement]:
    """Return placements that were found, in their order, with all that a feed prints; again through the visible set."""
    visible = visible_placements(now=now).filter(pk__in=[each.pk for each in found])
    rows = {row.pk: row for row in _in_full(visible)}
    return [rows[each.pk] for each in found if each.pk in rows]


def _in_full(placements: QuerySet[Placement]) -> QuerySet[Placement]:
    return (
        listed(placements)
        .defer(None)
        .select_related("story__agency")
        .prefetch_related(
            Prefetch("story__bylines", Byline.objects.select_related("author").order_by("sort_order")),
            Prefetch(
                "story__story_topics", StoryTopic.objects.select_related("topic").order_by("sort_order")
            ),
        )
    )


def home_placements(edition: Edition, *, now: datetime) -> QuerySet[Placement]:
    """Return the visible placements whose story is at home on the edition; a copy is canonical elsewhere."""
    return on_edition(edition, now=now).filter(is_home=True)


def sitemap_numbers(edition: Edition, *, now: datetime) -> list[int]:
    """Return the numbers of the edition's sitemap files that hold a story, in order.

    One short query per file: each asks for the first placement beyond the range of the file before.
    """
    homes = home_placements(edition, now=now).order_by("pk").values_list("pk", flat=True)
    numbers: list[int] = []
    # Bounded from the first on: without a bound SQLite goes along the moments and sorts the whole archive.
    found = homes.filter(pk__gte=0).first()
    while found is not None:
        numbers.append(found // SITEMAP_RANGE)
        found = homes.filter(pk__gte=(numbers[-1] + 1) * SITEMAP_RANGE).first()
    return numbers


def sitemap_placements(edition: Edition, *, number: int, now: datetime) -> QuerySet[Placement]:
    """Return the placements of one sitemap file, with what their addresses and last changes need."""
    start = number * SITEMAP_RANGE
    return _addressed(
        home_placements(edition, now=now).filter(pk__gte=start, pk__lt=start + SITEMAP_RANGE).order_by("pk")
    )


def news_placements(edition: Edition, *, now: datetime, number: int = 1) -> QuerySet[Placement]:
    """Return the placements of one file of the news sitemap, newest first; files are numbered from 1."""
    start = (number - 1) * NEWS_LENGTH
    return _addressed(newest(_news(edition, now=now)))[start : start + NEWS_LENGTH]


def news_files(edition: Edition, *, now: datetime) -> int:
    """Return how many files the news of two days take, at least one; no more than the most are counted."""
    news = _news(edition, now=now).order_by("-shown_at").values("pk")[: NEWS_LENGTH * MOST_NEWS_FILES]
    return max(1, -(-news.count() // NEWS_LENGTH))


def news_paths(files: int) -> list[str]:
    """Return the paths of so many files of the news sitemap; the first has kept the address that it had alone."""
    return ["/news-sitemap.xml", *(f"/news-sitemap-{number}.xml" for number in range(2, files + 1))]


def _news(edition: Edition, *, now: datetime) -> QuerySet[Placement]:
    return home_placements(edition, now=now).filter(shown_at__gt=now - NEWS_AGE)


def _addressed(placements: QuerySet[Placement]) -> QuerySet[Placement]:
    """Read what an address, a title and the moments of a story need, and no more."""
    return placements.select_related("story", "section").only(
        "headline",
        "shown_at",
        "story__headline",
        "story__first_published_at",
        "story__last_published_at",
        "story__embargo_until",
        "section__slug",
    )


def standing_pages(edition: Edition) -> list[Standing]:
    """Return the edition's public pages of Wagtail's tree: each page type says its own sitemap entries."""
    entries = (
        entry
        for page in Page.objects.live().public().order_by("path").specific()
        for entry in page.get_sitemap_urls()
    )
    return [
        Standing(address=iri_to_uri(entry["location"]), changed_at=entry.get("lastmod"))
        for entry in entries
        if (entry["location"] or "").startswith(f"{edition.origin}/")
    ]

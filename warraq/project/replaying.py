"""Stored stories, some at a time, as the copy desk reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.db.models import QuerySet

from warraq.arabic.copydesk import DEFAULT, HouseRules
from warraq.network.house_rules import house_rules
from warraq.network.models import Edition
from warraq.search.archive_words import ArchiveWords
from warraq.search.documents import full_text
from warraq.stories.models import Story

AT_ONCE = 200
"""A body is some kilobytes: these are a megabyte or two, however large the archive."""


def stories_of(edition: Edition | None) -> QuerySet[Story]:
    """All stories that were ever published, or those that stand on one edition."""
    stories = Story.objects.filter(first_published_at__isnull=False, withdrawn_at__isnull=True)
    # A story has one placement on an edition at most.
    return stories if edition is None else stories.filter(placements__edition=edition)


def texts_of(stories: QuerySet[Story], *, limit: int | None) -> Iterator[tuple[int, str, str]]:
    """Number, headline and text of each story, the newest first, by key: no page costs more than the first."""
    newest, left = stories.order_by("-pk").defer("withdrawal_reason", "withdrawal_note"), limit
    batch = list(newest[: AT_ONCE if left is None else min(AT_ONCE, left)])
    while batch:
        for story in batch:
            yield story.pk, story.headline, full_text(story)
        left = None if left is None else left - len(batch)
        size = AT_ONCE if left is None else min(AT_ONCE, left)
        batch = list(newest.filter(pk__lt=batch[-1].pk)[:size])


def edition_named(slug: str) -> Edition | None:
    """The edition with this slug."""
    return Edition.objects.filter(slug=slug).first()


def house_of(edition: Edition | None) -> HouseRules:
    """An edition's decisions, or the default ones, and the archive's own words."""
    house = DEFAULT if edition is None else house_rules(edition)
    return replace(house, archive_words=frozenset(ArchiveWords()))

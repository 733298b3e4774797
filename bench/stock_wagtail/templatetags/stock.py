"""The blocks, each a query."""

from __future__ import annotations

from django import template
from django.db.models import QuerySet

from bench.stock_wagtail.models import (
    CANDIDATES,
    MOST_READ,
    RELATED,
    TEASERS,
    HomePage,
    SectionPage,
    StoryPage,
    StoryTag,
)

register = template.Library()

UNPRINTED = ("body", "standfirst")


@register.simple_tag
def sections_of(home: HomePage) -> QuerySet[SectionPage]:
    """Return the sections of a site."""
    return SectionPage.objects.live().child_of(home)


@register.simple_tag
def sites_of(home: HomePage) -> QuerySet[HomePage]:
    """Return the other sites."""
    return HomePage.objects.live().exclude(pk=home.pk)


@register.simple_tag
def latest_of(home: HomePage) -> QuerySet[StoryPage]:
    """Return the newest stories of a site."""
    return _newest().descendant_of(home)[:TEASERS]


@register.simple_tag
def teasers_of(section: SectionPage) -> QuerySet[StoryPage]:
    """Return the newest stories of a section; `child_of` would have SQLite read the whole tree."""
    return _newest().descendant_of(section)[:TEASERS]


@register.simple_tag
def most_read_of(home: HomePage) -> QuerySet[StoryPage]:
    """Return what was read most on a site."""
    stories = StoryPage.objects.live().defer(*UNPRINTED).order_by("-reads")
    return stories.descendant_of(home)[:MOST_READ]


@register.simple_tag
def related_to(story: StoryPage, *, home: HomePage) -> QuerySet[StoryPage]:
    """Return stories of the same site that share a topic."""
    topics = [item.tag_id for item in story.tagged_items.all()]
    links = StoryTag.objects.filter(tag__in=topics).exclude(content_object=story.pk)
    near = list(links.order_by("-content_object").values_list("content_object", flat=True)[:CANDIDATES])
    return _newest().descendant_of(home).filter(pk__in=near)[:RELATED]


def _newest() -> QuerySet[StoryPage]:
    return StoryPage.objects.live().defer(*UNPRINTED).order_by("-published")

"""Pages in a tree: a home for each site, sections below it, stories below these."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.db import models
from django.http import HttpRequest
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.blocks import RichTextBlock
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.signals import page_published

TEASERS = 4
RELATED = 5
MOST_READ = 5
# How many of the newest pages of the story's topics are weighed for related.
CANDIDATES = 60


class HomePage(Page):
    """A site's front."""

    tagline = models.CharField(max_length=160, blank=True)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the front's context."""
        return {**super().get_context(request, *args, **kwargs), "home": self}


class SectionPage(Page):
    """A section of a site."""

    colour = models.CharField(max_length=7, blank=True)


class StoryTag(TaggedItemBase):
    """A topic of a story."""

    content_object = ParentalKey("StoryPage", on_delete=models.CASCADE, related_name="tagged_items")


class StoryPage(Page):
    """A story."""

    standfirst = models.TextField(blank=True)
    dateline = models.CharField(max_length=120, blank=True)
    author = models.CharField(max_length=120, blank=True)
    published = models.DateTimeField(db_index=True)
    reads = models.PositiveIntegerField(default=0, db_index=True)
    body = StreamField([("paragraph", RichTextBlock())], blank=True)
    tags = ClusterTaggableManager(through=StoryTag, blank=True)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the story's context, with the front that it stands below."""
        context = super().get_context(request, *args, **kwargs)
        return {**context, "home": self.get_site().root_page.specific}


def empty_cache(**_: Any) -> None:
    """Empty the cache: any page may show the new story."""
    cache.clear()


page_published.connect(empty_cache)

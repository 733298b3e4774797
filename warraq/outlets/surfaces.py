"""Where the outlets print a story."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from django.utils import timezone

from warraq.outlets.selectors import SITEMAP_RANGE, news_files, news_paths
from warraq.stories.addresses import (
    API,
    FEED_FORMS,
    SEARCH_PATH,
    absolute,
    block_data_paths,
    feed_path,
    feed_paths,
    oembed_path,
    story_data_path,
    story_path,
)
from warraq.stories.models import Placement
from warraq.stories.surfaces import surfaces


def outlet_paths(placement: Placement) -> list[str]:
    """Return the feeds, sitemaps and answers of the read API that print a placement, the search feed that its headline
    finds it by, and where it is embedded from."""
    edition, number = placement.edition, placement.pk // SITEMAP_RANGE
    return [
        *feed_paths(placement),
        *(
            feed_path(SEARCH_PATH, form=form, query=urlencode({"q": placement.shown_headline}))
            for form in FEED_FORMS
        ),
        oembed_path(absolute(edition, path=story_path(placement))),
        *news_paths(news_files(edition, now=timezone.now())),
        *([f"/sitemaps/{number}.xml"] if placement.is_home else []),
        story_data_path(placement.story_id),
        f"{API}/stories",
        f"{API}/sections/{quote(placement.section.slug)}/stories",
        *block_data_paths(),
    ]


surfaces.register("outlets", outlet_paths)

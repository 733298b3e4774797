"""Where the outlets print a story."""

from __future__ import annotations

from urllib.parse import urlencode

from warraq.outlets.selectors import SITEMAP_RANGE
from warraq.stories.addresses import FEED_FORMS, SEARCH_PATH, feed_path, feed_paths
from warraq.stories.models import Placement
from warraq.stories.surfaces import surfaces


def outlet_paths(placement: Placement) -> list[str]:
    """Return the feeds and sitemaps that print a placement, and the search feed that its headline finds it by."""
    number = placement.pk // SITEMAP_RANGE
    return [
        *feed_paths(placement),
        *(
            feed_path(SEARCH_PATH, form=form, query=urlencode({"q": placement.shown_headline}))
            for form in FEED_FORMS
        ),
        "/news-sitemap.xml",
        *([f"/sitemaps/{number}.xml"] if placement.is_home else []),
    ]


surfaces.register("outlets", outlet_paths)

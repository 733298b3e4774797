"""Where the outlets print a story."""

from __future__ import annotations

from warraq.outlets.selectors import SITEMAP_RANGE
from warraq.stories.addresses import section_path
from warraq.stories.models import Placement
from warraq.stories.surfaces import surfaces


def outlet_paths(placement: Placement) -> list[str]:
    """Return the feeds and sitemaps that print a placement."""
    number = placement.pk // SITEMAP_RANGE
    return [
        "/feed.xml",
        f"{section_path(placement.section)}feed.xml",
        "/news-sitemap.xml",
        *([f"/sitemaps/{number}.xml"] if placement.is_home else []),
    ]


surfaces.register("outlets", outlet_paths)

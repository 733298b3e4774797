"""Where the outlets print a story."""

from __future__ import annotations

from urllib.parse import quote

from warraq.outlets.selectors import SITEMAP_RANGE
from warraq.stories.addresses import API, block_data_paths, section_path, story_data_path
from warraq.stories.models import Placement
from warraq.stories.surfaces import surfaces


def outlet_paths(placement: Placement) -> list[str]:
    """Return the feeds, the sitemaps and the answers of the read API that print a placement."""
    number = placement.pk // SITEMAP_RANGE
    return [
        "/feed.xml",
        f"{section_path(placement.section)}feed.xml",
        "/news-sitemap.xml",
        *([f"/sitemaps/{number}.xml"] if placement.is_home else []),
        story_data_path(placement.story_id),
        f"{API}/stories",
        f"{API}/sections/{quote(placement.section.slug)}/stories",
        *block_data_paths(),
    ]


surfaces.register("outlets", outlet_paths)

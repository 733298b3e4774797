"""Where a story stands: `/<section>/<id>-<headline slug>`. The id decides; the rest is for people."""

from __future__ import annotations

from urllib.parse import quote, urljoin

from warraq.network.models import Edition, Section
from warraq.stories.models import Author, Placement, Topic

# Where programs read an edition (warraq.outlets.api).
API = "/api/v1"


def story_path(placement: Placement) -> str:
    """Return the story's path on the placement's edition, percent-encoded."""
    return placement.path


def story_address(placement: Placement) -> str:
    """Return the story's absolute address; reads the placement's edition."""
    return placement.edition.origin + story_path(placement)


def section_path(section: Section) -> str:
    """Return the section front's path, percent-encoded."""
    return quote(section.path)


def topic_path(topic: Topic) -> str:
    """Return the topic page's path, percent-encoded; the same on every edition."""
    return quote(f"/topic/{topic.slug}/")


def author_path(author: Author) -> str:
    """Return the author page's path, percent-encoded; the same on every edition."""
    return quote(f"/author/{author.slug}/")


def story_data_path(story_id: int) -> str:
    """Return the path at which programs read the story; the same on every edition."""
    return f"{API}/stories/{story_id}"


def live_data_path(story_id: int) -> str:
    """Return the path at which programs read the story's live coverage; the same on every edition."""
    return f"{API}/live/{story_id}"


def block_data_paths() -> tuple[str, ...]:
    """Return the paths at which programs read what stands in an edition's shared blocks and on its home."""
    return (f"{API}/blocks", f"{API}/fronts/home")


def absolute(edition: Edition, *, path: str) -> str:
    """Return a path's absolute address on an edition; an address that is absolute already (of a file store) stays."""
    return urljoin(f"{edition.origin}/", path)

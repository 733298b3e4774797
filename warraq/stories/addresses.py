"""Where a story stands: `/<section>/<id>-<headline slug>`. The id decides; the rest is for people."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote, urljoin

from warraq.network.models import Edition, Section
from warraq.stories.models import Author, Placement, Topic

# Where programs read an edition (warraq.outlets.api).
API = "/api/v1"
SEARCH_PATH = "/search"


class FeedForm(NamedTuple):
    """A form in which feeds are told: how its addresses end, its media type, and its name."""

    ending: str
    media_type: str
    name: str


# In the order in which pages name them.
FEED_FORMS = (
    FeedForm(ending="xml", media_type="application/rss+xml", name="RSS"),
    FeedForm(ending="atom", media_type="application/atom+xml", name="Atom"),
    FeedForm(ending="json", media_type="application/feed+json", name="JSON"),
)


def story_path(placement: Placement) -> str:
    """Return the story's path on the placement's edition, percent-encoded."""
    return placement.path


def story_address(placement: Placement) -> str:
    """Return the story's absolute address; reads the placement's edition."""
    return placement.edition.origin + story_path(placement)


def permanent_path(story_id: int) -> str:
    """Return the path that a story keeps whatever its headline or section becomes; its page redirects to today's."""
    return f"/story/{story_id}"


def section_path(section: Section) -> str:
    """Return the section front's path, percent-encoded."""
    return quote(section.path)


def topic_path(topic: Topic) -> str:
    """Return the topic page's path, percent-encoded; the same on every edition."""
    return quote(f"/topic/{topic.slug}/")


def author_path(author: Author) -> str:
    """Return the author page's path, percent-encoded; the same on every edition."""
    return quote(f"/author/{author.slug}/")


def feed_path(path: str, *, form: FeedForm, query: str = "") -> str:
    """Return the path of the feed that tells what the page at a path lists; `query` is the page's own."""
    return f"{path.removesuffix('/')}/feed.{form.ending}{f'?{query}' if query else ''}"


def feed_paths(placement: Placement) -> list[str]:
    """Return the paths, in every form, of the feeds that tell of a placement on its edition."""
    lists = [
        "/",
        section_path(placement.section),
        *(topic_path(topic) for topic in placement.story.topics),
        *(author_path(author) for author in placement.story.authors),
    ]
    return [feed_path(path, form=form) for path in lists for form in FEED_FORMS]


def oembed_path(address: str) -> str:
    """Return the path at which a site is asked how to embed the story at an absolute address."""
    return f"/oembed?url={quote(address, safe='')}"


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

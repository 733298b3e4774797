"""What a page prints of a story's live coverage: plain values, ready for the templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from warraq.arabic.truncate import truncate
from warraq.live.models import LivePost
from warraq.live.selectors import RANGE, LivePage, live_blog, live_page, older_posts, range_of
from warraq.live.texts import post_words
from warraq.stories.models import Story

MOMENT_LIMIT = 110


@dataclass(frozen=True)
class KeyMoment:
    """A line of the summary: where its post stands, and what it says."""

    address: str
    words: str
    post: LivePost


@dataclass(frozen=True)
class Coverage:
    """A story's coverage on its own page."""

    page: LivePage
    moments: tuple[KeyMoment, ...]
    older: str
    latest: str
    chain: str

    @property
    def is_live(self) -> bool:
        """Whether it goes on."""
        return self.page.blog.is_live

    @property
    def modified_at(self) -> datetime:
        """The moment of its last change."""
        return self.page.modified_at


def coverage_of(story: Story) -> Coverage | None:
    """Return the story's coverage as its page prints it; None for a story without, or never saved."""
    blog = live_blog(story.pk) if story.pk is not None else None
    if blog is None:
        return None
    page = live_page(blog)
    return Coverage(
        page=page,
        moments=tuple(
            KeyMoment(
                address=post_address(each, page=page),
                words=truncate(post_words(each), limit=MOMENT_LIMIT),
                post=each,
            )
            for each in page.keys
        ),
        older=older_path(story.pk, before=page.older) if page.older else "",
        latest=latest_path(story.pk),
        chain=chain_path(story.pk),
    )


def post_address(post: LivePost, *, page: LivePage) -> str:
    """Return where a post is read, as a link of the story's own page."""
    anchor = f"#post-{post.number}"
    if post.number >= page.first_number or post.pinned_at is not None:
        return anchor
    return older_path(post.blog_id, before=range_of(post.number)) + anchor


def latest_path(story_id: int) -> str:
    """Return the path of the fragment with the last changes; the same on every edition."""
    return f"/live/{story_id}/latest"


def chain_path(story_id: int) -> str:
    """Return the path that the links of the chain begin with; a link's number follows."""
    return f"/live/{story_id}/changes/"


def older_path(story_id: int, *, before: int) -> str:
    """Return the path of a page of older posts."""
    return f"/live/{story_id}/before/{before}/"


@dataclass(frozen=True)
class OlderPage:
    """A page of older posts, and the path of the page of still older ones; empty when there is none."""

    posts: tuple[LivePost, ...]
    before: int
    older: str


def older_page(story_id: int, *, before: int) -> OlderPage | None:
    """Return a page of older posts; None for what is no range of the story's coverage."""
    blog = live_blog(story_id)
    posts = older_posts(blog, before=before) if blog is not None else None
    if posts is None:
        return None
    following = before - RANGE
    older = older_path(story_id, before=following) if following > 1 else ""
    return OlderPage(posts=posts, before=before, older=older)

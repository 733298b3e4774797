"""Reading live coverage. Who may see the story is asked of `warraq.stories.selectors` before any of this.

Readers' pages stand on fixed ranges of post numbers, and what a reader missed on fixed ranges of changes: few
addresses, the same for all readers. Each of these is read in one query after the blog's own row, so that it shows one
moment of the coverage, at or after the sequence that it names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from warraq.live.models import LiveBlog, LivePost
from warraq.network.models import Edition
from warraq.stories.models import Placement, Story
from warraq.stories.selectors import listed_relations

# Posts of a page of older ones. The story's own page has the last whole range and what came since.
RANGE = 25
# Changes that the latest fragment holds, and those of a link of the chain for who missed more.
CHANGES = 30
# Posts of a page of the desk.
DESK_PAGE = 50
# Of a coverage's words, what search engines of others are told.
MOST_TOLD = 30


@dataclass(frozen=True)
class LivePage:
    """What a story's page shows of its coverage: newest first, each post once.

    `older` is the number before which the page of older posts ends, 0 when there is none. `modified_at` is the moment
    of the last change that readers can see.
    """

    blog: LiveBlog
    sequence: int
    first_number: int
    posts: tuple[LivePost, ...]
    pinned: tuple[LivePost, ...]
    keys: tuple[LivePost, ...]
    older: int
    modified_at: datetime


@dataclass(frozen=True)
class Changes:
    """Posts as they are now, in the order of their last changes, whose numbers come after `first`.

    `sequence` is the last change that was there when they were read; for a link of the chain, that one or a later one.
    """

    first: int
    sequence: int
    posts: tuple[LivePost, ...]


def live_blog(story_id: int) -> LiveBlog | None:
    """Return the story's coverage, ended or not; None if it has none."""
    return LiveBlog.objects.filter(story=story_id).first()


def is_told_live(story: Story) -> bool:
    """Return whether the story's coverage goes on; asks nothing of a story that `listed` fetched."""
    blog: LiveBlog | None = getattr(story, "live_blog", None)
    return blog is not None and blog.is_live


def live_page(blog: LiveBlog) -> LivePage:
    """Return what the story's page shows; `blog` is read before."""
    start = first_on_page(blog.last_number)
    wanted = Q(number__gte=start) | Q(pinned_at__isnull=False) | Q(is_key=True)
    found = list(_shown(blog).filter(wanted).order_by("-number"))
    changes = [each.sequence for each in found]
    moments = [moment for each in found for moment in (each.posted_at, each.edited_at) if moment]
    return LivePage(
        blog=blog,
        sequence=max([blog.sequence, *changes]),
        first_number=start,
        posts=tuple(each for each in found if each.number >= start and each.pinned_at is None),
        pinned=tuple(sorted((each for each in found if each.pinned_at), key=_pinned_last, reverse=True)),
        keys=tuple(each for each in found if each.is_key),
        older=start if start > 1 else 0,
        modified_at=max([blog.started_at, *moments, *([blog.ended_at] if blog.ended_at else [])]),
    )


def _pinned_last(post: LivePost) -> tuple[datetime, int]:
    assert post.pinned_at is not None  # noqa: S101 - only pinned posts are ordered so
    return post.pinned_at, post.number


def first_on_page(last_number: int) -> int:
    """Return the number of the oldest post on the story's page: the last whole range and what came since."""
    return max(1, (last_number // RANGE - 1) * RANGE + 1)


def range_of(number: int) -> int:
    """Return before which number the page of older posts ends that has this post."""
    return ((number - 1) // RANGE + 1) * RANGE + 1


def older_posts(blog: LiveBlog, *, before: int) -> tuple[LivePost, ...] | None:
    """Return the posts of one whole range, newest first; None for what is no range of this coverage."""
    if before <= 1 or (before - 1) % RANGE or before - 1 > blog.last_number:
        return None
    return tuple(_shown(blog).filter(number__gte=before - RANGE, number__lt=before).order_by("-number"))


def latest_changes(blog: LiveBlog) -> Changes:
    """Return the last changes; `blog` is read before."""
    rows = list(_all(blog).order_by("-sequence")[:CHANGES])
    return Changes(
        first=rows[-1].sequence - 1 if len(rows) == CHANGES else 0,
        sequence=max([blog.sequence, *(each.sequence for each in rows[:1])]),
        posts=tuple(reversed(rows)),
    )


def changes_in(blog: LiveBlog, *, link: int) -> Changes | None:
    """Return the posts whose last change lies in a link of the chain; None while the link is not whole.

    A post that is changed again leaves its link: a removed post must not be found there.
    """
    first, last = link * CHANGES, (link + 1) * CHANGES
    if last > blog.sequence:
        return None
    rows = tuple(_all(blog).filter(sequence__gt=first, sequence__lte=last).order_by("sequence"))
    # Asked after the rows: whatever left them until they were read has no greater number.
    sequence = LiveBlog.objects.values_list("sequence", flat=True).get(pk=blog.pk)
    return Changes(first=first, sequence=sequence, posts=rows)


def link_of(sequence: int) -> int:
    """Return the link of the chain that a change lies in."""
    return (sequence - 1) // CHANGES


def desk_posts(blog: LiveBlog, *, before: int | None = None) -> tuple[list[LivePost], int | None]:
    """Return a page of posts for the newsroom, newest first, removed ones too, and before which number the next is."""
    rows = _all(blog).select_related("made_by").order_by("-number")
    if before is not None:
        rows = rows.filter(number__lt=before)
    found = list(rows[: DESK_PAGE + 1])
    page = found[:DESK_PAGE]
    return page, page[-1].number if len(found) > DESK_PAGE else None


def changes_after(blog: LiveBlog, *, sequence: int) -> list[LivePost]:
    """Return the posts that changed after a number, in the order of their changes, at most DESK_PAGE."""
    return list(
        _all(blog).select_related("made_by").filter(sequence__gt=sequence).order_by("sequence")[:DESK_PAGE]
    )


def coverages(
    *, editions: QuerySet[Edition], before: LiveBlog | None = None
) -> tuple[list[LiveBlog], LiveBlog | None]:
    """Return a page of the coverages of stories at home on these editions, and the last of it if there are more.

    The last begun stands first.
    """
    home = Placement.objects.filter(story=OuterRef("story"), is_home=True, edition__in=editions)
    rows = LiveBlog.objects.filter(Exists(home)).select_related("story").defer("story__body")
    if before is not None:
        rows = rows.filter(
            Q(started_at__lt=before.started_at) | Q(started_at=before.started_at, story__lt=before.pk)
        )
    found = list(rows.order_by("-started_at", "-story")[: DESK_PAGE + 1])
    page = found[:DESK_PAGE]
    return page, page[-1] if len(found) > DESK_PAGE else None


def told(page: LivePage) -> Sequence[LivePost]:
    """Return the posts that metadata name: those on the page, the newest first."""
    newest: Iterable[LivePost] = sorted((*page.pinned, *page.posts), key=lambda post: -post.number)
    return list(newest)[:MOST_TOLD]


def _all(blog: LiveBlog) -> QuerySet[LivePost]:
    return LivePost.objects.filter(blog=blog).select_related("author")


def _shown(blog: LiveBlog) -> QuerySet[LivePost]:
    return _all(blog).filter(removed_at__isnull=True)


listed_relations.register("live", "live_blog")

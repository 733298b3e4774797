"""The verbs of live coverage. The desk calls these; each is one transaction with its row of the outbox.

Whatever changes a post takes the blog's row first and gives the post the next number of its sequence: two reporters at
once are numbered in the order in which they are committed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db import transaction
from wagtail.log_actions import log

from warraq.live.models import LiveBlog, LivePost
from warraq.live.writing import Block, written_of
from warraq.stories.changes import note_story, standing_of
from warraq.stories.followers import tell_followers
from warraq.stories.models import Author, Story
from warraq.stories.services import NotAllowed

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

# No coverage of one story is longer; its end is the beginning of another story.
MOST_POSTS = 5_000
MOST_PINNED = 3
# A summary that names more moments is none.
MOST_KEYS = 30


class Refusal(StrEnum):
    """Why a verb of live coverage makes no sense now, in one sentence."""

    WITHDRAWN = "The story is withdrawn; restore it first."
    BEGUN = "The story has live coverage already."
    ENDED = "The coverage has ended; open it again to post."
    GOES_ON = "The coverage goes on already."
    EMPTY = "A post says something."
    FULL = "The coverage is full; begin another story."
    PINNED = "So many posts are pinned already; unpin one first."
    MARKED = "So many moments are marked already; unmark one first."
    REMOVED = "The post was removed."
    UNEXPLAINED = "A removal says why."


class LiveRefused(NotAllowed):
    """A verb of live coverage that makes no sense now; `why` says it in a word that screens translate."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.value)
        self.why: Refusal = why


@dataclass(frozen=True)
class PostText:
    """What a post says: a headline, a body or both, and who signs it."""

    headline: str = ""
    body: tuple[Block, ...] = ()
    author: Author | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read."""
        return not (self.headline.strip() or self.body)


def live_begin(story: Story, *, at: datetime, by: AbstractBaseUser | None = None) -> LiveBlog:
    """Begin live coverage of a story, published or still a draft. Raises LiveRefused if it was begun or withdrawn."""
    if story.is_withdrawn:
        raise LiveRefused(Refusal.WITHDRAWN)
    with transaction.atomic():
        blog, is_new = LiveBlog.objects.get_or_create(story=story, defaults={"started_at": at, "sequence": 1})
        if not is_new:
            raise LiveRefused(Refusal.BEGUN)
        _tell(story, action="warraq.live_begin", by=by)
    return blog


def live_end(blog: LiveBlog, *, at: datetime, by: AbstractBaseUser | None = None) -> None:
    """End live coverage; the page stays, complete. Raises LiveRefused if it has ended."""
    with _held(blog) as held:
        if not held.is_live:
            raise LiveRefused(Refusal.ENDED)
        held.ended_at = at
        held.sequence += 1
        held.save(update_fields=["ended_at", "sequence"])
        _tell(held.story, action="warraq.live_end", by=by)
    blog.ended_at, blog.sequence = held.ended_at, held.sequence


def live_reopen(blog: LiveBlog, *, by: AbstractBaseUser | None = None) -> None:
    """Go on with coverage that had ended. Raises LiveRefused if it goes on."""
    with _held(blog) as held:
        if held.is_live:
            raise LiveRefused(Refusal.GOES_ON)
        held.ended_at = None
        held.sequence += 1
        held.save(update_fields=["ended_at", "sequence"])
        _tell(held.story, action="warraq.live_reopen", by=by)
    blog.ended_at, blog.sequence = held.ended_at, held.sequence


def post_add(
    blog: LiveBlog,
    *,
    text: PostText,
    token: str,
    at: datetime,
    is_key: bool = False,
    is_pinned: bool = False,
    by: AbstractBaseUser | None = None,
) -> LivePost:
    """Post; sent again under the same token, the post that is there is returned and nothing is changed.

    Raises LiveRefused for a post that says nothing, for coverage that has ended, and for the post after MOST_POSTS.
    """
    with _held(blog) as held:
        known = LivePost.objects.filter(blog=held, token=token).first()
        if known is not None:
            return known
        _refuse(held, text=text)
        if is_pinned:
            _refuse_more_pins(held)
        if is_key:
            _refuse_more_keys(held)
        held.sequence += 1
        held.last_number += 1
        held.save(update_fields=["sequence", "last_number"])
        post = LivePost.objects.create(
            blog=held,
            number=held.last_number,
            sequence=held.sequence,
            token=token,
            posted_at=at,
            pinned_at=at if is_pinned else None,
            is_key=is_key,
            author=text.author,
            made_by_id=by.pk if by else None,
            headline=text.headline.strip(),
            body=list(text.body),
        )
        _note(post, was=None, action="warraq.live_post", by=by)
    return post


def _refuse(blog: LiveBlog, *, text: PostText) -> None:
    if not blog.is_live:
        raise LiveRefused(Refusal.ENDED)
    if text.is_empty:
        raise LiveRefused(Refusal.EMPTY)
    if blog.last_number >= MOST_POSTS:
        raise LiveRefused(Refusal.FULL)


def _refuse_more_pins(blog: LiveBlog) -> None:
    pinned = LivePost.objects.filter(blog=blog, pinned_at__isnull=False, removed_at__isnull=True)
    if pinned.count() >= MOST_PINNED:
        raise LiveRefused(Refusal.PINNED)


def _refuse_more_keys(blog: LiveBlog) -> None:
    if LivePost.objects.filter(blog=blog, is_key=True, removed_at__isnull=True).count() >= MOST_KEYS:
        raise LiveRefused(Refusal.MARKED)


def post_edit(
    post: LivePost, *, text: PostText, at: datetime, by: AbstractBaseUser | None = None
) -> LivePost:
    """Change what a post says; what it said before is kept in the log. Returns the post as it is now.

    Coverage that has ended can be mended. Nothing happens when the text is what it was. Raises LiveRefused for a post
    that would say nothing, and for one that was removed.
    """
    if text.is_empty:
        raise LiveRefused(Refusal.EMPTY)
    with _held_post(post) as row:
        before = (row.headline, _plain_blocks(row), row.author_id)
        author = text.author.pk if text.author else None
        if before == (text.headline.strip(), list(text.body), author):
            return row
        row.headline, row.body, row.author = text.headline.strip(), list(text.body), text.author
        row.edited_at = at
        said = {"headline": before[0], "text": written_of(before[1]).text}
        _save(row, action="warraq.live_edit", by=by, before=said)
    return row


def _plain_blocks(post: LivePost) -> list[Block]:
    """Return the blocks as `blocks_of` makes them: without the names that Wagtail gives them."""
    return [{"type": block["type"], "value": block["value"]} for block in post.body.raw_data]


def post_remove(post: LivePost, *, at: datetime, reason: str, by: AbstractBaseUser | None = None) -> LivePost:
    """Take a post from readers. Raises LiveRefused without a reason, and for a post that was removed."""
    if not reason.strip():
        raise LiveRefused(Refusal.UNEXPLAINED)
    with _held_post(post) as row:
        row.removed_at, row.pinned_at = at, None
        _save(row, action="warraq.live_remove", by=by, reason=reason.strip())
    return row


def post_pin(post: LivePost, *, at: datetime, by: AbstractBaseUser | None = None) -> LivePost:
    """Keep a post at the head of the page. Raises LiveRefused while MOST_PINNED others stand there."""
    with _held_post(post) as row:
        if row.pinned_at is None:
            _refuse_more_pins(row.blog)
            row.pinned_at = at
            _save(row, action="warraq.live_pin", by=by)
    return row


def post_unpin(post: LivePost, *, by: AbstractBaseUser | None = None) -> LivePost:
    """Let a pinned post go back to its place."""
    with _held_post(post) as row:
        if row.pinned_at is not None:
            row.pinned_at = None
            _save(row, action="warraq.live_unpin", by=by)
    return row


def post_mark_key(post: LivePost, *, is_key: bool, by: AbstractBaseUser | None = None) -> LivePost:
    """Put a post among the moments that the page's summary names, or take it from there."""
    with _held_post(post) as row:
        if row.is_key != is_key:
            if is_key:
                _refuse_more_keys(row.blog)
            row.is_key = is_key
            _save(row, action="warraq.live_key", by=by, is_key=is_key)
    return row


@contextmanager
def _held(blog: LiveBlog) -> Iterator[LiveBlog]:
    """Hold the blog's row until the transaction ends, and give it as it is now."""
    with transaction.atomic():
        yield LiveBlog.objects.select_for_update(of=("self",)).select_related("story").get(pk=blog.pk)


@contextmanager
def _held_post(post: LivePost) -> Iterator[LivePost]:
    """Hold the post's blog, and give the post as it is now; LiveRefused when it was removed."""
    with _held(post.blog) as blog:
        row = LivePost.objects.get(pk=post.pk)
        row.blog = blog
        if row.removed_at is not None:
            raise LiveRefused(Refusal.REMOVED)
        yield row


def _save(post: LivePost, *, action: str, by: AbstractBaseUser | None, **data: Any) -> None:
    """Save a post that readers knew under its next number."""
    was, blog = post.sequence, post.blog
    blog.sequence += 1
    blog.save(update_fields=["sequence"])
    post.sequence = blog.sequence
    post.save()
    _note(post, was=was, action=action, by=by, **data)


def _note(post: LivePost, *, was: int | None, action: str, by: AbstractBaseUser | None, **data: Any) -> None:
    """Tell the outbox which post changed; pages know where it stands."""
    changed = {
        "number": post.number,
        "sequences": [each for each in (was, post.sequence) if each is not None],
        "is_removed": post.removed_at is not None,
    }
    _tell(post.blog.story, action=action, by=by, within={"post": changed}, post=post.number, **data)


def _tell(story: Story, *, action: str, by: AbstractBaseUser | None, within: Any = None, **data: Any) -> None:
    """Write the log and the outbox, and tell who keeps something of the story."""
    log(story, action, user=by, data=data)
    standing = standing_of(story)
    note_story(story.pk, before=standing, after=standing, within=within)
    tell_followers([story.pk])

"""The words of posts, for whoever finds stories by their words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from warraq.live.models import LivePost
from warraq.search.documents import texts_beside
from warraq.search.words import body_text


def live_texts(story_ids: Collection[int]) -> dict[int, str]:
    """Return what the posts of these stories say to readers, the newest first: search reads only so far."""
    texts: dict[int, list[str]] = defaultdict(list)
    posts = LivePost.objects.filter(blog__in=story_ids, removed_at__isnull=True).order_by("-number")
    for post in posts.only("blog", "headline", "body"):
        texts[post.blog_id].append(post_text(post))
    return {number: "\n".join(parts) for number, parts in texts.items()}


def post_text(post: LivePost) -> str:
    """Return a post's headline and body as plain text, a paragraph a line."""
    return "\n".join(part for part in (post.headline, body_text(post.body.raw_data)) if part)


def post_words(post: LivePost) -> str:
    """Return a post's headline, or without one what its body says, on one line."""
    return post.headline or " ".join(body_text(post.body.raw_data).split())


texts_beside.register("live", live_texts)

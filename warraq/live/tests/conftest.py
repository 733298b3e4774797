"""What the tests of live coverage share."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from warraq.live.models import LiveBlog, LivePost
from warraq.live.services import PostText, live_begin, post_add
from warraq.live.writing import Written, blocks_of

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def text(words: str, *, headline: str = "", **fields: Any) -> PostText:
    return PostText(headline=headline, body=tuple(blocks_of(Written(text=words))), **fields)


@pytest.fixture
def blog(make_story) -> LiveBlog:
    """A coverage that goes on."""
    return live_begin(make_story("تغطية الاختبار"), at=NOON)


@pytest.fixture
def post(blog) -> Callable[..., LivePost]:
    """Return a function that posts, a minute after the post before."""
    minutes = itertools.count(1)

    def add(words: str, **fields: Any) -> LivePost:
        minute = next(minutes)
        headline, author = fields.pop("headline", ""), fields.pop("author", None)
        return post_add(
            fields.pop("to", blog),
            text=text(words, headline=headline, author=author),
            token=fields.pop("token", f"token-{minute}"),
            at=fields.pop("at", NOON + timedelta(minutes=minute)),
            **fields,
        )

    return add

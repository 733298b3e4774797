"""The demo's live coverages: a file of posts, told again through the newsroom's own verbs."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from warraq.live.services import PostText, live_begin, post_add
from warraq.live.writing import Written, blocks_of
from warraq.stories.models import Story
from warraq.stories.services import author_named

FILE = Path(__file__).with_name("coverages.toml")


def coverages_seed(stories: Mapping[str, Story], *, now: datetime) -> None:
    """Tell live what the file tells of these stories, by their keys."""
    for coverage in tomllib.loads(FILE.read_text(encoding="utf-8"))["coverage"]:
        story = stories.get(coverage["story"])
        if story is not None:
            _tell(Story.objects.get(pk=story.pk), coverage=coverage, now=now)


def _tell(story: Story, *, coverage: Mapping[str, Any], now: datetime) -> None:
    blog = live_begin(story, at=now - timedelta(minutes=coverage["began"]))
    for place, fields in enumerate(coverage["post"], start=1):
        written = Written(
            text=fields["text"],
            quote=fields.get("quote", ""),
            attribution=fields.get("attribution", ""),
        )
        text = PostText(
            headline=fields.get("headline", ""),
            body=tuple(blocks_of(written)),
            author=author_named(fields["author"]) if "author" in fields else None,
        )
        post_add(
            blog,
            text=text,
            token=f"demo-{place}",
            at=now - timedelta(minutes=fields["ago"]),
            is_key=fields.get("key", False),
            is_pinned=fields.get("pinned", False),
        )

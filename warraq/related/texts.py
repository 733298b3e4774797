"""The newest text of stories, as the desk has it: the draft where there is one."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

from django.utils import timezone
from wagtail.models import Revision

from warraq.related.signatures import plain_text
from warraq.stories.models import Story


@dataclass(frozen=True)
class NewestText:
    """A story's words, without its headline, and the day (UTC) on which it was published, or the draft saved."""

    story: int
    text: str
    came_on: date


def newest_texts(story_ids: Collection[int]) -> Iterator[NewestText]:
    """Give the text of each of these stories that exists, by number; two queries."""
    rows = list(
        Story.objects.filter(pk__in=story_ids)
        .order_by("pk")
        .values_list(
            "pk", "standfirst", "body", "first_published_at", "latest_revision", "has_unpublished_changes"
        )
    )
    drafts = Revision.objects.in_bulk([draft for *_, draft, is_changed in rows if is_changed and draft])
    now = timezone.now()
    for number, standfirst, body, published_at, draft, _ in rows:
        revision = drafts.get(draft)
        came_at = published_at or (revision.created_at if revision else now)
        yield NewestText(
            story=number,
            text=_text_of_draft(revision.content) if revision else plain_text(standfirst, body.raw_data),
            came_on=came_at.astimezone(UTC).date(),
        )


def _text_of_draft(content: dict[str, Any]) -> str:
    return plain_text(content.get("standfirst") or "", json.loads(content.get("body") or "[]"))

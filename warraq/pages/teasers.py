"""What a list or a live block prints of a story."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from warraq.arabic.truncate import truncate
from warraq.live.selectors import is_told_live
from warraq.pages.pictures import PictureView, lead_picture
from warraq.stories.addresses import section_path, story_path
from warraq.stories.models import Placement
from warraq.stories.teasing import HEADLINE_LIMIT, STANDFIRST_LIMIT

# Every press of a block cuts the same few hundred texts.
_truncated = lru_cache(maxsize=8192)(truncate)

# Stands in the place of a story's own label while its coverage goes on.
LIVE_LABEL = "مباشر"


@dataclass(frozen=True)
class Teaser:
    """A story in a list: plain values, ready to print on its edition."""

    story_id: int
    path: str
    headline: str
    standfirst: str
    label: str
    is_urgent: bool
    is_live: bool
    section: str
    section_path: str
    section_colour: str
    shown_at: datetime
    picture: PictureView | None


def teaser(placement: Placement) -> Teaser:
    """Return what lists print of a visible placement (as `stories.selectors.listed` fetched it)."""
    story = placement.story
    assert placement.shown_at is not None  # noqa: S101 - a visible placement has it
    is_live = is_told_live(story)
    return Teaser(
        story_id=placement.story_id,
        path=story_path(placement),
        headline=_truncated(placement.teaser_headline, limit=HEADLINE_LIMIT),
        standfirst=_truncated(story.standfirst, limit=STANDFIRST_LIMIT),
        label=LIVE_LABEL if is_live else story.get_label_display(),
        is_urgent=story.label == "urgent",
        is_live=is_live,
        section=placement.section.name,
        section_path=section_path(placement.section),
        section_colour=placement.section.colour,
        shown_at=placement.shown_at,
        picture=lead_picture(story),
    )

"""Why readers don't see a story that is pinned. Pure."""

from __future__ import annotations

from datetime import datetime

from warraq.fronts.layouts import Pin
from warraq.network.style import HouseStyle
from warraq.stories.models import Placement, Story


def why_absent(
    story: Story | None, *, placement: Placement | None, pin: Pin, now: datetime, style: HouseStyle
) -> str:
    """Say why readers don't see the story on the edition, where `placement` is its own; empty if they do."""
    if story is None:
        return "حُذفت القصة"
    if story.is_withdrawn:
        return "سُحبت القصة"
    if placement is None:
        return "لا تظهر القصة على هذا الموقع"
    if not story.live or placement.shown_at is None:
        return "مسودة لم تُنشر"
    if story.embargo_until is not None and story.embargo_until > now:
        return f"محظورة النشر حتى {style.moment(story.embargo_until)}"
    if placement.shown_at > now:
        return f"تظهر في {style.moment(placement.shown_at)}"
    if placement.ends_at is not None and placement.ends_at <= now:
        return "انتهى ظهورها على الموقع"
    if not pin.holds(now):
        return "انتهى التثبيت"
    return ""

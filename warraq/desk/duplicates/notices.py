"""One sentence about one copy. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from warraq.arabic.dates import is_recent, relative_time
from warraq.arabic.digits import Digits
from warraq.network.models import Edition
from warraq.network.style import HouseStyle
from warraq.related.duplicates import Copy
from warraq.related.signatures import Alike, Overlap

# A number and its sign are one thing to the eye.
_NO_BREAK = "\u00a0"
_SIGNS = {Digits.LATIN: "%", Digits.ARABIC_INDIC: "٪"}

# Before the headline, and after it.
_SENTENCES = {
    Alike.NEAR: ("هذا النص مطابق بنسبة {percent} لخبر", ""),
    Alike.WITHIN: ("يرد {percent} من هذا النص في خبر أطول هو", ""),
    Alike.AROUND: ("يضم هذا النص {percent} من خبر أقصر هو", ""),
    Alike.EDITED: ("هذا النص صياغة أخرى لخبر", "، والمشترك بينهما {percent}"),
    Alike.AKIN: ("في هذا النص مقاطع من خبر", "، والمشترك بينهما {percent}"),
}


@dataclass(frozen=True)
class Notice:
    """What is said, around the link to the copy. `url` is None for who may not edit it."""

    before: str
    headline: str
    after: str
    url: str | None

    def __str__(self) -> str:
        return f"{self.before} «{self.headline}»{self.after}"


def notice(copy: Copy, *, now: datetime, url: str | None) -> Notice:
    """Say how the text at hand and a story are alike, and where the story stands."""
    # The copy's home has the word on digits and days; a story without one is a draft of nobody's yet.
    style = HouseStyle.of(copy.home.edition if copy.home is not None else Edition())
    percent = f"{style.number(_percent(copy.overlap, alike=copy.alike))}{_NO_BREAK}{_SIGNS[style.digits]}"
    before, after = (part.format(percent=percent) for part in _SENTENCES[copy.alike])
    return Notice(
        before=before,
        headline=copy.headline,
        after=f"{after} ({_whereabouts(copy, style=style, now=now)})",
        url=url,
    )


def _percent(found: Overlap, *, alike: Alike) -> int:
    """Return whole percents, rounded down: 100 is said of the same text only."""
    share = {Alike.WITHIN: found.of_own, Alike.AROUND: found.of_other}.get(alike, found.likeness)
    return int(share * 100)


def _whereabouts(copy: Copy, *, style: HouseStyle, now: datetime) -> str:
    """Say where the copy stands and since when, or why it does not."""
    story = copy.story
    if story.withdrawn_at is not None:
        return f"سُحب من النشر {_when(story.withdrawn_at, style=style, now=now)}"
    if not story.live or story.published_at is None:
        return f"مسودة حُفظت {_when(copy.saved_at, style=style, now=now)}" if copy.saved_at else "مسودة"
    when = _when(story.published_at, style=style, now=now)
    return f"{copy.home.edition.name}، {when}" if copy.home is not None else when


def _when(moment: datetime, *, style: HouseStyle, now: datetime) -> str:
    """Return «قبل 3 ساعات» for a week, and then the day, as for what is still to come."""
    if moment <= now and is_recent(moment, now=now):
        return relative_time(moment, now=now, digits=style.digits)
    return f"في {style.date(moment)}"

"""What a page of numbers shows, gathered; each list has an end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from warraq.desk.numbers.charts import Chart, chart_of
from warraq.desk.numbers.periods import Period, Step, spans_back, steps_of
from warraq.network.models import EditionHost
from warraq.reads.numbers import (
    NOW_MINUTES,
    Subject,
    most_read_within,
    origins_within,
    reads_now_on,
    reads_within,
)
from warraq.reads.origins import OTHER
from warraq.reads.spans import EVERYTHING, Span
from warraq.stories.models import Story

LENGTH = 20

_NAMES = {
    "google": "Google",
    "bing": "Bing",
    "duckduckgo": "DuckDuckGo",
    "yahoo": "Yahoo",
    "yandex": "Yandex",
    "ecosia": "Ecosia",
    "baidu": "Baidu",
    "brave": "Brave",
    "qwant": "Qwant",
    "facebook": "فيسبوك",
    "instagram": "إنستغرام",
    "threads": "ثريدز",
    "x": "إكس",
    "youtube": "يوتيوب",
    "linkedin": "لينكدإن",
    "reddit": "ريديت",
    "telegram": "تلغرام",
    "whatsapp": "واتساب",
    "snapchat": "سناب شات",
    "tiktok": "تيك توك",
    "pinterest": "بنترست",
}
_KINDS = {
    "direct": "مباشرة",
    "own": "من الموقع نفسه",
    "sister": "من موقع شقيق",
    "search": "محرك بحث",
    "social": "شبكة تواصل",
    "other": "موقع آخر",
}
_UNNAMED = "أخرى"


@dataclass(frozen=True)
class Totals:
    """How many read now, within the hour and within a day."""

    now: int
    hour: int
    day: int


@dataclass(frozen=True)
class Origin:
    """From where readers came: of what kind it is, its name if it has one, and the share of the whole in percent."""

    kind: str
    name: str
    reads: int
    share: int


@dataclass(frozen=True)
class StoryRow:
    """A story of the ranking. `headline` is "" for what the person may not see or what is gone."""

    story: int
    headline: str
    reads: int
    now: int


@dataclass(frozen=True)
class Numbers:
    """All that a page says of its subject."""

    totals: Totals
    steps: Sequence[Step]
    chart: Chart
    origins: Sequence[Origin]
    stories: Sequence[StoryRow]
    total: int


def totals_of(subject: Subject, *, now: datetime) -> Totals:
    """Return the three numbers above all others. Raises StoreGone."""
    minutes = list(reads_within(subject, span=Span.MINUTE, back=60, now=now).values())
    hours = reads_within(subject, span=Span.HOUR, back=24, now=now)
    return Totals(now=sum(minutes[-NOW_MINUTES:]), hour=sum(minutes), day=sum(hours.values()))


def numbers_of(
    subject: Subject, *, period: Period, zone: ZoneInfo, seen: QuerySet[Story], now: datetime
) -> Numbers:
    """Return what a page shows of a subject over a period; `seen` are the stories whose headlines the person may read.

    Raises StoreGone.
    """
    back = spans_back(period, now=now, zone=zone)
    steps = steps_of(period, reads_within(subject, span=period.span, back=back, now=now), zone=zone)
    return Numbers(
        totals=totals_of(subject, now=now),
        steps=steps,
        chart=chart_of(steps),
        origins=_origins(subject, period=period, now=now),
        stories=_stories(subject, period=period, seen=seen, now=now),
        total=sum(step.reads for step in steps),
    )


def _origins(subject: Subject, *, period: Period, now: datetime) -> list[Origin]:
    found = origins_within(subject, days=period.origin_days, now=now)
    whole = sum(number for _, number in found)
    hosts = [origin.partition(":")[2] for origin, _ in found if origin.startswith("sister:")]
    sisters = _names_of(hosts)
    return [
        Origin(
            kind=_UNNAMED if origin == OTHER else _KINDS[origin.partition(":")[0]],
            name=_name(origin, sisters=sisters),
            reads=number,
            share=round(100 * number / whole),
        )
        for origin, number in found
    ]


def _name(origin: str, *, sisters: dict[str, str]) -> str:
    kind, _, name = origin.partition(":")
    return sisters.get(name, name) if kind == "sister" else _NAMES.get(name, name)


def _names_of(hosts: Iterable[str]) -> dict[str, str]:
    """Return the editions' names by host."""
    rows = EditionHost.objects.filter(name__in=list(hosts))
    return dict(rows.values_list("name", "edition__name"))


def _stories(subject: Subject, *, period: Period, seen: QuerySet[Story], now: datetime) -> list[StoryRow]:
    if period.stories is None or subject.story != EVERYTHING:
        return []
    span, back = period.stories
    ranking = most_read_within(subject, span=span, back=back, now=now, limit=LENGTH)
    numbers = [story for story, _ in ranking]
    headlines = dict(seen.filter(pk__in=numbers).values_list("pk", "headline"))
    current = reads_now_on(subject.editions, numbers, now=now)
    return [
        StoryRow(story, headlines.get(story, ""), reads, current.get(story, 0)) for story, reads in ranking
    ]


def rows_of(numbers: Numbers) -> Iterable[tuple[str, str, int]]:
    """Return what a page says, as rows of kind, name and number."""
    yield from (("الزمن", step.full, step.reads) for step in numbers.steps)
    for origin in numbers.origins:
        yield ("المصدر", f"{origin.kind}: {origin.name}" if origin.name else origin.kind, origin.reads)
    yield from (("القصة", row.headline or str(row.story), row.reads) for row in numbers.stories)

"""What the desk and the senders read of newsletters; addresses are not among it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q

from warraq.letters.models import Issue, Kind, Letter, Newsletter, Subscriber
from warraq.network.models import Edition

ISSUES_SHOWN = 20


@dataclass(frozen=True)
class Readers:
    """How many subscribe to an edition's letters."""

    all: int
    daily: int
    breaking: int
    bouncing: int


def readers_of(edition: Edition) -> Readers:
    """Return how many subscribe, in one query."""
    counts = Subscriber.objects.filter(edition=edition).aggregate(
        all=Count("pk"),
        daily=Count("pk", filter=Q(daily=True)),
        breaking=Count("pk", filter=Q(breaking=True)),
        bouncing=Count("pk", filter=Q(bounces__gt=0)),
    )
    return Readers(**counts)


def last_issues(edition: Edition) -> list[Issue]:
    """Return the newest issues of an edition."""
    return list(Issue.objects.filter(edition=edition).order_by("-made_at", "-pk")[:ISSUES_SHOWN])


def newsletters_sending(kind: str) -> list[Newsletter]:
    """Return the newsletters that send letters of this kind, with their editions and hosts."""
    rows = Newsletter.objects.filter(**{Kind(kind).value: True})
    return list(rows.select_related("edition").prefetch_related("edition__hosts"))


def newsletter_sending(edition: Edition, *, kind: str) -> Newsletter | None:
    """Return the edition's newsletter if it sends letters of this kind."""
    return Newsletter.objects.filter(edition=edition, **{Kind(kind).value: True}).first()


def is_open(edition: Edition) -> bool:
    """Return whether readers of the edition can subscribe to anything."""
    return (
        settings.MAIL_IS_SET
        and Newsletter.objects.filter(Q(daily=True) | Q(breaking=True), edition=edition).exists()
    )


def stories_told(edition: Edition, *, since: datetime) -> set[int]:
    """Return the stories of the daily letters since a moment."""
    rows = Issue.objects.filter(edition=edition, kind=Kind.DAILY, made_at__gte=since)
    return {number for stories in rows.values_list("stories", flat=True) for number in stories}


def letters_waiting(issue: Issue, *, first: int, last: int) -> list[Letter]:
    """Return the letters of an issue to a range of subscribers that wait, in their order."""
    rows = Letter.objects.filter(
        issue=issue, subscriber__gte=first, subscriber__lte=last, state=Letter.State.WAITING
    )
    return list(rows.select_related("subscriber").order_by("subscriber"))

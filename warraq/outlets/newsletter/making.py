"""When an issue is made: a daily one at the edition's hour, a breaking one for an urgent story or a raised strip."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from warraq.fronts.models import Strip
from warraq.fronts.selectors import strip_on
from warraq.letters.days import day_began, day_due
from warraq.letters.models import Issue, Kind, Newsletter
from warraq.letters.selectors import newsletter_sending, newsletters_sending
from warraq.letters.services import issue_make, letters_tidy
from warraq.outlets.announcing import YOUNG, News
from warraq.outlets.newsletter.choosing import seen, stories_of_day
from warraq.outlets.newsletter.sending import write_letters
from warraq.stories.models import Label
from warraq.stories.turns import take_turns

_log = logging.getLogger(__name__)

LOOK_SECONDS = 15.0
# So long after its hour a letter is sent still; breaking news is no news after that.
DAILY_LASTS, BREAKING_LASTS = timedelta(hours=6), timedelta(hours=1)
# A strip that was raised by mistake is taken down within this time, and its page is fresh.
STRIP_STANDS = timedelta(minutes=1)


def turn(now: datetime) -> None:
    """Make what is due on every edition, and tidy up."""
    if settings.MAIL_IS_SET:
        for newsletter in newsletters_sending(Kind.DAILY):
            make_daily(newsletter, now=now)
        for newsletter in newsletters_sending(Kind.BREAKING):
            make_of_strip(newsletter, now=now)
    letters_tidy(now=now)


def make_daily(newsletter: Newsletter, *, now: datetime) -> Issue | None:
    """Make the day's issue if its hour has come and it was not made; one without new stories is sent to nobody."""
    edition = newsletter.edition
    day = day_due(now, at=newsletter.daily_at, zone=edition.zone)
    if day is None:
        return None
    key = f"daily:{day.isoformat()}"
    if Issue.objects.filter(edition=edition, key=key).exists():
        return None
    stories = stories_of_day(edition, now=now)
    return _make(newsletter, kind=Kind.DAILY, key=key, stories=stories, now=now, lasts=DAILY_LASTS)


def make_of_strip(newsletter: Newsletter, *, now: datetime) -> Issue | None:
    """Make an issue of the strip that has stood on the edition for a minute, with its story if readers see it there."""
    strip = strip_on(newsletter.edition, now=now)
    if strip is None or not now - YOUNG < strip.raised_at <= now - STRIP_STANDS:
        return None
    shown = seen(newsletter.edition, [strip.story_id], now=now) if strip.story_id else []
    key = f"story:{shown[0].story_id}" if shown else _key(strip)
    # The strip may come to lead to a story later, or lose it; it is told once all the same.
    if Issue.objects.filter(edition=newsletter.edition, key__in=[key, _key(strip)]).exists():
        return None
    stories = [each.story_id for each in shown]
    return _make_breaking(newsletter, key=key, stories=stories, strip=strip, now=now)


def _key(strip: Strip) -> str:
    return f"strip:{strip.pk}"


def make_of_story(news: News, *, now: datetime) -> Issue | None:
    """Make an issue of a young story with the label «عاجل», after its page is right."""
    placement = news.placement
    shown_at = placement.shown_at
    if news.is_gone or placement.story.label != Label.URGENT or shown_at is None or shown_at < now - YOUNG:
        return None
    newsletter = newsletter_sending(placement.edition, kind=Kind.BREAKING)
    if newsletter is None or not settings.MAIL_IS_SET:
        return None
    number = placement.story_id
    return _make_breaking(newsletter, key=f"story:{number}", stories=[number], strip=None, now=now)


def announce_breaking(news: News) -> None:
    """Be told of a story on one edition."""
    make_of_story(news, now=timezone.now())


def _make_breaking(
    newsletter: Newsletter, *, key: str, stories: Sequence[int], strip: Strip | None, now: datetime
) -> Issue | None:
    edition = newsletter.edition
    with transaction.atomic():
        # Held, so that no two processes count at once.
        held = Newsletter.objects.select_for_update(of=("self",)).get(pk=newsletter.pk)
        began = day_began(now, zone=edition.zone)
        today = Issue.objects.filter(edition=edition, kind=Kind.BREAKING, made_at__gte=began).count()
        if today >= held.most_breaking:
            return None
        return _make(
            newsletter,
            kind=Kind.BREAKING,
            key=key,
            stories=stories,
            now=now,
            lasts=BREAKING_LASTS,
            strip=strip,
        )


def _make(
    newsletter: Newsletter,
    *,
    kind: str,
    key: str,
    stories: Sequence[int],
    now: datetime,
    lasts: timedelta,
    strip: Strip | None = None,
) -> Issue | None:
    """Make an issue together with the task that sends it."""
    with transaction.atomic():
        issue = issue_make(
            newsletter.edition, kind=kind, key=key, stories=stories, now=now, lasts=lasts, strip=strip
        )
        if issue is not None and issue.state == Issue.State.MADE:
            write_letters.enqueue(issue.pk)
    return issue


def run(*, go_on: Callable[[], bool], wait: Callable[[float], object]) -> None:
    """Make issues until `go_on` says no; `wait` sleeps for so many seconds."""
    take_turns(turn, every=LOOK_SECONDS, log=_log, go_on=go_on, wait=wait)

"""The tasks that send. Each may be done twice, by a process that takes over from one that died: no letter is.

A letter's row goes from waiting to begun before the server hears of it, and from begun to sent after. Nobody takes up a
letter that was begun: it may have arrived.
"""

from __future__ import annotations

import smtplib
import time
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task

from warraq.letters import services
from warraq.letters.links import TRIAL, own_link, wish_of
from warraq.letters.models import Issue, Kind, Letter, Newsletter
from warraq.letters.sealing import Unsealable, unseal
from warraq.letters.selectors import letters_waiting
from warraq.network.models import Edition
from warraq.outlets.newsletter.choosing import LENGTH, front_stories, stories_of_day
from warraq.outlets.newsletter.composing import PAGE, Drawn, issue_drawn, own_address
from warraq.outlets.newsletter.posting import (
    Envelope,
    Outcome,
    ServerAway,
    envelope_sender,
    hand_over,
    mail_server,
    message_bytes,
)
from warraq.outlets.text import line
from warraq.queue.working import QUEUE, NoUse, pause_after
from warraq.stories.addresses import absolute

LETTERS: Final = "letters"
AT_ONCE = 100
# A server that is slow gets the rest in another task, long before this one counts as dead.
MOST_SECONDS = 240.0
# A mailbox that asks for patience so often gets no more of an issue.
MOST_TRIES = 5
# Pings and confirmations are not kept waiting by a morning's letters.
_DAILY_PRIORITY: Final = -10


@task(backend=QUEUE, queue_name=LETTERS)
def write_letters(number: int) -> None:
    """Write the rows of an issue, a hundred at a time, each hundred with the task that sends it."""
    issue = Issue.objects.filter(pk=number).first()
    if issue is None:
        return
    priority = _DAILY_PRIORITY if issue.kind == Kind.DAILY else 0
    while True:
        with transaction.atomic():
            span = services.letters_write(issue, most=AT_ONCE)
            if span is None:
                break
            send_letters.using(priority=priority).enqueue(number, *span)
    services.letters_settle(issue)


@task(backend=QUEUE, queue_name=LETTERS)
def send_letters(number: int, first: int, last: int) -> None:
    """Send the letters of an issue to these subscribers that wait, over one connection."""
    issue, now = Issue.objects.select_related("edition", "strip").filter(pk=number).first(), timezone.now()
    letters = letters_waiting(issue, first=first, last=last) if issue is not None else []
    if issue is None or not letters:
        return
    newsletter = services.newsletter_of(issue.edition)
    drawn = issue_drawn(issue, newsletter=newsletter, now=now)
    if drawn is None or not _goes_on(issue, now=now):
        services.issue_drop(issue)
        return
    with mail_server() as server:
        again = _send_each(letters, drawn=drawn, newsletter=newsletter, server=server)
    if again:
        tries = max(letter.tries for letter in again)
        later = send_letters.using(run_after=now + pause_after(tries + 1))
        later.enqueue(number, first, last)
    services.letters_settle(issue)


def _goes_on(issue: Issue, *, now: datetime) -> bool:
    """Return whether the rest of an issue is to be sent: it is not late, and its strip was not taken down."""
    if now >= issue.ends_at or issue.state == Issue.State.DROPPED:
        return False
    return issue.strip is None or issue.strip.raisings.filter(edition=issue.edition, ends_at__gt=now).exists()


def _send_each(
    letters: Iterable[Letter], *, drawn: Drawn, newsletter: Newsletter, server: smtplib.SMTP
) -> list[Letter]:
    """Send each letter; returns those that are to be tried again."""
    until = time.monotonic() + MOST_SECONDS
    again: list[Letter] = []
    settled, is_away = 0, False
    for letter in letters:
        if is_away or time.monotonic() > until:
            again.append(letter)
            continue
        if not services.letter_begin(letter):
            continue
        try:
            is_settled = _sent(letter, drawn=drawn, newsletter=newsletter, server=server)
        except ServerAway:
            if not settled:
                raise
            # A server may end the line after so many letters: what is left is a task of its own, not a failure.
            is_settled, is_away = False, True
        settled += is_settled
        if not is_settled:
            again.append(letter)
    return again


def _sent(letter: Letter, *, drawn: Drawn, newsletter: Newsletter, server: smtplib.SMTP) -> bool:
    """Send a letter that was begun; False when it is to be tried again."""
    try:
        address = unseal(letter.subscriber.sealed_address)
    except Unsealable:
        services.letter_failed(letter)  # sealed with a key that is set no more
        return True
    message = _message(letter, drawn=drawn, newsletter=newsletter, address=address)
    envelope = Envelope(sender=envelope_sender(newsletter, letter=letter), to=address)
    try:
        outcome = hand_over(server, envelope, message)
    except ServerAway:
        services.letter_postpone(letter)
        raise
    match outcome:
        case Outcome.SENT:
            services.letter_sent(letter)
        case Outcome.LATER if letter.tries + 1 < MOST_TRIES:
            services.letter_postpone(letter)
            return False
        case Outcome.BOUNCED:
            services.letter_bounced(letter.pk, subscriber=letter.subscriber_id)
        case _:
            services.letter_failed(letter)
    return True


def _message(letter: Letter, *, drawn: Drawn, newsletter: Newsletter, address: str) -> bytes:
    link = own_link(letter.subscriber_id)
    own = drawn.of(link)
    return message_bytes(
        newsletter,
        to=address,
        subject=own.subject,
        text=own.text,
        html=own.html,
        number=f"{letter.issue_id}.{letter.pk}",
        # One press in the mail program ends it (RFC 8058).
        headers={
            "List-Unsubscribe": f"<{own_address(newsletter.edition, link=link)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Precedence": "bulk",
        },
    )


@task(backend=QUEUE, queue_name=LETTERS, priority=10)
def send_confirmation(edition_number: int, link: str) -> None:
    """Send the link that confirms a wish to who asks for it; the queue's row holds the link alone, which is sealed."""
    edition = Edition.objects.prefetch_related("hosts").filter(pk=edition_number).first()
    wish = wish_of(link, now=timezone.now())
    if edition is None or wish is None:
        raise NoUse("The link is too old.")
    newsletter = services.newsletter_of(edition)
    name = line(edition.name)
    context = {
        "edition": edition,
        "name": name,
        "subject": f"أكّد اشتراكك في نشرة {name}",
        "kinds": " و".join(str(Kind(kind).label) for kind in wish.kinds),
        "address": absolute(edition, path=f"{PAGE}confirm/{link}/"),
        "postal_address": line(newsletter.postal_address),
    }
    message = message_bytes(
        newsletter,
        to=wish.address,
        subject=str(context["subject"]),
        text=render_to_string("newsletter/confirm.txt", context),
        html=render_to_string("newsletter/confirm.html", context),
        number=f"confirm.{link[-24:].strip('=')}",
    )
    _send_one(message, newsletter=newsletter, address=wish.address)


@task(backend=QUEUE, queue_name=LETTERS, priority=10)
def send_trial(edition_number: int, user_number: int) -> None:
    """Send the edition's daily letter as it would be now to a person of the desk; without new stories, its front."""
    edition = Edition.objects.prefetch_related("hosts").filter(pk=edition_number).first()
    user: Any = get_user_model().objects.filter(pk=user_number, is_active=True).first()
    if edition is None or user is None or not user.email:
        raise NoUse("Nobody to send the trial to.")
    now, newsletter = timezone.now(), services.newsletter_of(edition)
    issue = Issue(edition=edition, kind=Kind.DAILY, stories=_trial_stories(edition, now=now), made_at=now)
    drawn = issue_drawn(issue, newsletter=newsletter, now=now)
    if drawn is None:
        raise NoUse("The edition has no story to show.")
    own = drawn.of(TRIAL)
    message = message_bytes(
        newsletter,
        to=user.email,
        subject=f"تجربة: {own.subject}",
        text=own.text,
        html=own.html,
        number=f"trial.{user_number}.{now.timestamp():.0f}",
    )
    _send_one(message, newsletter=newsletter, address=user.email)


def _trial_stories(edition: Edition, *, now: datetime) -> list[int]:
    return stories_of_day(edition, now=now) or list(dict.fromkeys(front_stories(edition, now=now)))[:LENGTH]


def _send_one(message: bytes, *, newsletter: Newsletter, address: str) -> None:
    with mail_server() as server:
        outcome = hand_over(server, Envelope(sender=envelope_sender(newsletter), to=address), message)
    if outcome is Outcome.LATER:
        raise ServerAway("The mail server asks for patience.")
    if outcome is not Outcome.SENT:
        raise NoUse(f"The mail server did not take the letter ({outcome.value}).")


def trial(edition: Edition, user_number: int) -> None:
    """Give a trial to the queue."""
    send_trial.enqueue(edition.pk, user_number)

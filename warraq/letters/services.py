"""The verbs of newsletters. No address leaves this room but to the server that takes the letter."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from wagtail.log_actions import log

from warraq.fronts.models import Strip
from warraq.letters.links import Wish, kinds_of
from warraq.letters.models import Asking, Issue, Kind, Letter, Newsletter, Subscriber
from warraq.letters.sealing import digest_of, mark_of, seal
from warraq.network.models import Edition
from warraq.stories.changes import note_editions
from warraq.stories.upkeep import delete_some

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models import QuerySet

# Bounces in a row that end a subscription.
MOST_BOUNCES = 3
# Letters that may be asked for: to one address in a day, by one client in an hour, by all the world in an hour.
MOST_TO_ADDRESS, MOST_BY_CLIENT, MOST_BY_ALL = 3, 10, 2_000
MOST_TRIALS = 10
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# A letter that was begun so long ago is in nobody's hands any more.
LOST_AFTER = timedelta(minutes=20)
LETTERS_KEPT, ISSUES_KEPT = timedelta(days=7), timedelta(days=60)
_AT_ONCE = 5_000
_ALL = "all"


def newsletter_of(edition: Edition) -> Newsletter:
    """Return the edition's newsletter; one that was never decided on sends nothing."""
    return Newsletter.objects.filter(edition=edition).first() or Newsletter(edition=edition)


def newsletter_change(newsletter: Newsletter, *, by: AbstractBaseUser | None) -> None:
    """Keep what was decided on a newsletter; the foot of the edition's pages leads to it, or no more."""
    with transaction.atomic():
        newsletter.save()
        kinds = {kind.value: newsletter.sends(kind) for kind in Kind}
        log(newsletter, "warraq.newsletter_change", user=by, data=kinds)
        note_editions([newsletter.edition_id])


def trial_allowed(user: int, *, now: datetime) -> bool:
    """Count that somebody of the desk sends themselves a trial; False for one who did so often."""
    mark = mark_of("trial", str(user).encode())
    if Asking.objects.filter(mark=mark, at__gt=now - HOUR).count() >= MOST_TRIALS:
        return False
    Asking.objects.create(mark=mark, at=now)
    return True


def may_client_ask(client: bytes, *, now: datetime) -> bool:
    """Count that a client asks for a letter; False, with nothing counted, for one that asked too often."""
    day = now.astimezone(UTC).date().isoformat()
    mark = mark_of(f"client {day}", client)
    asked = Asking.objects.filter(at__gt=now - HOUR)
    if asked.filter(mark=mark).count() >= MOST_BY_CLIENT or asked.filter(mark=_ALL).count() >= MOST_BY_ALL:
        return False
    Asking.objects.bulk_create([Asking(mark=mark, at=now), Asking(mark=_ALL, at=now)])
    return True


def may_be_written_to(address: str, *, now: datetime) -> bool:
    """Count that a letter was asked for to an address; False when enough were today."""
    mark = mark_of("asked", address.lower().encode())
    if Asking.objects.filter(mark=mark, at__gt=now - DAY).count() >= MOST_TO_ADDRESS:
        return False
    Asking.objects.create(mark=mark, at=now)
    return True


def subscribe(wish: Wish, *, edition: Edition, now: datetime) -> Subscriber:
    """Keep a confirmed reader; one who is subscribed already gets what they ask for now."""
    kinds = {kind.value: kind.value in wish.kinds for kind in Kind}
    subscriber, _ = Subscriber.objects.update_or_create(
        edition=edition,
        digest=digest_of(wish.address),
        defaults={**kinds, "sealed_address": seal(wish.address), "bounces": 0, "confirmed_at": now},
    )
    return subscriber


def kinds_choose(subscriber: Subscriber, kinds: Collection[str]) -> None:
    """Give a subscriber these kinds from now on; with none they leave."""
    chosen = kinds_of(kinds)
    if not chosen:
        leave(subscriber.pk)
        return
    Subscriber.objects.filter(pk=subscriber.pk).update(**{kind.value: kind.value in chosen for kind in Kind})


def leave(subscriber: int) -> None:
    """Forget a subscriber: no row of theirs stays. Whoever left before leaves again without a fault."""
    Subscriber.objects.filter(pk=subscriber).delete()


class Counted(Enum):
    """What came of a letter's return."""

    GONE = "gone"  # its reader left, or it is older than the rows of letters
    BEFORE = "before"  # it was counted already
    COUNTED = "counted"
    ENDED = "ended"  # it was one too many


def bounce(subscriber: int, *, is_first: bool = False) -> bool:
    """Count that an address takes no letters; True when that ended the subscription.

    `is_first` when a letter arrived since the last that did not.
    """
    Subscriber.objects.filter(pk=subscriber).update(bounces=1 if is_first else F("bounces") + 1)
    ended, _ = Subscriber.objects.filter(pk=subscriber, bounces__gte=MOST_BOUNCES).delete()
    return bool(ended)


def bounce_address(address: str) -> tuple[int, int]:
    """Count a bounce of an address on every edition; returns at how many, and how many subscriptions that ended."""
    found = list(Subscriber.objects.filter(digest=digest_of(address)).values_list("pk", flat=True))
    return len(found), sum(bounce(number) for number in found)


def issue_make(
    edition: Edition,
    *,
    kind: str,
    key: str,
    stories: Iterable[int],
    now: datetime,
    lasts: timedelta,
    strip: Strip | None = None,
) -> Issue | None:
    """Make an issue; None when it was made before.

    One with nothing to tell is kept so that nobody tries again.
    """
    chosen = list(stories)
    state = Issue.State.MADE if chosen or strip else Issue.State.NOTHING
    issue, made = Issue.objects.get_or_create(
        edition=edition,
        key=key,
        defaults={
            "kind": kind,
            "stories": chosen,
            "strip": strip,
            "state": state,
            "made_at": now,
            "ends_at": now + lasts,
        },
    )
    return issue if made else None


def issue_drop(issue: Issue) -> None:
    """Stop an issue: what is not sent yet never will be."""
    with transaction.atomic():
        Issue.objects.filter(pk=issue.pk).update(state=Issue.State.DROPPED)
        _fail(issue.pk, states=[Letter.State.WAITING])


def letters_settle(issue: Issue) -> None:
    """Call an issue done once no letter of it waits."""
    open_states = [Letter.State.WAITING, Letter.State.BEGUN]
    if not Letter.objects.filter(issue=issue, state__in=open_states).exists():
        standing = [Issue.State.MADE, Issue.State.SENDING]
        Issue.objects.filter(pk=issue.pk, state__in=standing).update(state=Issue.State.DONE)


def letters_tidy(*, now: datetime) -> None:
    """End issues that are late or lost their sender, and forget what is old; a bounded number at a time."""
    late = Issue.objects.filter(
        state__in=[Issue.State.MADE, Issue.State.SENDING], ends_at__lt=now - LOST_AFTER
    )
    for issue in late[:100]:
        with transaction.atomic():
            _fail(issue.pk, states=[Letter.State.WAITING, Letter.State.BEGUN])
            Issue.objects.filter(pk=issue.pk).update(state=Issue.State.DONE)
    old = Letter.objects.filter(issue__made_at__lt=now - LETTERS_KEPT)
    _clear_bounces(old)
    delete_some(old, most=_AT_ONCE)
    delete_some(Issue.objects.filter(made_at__lt=now - ISSUES_KEPT), most=100)
    delete_some(Asking.objects.filter(at__lt=now - DAY), most=_AT_ONCE)


def _fail(issue: int, *, states: Collection[str]) -> None:
    failed = Letter.objects.filter(issue=issue, state__in=states).update(state=Letter.State.FAILED)
    Issue.objects.filter(pk=issue).update(failed=F("failed") + failed)


def letter_begin(letter: Letter) -> bool:
    """Take a letter in hand; False when another process has done so, or its reader left."""
    rows = Letter.objects.filter(pk=letter.pk, state=Letter.State.WAITING)
    return bool(rows.update(state=Letter.State.BEGUN, tries=F("tries") + 1))


def letter_sent(letter: Letter) -> None:
    """Note that the server took a letter. Where no bounces come later, its address works; see `_clear_bounces`."""
    with transaction.atomic():
        if not _settle(letter.pk, states=[Letter.State.BEGUN], state=Letter.State.SENT):
            return  # it has come back already
        Issue.objects.filter(pk=letter.issue_id).update(sent=F("sent") + 1)
        if not settings.BOUNCE_ADDRESS:
            Subscriber.objects.filter(pk=letter.subscriber_id, bounces__gt=0).update(bounces=0)


def letter_failed(letter: Letter) -> None:
    """Note that a letter will not be sent."""
    with transaction.atomic():
        if _settle(letter.pk, states=[Letter.State.BEGUN], state=Letter.State.FAILED):
            Issue.objects.filter(pk=letter.issue_id).update(failed=F("failed") + 1)


def letter_bounced(number: int, *, subscriber: int) -> Counted:
    """Note that a letter came back because its address takes none, and count that against the address, once.

    It may be told by the server that is given the letter, by mail afterwards, or by both; and by mail twice.
    """
    with transaction.atomic():
        letter = _held(number, subscriber=subscriber)
        if letter is None:
            return Counted.GONE
        if letter.state == Letter.State.RETURNED:
            return Counted.BEFORE
        _lose(letter, state=Letter.State.RETURNED)
        return Counted.ENDED if bounce(subscriber, is_first=_arrived_before(letter)) else Counted.COUNTED


def letter_lost(number: int, *, subscriber: int) -> Counted:
    """Note that a letter did not arrive, by no fault of its address."""
    with transaction.atomic():
        letter = _held(number, subscriber=subscriber)
        if letter is None:
            return Counted.GONE
        if letter.state in (Letter.State.FAILED, Letter.State.RETURNED):
            return Counted.BEFORE
        _lose(letter, state=Letter.State.FAILED)
        return Counted.COUNTED


def complain(subscriber: int) -> Counted:
    """End the subscription of a reader who calls our letters spam."""
    with transaction.atomic():
        is_there = Subscriber.objects.filter(pk=subscriber).exists()
        leave(subscriber)
    return Counted.ENDED if is_there else Counted.GONE


def _held(number: int, *, subscriber: int) -> Letter | None:
    return Letter.objects.select_for_update().filter(pk=number, subscriber=subscriber).first()


def _settle(number: int, *, states: Collection[str], state: str) -> bool:
    return bool(Letter.objects.filter(pk=number, state__in=states).update(state=state))


def _lose(letter: Letter, *, state: str) -> None:
    """Give a letter that is held its end; the issue's numbers follow."""
    issue = Issue.objects.filter(pk=letter.issue_id)
    if letter.state == Letter.State.SENT:
        issue.update(sent=F("sent") - 1, failed=F("failed") + 1)
    elif letter.state != Letter.State.FAILED:
        issue.update(failed=F("failed") + 1)
    _settle(letter.pk, states=[letter.state], state=state)


def _arrived_before(letter: Letter) -> bool:
    """Return whether the letter before this one that was handed over has not come back."""
    handed_over = [Letter.State.SENT, Letter.State.RETURNED]
    earlier = Letter.objects.filter(
        subscriber=letter.subscriber_id, pk__lt=letter.pk, state__in=handed_over
    ).order_by("-pk")
    before = earlier.values_list("state", flat=True).first()
    return before == Letter.State.SENT


def _clear_bounces(old: QuerySet[Letter]) -> None:
    """Forget what bounced before a letter that did not come back for as long as letters are kept.

    That a server took a letter proves nothing where it only passes letters on; and mail servers give up after days.
    """
    bounced_later = Letter.objects.filter(
        subscriber=OuterRef("subscriber"), pk__gt=OuterRef("pk"), state=Letter.State.RETURNED
    )
    arrived = old.filter(~Exists(bounced_later), state=Letter.State.SENT, subscriber__bounces__gt=0)
    numbers = list(arrived.values_list("subscriber", flat=True)[:_AT_ONCE])
    if numbers:
        Subscriber.objects.filter(pk__in=numbers).update(bounces=0)


def letter_postpone(letter: Letter) -> None:
    """Give a letter back to be tried again."""
    Letter.objects.filter(pk=letter.pk).update(state=Letter.State.WAITING)


def letters_write(issue: Issue, *, most: int) -> tuple[int, int] | None:
    """Write the rows of the next subscribers of an issue; returns the first's and the last's numbers, None after all.

    To be called within the transaction in which those letters are given to the queue.
    """
    held = Issue.objects.select_for_update().get(pk=issue.pk)
    wanting = Subscriber.objects.filter(
        edition=held.edition_id, pk__gt=held.reached, confirmed_at__lte=held.made_at, **{held.kind: True}
    )
    numbers = list(wanting.order_by("pk").values_list("pk", flat=True)[:most])
    if held.state == Issue.State.DROPPED or not numbers:
        return None
    Letter.objects.bulk_create([Letter(issue=held, subscriber_id=number) for number in numbers])
    held.reached, held.state, held.letters = numbers[-1], Issue.State.SENDING, held.letters + len(numbers)
    held.save(update_fields=["reached", "state", "letters"])
    return numbers[0], numbers[-1]

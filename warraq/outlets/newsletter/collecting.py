"""What comes back as mail: read by whoever calls, or from the mailbox beside `warraq serve`, and counted once.

Its words stand nowhere: what is told of a message are our sentences, the letter's number and a status.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError

from warraq.fetching import mailbox
from warraq.fetching.asking import NotFetched
from warraq.fetching.mailbox import Address
from warraq.letters.services import Counted, complain, letter_bounced, letter_lost
from warraq.letters.stamps import Stamp, read_stamp, stamps_in
from warraq.outlets.newsletter.returned import LARGEST, Meaning, Returned, read_returned
from warraq.stories.turns import take_turns

_log = logging.getLogger(__name__)

LOOK_SECONDS = 180.0
# Of one turn; what goes beyond comes with the next.
MOST_AT_ONCE = 200
MOST_BYTES = 16 * 1024 * 1024
MOST_SENT = MOST_BYTES + 2 * LARGEST
SECONDS = 60.0
TOO_LARGE = f"It is larger than {LARGEST // 2**20} MB: nothing is counted."
_ENDS = {
    Counted.GONE: "its reader left, or its row is gone; nothing is counted",
    Counted.BEFORE: "that was noted before",
    Counted.COUNTED: "counted",
    Counted.ENDED: "counted, and one too many: the subscription ended",
}


@dataclass(frozen=True)
class Noted:
    """What became of a message, in one sentence; one that a person might want to look at is odd."""

    sentence: str
    is_odd: bool = False


def take_back(data: bytes) -> Noted:
    """Understand a message that came back, and count what it says. A database that is away raises."""
    if len(data) > LARGEST:
        return Noted(TOO_LARGE, is_odd=True)
    returned = read_returned(data)
    stamp, is_forged = _stamp_among(returned.came_to)
    if is_forged:
        return Noted("Its stamp is not ours: nothing is counted.", is_odd=True)
    if stamp is None:
        # What comes back of a confirmation, or what nobody asked for.
        return Noted("It names no letter: nothing is counted.")
    return Noted(
        f"Letter {stamp.letter}: {_noted(returned, stamp)}.", is_odd=returned.meaning is Meaning.UNCLEAR
    )


def _stamp_among(texts: Sequence[str]) -> tuple[Stamp | None, bool]:
    """Return the first stamp that is ours; without one, whether there is one that is not."""
    found = False
    for text in texts[:20]:
        for each in stamps_in(text):
            found = True
            if (stamp := read_stamp(each)) is not None:
                return stamp, False
    return None, found


def _noted(returned: Returned, stamp: Stamp) -> str:
    status = f" ({returned.status})" if returned.status else ""
    match returned.meaning:
        case Meaning.BOUNCED:
            counted = letter_bounced(stamp.letter, subscriber=stamp.subscriber)
            return f"the address takes no mail{status}; {_ENDS[counted]}"
        case Meaning.LOST:
            letter_lost(stamp.letter, subscriber=stamp.subscriber)
            return f"it did not arrive{status}, which is not held against the address"
        case Meaning.COMPLAINT:
            ended = complain(stamp.subscriber) is Counted.ENDED
            return (
                f"its reader calls it spam; {'the subscription ended' if ended else 'they had left before'}"
            )
        case Meaning.LATER:
            return f"it is still on its way{status}; nothing is counted"
        case Meaning.ARRIVED:
            return "it arrived; nothing is counted"
        case Meaning.ANSWER:
            return "a program answers it; nothing is counted"
    return "what came back is not understood; nothing is counted"


def turn(now: datetime) -> None:
    """Read what came back since the last turn, within the bounds. A mail server that is away is told in one line."""
    if settings.BOUNCE_MAILBOX is None:
        return
    try:
        collect(settings.BOUNCE_MAILBOX)
    except NotFetched as problem:
        _log.warning("The mailbox of what comes back: %s", problem)


def collect(address: Address) -> int:
    """Read the unseen messages of a mailbox; returns how many. Each is marked seen once it is counted.

    Several nodes may do so at once: each letter is counted once all the same. Raises NotFetched.
    """
    session = mailbox.opened(
        address,
        password=settings.MAILBOX_PASSWORDS.get(address.password_name, ""),
        seconds=SECONDS,
        most_bytes=MOST_SENT,
        trusted=settings.FETCH_TRUSTED_HOSTS,
    )
    count = 0
    try:
        for each in session.messages(most=MOST_AT_ONCE, largest=LARGEST, most_bytes=MOST_BYTES):
            noted = _taken_back(each.uid, each.data)
            session.settle(each.uid, not noted.is_odd)
            count += 1
    finally:
        session.finish()
    return count


def _taken_back(uid: str, data: bytes | None) -> Noted:
    try:
        noted = Noted(TOO_LARGE, is_odd=True) if data is None else take_back(data)
    except DatabaseError:
        raise
    except Exception:
        # One message that we fail at must not keep those behind it for ever.
        _log.exception("Message %s can't be counted.", uid)
        return Noted("It can't be counted.", is_odd=True)
    _log.log(
        logging.WARNING if noted.is_odd else logging.INFO,
        "Message %s that came back: %s",
        uid,
        noted.sentence,
    )
    return noted


def run(*, go_on: Callable[[], bool], wait: Callable[[float], object]) -> None:
    """Read the mailbox until `go_on` says no; `wait` sleeps for so many seconds."""
    take_turns(turn, every=LOOK_SECONDS, log=_log, go_on=go_on, wait=wait)

"""What a message that came back says: a delivery report (RFC 3464), a complaint (RFC 5965), or nothing. Pure.

Anybody may write to the address that letters come back to. What is odd is taken for nothing, and nothing is raised.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from email.parser import BytesHeaderParser, HeaderParser
from enum import Enum
from itertools import islice

LARGEST = 1024 * 1024
# Each line is compared with the boundaries of all that it stands in, and a header's fields are taken off it one by
# one: all three are bounded before anything is parsed.
MOST_LEVELS, MOST_LINES, LONGEST_TYPE = 20, 40_000, 4_000
MOST_RECIPIENTS = 20
_LEVEL = re.compile(rb"multipart/|message/", re.IGNORECASE)
_TYPE = re.compile(rb"^content-type:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
# To whom it came, as mail servers note it.
_CAME_TO = ("Envelope-To", "X-Original-To", "Delivered-To", "To")
_STATUS = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})(?!\d)")
# «smtp; 550-5.1.1 …», «smtp;550 5.1.10 …», «smtp; 550 no such user»: the answer that the reporting server got.
_ANSWER = re.compile(r"\s*smtp\s*;\s*(\d{3})(?:[ -]+#?([245]\.\d{1,3}\.\d{1,3})(?!\d))?", re.IGNORECASE)
# RFC 3463: what is said of the address (1), its mailbox (2), its system (3) and the way there (4).
_OF_ADDRESS = frozenset({"1", "2", "3", "4"})
# Of those, what is said of the sender, and of a letter that is too large.
_OF_LETTER = frozenset({"1.7", "1.8", "2.3", "3.4"})
# Without a status of its own an answer tells by its code; 554 may be about anything.
_NO_SUCH = frozenset({"550", "551", "552", "553"})
# RFC 5965, 7.3, and what older reports say of readers who want no more; not-spam and auth-failure are no complaints.
_COMPLAINTS = frozenset({"abuse", "fraud", "opt-out", "opt-out-list"})


class Meaning(Enum):
    """What came of a letter, or who answers. Where a report tells of several recipients, the last of these holds."""

    BOUNCED = "bounced"  # the address takes no mail
    LOST = "lost"  # it did not arrive, which need not be the address's fault
    LATER = "later"  # it is tried further
    UNCLEAR = "unclear"
    ARRIVED = "arrived"
    ANSWER = "answer"  # a program answers for somebody who is away
    COMPLAINT = "complaint"  # the reader calls it spam


@dataclass(frozen=True)
class Returned:
    """What a message says; `came_to` are the texts in which a stamp may stand, in the order in which they are believed.

    `status` is as 5.1.1, or "".
    """

    meaning: Meaning
    status: str = ""
    came_to: tuple[str, ...] = ()


UNREADABLE = Returned(Meaning.UNCLEAR)


def read_returned(data: bytes) -> Returned:
    """Return what a message says. It holds no more than LARGEST bytes, or is not read."""
    data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if len(data) > LARGEST or data.count(b"\n") > MOST_LINES or len(_LEVEL.findall(data)) > MOST_LEVELS:
        return UNREADABLE
    if any(len(match[0]) > LONGEST_TYPE for match in _TYPE.finditer(data)):
        return UNREADABLE
    try:
        # The older policy keeps damaged headers as they are; the newer one fails at some.
        return _read(message_from_bytes(data, policy=policy.compat32))
    except Exception:
        # What the library raises at damaged mail is of every kind, and its words may repeat an address.
        return UNREADABLE


def _read(message: Message) -> Returned:
    came_to = tuple(_values(message, _CAME_TO))
    parts = _parts(message) if message.get_content_type() == "multipart/report" else []
    for part in parts:
        kind = part.get_content_type()
        if kind in ("message/delivery-status", "message/global-delivery-status"):
            return _delivery(part, came_to=came_to)
        if kind == "message/feedback-report":
            return _feedback(part, parts, came_to=came_to)
    # Delivery reports say this of themselves too.
    answers = str(message.get("Auto-Submitted", "no")).strip().lower().startswith("auto-")
    return Returned(Meaning.ANSWER if answers else Meaning.UNCLEAR, came_to=came_to)


def _delivery(part: Message, *, came_to: tuple[str, ...]) -> Returned:
    """Read a delivery report. A letter goes to one address; should that stand for several, the mildest holds."""
    blocks = list(islice(_blocks(part), MOST_RECIPIENTS + 2))
    told = [_outcome(block) for block in blocks if block.get("Action") is not None]
    if not told or len(blocks) > MOST_RECIPIENTS + 1:
        return Returned(Meaning.UNCLEAR, came_to=came_to)
    order = list(Meaning)
    meaning, status = max(told, key=lambda each: order.index(each[0]))
    return Returned(meaning, status, came_to)


def _blocks(part: Message) -> Iterator[Message]:
    """Yield the fields of a report: of all of it, then of each recipient."""
    for each in _parts(part):
        yield each
        # The library knows the blocks of one kind of report and takes those of the other for a message with a body.
        body = each.get_payload()
        if isinstance(body, str) and body.strip():
            for text in islice(re.split(r"\n[ \t]*\n", body), MOST_RECIPIENTS + 1):
                yield HeaderParser(policy=policy.compat32).parsestr(text.lstrip())


def _outcome(block: Message) -> tuple[Meaning, str]:
    """Return what a report says of one recipient."""
    action = _word(block.get("Action"))
    if action in ("delivered", "relayed", "expanded"):
        return Meaning.ARRIVED, ""
    found = _STATUS.match(str(block.get("Status", "")))
    status = ".".join(found.groups()) if found else ""
    if action == "delayed":
        return Meaning.LATER, status
    if action != "failed":
        return Meaning.UNCLEAR, status
    return _failure(status, diagnostic=str(block.get("Diagnostic-Code", "")))


def _failure(status: str, *, diagnostic: str) -> tuple[Meaning, str]:
    """Return whether a letter that failed says something of its address, and the status that says so."""
    answer = _ANSWER.match(diagnostic)
    code, told = (answer[1], answer[2] or "") if answer else ("", "")
    if told.startswith("5.7."):  # a refusal of us, whatever the reporting server makes of it
        status = told
    elif not status or status.startswith("5.0."):
        status = told or status
    if status in ("", "5.0.0"):
        return (Meaning.BOUNCED if code in _NO_SUCH else Meaning.LOST), status or code
    level, subject, detail = status.split(".")
    counts = level == "5" and subject in _OF_ADDRESS and f"{subject}.{detail}" not in _OF_LETTER
    return (Meaning.BOUNCED if counts else Meaning.LOST), status


def _feedback(part: Message, parts: Iterable[Message], *, came_to: tuple[str, ...]) -> Returned:
    """Read a complaint. It may come to another address of ours, and names the letter's within."""
    report = next(iter(_parts(part)), None)
    if report is None or _word(report.get("Feedback-Type")) not in _COMPLAINTS:
        return Returned(Meaning.UNCLEAR, came_to=came_to)
    named = [*_values(report, ("Original-Mail-From",))]
    for each in parts:
        named += _values(_letter_in(each), ("Return-Path",))
    return Returned(Meaning.COMPLAINT, came_to=(*came_to, *named))


def _letter_in(part: Message) -> Message:
    """Return the letter that a report encloses, or its headers; an empty one in what encloses none."""
    kind = part.get_content_type()
    if kind == "message/rfc822":
        return next(iter(_parts(part)), Message())
    if kind == "text/rfc822-headers":
        held = part.get_payload(decode=True)
        # Headers alone are looked for: what was encoded was not bounded before.
        parser = BytesHeaderParser(policy=policy.compat32)
        return parser.parsebytes(held if isinstance(held, bytes) else b"")
    return Message()


def _parts(message: Message) -> list[Message]:
    held = message.get_payload()
    return [each for each in held if isinstance(each, Message)] if isinstance(held, list) else []


def _values(message: Message, names: Iterable[str]) -> Iterator[str]:
    return (str(value) for name in names for value in message.get_all(name, []))


def _word(value: object) -> str:
    """Return the first word of a field, without a comment behind it."""
    words = str(value or "").split("(")[0].split()
    return words[0].rstrip(";").lower() if words else ""

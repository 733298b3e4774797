"""What mappings read the fields of a record with. All of it is pure."""

from __future__ import annotations

import html
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import quote, unquote, urlsplit
from zoneinfo import ZoneInfo

from warraq.arabic.text import clean, fold, paragraphs
from warraq.wires.loading.bylines import Credits
from warraq.wires.loading.items import AgencyCredit, Unusable
from warraq.wires.loading.mapping import Record

_SPACE = re.compile(r"\s")


def text_of(record: Record, name: str) -> str:
    """Return a field as one clean line; empty when it is absent or null. Entities are read."""
    return clean(html.unescape(raw_text(record, name)))


def paragraphs_of(record: Record, name: str) -> tuple[str, ...]:
    """Return a field's lines as clean paragraphs, without the empty ones."""
    return tuple(paragraphs(html.unescape(raw_text(record, name))))


def raw_text(record: Record, name: str) -> str:
    """Return a field as it stands. Raises Unusable for one that is neither text nor number."""
    value = record.get(name)
    if value is None:
        return ""
    if not isinstance(value, str | int | float):
        raise Unusable(f"its field “{name}” is not text")
    return str(value)


def moment_in(text: str, *, form: str, zone: str) -> datetime:
    """Read a moment of a clock without a zone, in strptime's form. Raises Unusable."""
    try:
        moment = datetime.strptime(text.strip(), form)
    except ValueError:
        raise Unusable(f"its time “{text[:40]}” can't be read") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))


def iso_moment(text: str) -> datetime:
    """Read an ISO 8601 moment. Raises Unusable."""
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        raise Unusable(f"its time “{text[:40]}” can't be read") from None


def mail_moment(text: str) -> datetime:
    """Read a moment as mail and RSS write it (RFC 5322). Raises Unusable."""
    try:
        return parsedate_to_datetime(text.strip())
    except (ValueError, IndexError, TypeError):
        raise Unusable(f"its time “{text[:40]}” can't be read") from None


def address_of(record: Record, name: str) -> str:
    """Return a field as an address that may stand in a link: the spaces that crawlers leave in are encoded."""
    return _SPACE.sub(lambda space: quote(space.group()), raw_text(record, name).strip())


def address_path(url: str) -> str:
    """Return an address's path, decoded and without a slash at its end: the same over http and https."""
    try:
        return unquote(urlsplit(url.strip()).path).rstrip("/")
    except ValueError:
        raise Unusable("its address can't be read") from None


def begins_text(beginning: str, *, text: str, within: int = 120) -> bool:
    """Whether a summary only repeats how the text begins (after at most `within` letters), cut off or not."""
    start, whole = fold(beginning)[:80].rstrip(), fold(text[: len(beginning) + 3 * within])
    return not start or 0 <= whole.find(start) <= within


def agency_credit(credits: Credits) -> AgencyCredit | None:
    """Return the credit of a byline's agencies; several are one joint credit, since a story has one."""
    named = [agency for agency in credits.agencies if agency.name != "وكالات"] or list(credits.agencies)
    if len(named) <= 1:
        return AgencyCredit(named[0].name, named[0].short_name) if named else None
    joint = "، ".join(sorted(agency.short_name for agency in named))
    return AgencyCredit(joint, joint[:40])

"""The many ways in which pages write a moment: ISO 8601, mail's, and Arabic words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from warraq.arabic.digits import Digits, to_digits
from warraq.arabic.text import fold

# A day without an hour is taken for its noon: the same day in every Arab country's zone.
_NOON = 12
_LONGEST = 100

# The months of Egypt and the Gulf, of the Levant and Iraq, of Algeria and Tunisia, and of Morocco.
_MONTHS = {
    fold(name.replace("_", " ")): number
    for number, names in enumerate(
        (
            "يناير كانون_الثاني جانفي",
            "فبراير شباط فيفري",
            "مارس آذار",
            "أبريل نيسان أفريل",
            "مايو أيار ماي",
            "يونيو يونيه حزيران جوان",
            "يوليو يوليه تموز جويلية يوليوز",
            "أغسطس آب أوت غشت",
            "سبتمبر أيلول شتنبر",
            "أكتوبر تشرين_الأول",
            "نوفمبر تشرين_الثاني نونبر",
            "ديسمبر كانون_الأول دجنبر",
        ),
        start=1,
    )
    for name in names.split()
}
MONTH_WORDS = frozenset(word for name in _MONTHS for word in name.split())
_NAMES = f"(?:{'|'.join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))})"
# «24 آب/أغسطس 2020» names the month twice.
_IN_WORDS = re.compile(rf"\b(\d{{1,2}}) ({_NAMES})(?: {_NAMES})? (\d{{4}})\b")
_HOUR = re.compile(r"\b(\d{1,2}):(\d{2})(?::\d{2})?\s*(ص|م|صباح|مساء|AM|PM)?", re.IGNORECASE)
_AFTER_NOON = ("م", "مساء", "pm")
# /2020/8/24/, /2020-06-03, /2013/middle_east/8/3/
_IN_ADDRESS = re.compile(r"/((?:19|20)\d{2})(?:/[a-z_-]{2,30})?[/-](\d{1,2})[/-](\d{1,2})(?=[/.\-]|\Z)")
_BASIC_ZONE = re.compile(r"([+-]\d{2})(\d{2})\Z")


def moment_of(text: str, *, zone: str) -> datetime | None:
    """Read a moment; one without a zone is by the site's clock. Returns None for what is none."""
    text = " ".join(text.split())[:_LONGEST]
    for read in (_iso, _mail, _words):
        found = read(text)
        if found is not None:
            return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))
    return None


def first_moment(texts: Iterable[str], *, zone: str) -> datetime | None:
    """Return the first of these that is a moment."""
    return next((found for text in texts if (found := moment_of(text, zone=zone)) is not None), None)


def day_in_address(address: str, *, zone: str) -> datetime | None:
    """Return the noon of the day that an address names, or None."""
    match = _IN_ADDRESS.search(address)
    return _noon(match[1], match[2], match[3], zone=zone) if match else None


def noon_of(day: str, *, zone: str) -> datetime | None:
    """Return the noon of a day that is written as 2020-08-24, or None."""
    parts = day.split("-")
    return _noon(*parts, zone=zone) if len(parts) == 3 else None


def _noon(year: str, month: str, day: str, *, zone: str) -> datetime | None:
    with suppress(ValueError):
        return datetime(int(year), int(month), int(day), _NOON, tzinfo=ZoneInfo(zone))
    return None


def _iso(text: str) -> datetime | None:
    with suppress(ValueError):
        found = datetime.fromisoformat(_BASIC_ZONE.sub(r"\1:\2", text) if "T" in text else text)
        return found.replace(hour=_NOON) if len(text) == len("2020-08-24") else found
    return None


def _mail(text: str) -> datetime | None:
    with suppress(ValueError, IndexError, TypeError):
        return parsedate_to_datetime(text)
    return None


def _words(text: str) -> datetime | None:
    """Read «الأربعاء، 07 أكتوبر 2020 - 12:09 م»."""
    latin = to_digits(text, digits=Digits.LATIN)
    day = _IN_WORDS.search(fold(latin))
    if day is None:
        return None
    hour, minute = _hour(latin)
    with suppress(ValueError):
        return datetime(int(day[3]), _MONTHS[day[2]], int(day[1]), hour, minute)
    return None


def _hour(text: str) -> tuple[int, int]:
    match = _HOUR.search(text)
    if match is None:
        return _NOON, 0
    hour, half = int(match[1]), (match[3] or "").lower()
    if half:
        hour = hour % 12 + (12 if half in _AFTER_NOON else 0)
    return hour, int(match[2])

"""Dates and times as an Arab reader expects them, with the month names of the reader's country (CLDR, by
Babel).

Every ``datetime`` is aware and already in the edition's zone; a naive one raises ValueError.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel import dates as babel_dates
from hijridate import Gregorian

from warraq.arabic.digits import Digits, to_digits
from warraq.arabic.numbers import DAY, HOUR, MINUTE, MONTH, WEEK, YEAR, Noun, counted_oblique

RECENT = timedelta(days=7)
NOW = "الآن"

# Smallest first; each unit is spoken of up to the length of the next.
_UNITS: tuple[tuple[timedelta, Noun], ...] = (
    (timedelta(minutes=1), MINUTE),
    (timedelta(hours=1), HOUR),
    (timedelta(days=1), DAY),
    (timedelta(days=7), WEEK),
    (timedelta(days=30), MONTH),
    (timedelta(days=365), YEAR),
)


def format_date(moment: date | datetime, *, locale: str, digits: Digits, weekday: bool = False) -> str:
    """«25 نوفمبر 2024», or with the weekday, as CLDR writes it, «الاثنين، 25 نوفمبر 2024».

    ``locale`` is a BCP 47 tag such as ``ar-MA``; an unknown one raises ValueError.
    """
    length = "full" if weekday else "long"
    text = babel_dates.format_date(_day(moment), format=length, locale=_babel_locale(locale))
    return to_digits(text, digits=digits)


def format_time(moment: datetime, *, locale: str, digits: Digits) -> str:
    """The time on a 24-hour clock, «14:05»."""
    text = babel_dates.format_time(_aware(moment), format="HH:mm", locale=_babel_locale(locale))
    return to_digits(text, digits=digits)


def format_moment(moment: datetime, *, locale: str, digits: Digits) -> str:
    """Date and time, «25 نوفمبر 2024، 14:05»."""
    day = format_date(moment, locale=locale, digits=digits)
    return f"{day}، {format_time(moment, locale=locale, digits=digits)}"


def hijri_date(day: date, *, digits: Digits) -> str | None:
    """The day in the Umm al-Qura calendar, «23 جمادى الأولى 1446 هـ»; None before 1343 AH and after 1500
    AH.
    """
    day = _day(day)
    try:
        hijri = Gregorian(day.year, day.month, day.day).to_hijri()
    except OverflowError:
        return None
    return to_digits(f"{hijri.day} {hijri.month_name('ar')} {hijri.year} هـ", digits=digits)


def relative_time(moment: datetime, *, now: datetime, digits: Digits) -> str:
    """How long ago, in the largest whole unit: «الآن», «قبل دقيقتين», «قبل 3 ساعات», «قبل 11 يومًا»...

    What lies ahead (clocks differ) is «الآن». Ask ``is_recent`` whether a reader is better served by the
    date.
    """
    age = _aware(now) - _aware(moment)
    for length, noun in reversed(_UNITS):
        if age >= length:
            return f"قبل {counted_oblique(age // length, noun, digits=digits)}"
    return NOW


def is_recent(moment: datetime, *, now: datetime) -> bool:
    """Whether «قبل …» is apt: less than seven days ago (or still ahead)."""
    return _aware(now) - _aware(moment) < RECENT


@lru_cache(maxsize=64)
def _babel_locale(tag: str) -> Locale:
    try:
        return Locale.parse(tag.replace("-", "_"))
    except (UnknownLocaleError, ValueError) as error:
        raise ValueError(f"{tag!r} is not a locale that CLDR knows") from error


def _aware(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("a moment needs its time zone")
    return moment


def _day(moment: date | datetime) -> date:
    return _aware(moment).date() if isinstance(moment, datetime) else moment

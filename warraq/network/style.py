"""The house style of an edition: its months, digits, clock and second calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from warraq.arabic.dates import format_date, format_moment, format_time, hijri_date
from warraq.arabic.digits import Digits, to_digits
from warraq.network.models import Edition


@dataclass(frozen=True)
class HouseStyle:
    """How an edition writes moments and numbers. Moments are aware; they are shown in the edition's zone."""

    locale: str
    zone: ZoneInfo
    digits: Digits
    shows_hijri: bool

    @classmethod
    def of(cls, edition: Edition) -> HouseStyle:
        """Return the edition's style."""
        return cls(
            locale=edition.locale,
            zone=edition.zone,
            digits=Digits(edition.digits),
            shows_hijri=edition.shows_hijri,
        )

    def local(self, moment: datetime) -> datetime:
        """Return the moment on the edition's clock."""
        return moment.astimezone(self.zone)

    def day(self, moment: datetime) -> str:
        """Return the day with its weekday, and the Hijri date where the edition shows it."""
        local = self.local(moment)
        day = format_date(local, locale=self.locale, digits=self.digits, weekday=True)
        hijri = hijri_date(local.date(), digits=self.digits) if self.shows_hijri else None
        return f"{day} - {hijri}" if hijri else day

    def date(self, moment: datetime) -> str:
        """Return day, month and year."""
        return format_date(self.local(moment), locale=self.locale, digits=self.digits)

    def moment(self, moment: datetime) -> str:
        """Return date and time."""
        return format_moment(self.local(moment), locale=self.locale, digits=self.digits)

    def time(self, moment: datetime) -> str:
        """Return hours and minutes."""
        return format_time(self.local(moment), locale=self.locale, digits=self.digits)

    def number(self, value: int | str) -> str:
        """Return a number in the edition's digits."""
        return to_digits(str(value), digits=self.digits)

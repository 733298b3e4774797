from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from warraq.arabic.dates import (
    format_date,
    format_moment,
    format_time,
    hijri_date,
    is_recent,
    relative_time,
)
from warraq.arabic.digits import Digits

LATIN = Digits.LATIN
NOW = datetime(2024, 11, 25, 14, 5, tzinfo=timezone(timedelta(hours=1)))
NAIVE = datetime(2024, 11, 25, 14, 5)


def test_a_weekday_is_joined_as_cldr_joins_it() -> None:
    assert format_date(NOW, locale="ar-EG", digits=LATIN, weekday=True) == "الاثنين، 25 نوفمبر 2024"


def test_a_moment_is_a_date_and_a_time_of_day() -> None:
    assert format_moment(NOW, locale="ar-MA", digits=LATIN) == "25 نونبر 2024، 14:05"


def test_the_clock_has_24_hours_in_every_country() -> None:
    assert format_time(NOW, locale="ar-MA", digits=LATIN) == "14:05"
    assert format_time(NOW, locale="ar-SA", digits=LATIN) == "14:05"
    assert format_time(NOW.replace(hour=0), locale="ar-SA", digits=Digits.ARABIC_INDIC) == "٠٠:٠٥"


def test_the_zone_of_the_moment_is_kept() -> None:
    late = datetime(2024, 11, 25, 23, 30, tzinfo=timezone(timedelta(hours=3)))

    assert format_moment(late, locale="ar-SA", digits=LATIN) == "25 نوفمبر 2024، 23:30"
    assert hijri_date(late, digits=LATIN) == "23 جمادى الأولى 1446 هـ"


def test_arabic_indic_digits() -> None:
    assert format_date(NOW, locale="ar-EG", digits=Digits.ARABIC_INDIC) == "٢٥ نوفمبر ٢٠٢٤"


@pytest.mark.parametrize("locale", ["", "ar-XX-YY", "xx", "عربي", "../../etc", "ar_MA_\ud800"])
def test_an_unknown_locale_is_a_value_error(locale: str) -> None:
    with pytest.raises(ValueError, match="not a locale"):
        format_date(NOW, locale=locale, digits=LATIN)


@pytest.mark.parametrize(
    "call",
    [
        lambda: format_date(NAIVE, locale="ar-MA", digits=LATIN),
        lambda: format_time(NAIVE, locale="ar-MA", digits=LATIN),
        lambda: format_moment(NAIVE, locale="ar-MA", digits=LATIN),
        lambda: hijri_date(NAIVE, digits=LATIN),
        lambda: relative_time(NAIVE, now=NOW, digits=LATIN),
        lambda: relative_time(NOW, now=NAIVE, digits=LATIN),
        lambda: is_recent(NAIVE, now=NOW),
    ],
)
def test_a_naive_moment_is_refused(call) -> None:
    with pytest.raises(ValueError, match="zone"):
        call()


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2024, 11, 25), "23 جمادى الأولى 1446 هـ"),
        (date(2025, 3, 1), "1 رمضان 1446 هـ"),
        (date(2025, 3, 30), "1 شوال 1446 هـ"),
        (date(2024, 7, 7), "1 محرم 1446 هـ"),
        (date(2022, 1, 1), "28 جمادى الأولى 1443 هـ"),
    ],
)
def test_hijri_days_follow_umm_al_qura(day: date, expected: str) -> None:
    assert hijri_date(day, digits=LATIN) == expected


def test_a_day_outside_the_umm_al_qura_tables_has_no_hijri_date() -> None:
    assert hijri_date(date(1900, 1, 1), digits=LATIN) is None
    assert hijri_date(date(2100, 1, 1), digits=LATIN) is None
    assert hijri_date(date.min, digits=LATIN) is None
    assert hijri_date(date.max, digits=LATIN) is None


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (timedelta(0), "الآن"),
        (timedelta(seconds=59), "الآن"),
        (timedelta(minutes=1), "قبل دقيقة"),
        (timedelta(minutes=2, seconds=59), "قبل دقيقتين"),
        (timedelta(minutes=3), "قبل 3 دقائق"),
        (timedelta(minutes=11), "قبل 11 دقيقة"),
        (timedelta(minutes=59, seconds=59), "قبل 59 دقيقة"),
        (timedelta(hours=1), "قبل ساعة"),
        (timedelta(hours=2), "قبل ساعتين"),
        (timedelta(hours=23), "قبل 23 ساعة"),
        (timedelta(days=1), "قبل يوم"),
        (timedelta(days=2), "قبل يومين"),
        (timedelta(days=6, hours=23), "قبل 6 أيام"),
        (timedelta(days=7), "قبل أسبوع"),
        (timedelta(days=29), "قبل 4 أسابيع"),
        (timedelta(days=30), "قبل شهر"),
        (timedelta(days=364), "قبل 12 شهرًا"),
        (timedelta(days=365 * 3), "قبل 3 سنوات"),
    ],
)
def test_relative_time_speaks_the_largest_whole_unit(age: timedelta, expected: str) -> None:
    assert relative_time(NOW - age, now=NOW, digits=LATIN) == expected


def test_what_lies_ahead_is_now() -> None:
    assert relative_time(NOW + timedelta(days=3), now=NOW, digits=LATIN) == "الآن"


def test_relative_time_in_arabic_indic_digits_and_across_zones() -> None:
    assert (
        relative_time(datetime(2024, 11, 25, 13, 0, tzinfo=UTC), now=NOW, digits=Digits.ARABIC_INDIC)
        == "قبل ٥ دقائق"
    )


def test_relative_time_is_apt_for_less_than_seven_days() -> None:
    assert is_recent(NOW - timedelta(days=6, hours=23, minutes=59), now=NOW)
    assert not is_recent(NOW - timedelta(days=7), now=NOW)
    assert is_recent(NOW + timedelta(days=30), now=NOW)


@given(st.dates(), st.sampled_from(["ar-MA", "ar-TN", "ar-LB", "ar-SA"]))
def test_every_day_carries_its_number_month_and_year(day: date, locale: str) -> None:
    month = Locale.parse(locale, sep="-").months["format"]["wide"][day.month]

    assert format_date(day, locale=locale, digits=LATIN).split(" ", 1)[0] == str(day.day)
    assert format_date(day, locale=locale, digits=LATIN).endswith(str(day.year))
    assert month in format_date(day, locale=locale, digits=LATIN)


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_relative_time_answers_for_any_two_moments(moment: datetime, now: datetime) -> None:
    answer = relative_time(moment, now=now, digits=LATIN)

    assert answer == "الآن" or answer.startswith("قبل ")


@given(st.dates(min_value=date(1924, 8, 1), max_value=date(2077, 11, 16)))
def test_every_day_of_the_tables_has_a_hijri_date(day: date) -> None:
    answer = hijri_date(day, digits=LATIN)

    assert answer is not None
    assert answer.endswith(" هـ")

"""Stamps on envelopes: what they say, that nobody else makes one, and that they fit any mail server."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from warraq.letters.models import Letter
from warraq.letters.stamps import LENGTH, Stamp, read_stamp, sender_of_letter, stamp_of, stamps_in

_numbers = st.integers(0, 2**48 - 1)


@given(letter=_numbers, subscriber=_numbers, capitals=st.lists(st.booleans(), min_size=40, max_size=40))
def test_a_stamp_is_read_whatever_becomes_of_its_capitals(letter, subscriber, capitals):
    stamp = Stamp(letter=letter, subscriber=subscriber)
    written = stamp_of(stamp)
    assert len(written) == LENGTH
    changed = "".join(each.upper() if big else each for each, big in zip(written, capitals, strict=True))
    assert read_stamp(changed) == stamp
    assert list(stamps_in(f"Reader <bounces+{changed}@mail.example.org>")) == [changed]


@given(text=st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=40, max_size=40) | st.text(max_size=60))
def test_what_we_did_not_make_is_no_stamp(text):
    assert read_stamp(text) is None


def test_no_letter_of_a_stamp_can_be_changed(settings):
    written = stamp_of(Stamp(letter=12, subscriber=7))
    for place, old in enumerate(written):
        other = "a" if old != "a" else "b"
        assert read_stamp(written[:place] + other + written[place + 1 :]) is None
    settings.NEWSLETTER_KEY = "another key"
    assert read_stamp(written) is None


def test_a_text_of_nothing_but_stamps_is_not_read_to_its_end():
    assert len(list(stamps_in(f"+{'a' * LENGTH}@" * 1_000))) == 20


def test_the_longest_address_of_the_setting_has_room_for_a_stamp(settings):
    letter = Letter(pk=2**48 - 1, subscriber_id=2**48 - 1)
    settings.BOUNCE_ADDRESS = "a" * 23 + "@mail.example.org"  # the longest that the setting takes
    local = sender_of_letter(letter).partition("@")[0]
    assert len(local) == 64
    settings.BOUNCE_ADDRESS = ""
    assert sender_of_letter(letter) == ""

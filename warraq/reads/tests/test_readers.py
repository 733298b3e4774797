"""Telling readers apart without knowing who they are."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import BROWSER
from warraq.reads.readers import (
    MARK_BYTES,
    Reader,
    Sighting,
    day_key,
    earlier_readers,
    reader_of,
    traces,
)

KEY = day_key(salt=b"salt" * 8, secret="secret")


def reader(trusted_proxies=0, **meta):
    return reader_of({"HTTP_USER_AGENT": BROWSER, **meta}, trusted_proxies=trusted_proxies)


def packed(*numbers):
    return bytes(numbers)


def test_the_address_is_the_connections_own():
    assert reader(REMOTE_ADDR="192.0.2.7").address == packed(192, 0, 2, 7)


def test_a_forwarded_address_is_not_believed_without_a_trusted_proxy():
    assert reader(REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR="198.51.100.9") == reader(
        REMOTE_ADDR="192.0.2.7"
    )


@pytest.mark.parametrize(
    ("trusted", "forwarded", "address"),
    [
        (1, "198.51.100.9", packed(198, 51, 100, 9)),
        (1, "10.9.9.9, 198.51.100.9", packed(198, 51, 100, 9)),  # what stands first the reader made up
        (2, "10.9.9.9, 198.51.100.9, 203.0.113.1", packed(198, 51, 100, 9)),
        (2, "198.51.100.9", packed(198, 51, 100, 9)),
        (1, "", packed(192, 0, 2, 7)),
        (1, " , ", packed(192, 0, 2, 7)),
    ],
)
def test_each_trusted_proxy_is_believed_about_whom_it_heard_from(trusted, forwarded, address):
    found = reader(trusted, REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR=forwarded)
    assert found.address == address


def test_all_addresses_of_an_ipv6_network_are_one():
    one = reader(REMOTE_ADDR="2001:db8:1:2::1")
    assert one == reader(REMOTE_ADDR="2001:db8:1:2:ffff::9")
    assert one != reader(REMOTE_ADDR="2001:db8:1:3::1")
    assert reader(REMOTE_ADDR="::ffff:192.0.2.7") == reader(REMOTE_ADDR="192.0.2.7")


@pytest.mark.parametrize("address", ["", "x", "1.2.3", "localhost", "1.2.3.4:80"])
def test_who_has_no_address_is_nobody(address):
    assert reader(REMOTE_ADDR=address) is None


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60), st.integers(0, 5))
def test_no_header_makes_it_fail(address, forwarded, agent, trusted):
    meta = {"REMOTE_ADDR": address, "HTTP_X_FORWARDED_FOR": forwarded, "HTTP_USER_AGENT": agent}
    reader_of(meta, trusted_proxies=trusted)


def test_marks_tell_reader_story_and_day_apart():
    one, other = Reader(b"\1\2\3\4", "agent"), Reader(b"\1\2\3\4", "another agent")
    address, mark = traces(one, of=(1,), key=KEY)
    assert traces(one, of=(1,), key=KEY) == (address, mark)
    assert len(mark) == MARK_BYTES
    assert traces(other, of=(1,), key=KEY)[0] == address
    assert traces(other, of=(1,), key=KEY)[1] != mark
    assert traces(one, of=(2,), key=KEY)[1][:4] != mark[:4]
    tomorrow = day_key(salt=b"sale" * 8, secret="secret")
    assert traces(one, of=(1,), key=tomorrow)[0] != address


def test_a_salt_without_the_secret_is_not_the_key():
    assert day_key(salt=b"salt" * 8, secret="secret") != day_key(salt=b"salt" * 8, secret="another")


def test_a_sealed_read_knows_neither_address_nor_agent():
    moment = datetime(2026, 11, 24, 12, tzinfo=UTC)
    read = Sighting(1, 2, moment, Reader(packed(192, 0, 2, 7), BROWSER)).sealed(key=KEY)
    assert BROWSER not in repr(read)
    assert repr(packed(192, 0, 2, 7))[2:-1] not in repr(read)


def mark_of(agent, story=1):
    return traces(Reader(b"\1\2\3\4", agent), of=(story,), key=KEY)[1]


def test_a_mark_counts_once_and_the_readers_before_it_on_the_story_are_told():
    first, second, elsewhere = mark_of("a"), mark_of("b"), mark_of("a", story=2)
    assert earlier_readers(b"", first, budget=9) == 0
    assert earlier_readers(first, first, budget=9) is None
    assert earlier_readers(first, second, budget=9) == 1
    assert earlier_readers(first + second, elsewhere, budget=9) == 0


@given(st.integers(0, 40), st.integers(0, 60))
def test_an_address_leaves_no_more_marks_than_its_budget(budget, tries):
    marks = b""
    for story in range(tries):
        if earlier_readers(marks, mark_of("a", story), budget=budget) is not None:
            marks += mark_of("a", story)
    assert len(marks) == MARK_BYTES * min(budget, tries)

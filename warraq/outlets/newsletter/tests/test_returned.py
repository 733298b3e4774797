"""What messages say that came back: one of each kind of mail server, and what was made to harm."""

from __future__ import annotations

from base64 import encodebytes
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warraq.outlets.newsletter.returned import LARGEST, Meaning, Returned, read_returned

DATA = Path(__file__).parent / "data"
TO = "bounces+stamp@mail.example.org"


def message(name: str, *, to: str = TO) -> bytes:
    """A message of our own making, as it comes back to an address."""
    return (DATA / f"{name}.eml").read_text().replace("{to}", to).encode()


@pytest.mark.parametrize(
    ("name", "meaning", "status"),
    [
        ("postfix-unknown", Meaning.BOUNCED, "5.1.1"),
        ("postfix-plain-answer", Meaning.BOUNCED, "5.0.0"),
        ("postfix-refused-letter", Meaning.LOST, "5.0.0"),
        ("postfix-expired", Meaning.LOST, "4.4.1"),
        ("postfix-delayed", Meaning.LATER, "4.4.1"),
        ("postfix-delivered", Meaning.ARRIVED, ""),
        ("postfix-two-recipients", Meaning.ARRIVED, ""),
        ("postfix-smtputf8", Meaning.BOUNCED, "5.1.1"),
        ("exchange-unknown", Meaning.BOUNCED, "5.1.10"),
        ("gmail-unknown", Meaning.BOUNCED, "5.1.1"),
        ("gmail-full", Meaning.BOUNCED, "5.2.2"),
        ("gmail-policy", Meaning.LOST, "5.7.26"),
        ("complaint", Meaning.COMPLAINT, ""),
        ("complaint-headers", Meaning.COMPLAINT, ""),
        ("complaint-not-spam", Meaning.UNCLEAR, ""),
        ("complaint-authentication", Meaning.UNCLEAR, ""),
        ("vacation", Meaning.ANSWER, ""),
        ("qmail-unknown", Meaning.UNCLEAR, ""),
        ("read-receipt", Meaning.UNCLEAR, ""),
    ],
)
@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
def test_each_kind_of_message_is_understood(name, meaning, status, ends):
    returned = read_returned(message(name).replace(b"\n", ends))
    assert (returned.meaning, returned.status) == (meaning, status)
    if "complaint" not in name or meaning is Meaning.COMPLAINT:
        assert TO in " ".join(returned.came_to)


def test_every_file_is_in_the_table():
    names = {mark[0] for mark in test_each_kind_of_message_is_understood.pytestmark[1].args[1]}
    assert {path.stem for path in DATA.glob("*.eml")} == names


@pytest.mark.parametrize(
    ("status", "diagnostic", "meaning"),
    [
        ("5.1.1", "", Meaning.BOUNCED),
        ("5.1.1 (bad destination mailbox address)", "", Meaning.BOUNCED),
        ("5.2.1", "smtp; 550 5.2.1 switched off", Meaning.BOUNCED),
        ("5.4.4", "", Meaning.BOUNCED),
        ("5.0.0", "smtp; 550 #5.1.0 address rejected", Meaning.BOUNCED),
        ("", "smtp; 550 5.1.1 nobody", Meaning.BOUNCED),
        ("", "", Meaning.LOST),
        ("5.0.0", "", Meaning.LOST),
        ("5.1.7", "smtp; 550 5.1.7 who are you", Meaning.LOST),
        ("5.1.8", "", Meaning.LOST),
        ("5.2.3", "", Meaning.LOST),
        ("5.3.4", "", Meaning.LOST),
        ("5.5.4", "", Meaning.LOST),
        ("5.6.1", "", Meaning.LOST),
        ("5.7.1", "", Meaning.LOST),
        ("5.7.1", "smtp; 550 5.1.1 nobody", Meaning.LOST),
        ("5.1.1", "smtp; 550 5.7.1 blocked", Meaning.LOST),
        ("5.0.0", "smtp; 554 5.7.1 blocked", Meaning.LOST),
        ("4.2.2", "smtp; 452 4.2.2 full", Meaning.LOST),
        ("2.1.5", "", Meaning.LOST),
        ("5.1.1111", "", Meaning.LOST),
        ("٥.١.١", "", Meaning.LOST),
    ],
)
def test_a_failure_counts_where_it_tells_of_the_address(status, diagnostic, meaning):
    report = message("postfix-unknown").decode()
    report = report.replace("Status: 5.1.1\n", f"Status: {status}\n" if status else "")
    told = "Diagnostic-Code: smtp; 550 5.1.1 <reader@example.net>: no mailbox of this name\n"
    report = report.replace(told, f"Diagnostic-Code: {diagnostic}\n" if diagnostic else "")
    assert read_returned(report.encode()).meaning is meaning


@pytest.mark.parametrize(
    ("action", "meaning"),
    [
        ("FAILED", Meaning.BOUNCED),
        ("failed (gave up)", Meaning.BOUNCED),
        ("expanded", Meaning.ARRIVED),
        ("", Meaning.UNCLEAR),
        ("lost", Meaning.UNCLEAR),
        ("فشل", Meaning.UNCLEAR),
    ],
)
def test_an_action_is_one_of_the_standards_or_is_not_understood(action, meaning):
    report = message("postfix-unknown").replace(b"Action: failed", f"Action: {action}".encode())
    assert read_returned(report).meaning is meaning


def nested(levels: int) -> bytes:
    parts = [f'Content-Type: multipart/mixed; boundary="b{level}"\n\n--b{level}\n' for level in range(levels)]
    return "".join(parts).encode() + b"Content-Type: text/plain\n\nx\n"


_REPORT = b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/"
HOSTILE = {
    "nothing": b"",
    "no headers": b"\n\n\n",
    "one line without an end": b"x" * (LARGEST - 1),
    "bytes of no charset": bytes(range(256)) * 100,
    "more than is read": message("postfix-unknown") + b"x" * LARGEST,
    "deeply nested": nested(5_000),
    "as deep as is read": nested(20) + b"\n" * 30_000,
    "letters within letters": b"Content-Type: message/rfc822\n\n" * 5_000,
    "digests within digests": b"Content-Type: multipart/digest; boundary=x\n\n--x\n\n" * 5_000,
    "more lines than are read": message("postfix-unknown") + b"\n" * 100_000,
    "a type of semicolons": b"Content-Type: multipart/report" + b";" * 900_000 + b"\n\nx",
    "a type folded over lines": b"Content-Type: multipart/report" + b"\r ;;;;;;;;;;;;;;" * 60_000 + b"\n\nx",
    "many headers": b"To: bounces+x@mail.example.org\n" * 30_000,
    "a header of stamps": b"To: " + b"bounces+" + b"+".join([b"a" * 40 + b"@x"] * 20_000) + b"\n\n",
    "a boundary that is none": b"Content-Type: multipart/report; boundary=\n\n--\n--\n----\n",
    "a boundary of another charset": b"Content-Type: multipart/report; boundary*=x-unknown'x'%FF%FE\n\n--\xff\xfe\n",
    "broken words in headers": b"To: =?x-none?q?=FF=FE?= =?utf-8?b?!!!?=\nSubject: \xff\xfe\n\n",
    "recipients without an end": message("postfix-unknown").replace(
        b"Final-Recipient:", b"Action: failed\nStatus: 5.1.1\n\n" * 500 + b"Final-Recipient:"
    ),
    "a report without a body": _REPORT + b"delivery-status\n",
    "a complaint without a body": _REPORT + b"feedback-report",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_was_made_to_harm_counts_nothing_and_ends_soon(name):
    began = monotonic()
    assert read_returned(HOSTILE[name]).meaning is Meaning.UNCLEAR
    assert monotonic() - began < 10  # a fraction of a second; hours without the bounds


def test_headers_that_come_encoded_are_read_in_bounds_too():
    headers = b"Content-Type: multipart/mixed" + b";" * 700_000 + f"\nReturn-Path: <{TO}>\n\n".encode()
    plain, _, _ = message("complaint-headers").partition(b"Return-Path:")
    encoded = plain.rstrip(b"\n") + b"\nContent-Transfer-Encoding: base64\n\n" + encodebytes(headers)
    began = monotonic()
    returned = read_returned(encoded + b"\n--part1_13d.2e68ed54_boundary--\n")
    assert monotonic() - began < 10
    assert (returned.meaning, returned.came_to[-1]) == (Meaning.COMPLAINT, f"<{TO}>")


@given(st.binary(max_size=2_000))
def test_no_bytes_raise(data):
    assert read_returned(data).meaning in (Meaning.UNCLEAR, Meaning.ANSWER)


@given(place=st.integers(0, 2_500), cut=st.integers(0, 300), put=st.binary(max_size=50))
def test_no_damage_to_a_report_raises(place, cut, put):
    report = message("postfix-unknown")
    assert isinstance(read_returned(report[:place] + put + report[place + cut :]), Returned)

"""Letters that come back as mail: stamped on the way out, counted once, and told in the log without an address."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from warraq.fetching import mailbox
from warraq.fetching.asking import NotFetched
from warraq.fetching.tests.imap import PASSWORD, USER, mail_server
from warraq.fetching.tests.imap import MailServer as Dovecot
from warraq.letters import services
from warraq.letters.models import Issue, Kind, Letter, Subscriber
from warraq.letters.services import Counted, issue_make, letters_tidy
from warraq.letters.stamps import Stamp, read_stamp, stamp_of, stamps_in
from warraq.outlets.newsletter import collecting, sending
from warraq.outlets.newsletter.collecting import collect, take_back
from warraq.outlets.newsletter.returned import LARGEST
from warraq.outlets.newsletter.tests.test_returned import HOSTILE, message
from warraq.queue.working import work_due

BOUNCES = "bounces@mail.example.org"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _address(settings) -> None:
    settings.BOUNCE_ADDRESS = BOUNCES


def work() -> None:
    """Do all that is due."""
    for _ in range(20):
        if not work_due():
            break


@pytest.fixture
def send(newsletter, mail, make_story):
    """Return a function that sends an issue to all who subscribe; gives each address its letter's sender."""

    def make(key: str) -> dict[str, str]:
        told, before = [make_story().pk], len(mail.came)
        issue = issue_make(
            newsletter.edition, kind=Kind.DAILY, key=key, stories=told, now=timezone.now(), lasts=6 * HOUR
        )
        sending.write_letters.enqueue(issue.pk)
        work()
        return dict(zip(mail.addresses[before:], mail.senders[before:], strict=True))

    return make


def bounces_of(reader: Subscriber) -> int | None:
    """How often in a row letters came back; None for one whose subscription ended."""
    found = Subscriber.objects.filter(pk=reader.pk).first()
    return found.bounces if found is not None else None


def back(sender: str, name: str = "postfix-unknown") -> str:
    return take_back(message(name, to=sender)).sentence


def test_each_letter_has_a_sender_of_its_own_on_its_envelope_alone(mail, subscribed, send):
    readers = {address: subscribed(address) for address in ("one@example.com", "two@example.com")}
    senders = send("daily:1")
    assert len(set(senders.values())) == 2
    for address, sender in senders.items():
        assert re.fullmatch(r"bounces\+[a-z2-7]{40}@mail\.example\.org", sender)
        (written,) = stamps_in(sender)
        letter = Letter.objects.get(subscriber=readers[address])
        assert read_stamp(written) == Stamp(letter=letter.pk, subscriber=readers[address].pk)
    for _, letter in mail.came:
        assert letter["From"].addresses[0].addr_spec == "news@network.example"
        assert BOUNCES.partition("@")[2] not in letter.as_string()
    again = send("daily:2")
    assert again["one@example.com"] != senders["one@example.com"]


def test_what_is_no_letter_of_an_issue_comes_back_to_the_plain_address(newsletter, mail, client):
    client.post(
        "/newsletter/",
        {"address": "one@example.com", "kinds": ["daily"]},
        headers={"host": newsletter.edition.host},
    )
    work()
    assert mail.senders == [BOUNCES]
    assert back(BOUNCES) == "It names no letter: nothing is counted."


def test_without_the_setting_letters_come_back_to_their_sender(mail, subscribed, send, settings):
    settings.BOUNCE_ADDRESS = ""
    subscribed("one@example.com")
    assert send("daily:1") == {"one@example.com": "news@network.example"}


@pytest.mark.parametrize(
    "name", ["postfix-unknown", "postfix-plain-answer", "exchange-unknown", "gmail-unknown", "gmail-full"]
)
def test_a_bounce_counts_once_however_often_it_comes(mail, subscribed, send, name):
    reader = subscribed("one@example.com")
    sender = send("daily:1")["one@example.com"]
    number = Letter.objects.get().pk
    assert re.fullmatch(
        rf"Letter {number}: the address takes no mail \([0-9.]+\); counted\.", back(sender, name)
    )
    # A server on the way may change the capitals.
    assert back(sender.upper(), name).endswith("that was noted before.")
    assert bounces_of(reader) == 1
    assert Letter.objects.get().state == "returned"
    assert Issue.objects.values_list("sent", "failed").get() == (0, 1)


def test_a_letter_that_the_server_refused_counts_once_if_it_comes_back_too(mail, subscribed, send):
    reader = subscribed("gone@example.com")
    mail.refused["gone@example.com"] = "550 5.1.1 no such mailbox"
    send("daily:1")
    letter = Letter.objects.get()
    assert (letter.state, bounces_of(reader)) == ("returned", 1)
    stamp = stamp_of(Stamp(letter=letter.pk, subscriber=reader.pk))
    assert back(f"bounces+{stamp}@mail.example.org").endswith("that was noted before.")
    assert bounces_of(reader) == 1
    assert Issue.objects.values_list("sent", "failed").get() == (0, 1)


@pytest.mark.parametrize("state", [Letter.State.BEGUN, Letter.State.FAILED])
def test_a_letter_of_which_nobody_knew_whether_it_was_taken_counts_too(mail, subscribed, send, state):
    reader = subscribed("one@example.com")
    sender = send("daily:1")["one@example.com"]
    Letter.objects.update(state=state)
    Issue.objects.update(sent=0, failed=int(state == Letter.State.FAILED))
    back(sender)
    assert bounces_of(reader) == 1
    assert Issue.objects.values_list("sent", "failed").get() == (0, 1)


def test_a_letter_that_comes_back_before_we_noted_that_it_was_sent_stays_returned(mail, subscribed, send):
    reader = subscribed("one@example.com")
    sender = send("daily:1")["one@example.com"]
    Letter.objects.update(state="begun")
    Issue.objects.update(sent=0)
    back(sender)
    services.letter_sent(Letter.objects.get())
    assert Letter.objects.get().state == "returned"
    assert Issue.objects.values_list("sent", "failed").get() == (0, 1)
    assert bounces_of(reader) == 1


def test_the_third_in_a_row_ends_it_although_our_own_server_took_every_letter(mail, subscribed, send):
    gone, reader = subscribed("gone@example.com"), subscribed("reader@example.com")
    for number in range(3):
        assert bounces_of(gone) == number
        told = back(send(f"daily:{number}")["gone@example.com"])
    assert told.endswith("counted, and one too many: the subscription ended.")
    assert bounces_of(gone) is None
    assert bounces_of(reader) == 0
    assert not Letter.objects.filter(subscriber=gone.pk).exists()


def test_a_letter_that_stayed_away_clears_what_came_back_before_it(mail, subscribed, send):
    reader = subscribed("one@example.com")
    senders = [send(f"daily:{number}")["one@example.com"] for number in range(5)]
    back(senders[0]), back(senders[1])
    assert bounces_of(reader) == 2
    back(senders[3])  # the third has not come back
    assert bounces_of(reader) == 1
    back(senders[4])
    assert bounces_of(reader) == 2


def test_a_letter_that_was_lost_by_no_fault_of_the_address_clears_nothing(mail, subscribed, send):
    reader = subscribed("one@example.com")
    senders = [send(f"daily:{number}")["one@example.com"] for number in range(3)]
    back(senders[0])
    assert "which is not held against the address" in back(senders[1], "gmail-policy")
    back(senders[2])
    assert bounces_of(reader) == 2
    assert list(Issue.objects.order_by("pk").values_list("sent", "failed")) == [(0, 1)] * 3


def test_what_came_back_is_forgotten_a_week_after_a_letter_that_did_not(mail, subscribed, send):
    one, two = subscribed("one@example.com"), subscribed("two@example.com")
    first, second = send("daily:1"), send("daily:2")
    back(first["one@example.com"]), back(second["two@example.com"])
    made_at = Issue.objects.latest("made_at").made_at
    letters_tidy(now=made_at + 24 * HOUR)
    assert (bounces_of(one), bounces_of(two)) == (1, 1)
    letters_tidy(now=made_at + services.LETTERS_KEPT + HOUR)
    assert (bounces_of(one), bounces_of(two)) == (0, 1)
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("gmail-policy", "it did not arrive (5.7.26), which is not held against the address"),
        ("postfix-refused-letter", "it did not arrive (5.0.0), which is not held against the address"),
        ("postfix-expired", "it did not arrive (4.4.1), which is not held against the address"),
        ("postfix-delayed", "it is still on its way (4.4.1); nothing is counted"),
        ("postfix-delivered", "it arrived; nothing is counted"),
        ("vacation", "a program answers it; nothing is counted"),
        ("qmail-unknown", "what came back is not understood; nothing is counted"),
        ("read-receipt", "what came back is not understood; nothing is counted"),
    ],
)
def test_what_says_nothing_of_the_address_counts_nothing(mail, subscribed, send, name, told):
    reader = subscribed("one@example.com")
    sender = send("daily:1")["one@example.com"]
    assert back(sender, name) == f"Letter {Letter.objects.get().pk}: {told}."
    assert bounces_of(reader) == 0
    assert Letter.objects.get().state == ("failed" if "did not arrive" in told else "sent")


@pytest.mark.parametrize("name", ["complaint", "complaint-headers"])
def test_a_complaint_ends_the_subscription_at_once_even_years_later(mail, subscribed, send, name):
    reader, other = subscribed("one@example.com"), subscribed("two@example.com")
    sender = send("daily:1")["one@example.com"]
    Letter.objects.all().delete()
    assert back(sender, name).endswith("its reader calls it spam; the subscription ended.")
    assert bounces_of(reader) is None
    assert bounces_of(other) == 0
    assert back(sender, name).endswith("they had left before.")


@pytest.mark.parametrize("name", ["complaint-not-spam", "complaint-authentication"])
def test_a_report_that_complains_of_nothing_ends_nothing(mail, subscribed, send, name):
    reader = subscribed("one@example.com")
    back(send("daily:1")["one@example.com"], name)
    assert bounces_of(reader) == 0


def test_a_stamp_that_we_did_not_make_counts_nothing(mail, subscribed, send, settings):
    reader = subscribed("one@example.com")
    sender = send("daily:1")["one@example.com"]
    settings.NEWSLETTER_KEY = "another key"
    for name in ("postfix-unknown", "complaint"):
        assert back(sender, name) == "Its stamp is not ours: nothing is counted."
    assert bounces_of(reader) == 0


def test_a_stamp_of_one_letter_says_nothing_of_another_reader(subscribed, mail, send):
    one, two = subscribed("one@example.com"), subscribed("two@example.com")
    send("daily:1")
    letter = Letter.objects.get(subscriber=one)
    mixed = stamp_of(Stamp(letter=letter.pk, subscriber=two.pk))  # as only we could make it
    assert "nothing is counted" in back(f"bounces+{mixed}@mail.example.org")
    assert (bounces_of(one), bounces_of(two)) == (0, 0)


def test_the_letter_of_a_reader_who_left_or_whose_row_is_gone_counts_nothing(mail, subscribed, send):
    gone, reader = subscribed("gone@example.com"), subscribed("reader@example.com")
    senders = send("daily:1")
    services.leave(gone.pk)
    assert back(senders["gone@example.com"]).endswith("its row is gone; nothing is counted.")
    Letter.objects.all().delete()
    assert back(senders["reader@example.com"]).endswith("its row is gone; nothing is counted.")
    assert services.letter_lost(1, subscriber=1) is Counted.GONE
    assert bounces_of(reader) == 0


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mail_is_told_in_one_sentence(db, name):
    noted = take_back(HOSTILE[name])
    assert re.fullmatch(r"[^.\n]+: nothing is counted\.", noted.sentence)


def test_a_message_without_a_bound_is_not_read(db):
    assert take_back(b"x" * (LARGEST + 1)).sentence == "It is larger than 1 MB: nothing is counted."


# The mailbox


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with mail_server() as server:
        yield server


@pytest.fixture
def box(server, settings, monkeypatch) -> Dovecot:
    """A mailbox that is empty and that this installation reads."""
    with server.client() as client:
        if client.search(None, "ALL")[1][0]:
            client.store("1:*", "+FLAGS", r"\Deleted")
            client.expunge()
    settings.FETCH_TRUSTED_HOSTS = frozenset({"localhost"})
    settings.MAILBOX_PASSWORDS = {f"{USER}@localhost": PASSWORD}
    settings.BOUNCE_MAILBOX = mailbox.address_in(server.address)
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    return server


def test_the_mailbox_is_read_in_turns_and_told_without_an_address(box, mail, subscribed, send, caplog):
    reader, other = subscribed("reader@example.net"), subscribed("two@example.com")
    senders = send("daily:1")
    number = Letter.objects.get(subscriber=reader).pk
    for name in ("postfix-unknown", "postfix-unknown", "vacation", "qmail-unknown"):
        box.put(message(name, to=senders["reader@example.net"]))
    box.put(message("complaint", to=senders["two@example.com"]))
    box.put(b"From: somebody@example.net\r\n\r\nbuy this\r\n")
    with caplog.at_level(logging.INFO, logger=collecting.__name__):
        collecting.turn(timezone.now())
        collecting.turn(timezone.now())
    assert bounces_of(reader) == 1
    assert bounces_of(other) is None
    assert box.numbers("UNSEEN") == []
    assert len(box.numbers("FLAGGED")) == 1
    assert len(caplog.records) == 6
    assert all("@" not in each.getMessage() and "\n" not in each.getMessage() for each in caplog.records)
    odd = [each.getMessage() for each in caplog.records if each.levelno == logging.WARNING]
    assert len(odd) == 1
    assert odd[0].endswith(f"Letter {number}: what came back is not understood; nothing is counted.")


def test_what_the_database_did_not_take_stays_unseen_and_comes_again(
    box, mail, subscribed, send, monkeypatch
):
    one, two = subscribed("one@example.com"), subscribed("two@example.com")
    for sender in send("daily:1").values():
        box.put(message("gmail-unknown", to=sender))
    real, calls = collecting.letter_bounced, []

    def failing(*told, **more):
        calls.append(told)
        if len(calls) == 2:
            raise DatabaseError
        return real(*told, **more)

    monkeypatch.setattr(collecting, "letter_bounced", failing)
    with pytest.raises(DatabaseError):
        collect(mailbox.address_in(box.address))
    assert len(box.numbers("UNSEEN")) == 1
    assert collect(mailbox.address_in(box.address)) == 1
    assert (bounces_of(one), bounces_of(two)) == (1, 1)
    assert box.numbers("UNSEEN") == []


def test_a_message_at_which_our_code_fails_holds_up_no_other(box, mail, subscribed, send, monkeypatch):
    reader = subscribed("one@example.com")
    sender = send("daily:1")["one@example.com"]
    box.put(message("vacation", to=sender))
    box.put(message("gmail-unknown", to=sender))
    real = collecting.read_returned
    monkeypatch.setattr(
        collecting, "read_returned", lambda data: real(data) if b"multipart/report" in data else 1 / 0
    )
    assert collect(mailbox.address_in(box.address)) == 2
    assert bounces_of(reader) == 1
    assert len(box.numbers("FLAGGED")) == 1


def test_a_turn_reads_so_many_messages_and_none_that_is_too_large(box, db, monkeypatch):
    monkeypatch.setattr(collecting, "MOST_AT_ONCE", 2)
    box.put(b"Subject: x\r\n\r\n" + b"x" * 70 + b"\r\n" + (b"y" * 76 + b"\r\n") * 14_000)
    for _ in range(2):
        box.put(b"Subject: x\r\n\r\nx\r\n")
    assert collect(mailbox.address_in(box.address)) == 2
    assert len(box.numbers("UNSEEN")) == 1
    assert len(box.numbers("FLAGGED")) == 1
    assert collect(mailbox.address_in(box.address)) == 1


def test_a_mailbox_that_cant_be_read_is_one_line_of_the_log(box, db, settings, caplog):
    settings.MAILBOX_PASSWORDS = {f"{USER}@localhost": "أخرى"}
    collecting.turn(timezone.now())
    (line,) = caplog.messages
    assert line == ("The mailbox of what comes back: The mail server does not take the user or the password.")
    with pytest.raises(NotFetched):
        collect(mailbox.address_in("imaps://bounces@localhost:1/"))


def test_without_a_mailbox_nothing_is_asked(settings, caplog):
    settings.BOUNCE_MAILBOX = None
    turns = iter([True, False])
    collecting.run(go_on=lambda: next(turns), wait=lambda seconds: None)
    assert caplog.messages == []

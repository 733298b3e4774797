"""Wires that come by mail: from a real IMAP server, and from some that misbehave."""

from __future__ import annotations

import imaplib
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError

from warraq.fetching import mailbox as boxes
from warraq.fetching import secured as securing
from warraq.fetching.mailbox import quoted
from warraq.fetching.tests.imap import PASSWORD, USER, MailServer, mail_server
from warraq.inbox.deciding import Verdict
from warraq.inbox.models import SentPicture, Source, WireItem
from warraq.inbox.tests.drawing import jpeg
from warraq.wires.polling import ask_source
from warraq.wires.ways import mailbox
from warraq.wires.ways.mailbox import Address, address_in
from warraq.wires.ways.parcels import NotBrought

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
WIRE = (
    "\x01\nwrq0042 3 POL 0042\nجبال/ثلوج\n\x02\nثلوج على الجبال =\n\n"
    "  إفران (وكالة الجبال) - أغلقت الثلوج طريقين.\n\x03\n250830 GMT Nov 26\n\x04"
)


@pytest.fixture(scope="module")
def server() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture(autouse=True)
def _empty(request) -> None:
    """Each test finds the mailbox empty."""
    if "server" in request.fixturenames:
        with request.getfixturevalue("server").client() as client:
            if client.search(None, "ALL")[1][0]:
                client.store("1:*", "+FLAGS", r"\Deleted")
                client.expunge()


@pytest.fixture
def source(db, server, settings, monkeypatch) -> Source:
    settings.FETCH_TRUSTED_HOSTS = frozenset({"localhost"})
    settings.MAILBOX_PASSWORDS = {f"{USER}@localhost": PASSWORD}
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    return Source.objects.create(name="وكالة الجبال", way=Source.Way.MAILBOX, address=server.address)


def message(subject: str = "ثلوج على الجبال", text: str = "أغلقت الثلوج طريقين.") -> EmailMessage:
    made = EmailMessage()
    made["From"] = "سلمى الراوي <desk@agency.example>"
    made["Subject"] = subject
    made["Date"] = "Wed, 25 Nov 2026 08:30:00 +0100"
    made["Message-ID"] = f"<{subject.encode().hex()}@agency.example>"
    made.set_content(text)
    return made


def problem_of(source: Source) -> str:
    source.refresh_from_db()
    return source.problem


def test_a_message_becomes_an_item_and_is_seen_once_it_is_kept(source, server):
    server.put(bytes(message()))
    assert ask_source(source, now=NOW) == Counter({Verdict.NEW: 1})
    item = WireItem.objects.get()
    assert (item.headline, item.byline) == ("ثلوج على الجبال", "سلمى الراوي")
    assert item.sent_at == datetime(2026, 11, 25, 7, 30, tzinfo=UTC)
    assert server.numbers("UNSEEN") == []
    assert ask_source(source, now=NOW) == Counter()
    assert problem_of(source) == ""


def test_attached_wires_and_pictures_come_in_and_the_letter_around_them_does_not(source, server):
    made = message("برقيات اليوم", "تجدون البرقية في المرفق.")
    made.add_attachment(WIRE.encode(), maintype="application", subtype="octet-stream", filename="42.txt")
    made.add_attachment(jpeg(), maintype="image", subtype="jpeg", filename="صورة.jpg")
    server.put(bytes(made))
    assert ask_source(source, now=NOW) == Counter({Verdict.NEW: 1})
    assert WireItem.objects.get().headline == "ثلوج على الجبال"
    assert SentPicture.objects.count() == 1


def test_a_message_that_is_a_wire_itself_is_read_as_one(source, server):
    server.put(b"Subject: wire 42\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + WIRE.encode())
    ask_source(source, now=NOW)
    item = WireItem.objects.get()
    assert (item.item_id, item.urgency, item.dateline) == ("20261125:wrq0042", 3, "إفران")


def test_what_the_database_did_not_keep_stays_unseen_and_comes_again(source, server, monkeypatch):
    server.put(bytes(message("الأول")))
    server.put(bytes(message("الثاني")))
    kept = mailbox_receive_once(monkeypatch)
    with pytest.raises(DatabaseError):
        ask_source(source, now=NOW)
    assert len(kept) == 1
    assert len(server.numbers("UNSEEN")) == 1
    monkeypatch.undo()
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    assert ask_source(source, now=NOW) == Counter({Verdict.NEW: 1})
    assert set(WireItem.objects.values_list("headline", flat=True)) == {"الأول", "الثاني"}


def mailbox_receive_once(monkeypatch) -> list[str]:
    """Have the database fail after the first parcel; returns what was kept."""
    from warraq.wires import polling

    real, kept = polling.receive, []

    def receive(*arguments: object, name: str, **more: object) -> object:
        if kept:
            raise DatabaseError
        kept.append(name)
        return real(*arguments, name=name, **more)

    monkeypatch.setattr(polling, "receive", receive)
    return kept


def test_kept_messages_are_moved_to_the_folder_of_the_address(source, server):
    with server.client() as client:
        client.create(quoted("أرشيف & قديم"))
    source.address = f"{server.address}?kept=أرشيف %26 قديم"
    source.save()
    server.put(bytes(message()))
    assert ask_source(source, now=NOW) == Counter({Verdict.NEW: 1})
    assert problem_of(source) == ""
    assert server.numbers("ALL") == []
    assert len(server.numbers("SEEN", folder=quoted("أرشيف & قديم"))) == 1


def test_a_server_that_moves_nothing_has_them_copied_and_deleted(source, server, monkeypatch):
    monkeypatch.setattr(boxes.Session, "abilities", lambda self: ["UIDPLUS"])
    with server.client() as client:
        client.create("Copied")
    source.address = f"{server.address}?kept=Copied"
    server.put(bytes(message()))
    ask_source(source, now=NOW)
    assert server.numbers("ALL") == []
    assert len(server.numbers("SEEN", folder="Copied")) == 1


def test_a_message_that_is_too_large_is_flagged_and_told_and_stops_no_other(source, server, monkeypatch):
    monkeypatch.setattr(mailbox, "LARGEST", 2_000)
    server.put(bytes(message("طويلة", "كلمة " * 2_000)))
    server.put(bytes(message("قصيرة")))
    assert ask_source(source, now=NOW) == Counter({Verdict.NEW: 1})
    assert "is larger than" in problem_of(source)
    assert len(server.numbers("FLAGGED")) == 1
    assert server.numbers("UNSEEN") == []


def test_so_many_messages_and_bytes_come_at_once_and_the_rest_with_the_next(source, server, monkeypatch):
    for subject in ("الأول", "الثاني", "الثالث"):
        server.put(bytes(message(subject)))
    monkeypatch.setattr(mailbox, "MOST_AT_ONCE", 2)
    assert ask_source(source, now=NOW) == Counter({Verdict.NEW: 2})
    monkeypatch.setattr(mailbox, "MOST_BYTES", 1)
    server.put(bytes(message("الرابع")))
    assert ask_source(source, now=NOW) == Counter({Verdict.NEW: 1})
    assert ask_source(source, now=NOW) == Counter({Verdict.NEW: 1})


def test_a_message_without_anything_to_read_is_refused_once(source, server):
    server.put(b"Subject: \r\n\r\n\r\n")
    assert ask_source(source, now=NOW) == Counter()
    assert not WireItem.objects.exists()
    assert server.numbers("UNSEEN") == []


def test_a_wrong_password_a_wrong_folder_and_a_stranger_are_each_one_sentence(source, server, settings):
    source.address = server.address.replace("INBOX", "Elsewhere")
    ask_source(source, now=NOW)
    assert problem_of(source).startswith("The mail server refuses: ")
    source.address = server.address
    settings.MAILBOX_PASSWORDS = {f"{USER}@localhost": "أخرى"}
    ask_source(source, now=NOW)
    assert problem_of(source) == "The mail server does not take the user or the password."
    settings.MAILBOX_PASSWORDS = {f"{USER}@imap.example.org": PASSWORD}
    ask_source(source, now=NOW)
    assert problem_of(source) == f"WARRAQ_MAILBOX_PASSWORDS has no password for {USER}@localhost."


def test_a_private_host_and_a_server_that_nobody_vouches_for_are_not_spoken_to(source, settings, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    ask_source(source, now=NOW)
    assert "can't be trusted" in problem_of(source)
    settings.FETCH_TRUSTED_HOSTS = frozenset()
    ask_source(source, now=NOW)
    assert problem_of(source) == "localhost leads to a private network."


@contextmanager
def speaking(server: MailServer, say: Callable[[ssl.SSLSocket], None]) -> Iterator[int]:
    """A server over TLS that says what the test wants; gives its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server.certificate, server.certificate.parent / "key.pem")

    def serve() -> None:
        try:
            plain, _ = listener.accept()
            with context.wrap_socket(plain, server_side=True) as connection:
                say(connection)
        except OSError:
            pass

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(timeout=10)
        assert not thread.is_alive()


def drip(connection: ssl.SSLSocket) -> None:
    while True:
        connection.sendall(b"*")
        threading.Event().wait(0.05)


def flood(connection: ssl.SSLSocket) -> None:
    connection.sendall(b"* OK ready\r\n")
    while True:
        connection.sendall(b"* 1 EXISTS\r\n" * 5_000)


def babble(connection: ssl.SSLSocket) -> None:
    connection.sendall(b"220 this is another protocol\r\n")


def fall_silent(connection: ssl.SSLSocket) -> None:
    connection.sendall(b"* OK ready\r\n")
    while connection.recv(1_000):
        pass


@pytest.mark.parametrize(
    ("say", "sentence"),
    [
        (drip, "did not answer in time"),
        (fall_silent, "did not answer in time"),
        (flood, "sends more than is read"),
        (babble, "The mail server failed"),
    ],
)
def test_a_server_that_never_ends_or_makes_no_sense_is_left(source, server, monkeypatch, say, sentence):
    monkeypatch.setattr(mailbox, "SECONDS", 1.0 if say is not flood else 20.0)
    monkeypatch.setattr(mailbox, "MOST_SENT", 3_000_000)
    with speaking(server, say) as port:
        source.address = f"imaps://{USER}@localhost:{port}/INBOX"
        ask_source(source, now=NOW)
    assert sentence in problem_of(source)


def test_an_address_tells_user_host_folder_and_what_becomes_of_the_kept():
    assert address_in("imaps://a%40b.example@imap.example.org:1993/News/In?kept=Done") == Address(
        user="a@b.example", host="imap.example.org", port=1993, folder="News/In", kept="Done"
    )
    assert address_in("imaps://wires@imap.example.org").folder == "INBOX"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "imap://wires@imap.example.org/INBOX",
        "imaps://imap.example.org/INBOX",
        "imaps://wires:secret@imap.example.org/",
        "imaps://wires@imap.example.org:99999/",
        "imaps://wires@[::1/",
        "imaps://wires@imap.example.org/IN%0d%0aBOX",
        "imaps://wires@imap.example.org/?kept=a%0ab",
    ],
)
def test_any_other_address_is_refused(address):
    with pytest.raises(NotBrought) as refused:
        address_in(address)
    assert "secret" not in str(refused.value)


def test_the_desk_keeps_no_password(db):
    source = Source(name="بريد", way=Source.Way.MAILBOX, address="imaps://wires:secret@imap.example.org/")
    with pytest.raises(ValidationError, match="WARRAQ_MAILBOX_PASSWORDS"):
        source.full_clean()
    source.address = "imaps://wires@imap.example.org/"
    source.full_clean()


def test_folders_beyond_ascii_are_written_as_imap_has_them():
    # The example of RFC 3501, 5.1.3.
    assert quoted("~peter/mail/台北/日本語") == '"~peter/mail/&U,BTFw-/&ZeVnLIqe-"'
    assert quoted('a & "b"\\') == '"a &- \\"b\\"\\\\"'


def test_the_session_of_the_standard_library_is_timed(source, server, settings):
    """What is read and sent goes through the socket that has an end: a newer library might go around it."""
    connection = securing.secured(
        "localhost", server.port, seconds=5, most_bytes=10_000, trusted={"localhost"}
    )
    session = boxes.Server(connection, address_in(server.address))
    left = connection.most_bytes
    session.capability()
    assert connection.most_bytes < left < 10_000
    connection.wait_until(securing.monotonic() + 60)
    connection.most_bytes = 5
    with pytest.raises((OSError, imaplib.IMAP4.abort)):
        session.capability()
    session.shutdown()

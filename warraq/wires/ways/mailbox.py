"""A mailbox that an agency writes to: IMAP (RFC 3501) over TLS, at `imaps://user@host/folder`.

A message is brought while it is unseen, and is marked seen once all of it is kept: never before, so that one that a
failing database did not keep comes again. With `?kept=Folder` it is moved there (RFC 6851); one that can't be read is
flagged and stays. Passwords stand in the settings alone.
"""

from __future__ import annotations

import base64
import imaplib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.conf import settings

from warraq.fetching.asking import NotFetched
from warraq.fetching.secured import TimedSocket, secured
from warraq.inbox.models import Source
from warraq.wires.formats.registry import LARGEST
from warraq.wires.ways.parcels import Bag, NotBrought, Parcel, ways

PORT = 993
MOST_AT_ONCE = 50
# What is held of one asking; what goes beyond comes with the next.
MOST_BYTES = 64 * 1024 * 1024
# What a session may send in all: a server that never ends is left.
MOST_SENT = MOST_BYTES + 2 * LARGEST
SECONDS = 60.0
FINISH_SECONDS = 20.0
_SIZE = re.compile(rb"UID (\d+)[^)]*RFC822\.SIZE (\d+)|RFC822\.SIZE (\d+)[^)]*UID (\d+)")
_NOT_ASCII = re.compile(r"[^\x20-\x7e]+")


@dataclass(frozen=True)
class Address:
    """Whose mailbox, where, and what becomes of a message that is kept; `kept` is a folder, or "" to leave it."""

    user: str
    host: str
    port: int = PORT
    folder: str = "INBOX"
    kept: str = ""

    @property
    def password_name(self) -> str:
        """The name that the mailbox's password has in the settings."""
        return f"{self.user}@{self.host}"


def address_in(text: str) -> Address:
    """Read a mailbox's address. Raises NotBrought for what is none, and for one that tells a password."""
    try:
        parts = urlsplit(text)
        port = parts.port or PORT
    except ValueError:
        raise NotBrought("The mailbox's address can't be read.") from None
    if parts.scheme != "imaps" or not parts.hostname or not parts.username:
        raise NotBrought("The mailbox's address is not of the form imaps://user@host/folder.")
    if parts.password is not None:
        raise NotBrought("The mailbox's address tells a password; it belongs into WARRAQ_MAILBOX_PASSWORDS.")
    return _checked(parts, port=port)


def _checked(parts: SplitResult, *, port: int) -> Address:
    kept = parse_qs(parts.query).get("kept", [""])[0]
    address = Address(
        user=unquote(parts.username or ""),
        host=parts.hostname or "",
        port=port,
        folder=unquote(parts.path).strip("/") or "INBOX",
        kept=kept,
    )
    # A line's end would begin a command of its own.
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in address.user + address.folder + kept):
        raise NotBrought("The mailbox's address holds a control character.")
    return address


class _Server(imaplib.IMAP4):
    """A session over a connection that was made and checked before."""

    def __init__(self, connection: TimedSocket, address: Address) -> None:
        self.connection = connection
        super().__init__(address.host, address.port)

    def _create_socket(self, timeout: float | None) -> TimedSocket:
        return self.connection


@dataclass
class _Session:
    """An open mailbox, and what became of its messages."""

    server: _Server
    address: Address
    kept: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def settle(self, uid: str, could_be_read: bool) -> None:
        """Note what became of a message; `finish` tells the server."""
        (self.kept if could_be_read else self.refused).append(uid)

    def finish(self) -> None:
        """Mark what was kept or can't be read, and leave."""
        try:
            with _told():
                self.server.connection.wait_until(monotonic() + FINISH_SECONDS)
                if self.refused:
                    self._mark(self.refused, r"(\Seen \Flagged)")
                if self.kept:
                    self._mark(self.kept, r"(\Seen)")
                    if self.address.kept:
                        self._move(self.kept)
        finally:
            self.close()

    def close(self) -> None:
        """Leave, whatever the server says to it."""
        with suppress(OSError, imaplib.IMAP4.error):
            self.server.logout()
        with suppress(OSError):
            self.server.shutdown()

    def search(self) -> list[str]:
        """Return the numbers of the messages to bring, the oldest first."""
        told = _answer(self.server.uid("SEARCH", "UNSEEN UNDELETED"))
        numbers = b" ".join(each for each in told if isinstance(each, bytes)).split()
        return [each.decode() for each in numbers if each.isdigit()][:MOST_AT_ONCE]

    def sizes(self, uids: list[str]) -> dict[str, int]:
        """Return how many bytes each message has."""
        told = _answer(self.server.uid("FETCH", ",".join(uids), "(UID RFC822.SIZE)"))
        lines = b"\n".join(each for each in told if isinstance(each, bytes))
        return {(match[1] or match[4]).decode(): int(match[2] or match[3]) for match in _SIZE.finditer(lines)}

    def message(self, uid: str) -> bytes:
        """Return a message whole, and leave it unseen; b"" for one that is gone."""
        told = _answer(self.server.uid("FETCH", uid, "(BODY.PEEK[])"))
        return next((each[1] for each in told if isinstance(each, tuple)), b"")

    def abilities(self) -> list[str]:
        """Return what the server can do; before somebody logs in it may tell less."""
        told = _answer(self.server.capability())
        return (
            b" ".join(each for each in told if isinstance(each, bytes))
            .decode("ascii", "replace")
            .upper()
            .split()
        )

    def _mark(self, uids: list[str], flags: str) -> None:
        _answer(self.server.uid("STORE", ",".join(uids), "+FLAGS.SILENT", flags))

    def _move(self, uids: list[str]) -> None:
        """Move messages to the folder for kept ones; a server that moves none has them copied and deleted."""
        folder, numbers = quoted(self.address.kept), ",".join(uids)
        able = self.abilities()
        if "MOVE" in able:
            _answer(self.server.uid("MOVE", numbers, folder))
            return
        _answer(self.server.uid("COPY", numbers, folder))
        self._mark(uids, r"(\Deleted)")
        if "UIDPLUS" in able:
            _answer(self.server.uid("EXPUNGE", numbers))


def bring(source: Source) -> Bag:
    """Read the oldest unseen messages, within MOST_AT_ONCE and MOST_BYTES; too large ones are flagged and stay."""
    address = address_in(source.address)
    password = settings.MAILBOX_PASSWORDS.get(address.password_name, "")
    if not password:
        raise NotBrought(f"WARRAQ_MAILBOX_PASSWORDS has no password for {address.password_name}.")
    with _told():
        session = _opened(address, password=password)
        try:
            return _bag(session)
        except BaseException:
            session.close()
            raise


def _opened(address: Address, *, password: str) -> _Session:
    try:
        connection = secured(
            address.host,
            address.port,
            seconds=SECONDS,
            most_bytes=MOST_SENT,
            trusted=settings.FETCH_TRUSTED_HOSTS,
        )
    except NotFetched as problem:
        raise NotBrought(str(problem)) from None
    try:
        server = _Server(connection, address)
    except BaseException:
        connection.close()
        raise
    session = _Session(server, address)
    try:
        _log_in(server, address.user, password)
        _answer(server.select(quoted(address.folder)))
    except BaseException:
        session.close()
        raise
    return session


def _log_in(server: _Server, user: str, password: str) -> None:
    """Log in, with letters of any alphabet where the server takes them (SASL PLAIN, RFC 4616)."""
    try:
        if "AUTH=PLAIN" in server.capabilities:
            server.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
        else:
            server.login(user, password)
    except imaplib.IMAP4.abort:
        raise
    # What the server says may repeat what it was told.
    except (imaplib.IMAP4.error, UnicodeEncodeError):
        raise NotBrought("The mail server does not take the user or the password.") from None


def _bag(session: _Session) -> Bag:
    uids = session.search()
    sizes = session.sizes(uids) if uids else {}
    parcels: list[Parcel] = []
    problem, held = "", 0
    for uid in uids:
        size = sizes.get(uid, 0)
        if size > LARGEST:
            session.settle(uid, False)
            problem = f"Message {uid} is larger than {LARGEST // 2**20} MB."
            continue
        if parcels and held + size > MOST_BYTES:
            break
        data = session.message(uid)
        held += len(data)
        if data:
            settle = partial(session.settle, uid)
            parcels.append(Parcel(name=f"Message {uid}", data=data, format="mail", settle=settle))
    return Bag(parcels=parcels, finish=session.finish, problem=problem)


@contextmanager
def _told() -> Iterator[None]:
    """Tell what a mail server does wrong in one sentence."""
    try:
        yield
    except TimeoutError:
        raise NotBrought("The mail server did not answer in time.") from None
    except imaplib.IMAP4.error as problem:
        raise NotBrought(f"The mail server failed: {' '.join(str(problem).split())[:200]}.") from None
    except OSError as problem:
        raise NotBrought(f"The mail server was lost: {problem.strerror or problem}.") from None


def _answer(
    told: tuple[str, Sequence[bytes | tuple[bytes, bytes] | None]],
) -> list[bytes | tuple[bytes, bytes]]:
    """Return what a command brought. Raises NotBrought if the server did not do it."""
    status, lines = told
    if status != "OK":
        first = next((each for each in lines if isinstance(each, bytes)), b"")
        raise NotBrought(f"The mail server refuses: {first.decode('utf-8', errors='replace')[:200]}.")
    return [each for each in lines if each is not None]


def quoted(folder: str) -> str:
    """Return a folder's name as IMAP writes it: letters beyond ASCII in modified UTF-7 (RFC 3501, 5.1.3), quoted."""
    named = _NOT_ASCII.sub(_in_base64, folder.replace("&", "&-"))
    return '"' + named.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _in_base64(match: re.Match[str]) -> str:
    coded = base64.b64encode(match[0].encode("utf-16-be")).rstrip(b"=").replace(b"/", b",")
    return f"&{coded.decode()}-"


ways.register(Source.Way.MAILBOX, bring)

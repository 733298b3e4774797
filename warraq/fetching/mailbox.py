"""A mailbox over IMAP (RFC 3501) and TLS, at `imaps://user@host/folder`, with an end to all waiting.

Messages are brought while they are unseen, and are marked once somebody settled what became of them: never before, so
that one that was not handled comes again. With `?kept=Folder` those that were kept are moved there (RFC 6851).
Everything here raises NotFetched, with one sentence.
"""

from __future__ import annotations

import base64
import imaplib
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import monotonic
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from warraq.fetching.asking import NotFetched
from warraq.fetching.secured import TimedSocket, secured

PORT = 993
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
    """Read a mailbox's address. Raises NotFetched for what is none, and for one that tells a password."""
    try:
        parts = urlsplit(text)
        port = parts.port or PORT
    except ValueError:
        raise NotFetched("The mailbox's address can't be read.") from None
    if parts.scheme != "imaps" or not parts.hostname or not parts.username:
        raise NotFetched("The mailbox's address is not of the form imaps://user@host/folder.")
    if parts.password is not None:
        raise NotFetched("The mailbox's address tells a password; it belongs into WARRAQ_MAILBOX_PASSWORDS.")
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
        raise NotFetched("The mailbox's address holds a control character.")
    return address


class Server(imaplib.IMAP4):
    """A session over a connection that was made and checked before."""

    def __init__(self, connection: TimedSocket, address: Address) -> None:
        self.connection = connection
        super().__init__(address.host, address.port)

    def _create_socket(self, timeout: float | None) -> TimedSocket:
        return self.connection


@dataclass(frozen=True)
class Message:
    """A message as it stands in the mailbox; one that is too large is named and not brought: `data` is None."""

    uid: str
    data: bytes | None


@dataclass
class Session:
    """An open mailbox, and what became of its messages."""

    server: Server
    address: Address
    kept: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def messages(self, *, most: int, largest: int, most_bytes: int) -> Iterator[Message]:
        """Yield the oldest unseen messages: so many, and no more than so many bytes of them but for the first."""
        with told():
            uids = self._search()[:most]
            sizes = self._sizes(uids) if uids else {}
        held = 0
        for uid in uids:
            size = sizes.get(uid, 0)
            if size > largest:
                yield Message(uid=uid, data=None)
                continue
            if held and held + size > most_bytes:
                break
            with told():
                data = self._message(uid)
            held += len(data)
            if data:
                yield Message(uid=uid, data=data)

    def settle(self, uid: str, could_be_read: bool) -> None:
        """Note what became of a message; `finish` tells the server."""
        (self.kept if could_be_read else self.refused).append(uid)

    def finish(self) -> None:
        """Mark what was kept or can't be read, and leave."""
        try:
            with told():
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

    def abilities(self) -> list[str]:
        """Return what the server can do; before somebody logs in it may tell less."""
        answered = _answer(self.server.capability())
        return (
            b" ".join(each for each in answered if isinstance(each, bytes))
            .decode("ascii", "replace")
            .upper()
            .split()
        )

    def _search(self) -> list[str]:
        """Return the numbers of the messages to bring, the oldest first."""
        answered = _answer(self.server.uid("SEARCH", "UNSEEN UNDELETED"))
        numbers = b" ".join(each for each in answered if isinstance(each, bytes)).split()
        return [each.decode() for each in numbers if each.isdigit()]

    def _sizes(self, uids: list[str]) -> dict[str, int]:
        """Return how many bytes each message has."""
        answered = _answer(self.server.uid("FETCH", ",".join(uids), "(UID RFC822.SIZE)"))
        lines = b"\n".join(each for each in answered if isinstance(each, bytes))
        return {(match[1] or match[4]).decode(): int(match[2] or match[3]) for match in _SIZE.finditer(lines)}

    def _message(self, uid: str) -> bytes:
        """Return a message whole, and leave it unseen; b"" for one that is gone."""
        answered = _answer(self.server.uid("FETCH", uid, "(BODY.PEEK[])"))
        return next((each[1] for each in answered if isinstance(each, tuple)), b"")

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


def opened(
    address: Address, *, password: str, seconds: float, most_bytes: int, trusted: Collection[str] = ()
) -> Session:
    """Open a mailbox, for so many seconds and so many bytes in all, from a public host or one that is trusted."""
    connection = secured(address.host, address.port, seconds=seconds, most_bytes=most_bytes, trusted=trusted)
    with told():
        try:
            server = Server(connection, address)
        except BaseException:
            connection.close()
            raise
        session = Session(server, address)
        try:
            _log_in(server, address.user, password)
            _answer(server.select(quoted(address.folder)))
        except BaseException:
            session.close()
            raise
        return session


def _log_in(server: Server, user: str, password: str) -> None:
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
        raise NotFetched("The mail server does not take the user or the password.") from None


@contextmanager
def told() -> Iterator[None]:
    """Tell what a mail server does wrong in one sentence."""
    try:
        yield
    except NotFetched:
        raise
    except TimeoutError:
        raise NotFetched("The mail server did not answer in time.") from None
    except imaplib.IMAP4.error as problem:
        raise NotFetched(f"The mail server failed: {' '.join(str(problem).split())[:200]}.") from None
    except OSError as problem:
        raise NotFetched(f"The mail server was lost: {problem.strerror or problem}.") from None


def _answer(
    answered: tuple[str, Sequence[bytes | tuple[bytes, bytes] | None]],
) -> list[bytes | tuple[bytes, bytes]]:
    """Return what a command brought. Raises NotFetched if the server did not do it."""
    status, lines = answered
    if status != "OK":
        first = next((each for each in lines if isinstance(each, bytes)), b"")
        raise NotFetched(f"The mail server refuses: {first.decode('utf-8', errors='replace')[:200]}.")
    return [each for each in lines if each is not None]


def quoted(folder: str) -> str:
    """Return a folder's name as IMAP writes it: letters beyond ASCII in modified UTF-7 (RFC 3501, 5.1.3), quoted."""
    named = _NOT_ASCII.sub(_in_base64, folder.replace("&", "&-"))
    return '"' + named.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _in_base64(match: re.Match[str]) -> str:
    coded = base64.b64encode(match[0].encode("utf-16-be")).rstrip(b"=").replace(b"/", b",")
    return f"&{coded.decode()}-"

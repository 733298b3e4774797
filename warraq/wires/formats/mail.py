"""A message of mail (RFC 5322, MIME): its attachments in their own formats, or its text as an item.

A text that is a wire itself (IPTC 7901, NITF…) is read as one. A plain one is an item with the subject as its headline,
but for a message whose attachments are items: then it says no more than «see attached».
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from hashlib import blake2b

from warraq.arabic.text import clean
from warraq.inbox.parsed import ParsedItem, PictureFile, Refused, WirePicture
from warraq.markup.pieces import Kind, Piece, paragraphs_of, pieces_of
from warraq.wires.formats.registry import Format, Found, Origin, Unreadable, format_name_of, formats, items_in
from warraq.wires.formats.wire_text import without_initials

MOST_PARTS = 100
# Each line is compared with the boundaries of all that it stands in: both are bounded before anything is parsed.
MOST_MULTIPARTS = 20
MOST_LINES = 1_000_000
_HEADER = re.compile(rb"(?:[!-9;-~]{1,80}:[ \t]|from )")
_MAIL_ALONE = re.compile(rb"^(?:message-id|mime-version|received|return-path):", re.MULTILINE)
# RFC 3676: what stands below this line is no text but who wrote it.
_SIGNATURE = re.compile(r"^-- ?\r?$", re.MULTILINE)
_FORWARDS = re.compile(r"(?:(?:re|fwd?|tr|رد|إعادة توجيه)\s*:\s*)+", re.IGNORECASE)
_MULTIPART = re.compile(rb"multipart/", re.IGNORECASE)
_PARAGRAPH_END = re.compile(r"\r?\n[ \t]*\r?\n")


@dataclass(frozen=True)
class _Part:
    """One leaf of a message."""

    name: str
    media_type: str
    charset: str
    data: bytes
    is_attached: bool


def read(data: bytes, origin: Origin) -> Iterator[Found]:
    """Yield what is attached, then the message's own text if that is an item. Raises Unreadable."""
    message, parts = _opened(data)
    identity = _identity(message, data)
    attached = [part for part in parts if part.is_attached]
    texts = [part for part in parts if not part.is_attached]
    pictures = _named_apart([part for part in attached if _format_name(part.data) == "picture"], identity)
    for name, part in pictures.items():
        yield PictureFile(name=name, data=part.data)
    has_items = False
    for part in attached:
        for found in _found_in(part, origin=origin):
            has_items = has_items or isinstance(found, ParsedItem)
            yield _with_attached(found, pictures) if isinstance(found, ParsedItem) else found
    yield from _text(message, texts, pictures=pictures, has_items=has_items, identity=identity, origin=origin)


def _opened(data: bytes) -> tuple[Message, list[_Part]]:
    """Return the message and its leaves. Raises Unreadable for one that is too deep or has too many."""
    if (
        len(_MULTIPART.findall(data)) > MOST_MULTIPARTS
        or data.count(b"\n") + data.count(b"\r") > 2 * MOST_LINES
    ):
        raise Unreadable(f"The message has more than {MOST_MULTIPARTS} levels or {MOST_LINES:,} lines.")
    try:
        # The older policy keeps damaged headers as they are; the newer one fails at some.
        message = message_from_bytes(data, policy=policy.compat32)
        parts = []
        for each in message.walk():
            if not each.is_multipart():
                parts.append(_part(each))
            if len(parts) > MOST_PARTS:
                raise Unreadable(f"The message has more than {MOST_PARTS} parts.")
    except (MessageError, RecursionError, ValueError, LookupError) as problem:
        if isinstance(problem, Unreadable):
            raise
        raise Unreadable("The message can't be read.") from None
    return message, parts


def _part(each: Message) -> _Part:
    payload = each.get_payload(decode=True)
    name = clean(_decoded(each.get_filename() or ""))
    media_type = each.get_content_type()
    return _Part(
        # A file's name alone: nobody's folders.
        name=name.replace("\\", "/").rpartition("/")[2],
        media_type=media_type,
        charset=each.get_content_charset("") or "",
        data=payload if isinstance(payload, bytes) else b"",
        is_attached=bool(name)
        or each.get_content_disposition() == "attachment"
        or not media_type.startswith("text/"),
    )


def _named_apart(pictures: list[_Part], identity: str) -> dict[str, _Part]:
    """Return the pictures by names that no other message's have: many are called «image001.jpg»."""
    mark = blake2b(identity.encode("utf-8", errors="replace"), digest_size=8).hexdigest()
    return {f"{mark}-{place}-{part.name}": part for place, part in enumerate(pictures)}


def _with_attached(item: ParsedItem, pictures: dict[str, _Part]) -> ParsedItem:
    """Return an item of an attachment with its pictures named as those that came with it."""
    names = {part.name.lower(): name for name, part in reversed(pictures.items()) if part.name}
    told = [
        replace(each, href=names.get(each.href.replace("\\", "/").rpartition("/")[2].lower(), each.href))
        for each in item.pictures
    ]
    return replace(item, pictures=tuple(told))


def _format_name(data: bytes) -> str:
    """Return the name of the format that an attachment is in; "" for one that we do not know, and for mail in mail."""
    name = format_name_of(data)
    return "" if name == "mail" else name


def _found_in(part: _Part, *, origin: Origin) -> Iterator[Found]:
    """Yield what an attachment in a wire's format holds; of a broken one a refusal."""
    name = _format_name(part.data)
    if not name or name == "picture":
        return
    inner = Origin(received_at=origin.received_at, name=part.name, provider=origin.provider)
    try:
        yield from items_in(part.data, origin=inner, name=name)
    except Unreadable as problem:
        yield Refused(f"{part.name or 'The attachment'}: {problem}")


def _text(
    message: Message,
    texts: list[_Part],
    *,
    pictures: dict[str, _Part],
    has_items: bool,
    identity: str,
    origin: Origin,
) -> Iterator[Found]:
    """Yield the message's own text: in a wire's format, or as an item under the subject."""
    plain = [part for part in texts if part.media_type == "text/plain"]
    for part in plain:
        if _format_name(part.data) not in ("", "picture"):
            yield from _found_in(part, origin=origin)
            has_items = True
    if has_items:
        return
    headline = _subject(message)
    pieces = _pieces(plain or [part for part in texts if part.media_type == "text/html"])
    if not headline or not (pieces or pictures):
        yield Refused("The message has no subject, or neither text nor attachment that can be read.")
        return
    person, address = parseaddr(_header(message, "From"))
    yield ParsedItem(
        provider=origin.provider or address.rpartition("@")[2] or origin.name,
        item_id=identity,
        sent_at=_sent_at(message) or origin.received_at,
        headline=headline,
        byline="" if "@" in person else person,
        language=clean(_header(message, "Content-Language")).split(",")[0],
        pieces=pieces,
        pictures=tuple(WirePicture(href=name, media_type=part.media_type) for name, part in pictures.items()),
    )


def _pieces(texts: list[_Part]) -> tuple[Piece, ...]:
    found: list[Piece] = []
    for part in texts:
        text = _words(part)
        if part.media_type == "text/html":
            found += [each for each in pieces_of(text) if each.kind not in (Kind.PICTURE, Kind.FRAME)]
        else:
            found += paragraphs_of(_lines(text))
    return without_initials(found)


def _lines(text: str) -> str:
    """Return a text with a line for each paragraph, without signature: mail breaks its lines where a screen ended."""
    text = _SIGNATURE.split(text, maxsplit=1)[0]
    if not _PARAGRAPH_END.search(text.strip()):
        return text
    return "\n".join(clean(each) for each in _PARAGRAPH_END.split(text))


def _words(part: _Part) -> str:
    """Return a part's text: as its charset says if that is true, else UTF-8, else as Arabic desks wrote before it."""
    for charset in (part.charset, "utf-8", "cp1256"):
        with suppress(LookupError, UnicodeDecodeError, ValueError):
            if charset:
                return part.data.decode(charset)
    return part.data.decode("utf-8", errors="replace")


def _header(message: Message, name: str) -> str:
    return _decoded(str(message.get(name, "") or ""))


def _decoded(text: str) -> str:
    """Return a header's text out of its encoded words (RFC 2047); one with a wrong charset as well as it can be."""
    told = []
    try:
        words = decode_header(text)
    except (ValueError, MessageError):
        return clean(text)
    for word, charset in words:
        if isinstance(word, str):
            told.append(word)
        else:
            part = _Part(name="", media_type="", charset=charset or "", data=word, is_attached=False)
            told.append(_words(part))
    return clean("".join(told))


def _subject(message: Message) -> str:
    subject = _header(message, "Subject")
    start = _FORWARDS.match(subject)
    return clean(subject[start.end() :]) if start else subject


def _identity(message: Message, data: bytes) -> str:
    """Return what names the message for ever: its id, else a digest of all of it."""
    return clean(_header(message, "Message-ID")) or f"mail:{blake2b(data, digest_size=16).hexdigest()}"


def _sent_at(message: Message) -> datetime | None:
    """Return when it was sent, if that can be read: years run from 1 to 9999 and mail says what it likes."""
    try:
        found = parsedate_to_datetime(str(message.get("Date", "")))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _is_mail(head: bytes) -> bool:
    return _HEADER.match(head) is not None and _MAIL_ALONE.search(head) is not None


formats.register("mail", Format(title="Mail", recognises=_is_mail, read=read, is_text=False))

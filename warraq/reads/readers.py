"""Who is reading, pure: a request's headers in, digests out that tell readers apart for a day and name nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address
from typing import Any

from warraq.reads.crawlers import is_browser

# Of a mark, the first half stands for the address and the story, the second for the agent as well.
MARK_BYTES = 8
_HALF = MARK_BYTES // 2


@dataclass(frozen=True)
class Reader:
    """Somebody at an address with an agent. Lives in memory only, until `Sighting.sealed`.

    `address` is packed: 4 bytes of IPv4, or the 8 bytes of an IPv6 network, since one host has 2^64 addresses in it.
    """

    address: bytes
    agent: str


@dataclass(frozen=True)
class Read:
    """A read of a story on an edition by somebody who is known by digests alone.

    `address` is a digest of the address (signed, 64 bits); `mark` is 8 bytes and tells reader and story, or empty
    when nobody in particular read. `origin` is where the reader came from (see `origins`), "" where that is not known.
    """

    edition_id: int
    story_id: int
    moment: datetime
    address: int = 0
    mark: bytes = b""
    origin: str = ""

    @property
    def hour(self) -> int:
        """The hour within which the reader's next read of the story does not count: hours since 1970."""
        return hour_of(self.moment)


@dataclass(frozen=True)
class Sighting:
    """A read that was not yet made anonymous, because the day's key has to be fetched first."""

    edition_id: int
    story_id: int
    moment: datetime
    reader: Reader
    # The host of the page before; "" for none, None when it was not said.
    referrer: str | None = None

    def sealed(self, *, key: bytes, origin: str = "") -> Read:
        """Return the read with digests in the place of its reader, and an origin in the place of its referrer."""
        address, mark = traces(self.reader, of=(self.story_id,), key=key)
        return Read(self.edition_id, self.story_id, self.moment, address, mark, origin)


def reader_of(meta: Mapping[str, Any], *, trusted_proxies: int) -> Reader | None:
    """Return a request's reader from its WSGI environment; None for crawlers and for whom nothing can be told."""
    agent = meta.get("HTTP_USER_AGENT", "")
    address = address_of(meta, trusted_proxies=trusted_proxies)
    if address is None or not is_browser(agent):
        return None
    return Reader(address=address, agent=agent)


def traces(reader: Reader, *, of: tuple[int, ...], key: bytes) -> tuple[int, bytes]:
    """Return the digest of the reader's address, and the reader's mark for what the numbers `of` stand for."""
    what = b"".join(number.to_bytes(8, "big", signed=True) for number in of)
    place = _digest(key, b"place", what, reader.address, size=_HALF)
    person = _digest(key, b"reader", what, reader.address, reader.agent.encode(), size=_HALF)
    address = _digest(key, b"address", reader.address, size=8)
    return int.from_bytes(address, "big", signed=True), place + person


def day_key(*, salt: bytes, secret: str) -> bytes:
    """Return the key of a day's digests: without the secret, which is in no database, a salt is of no use."""
    return blake2b(salt, key=blake2b(secret.encode()).digest(), digest_size=32).digest()


def hour_of(moment: datetime) -> int:
    """Return the hour of a moment: hours since 1970."""
    return int(moment.timestamp() // 3600)


def earlier_readers(marks: bytes, mark: bytes, *, budget: int) -> int | None:
    """Decide whether a mark counts after those that its address left in the hour (`marks`, joined).

    Returns how many readers at the address read the story before; None if this one did, or if the address has
    spent its budget of marks.
    """
    before = [marks[start : start + MARK_BYTES] for start in range(0, len(marks), MARK_BYTES)]
    if mark in before or len(before) >= budget:
        return None
    return sum(each[:_HALF] == mark[:_HALF] for each in before)


def _digest(key: bytes, *parts: bytes, size: int) -> bytes:
    """Return a keyed digest; the lengths are digested too, so that no two lists of parts are alike."""
    lengths = b",".join(str(len(part)).encode() for part in parts)
    return blake2b(lengths + b":" + b"".join(parts), key=key, digest_size=size).digest()


def address_of(meta: Mapping[str, Any], *, trusted_proxies: int) -> bytes | None:
    """Return the packed address of whoever spoke to the outermost trusted proxy, or None for nonsense."""
    # Each proxy adds, at the end, whom it heard from; what stands before may be the reader's invention.
    told = [hop for hop in meta.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    hops = [*told, meta.get("REMOTE_ADDR", "")]
    try:
        address = ip_address(hops[-1 - min(trusted_proxies, len(told))].strip())
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        return address.ipv4_mapped.packed if address.ipv4_mapped else address.packed[:8]
    return address.packed

"""Which addresses may be asked. What somebody types into a form must not make Warraq ask its own network for it."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection
from urllib.parse import SplitResult, urlsplit

LONGEST_ADDRESS = 2_000
_PORTS = {"http": 80, "https": 443}

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotAllowedAddress(ValueError):
    """An address that is not asked; the message says why, in one sentence."""


def checked(address: str) -> SplitResult:
    """Return the parts of a web address. Raises NotAllowedAddress for what is none, or names a person or a password."""
    if len(address) > LONGEST_ADDRESS:
        raise NotAllowedAddress("The address is too long.")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise NotAllowedAddress("The address can't be read.") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise NotAllowedAddress("The address is not an http or https address.")
    if parts.username is not None or parts.password is not None:
        raise NotAllowedAddress("The address names a user; that is not sent.")
    if port == 0:
        raise NotAllowedAddress("The address has no port that can be asked.")
    return parts


def port_of(parts: SplitResult) -> int:
    """Return the port that an address is asked at."""
    return parts.port or _PORTS[parts.scheme]


def resolved(parts: SplitResult, *, trusted: Collection[str] = ()) -> list[str]:
    """Return the numbers of the host: public ones, unless the host is trusted to be within a private network.

    Raises NotAllowedAddress if one is not: a name that leads to both is not trusted. Raises OSError for a name that
    leads nowhere. Whoever connects must connect to one of these: a name asked again may lead elsewhere.
    """
    return numbers_of(parts.hostname or "", port_of(parts), trusted=trusted)


def numbers_of(host: str, port: int, *, trusted: Collection[str] = ()) -> list[str]:
    """Return the numbers of a host of any service, as `resolved` does."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    numbers = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if host not in trusted:
        for number in numbers:
            if not is_public(ipaddress.ip_address(number.partition("%")[0])):
                raise NotAllowedAddress(f"{host} leads to a private network.")
    return numbers


def is_public(address: Address) -> bool:
    """Return whether a number is one of the public internet; IPv4 within IPv6 is judged as what it is."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        # 64:ff9b::/96, the numbers of NAT64.
        if inner is None and address.packed[:12] == b"\x00\x64\xff\x9b" + bytes(8):
            inner = ipaddress.IPv4Address(address.packed[12:])
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast

"""How often one address may subscribe or unsubscribe, as far as this process knows. Digests are kept, no address."""

from __future__ import annotations

import secrets
import threading
from hashlib import blake2b

# A reader who tries every topic stays below it; readers behind one address are many.
MOST_AN_HOUR = 60
# About 100 bytes each.
MOST_ADDRESSES = 20_000


class Bounds:
    """Counts by address within an hour, under a key that is never told. Full, it forgets whom it met first."""

    def __init__(self, *, most: int = MOST_AN_HOUR, most_addresses: int = MOST_ADDRESSES) -> None:
        self._key = secrets.token_bytes(32)
        self._most, self._most_addresses = most, most_addresses
        self._lock = threading.Lock()
        self._hour = 0
        self._counts: dict[bytes, int] = {}

    def admits(self, address: bytes, *, hour: int) -> bool:
        """Return whether the packed address may ask once more in this hour (hours since 1970), and count it."""
        mark = blake2b(address, key=self._key, digest_size=16).digest()
        with self._lock:
            if hour != self._hour:
                self._hour, self._counts = hour, {}
            count = self._counts.get(mark, 0)
            if count >= self._most:
                return False
            if mark not in self._counts and len(self._counts) >= self._most_addresses:
                del self._counts[next(iter(self._counts))]
            self._counts[mark] = count + 1
            return True

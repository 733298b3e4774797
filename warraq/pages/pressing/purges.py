"""Telling caches in front what changed, so that they ask for it again before its time is out.

A cache keeps a page for a second (`pages.DEFAULT_CACHE_CONTROL`), so readers would see every change soon without this.
A purge makes it sooner, and takes a withdrawn story out of what a cache holds for the time when nobody answers it.

`Purger` is the outside service; `NullPurger` its twin, for who has no cache in front. `XkeyPurger` speaks to Varnish by
surrogate key (deploy/varnish), `WagtailPurger` to the caches that Wagtail knows, by address. The presser is never held
up: couriers carry the purges in threads of their own, and keep what could not be delivered.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final, Protocol
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone
from wagtail.contrib.frontend_cache.utils import purge_urls_from_cache

from warraq.press.edge import block_surrogate_key
from warraq.press.store import BLOCK
from warraq.stories.troubles import trouble_end, trouble_note

_log = logging.getLogger(__name__)

# Serving processes take over what was pressed within some twenty milliseconds. Who asked in between has put what is
# gone into the cache once more, so that a cache is told a second time.
AGAIN_SECONDS: Final = 0.3
_TIMEOUT_SECONDS: Final = 2.0
_FIRST_REST_SECONDS: Final = 0.5
_LONGEST_REST_SECONDS: Final = 10.0
# Names that wait for a cache which does not answer. The oldest go first: their second is long over.
_MOST_WAITING: Final = 20_000
# A CDN takes addresses one by one or some thirty at once, and counts them. Where a whole site was dropped (a new
# template, an edition's new name), its second is over long before they are all told.
_MOST_ADDRESSES: Final = 500
# Varnish reads header lines of at most 8 KB.
_LONGEST_LINE: Final = 4_000


@dataclass(frozen=True, slots=True)
class Purge:
    """What caches may no longer take for fresh: surrogate keys, and `urls` of pages.

    What carries a key in `gone` may not be shown for another moment, not even while nobody answers the cache; what
    carries one in `changed` may then. If anything is gone, so may be what stands at `urls`.
    """

    changed: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    urls: frozenset[str] = frozenset()


class Purger(Protocol):
    """Tells caches in front. Both methods return at once and raise nothing."""

    def purge(self, purge: Purge) -> None:
        """Let the caches know, now or as soon as they answer."""

    def close(self) -> None:
        """Take no more; what was not delivered yet is given up."""


class NullPurger:
    """No cache stands in front."""

    def purge(self, purge: Purge) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class Purgers:
    """Several caches at once."""

    def __init__(self, *purgers: Purger) -> None:
        self._purgers = purgers

    def purge(self, purge: Purge) -> None:
        """Let each of them know."""
        for purger in self._purgers:
            purger.purge(purge)

    def close(self) -> None:
        """Close each of them."""
        for purger in self._purgers:
            purger.close()


# Hears of a cache that takes no purges, with the problem, and with None of one that takes them again.
Report = Callable[[str, Exception | None], None]


def unheard(name: str, problem: Exception | None) -> None:
    """Tell nobody: for who has no desk."""


def told_to_the_desk(name: str, problem: Exception | None) -> None:
    """Have the desk's start page say that a cache is not reached; runs in a courier's thread."""
    try:
        if problem is None:
            trouble_end(f"cache/{name}")
        else:
            sentence = f"الخادم الوسيط «{name}» لا يُبلَّغ بما تغيّر، وقد يرى قراؤه صفحات قديمة: {problem}"
            trouble_note(f"cache/{name}", sentence=sentence, now=timezone.now())
    finally:
        close_old_connections()


class XkeyPurger:
    """Varnish servers, told by surrogate key with the method PURGE (the vmod xkey and deploy/varnish's VCL).

    Changed keys go in `xkey-softpurge`: what they name is stale, and serves only while nobody answers Varnish. Those of
    what is gone go in `xkey-purge`.
    """

    def __init__(self, urls: Iterable[str], *, report: Report = unheard) -> None:
        self._couriers = [Courier(_told_by_key(url), name=url, report=report) for url in urls]

    def purge(self, purge: Purge) -> None:
        """Let each server know."""
        for courier in self._couriers:
            courier.take(purge.gone, gone=True)
            courier.take(purge.changed, gone=False)

    def close(self) -> None:
        """End the couriers."""
        for courier in self._couriers:
            courier.close()


class WagtailPurger:
    """The caches in WAGTAILFRONTENDCACHE (Cloudflare, CloudFront, Azure, HTTP), told the addresses of pressed pages.

    More than 500 at once are not told: caches let them go by themselves within a second.
    """

    def __init__(self, *, report: Report = unheard) -> None:
        self._courier = Courier(_told_by_address, name="WAGTAILFRONTENDCACHE", report=report)

    def purge(self, purge: Purge) -> None:
        """Let the caches know."""
        if len(purge.urls) <= _MOST_ADDRESSES:
            self._courier.take(purge.urls, gone=bool(purge.gone))

    def close(self) -> None:
        """End the courier."""
        self._courier.close()


def purger_of_settings() -> Purger:
    """Return the purger of this installation, by PURGE_URLS and WAGTAILFRONTENDCACHE."""
    purgers: list[Purger] = []
    if settings.PURGE_URLS:
        purgers.append(XkeyPurger(settings.PURGE_URLS, report=told_to_the_desk))
    if settings.WAGTAILFRONTENDCACHE:
        purgers.append(WagtailPurger(report=told_to_the_desk))
    return Purgers(*purgers) if purgers else NullPurger()


class Changed:
    """Gathers what the press became right about, until it is told to the caches all at once."""

    def __init__(self, purger: Purger) -> None:
        self._purger = purger
        self._keys: set[str] = set()
        self._urls: set[str] = set()

    def note(self, kind: str, key: str) -> None:
        """Remember a page or block; the press calls this (`Press.on_clean`)."""
        if kind == BLOCK:
            self._keys.add(block_surrogate_key(key))
        else:
            self._urls.add(address_of(key))

    def tell(self, *, tags: Iterable[str] = (), gone: Iterable[str] = ()) -> None:
        """Tell the caches what was noted, what carries these tags, and what is gone by its tags."""
        gone = frozenset(gone)
        purge = Purge(changed=frozenset(self._keys.union(tags)) - gone, gone=gone, urls=frozenset(self._urls))
        self._keys.clear()
        self._urls.clear()
        if purge != Purge():
            self._purger.purge(purge)


def address_of(key: str) -> str:
    """Return the public address of the page that the press keeps under `key`, percent-encoded."""
    host, slash, path = key.partition("/")
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
    return f"{settings.PUBLIC_SCHEME}://{host}{port}{quote(slash + path)}"


# Carrying


@dataclass(frozen=True, slots=True)
class Parcel:
    """Names for one request to a cache; `is_second` when it was told of them before."""

    names: tuple[str, ...]
    gone: bool
    is_second: bool = False


@dataclass
class Waiting:
    """Names that a cache has still to be told, each once, at most `limit` of them."""

    limit: int = _MOST_WAITING
    _names: dict[str, bool] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._names)

    def add(self, names: Iterable[str], *, gone: bool) -> None:
        """Add names. One that is gone remains so, whoever says afterwards that it only changed."""
        for name in names:
            self._names[name] = gone or self._names.get(name, False)
        while len(self._names) > self.limit:
            del self._names[next(iter(self._names))]

    def take(self) -> Parcel | None:
        """Take out as many names as fit in one line, first those that are gone; None when nothing waits."""
        gone = any(self._names.values())
        names: list[str] = []
        length = 0
        for name, is_gone in self._names.items():
            if is_gone is not gone:
                continue
            length += len(name) + 1
            if names and length > _LONGEST_LINE:
                break
            names.append(name)
        for name in names:
            del self._names[name]
        return Parcel(names=tuple(names), gone=gone) if names else None


class Courier:
    """A thread that brings purges to one cache with `deliver`, which raises when the cache did not take them.

    A cache that does not answer is tried again, with rests that grow to ten seconds, until it does; `report` hears
    of each failure and of its end.
    """

    def __init__(self, deliver: Callable[[Parcel], None], *, name: str, report: Report = unheard) -> None:
        self._deliver = deliver
        self._report = report
        self._name = name
        self._waiting = Waiting()
        self._again: deque[tuple[float, Parcel]] = deque()
        self._rest = 0.0
        self._rests_until = 0.0
        self._closed = False
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._run, name=f"purges to {name}", daemon=True)
        self._thread.start()

    def take(self, names: Iterable[str], *, gone: bool) -> None:
        """Take names to be delivered."""
        with self._news:
            self._waiting.add(names, gone=gone)
            self._news.notify()

    def close(self) -> None:
        """End the thread after the delivery that it is at."""
        with self._news:
            self._closed = True
            self._news.notify()
        self._thread.join(timeout=_TIMEOUT_SECONDS)

    def _run(self) -> None:
        while (parcel := self._next()) is not None:
            try:
                self._deliver(parcel)
            except Exception as problem:
                self._failed(parcel, problem)
            else:
                self._delivered(parcel)

    def _next(self) -> Parcel | None:
        """Wait for the next parcel; None when all is over."""
        with self._news:
            while not self._closed:
                now = time.monotonic()
                if now >= self._rests_until and (parcel := self._due(now)) is not None:
                    return parcel
                self._news.wait(self._pause(now))
            return None

    def _due(self, now: float) -> Parcel | None:
        """Return what is to be delivered now: news first, then what has to be told a second time."""
        parcel = self._waiting.take()
        if parcel is None and self._again and self._again[0][0] <= now:
            parcel = replace(self._again.popleft()[1], is_second=True)
        return parcel

    def _pause(self, now: float) -> float | None:
        """Return the seconds until something is due; None until there are news."""
        if now < self._rests_until:
            return self._rests_until - now
        return max(0.0, self._again[0][0] - now) if self._again else None

    def _delivered(self, parcel: Parcel) -> None:
        if self._rest:
            _log.warning("%s takes purges again.", self._name)
            self._report(self._name, None)
        with self._news:
            self._rest = 0.0
            if parcel.gone and not parcel.is_second:
                self._again.append((time.monotonic() + AGAIN_SECONDS, parcel))

    def _failed(self, parcel: Parcel, problem: Exception) -> None:
        if not self._rest:
            _log.warning("%s takes no purges now: %s", self._name, problem)
        self._report(self._name, problem)
        with self._news:
            self._rest = min(max(_FIRST_REST_SECONDS, 2 * self._rest), _LONGEST_REST_SECONDS)
            self._rests_until = time.monotonic() + self._rest
            self._waiting.add(parcel.names, gone=parcel.gone)


def _told_by_key(url: str) -> Callable[[Parcel], None]:
    """Return what tells a Varnish at `url`, raising HTTPException when that refuses and OSError when it is away."""
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection

    def deliver(parcel: Parcel) -> None:
        connection = kind(parts.hostname or "", parts.port, timeout=_TIMEOUT_SECONDS)
        try:
            header = "xkey-purge" if parcel.gone else "xkey-softpurge"
            connection.request("PURGE", parts.path or "/", headers={header: " ".join(parcel.names)})
            status = connection.getresponse().status
        finally:
            connection.close()
        if status != 200:
            raise HTTPException(f"it answered {status}")

    return deliver


def _told_by_address(parcel: Parcel) -> None:
    """Tell Wagtail's caches. Wagtail logs what they refuse, and does not say so."""
    try:
        purge_urls_from_cache(list(parcel.names))
    finally:
        # Wagtail hands the work to a task, which an installation may keep in its database.
        close_old_connections()

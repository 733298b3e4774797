"""Where a reader came from, pure: the host of the page before, which the page's script tells and nobody proves.

An origin is a word: `direct`, `own` (this site), `sister:HOST` (another site of the network), `search:NAME`,
`social:NAME`, `other:HOST`, or `other` for what is not named.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

DIRECT = "direct"
OWN = "own"
OTHER = "other"
# A name in the DNS is no longer than this, and so is what a beacon may say.
LONGEST_HOST = 100
# So many other hosts of an edition are told apart in a day by each process; the rest are `other`.
MOST_HOSTS = 100
# After which so many days are forgotten; a process knows of today's and of yesterday's.
_MOST_DAYS = 500

_HOST = re.compile(r"(?=.{4,100}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
# A site's name (whatever its country and its first label), or the package of an app.
_ENGINES = {"google", "bing", "duckduckgo", "yahoo", "yandex", "ecosia", "baidu", "brave", "qwant"}
_NETWORKS = {
    "facebook": "facebook",
    "fb": "facebook",
    "messenger": "facebook",
    "instagram": "instagram",
    "threads": "threads",
    "twitter": "x",
    "t": "x",
    "x": "x",
    "youtube": "youtube",
    "linkedin": "linkedin",
    "lnkd": "linkedin",
    "reddit": "reddit",
    "telegram": "telegram",
    "whatsapp": "whatsapp",
    "snapchat": "snapchat",
    "tiktok": "tiktok",
    "pinterest": "pinterest",
}
# One-letter names would be anybody's in another domain.
_ONLY_AT = {"t": "t.co", "x": "x.com", "fb": "fb.com", "threads": "threads.net"}
_APPS = {
    "com.google.android.googlequicksearchbox": "search:google",
    "com.google.android.gm": "other:gmail.com",
    "org.telegram.messenger": "social:telegram",
    "t.me": "social:telegram",
    "wa.me": "social:whatsapp",
    "youtu.be": "social:youtube",
}
# What stands before a country: google.com.eg, yahoo.co.jp.
_SECOND_LEVEL = {"com", "co", "net", "org", "gov", "edu", "ac"}


def origin_of(host: str, *, edition: int, editions: Mapping[str, int]) -> str:
    """Return the origin that a host is, for an edition; `editions` says whose the network's hosts are.

    What is no host's name (an address in numbers, nonsense) is `other`.
    """
    name = host.strip().lower().partition(":")[0].removesuffix(".")
    if not name:
        return DIRECT
    if name in editions:
        return OWN if editions[name] == edition else f"sister:{name}"
    if not _HOST.fullmatch(name):
        return OTHER
    name = name.removeprefix("www.")
    if name in _APPS:
        return _APPS[name]
    return _known(name) or f"other:{name}"


def _known(name: str) -> str:
    """Return the origin of a search engine's or a social network's host; "" for others."""
    labels = name.split(".")
    if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL:
        labels = labels[:-1]
    site = labels[-2] if len(labels) > 1 else ""
    only = _ONLY_AT.get(site)
    if only is not None and name != only and not name.endswith(f".{only}"):
        return ""
    if site in _ENGINES:
        return f"search:{site}"
    return f"social:{_NETWORKS[site]}" if site in _NETWORKS else ""


@dataclass
class Hosts:
    """The other hosts that a process has told apart, by edition and day, so that nobody fills a table with names."""

    most: int = MOST_HOSTS
    _met: dict[tuple[int, int], set[str]] = field(default_factory=dict)

    def admitted(self, origin: str, *, edition: int, day: int) -> str:
        """Return the origin, or `other` when it is one host too many."""
        if not origin.startswith("other:"):
            return origin
        met = self._met.setdefault((edition, day), set())
        if origin in met:
            return origin
        if len(met) >= self.most:
            return OTHER
        met.add(origin)
        while len(self._met) > _MOST_DAYS:
            del self._met[next(iter(self._met))]
        return origin


def ranked(arrivals: Mapping[str, int], *, named: int) -> list[tuple[str, int]]:
    """Return origins, most first; of other hosts the first `named` keep their names, the rest are `other`."""
    order = sorted(arrivals.items(), key=lambda each: (-each[1], each[0]))
    kept: Collection[str] = [origin for origin, _ in order if origin.startswith("other:")][:named]
    folded: dict[str, int] = {}
    for origin, number in order:
        name = origin if not origin.startswith("other:") or origin in kept else OTHER
        folded[name] = folded.get(name, 0) + number
    return sorted(folded.items(), key=lambda each: (-each[1], each[0]))

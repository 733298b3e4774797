"""HTTP decisions of the press: which page a request names, in which coding it is answered, and whether at
all.

All of it is pure: header text in, verdict out. Sources: RFC 9110 (HTTP semantics), RFC 9111 (caching), RFC
5861 (stale-while-revalidate, stale-if-error), RFC 3986 (addresses), the W3C notes Edge Architecture and ESI
1.0.

Not our business: `Date` is set by the server, and `Age` by caches (RFC 9111, 5.1): an origin that sends it
shortens the life of its answers there. The age of the blocks goes out as `X-Warraq-Age`. A `Range` is
ignored, as RFC 9110 (14.2) allows: the answer is the whole page with 200.
"""

import math
import re
from collections.abc import Callable, Iterable
from datetime import UTC
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache
from typing import Final

from warraq.press.pages import Composed, Header, PressedPage

GZIP: Final = "gzip"
IDENTITY: Final = "identity"

TRACKING_PARAMETERS: Final = frozenset({"fbclid", "gclid"})
TRACKING_PREFIX: Final = "utm_"

_LONGEST_HOST: Final = 253
# Bytes; addresses with Arabic words take six characters a letter when they are percent-encoded.
_LONGEST_PATH: Final = 2_000

_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST: Final = re.compile(rf"({_LABEL}(?:\.{_LABEL})*|\[[0-9a-f:.]{{2,45}}\])\.?(?::[0-9]{{1,5}})?")
# Control characters, backslash, an empty or dotted segment, an escape that was escaped twice, U+FFFD.
_NOT_CANONICAL: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\\\ufffd]|//|/\.\.?(?:/|$)|%(?:2[ef]|5c|00|25)", re.IGNORECASE
)

_CODING: Final = re.compile(
    r"\s*([!#$%&'*+.^_`|~0-9a-z-]+)\s*(?:;\s*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?\s*", re.IGNORECASE
)
_ENTITY_TAG: Final = re.compile(r'(?:W/)?"([^"]*)"')
_WORD: Final = re.compile(r"[!-~]+")
_ESI_CAPABILITY: Final = re.compile(r'=\s*"[^"]*\bESI/1\.0\b', re.IGNORECASE)

_KEPT_IN_304: Final = frozenset(
    {
        # The Fetch standard asks it of a 304 too, where a script gave the condition.
        "access-control-allow-origin",
        "cache-control",
        "content-location",
        "etag",
        "expires",
        "last-modified",
        "surrogate-control",
        "surrogate-key",
        "vary",
        "x-warraq-age",
    }
)


def normalised_host(host: str) -> str | None:
    """The host of a `Host` header or a setting: lower case, ASCII (IDNA), without port and closing dot.

    None for what cannot be a host.
    """
    if not host.isascii():
        host = _idna(host)
    found = _HOST.fullmatch(host.lower())
    return found[1] if found is not None and len(found[1]) <= _LONGEST_HOST else None


def is_canonical_path(path: str) -> bool:
    """Whether a decoded path can only be written in one way, and so may name a pressed page.

    Paths with empty or dotted segments, backslashes, control characters or twice escaped slashes and dots are
    left to the backend, which knows whether to redirect or to refuse.
    """
    try:
        length = len(path.encode())
    except UnicodeEncodeError:
        return False
    return path.startswith("/") and length <= _LONGEST_PATH and _NOT_CANONICAL.search(path) is None


def page_key(host: str, path: str) -> str | None:
    """The name of the page at `path` (decoded text) on `host`, or None if no pressed page can stand there.

    >>> page_key("Maghrib.localhost:8000", "/سياسة/12-خبر")
    'maghrib.localhost/سياسة/12-خبر'
    """
    name = normalised_host(host)
    return name + path if name is not None and is_canonical_path(path) else None


def decoded_path(path_info: str) -> str | None:
    """The text of a WSGI `PATH_INFO` (bytes dressed as latin-1, PEP 3333); None if it is not UTF-8."""
    if path_info.isascii():
        return path_info
    try:
        return path_info.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None


def is_only_tracking(query: str) -> bool:
    """Whether a query string says nothing but where the reader came from (utm_*, fbclid, gclid)."""
    names = [pair.partition("=")[0] for pair in query.split("&")]
    return all(not name or name in TRACKING_PARAMETERS or name.startswith(TRACKING_PREFIX) for name in names)


def cookie_finder(names: Iterable[str]) -> Callable[[str], bool]:
    """A function that tells whether a `Cookie` header holds a cookie of any of these names."""
    patterns = [(name, re.compile(rf"(?:^|[;,\s]){re.escape(name)}\s*=")) for name in names]

    def carries(header: str) -> bool:
        # Most headers hold no such letters at all, and finding that out is far cheaper than the pattern.
        return any(name in header and pattern.search(header) is not None for name, pattern in patterns)

    return carries


def preferred_coding(accept_encoding: str | None) -> str:
    """`GZIP` or `IDENTITY`, by RFC 9110 (12.5.3). What can't be read in the header counts as not said.

    Without the header any coding is allowed, but who does not ask for gzip may not read it: identity. Where
    neither is allowed, identity is sent all the same (12.4.1 lets a server disregard the field): better than
    a 406.
    """
    weights: dict[str, float] = {}
    for element in (accept_encoding or "").split(","):
        found = _CODING.fullmatch(element)
        if found is not None:
            weights[found[1].lower()] = 1.0 if found[2] is None else float(found[2])
    others = weights.get("*", 0.0)
    gzip = weights.get(GZIP, weights.get("x-gzip", others))
    identity = weights.get(IDENTITY, others)
    return GZIP if gzip > 0 and gzip >= identity else IDENTITY


def announces_esi(surrogate_capability: str | None) -> bool:
    """Whether a cache in front says that it composes ESI 1.0: ``Surrogate-Capability: cdn="ESI/1.0"``."""
    return surrogate_capability is not None and _ESI_CAPABILITY.search(surrogate_capability) is not None


def entity_tag(tag: str, *, variant: str) -> str:
    """A strong entity tag. Each coding has its own, since the bytes differ."""
    return f'"{tag}"' if variant == IDENTITY else f'"{tag}-{variant}"'


def is_not_modified(
    *, if_none_match: str | None, if_modified_since: str | None, etag: str, modified_at: float, now: float
) -> bool:
    """Whether a GET or HEAD with these conditions is answered by a 304 (RFC 9110, 13.2.2).

    With `If-None-Match` the date is not looked at. A date decides only if the full second of the change lies
    within it: what changed later in the second that a reader's copy names is news to that reader.
    """
    if if_none_match is not None:
        return matches_tag(if_none_match, etag=etag)
    if if_modified_since is None:
        return False
    seconds = _seconds(if_modified_since)
    return seconds is not None and math.ceil(modified_at) <= seconds <= now


def matches_tag(if_none_match: str, *, etag: str) -> bool:
    """Whether `etag` is among those of an `If-None-Match`, weakly compared."""
    return if_none_match.strip() == "*" or etag.strip('"') in _ENTITY_TAG.findall(if_none_match)


def last_modified(modified_at: float, *, now: float) -> str:
    """The `Last-Modified` date of something that changed at `modified_at`: the second in which the change was
    complete, but never later than `now` (RFC 9110, 8.8.2.1)."""
    return _date(min(math.ceil(modified_at), int(now)))


def page_headers(
    page: PressedPage, *, composed: Composed, coding: str, variant: str, now: float
) -> list[Header]:
    """The headers of an answer with the page's own status in this coding, without `X-Warraq-Age`."""
    length = len(composed.gzip_body) if coding == GZIP else composed.length
    return [
        *page.headers,
        *validator_headers(page, composed=composed, variant=variant, now=now),
        *([("Content-Encoding", GZIP)] if coding == GZIP else []),
        ("Content-Length", str(length)),
    ]


def not_modified_headers(headers: Iterable[Header]) -> list[Header]:
    """Those of the headers of a 200 answer that a 304 repeats (RFC 9110, 15.4.5), and those for caches in front."""
    return [header for header in headers if header[0].lower() in _KEPT_IN_304]


def validator_headers(page: PressedPage, *, composed: Composed, variant: str, now: float) -> list[Header]:
    """What a cache needs to keep an answer and to ask again."""
    return [
        ("Cache-Control", page.cache_control),
        ("Vary", "Accept-Encoding"),
        ("ETag", entity_tag(composed.tag, variant=variant)),
        ("Last-Modified", last_modified(composed.modified_at, now=now)),
    ]


def surrogate_key_header(page: PressedPage, *, composed: Composed) -> list[Header]:
    """`Surrogate-Key` for a cache that purges by key: the page's own keys and the stories in its blocks.

    A name that is no plain ASCII word would break the header, and is left out.
    """
    stories = [story for block in composed.blocks if block is not None for story in block.stories]
    keys = dict.fromkeys(key for key in [*page.surrogate_keys, *stories] if _WORD.fullmatch(key))
    return [("Surrogate-Key", " ".join(keys))] if keys else []


@lru_cache(maxsize=256)
def _date(seconds: int) -> str:
    """An HTTP date. All pages of a site share the moment of the latest block, and so the same few dates."""
    return formatdate(seconds, usegmt=True)


def _idna(host: str) -> str:
    try:
        name, colon, port = host.rpartition(":") if host.rpartition(":")[2].isdigit() else (host, "", "")
        return name.encode("idna").decode("ascii") + colon + port
    except UnicodeError:
        return ""


def _seconds(date: str) -> float | None:
    """Epoch seconds of an HTTP date in any of its three forms (RFC 9110, 5.6.7); None for anything else."""
    try:
        parsed = parsedate_to_datetime(date)
        return (parsed.replace(tzinfo=parsed.tzinfo or UTC)).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None

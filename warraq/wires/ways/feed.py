"""A feed at a web address, asked for politely: unchanged ones cost a 304 (RFC 9110, conditional requests)."""

from __future__ import annotations

from django.conf import settings

from warraq.fetching.asking import Limits, NotFetched, ask
from warraq.inbox.models import Source
from warraq.wires.formats.registry import LARGEST
from warraq.wires.ways.parcels import Bag, NotBrought, Parcel, ways

_ACCEPTED = "application/feed+json, application/atom+xml, application/rss+xml, application/xml, */*;q=0.5"


def bring(source: Source) -> Bag:
    """Ask for the feed; an empty bag when it is as it was."""
    headers = {"Accept": _ACCEPTED}
    if source.etag:
        headers["If-None-Match"] = source.etag
    if source.last_modified:
        headers["If-Modified-Since"] = source.last_modified
    limits = Limits(most_bytes=LARGEST, trusted=settings.FETCH_TRUSTED_HOSTS)
    try:
        answer = ask(source.address, headers=headers, limits=limits)
    except NotFetched as problem:
        raise NotBrought(str(problem)) from None
    if answer.status == 304:
        return Bag(etag=source.etag, last_modified=source.last_modified)
    if answer.status != 200:
        raise NotBrought(f"The server answered {answer.status}.")
    return Bag(
        parcels=[Parcel(name=answer.address, data=answer.body)],
        etag=answer.headers.get("etag", "")[:300],
        last_modified=answer.headers.get("last-modified", "")[:60],
    )


ways.register(Source.Way.FEED, bring)

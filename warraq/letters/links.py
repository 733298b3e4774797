"""What stands in the links of letters. A link says who pressed it, so it needs no log-in and no cookie."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer

from warraq.common.numbers import whole
from warraq.letters.models import Kind
from warraq.letters.sealing import Unsealable, seal, unseal

CONFIRMED_WITHIN = timedelta(days=7)
LONGEST_LINK = 1_000
# What stands for a reader's own link in a trial, which has no reader.
TRIAL = "trial"


@dataclass(frozen=True)
class Wish:
    """What somebody asks for who has not confirmed it yet. It lives in the link alone: no row is kept of it."""

    edition: int
    address: str
    kinds: tuple[str, ...]


def kinds_of(names: Collection[str]) -> tuple[str, ...]:
    """Return the kinds among these names, in our order."""
    return tuple(kind.value for kind in Kind if kind.value in names)


def wish_link(wish: Wish) -> str:
    """Return the wish sealed."""
    return seal(json.dumps([wish.edition, wish.address, wish.kinds], separators=(",", ":")))


def wish_of(link: str, *, now: datetime) -> Wish | None:
    """Return the wish of a link that is at most seven days old, or None."""
    if len(link) > LONGEST_LINK:
        return None
    try:
        text = unseal(link, now=int(now.timestamp()), seconds=int(CONFIRMED_WITHIN.total_seconds()))
        edition, address, kinds = json.loads(text)
    except (Unsealable, ValueError):
        return None
    return Wish(edition=edition, address=address, kinds=kinds_of(kinds))


def own_link(subscriber: int) -> str:
    """Return what a subscriber's own links end in; it holds for as long as they are subscribed."""
    return _signer().sign(str(subscriber)).replace(":", ".")


def subscriber_of(link: str) -> int | None:
    """Return the number of the subscriber whose link this is, or None."""
    try:
        return whole(_signer().unsign(link.replace(".", ":")))
    except BadSignature:
        return None


def _signer() -> Signer:
    return Signer(key=settings.NEWSLETTER_KEY, salt="warraq.letters.own")

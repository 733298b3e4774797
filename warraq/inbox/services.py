"""What writes: an item comes in, a story is made of it, its desk has seen a newer version.

With an item that comes, and in its transaction, its words are indexed, it is folded under another agency's with the
same text, and told to the saved searches that it answers. Then a rule may publish it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F
from wagtail.log_actions import log

from warraq.common.keys import key_digest, new_key
from warraq.inbox.contents import content_of
from warraq.inbox.deciding import Held, Verdict, decide
from warraq.inbox.folding import item_fold
from warraq.inbox.indexing import words_keep
from warraq.inbox.models import Source, WireItem, WireVersion
from warraq.inbox.parsed import ParsedItem, WireStatus, digest_of, usable
from warraq.inbox.publishing import item_publish_by_rule
from warraq.inbox.searches import item_tell
from warraq.inbox.taking import item_seen, item_take

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

__all__ = ["item_receive", "item_seen", "item_take"]


def item_receive(source: Source, item: ParsedItem, *, now: datetime) -> Verdict:
    """Keep a version of an item that came in; returns what it was to what we had.

    Two processes may receive the same: one keeps it. Raises inbox.parsed.Refused for an item that can't be used.
    """
    item = usable(item, now=now)
    try:
        row, verdict = _receive(source, item, now=now)
    except IntegrityError:
        # Another process has just received the item's first version: now there is a row to hold.
        row, verdict = _receive(source, item, now=now)
    if verdict is Verdict.NEW:
        item_publish_by_rule(row, now=now)
    return verdict


def source_told(source: Source, *, problem: str, now: datetime) -> None:
    """Note when a source that sends by itself did so, and what was wrong with it."""
    longest = Source._meta.get_field("problem").max_length
    source.asked_at, source.problem = now, problem.replace("\0", "")[:longest]
    source.save(update_fields=["asked_at", "problem"])


def token_renew(source: Source, *, by: AbstractBaseUser | None = None) -> str:
    """Give the source another secret to send with what it pushes, and return it: only its digest is kept."""
    token = f"wq_{new_key()}"
    source.token_digest = key_digest(token)
    with transaction.atomic():
        source.save(update_fields=["token_digest"])
        log(source, "wagtail.edit", user=by, data={"token": "renewed"})
    return token


def push_count(source: Source, *, now: datetime, most: int) -> bool:
    """Count a push; False if the source has pushed `most` times in this minute, over all processes."""
    minute = int(now.timestamp() // 60)
    row = Source.objects.filter(pk=source.pk)
    if row.filter(push_minute=minute, pushes__lt=most).update(pushes=F("pushes") + 1):
        return True
    return bool(row.exclude(push_minute=minute).update(push_minute=minute, pushes=1))


def _receive(source: Source, item: ParsedItem, *, now: datetime) -> tuple[WireItem, Verdict]:
    digest = digest_of(item)
    with transaction.atomic():
        row = (
            WireItem.objects.select_for_update().filter(provider=item.provider, item_id=item.item_id).first()
        )
        held = Held(row.version, row.digest) if row is not None else None
        decision = decide(version=item.version, digest=digest, held=held)
        if row is None:
            row = WireItem(source=source, provider=item.provider, item_id=item.item_id, received_at=now)
        elif decision.verdict is Verdict.UPDATE:
            _keep(row)
        if decision.verdict in (Verdict.NEW, Verdict.UPDATE):
            _fill(row, item=item, version=decision.version, digest=digest, now=now)
            stems = words_keep(row)
            item_fold(row)
            item_tell(row, stems=stems)
    return row, decision.verdict


def _keep(row: WireItem) -> None:
    """Put the version that the row has beside it."""
    WireVersion.objects.create(
        item=row, version=row.version, came_at=row.changed_at, headline=row.headline, content=row.content
    )


def _fill(row: WireItem, *, item: ParsedItem, version: int, digest: str, now: datetime) -> None:
    """Give the row a version, and save it. A kill without text keeps the text that was: the desk must know which."""
    row.version, row.digest, row.changed_at = version, digest, now
    row.status, row.sent_at, row.embargo_until = item.status, item.sent_at, item.embargo_until
    if item.status is not WireStatus.CANCELED or item.headline or item.pieces or row.pk is None:
        row.kind, row.urgency, row.language = item.kind, item.urgency, item.language
        for name in ("slug", "headline", "dateline", "byline", "credit"):
            setattr(row, name, getattr(item, name))
        row.content = content_of(item)
    row.save()

"""Items of several agencies that tell the same text are one line of the list: one heads, the others fold under it.

A group has one item of an agency at most, all like their head by `warraq.related.signatures`. Memos and what an agency
withholds or has killed stand alone: a kill is never hidden, and never hides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, timedelta

from django.db.models import Exists, OuterRef

from warraq.inbox.contents import text_of
from warraq.inbox.models import WireBand, WireItem, WireSignature
from warraq.inbox.parsed import WireKind, WireStatus
from warraq.related.signatures import (
    DAYS,
    Alike,
    Signed,
    candidates,
    keys,
    likes,
    newest_members,
    packed,
    shingles,
    unpacked,
)

# One head has at most so many below it.
MOST_FOLDED = 20
# Signatures older than this fold nothing any more; a few go with each item that comes.
KEPT = timedelta(days=7)
MOST_FORGOTTEN = 4


def item_fold(item: WireItem) -> None:
    """Give an item, new or changed, its place: under another, at the head of others, or alone.

    For the transaction that keeps the item, which holds its row.
    """
    _forget_old(item.changed_at.astimezone(UTC).date())
    if not _folds(item):
        _leave(item)
        return
    signed = Signed(packed(shingles(text_of(item.content))), came_on=item.received_at.astimezone(UTC).date())
    near = _sign(item, signed)
    if not signed.shingles:
        _leave(item)
        return
    under = _like(signed, numbers=near)
    if item.folded_under_id is not None:
        if item.folded_under_id in under:
            return
        _put(item, None)
    elif members := list(item.folded.order_by("pk")[:MOST_FOLDED]):
        _review(members, under=under)
        return
    _settle(item, under=under)


def item_lead(item: WireItem) -> None:
    """Have an item head its group, as it does once a story was made of it."""
    if item.folded_under_id is None:
        return
    before = item.folded_under_id
    _put(item, None)
    WireItem.objects.filter(folded_under=before).exclude(pk=item.pk).update(folded_under=item)
    WireItem.objects.filter(pk=before).update(folded_under=item)


def _folds(item: WireItem) -> bool:
    return item.status == WireStatus.USABLE and item.kind != WireKind.MEMO


def _put(item: WireItem, head: int | None) -> None:
    item.folded_under_id = head
    item.save(update_fields=["folded_under"])


def _leave(item: WireItem) -> None:
    """Have an item stand alone: the first of those that it headed heads the others."""
    if item.folded_under_id is not None:
        _put(item, None)
    heir = item.folded.order_by("pk").first()
    if heir is not None:
        item_lead(heir)
        _put(item, None)


def _review(members: Iterable[WireItem], *, under: Collection[int]) -> None:
    """Look at those below a head whose text changed: who is no longer like it finds another place."""
    for member in members:
        if member.pk not in under:
            _put(member, None)
            signed = stored([member.pk]).get(member.pk)
            if signed is not None:
                _settle(member, under=_like(signed, numbers=_near(signed, member)))


def _settle(item: WireItem, *, under: Sequence[int]) -> None:
    """Fold an item under the head that is most like it and has nothing of its source yet; held till the end."""
    heads = (
        WireItem.objects.filter(pk__in=under, folded_under=None, status=WireStatus.USABLE)
        .exclude(source=item.source_id)
        .exclude(kind=WireKind.MEMO)
    )
    of_source = WireItem.objects.filter(folded_under=OuterRef("pk"), source=item.source_id)
    offered = set(heads.exclude(Exists(of_source)).values_list("pk", flat=True))
    for number in under:
        if number not in offered:
            continue
        head = heads.select_for_update().filter(pk=number).only("pk").first()
        if head is not None and head.folded.count() < MOST_FOLDED:
            _put(item, head.pk)
            return


# ---- signatures ---------------------------------------------------------------------------------------------------


def _sign(item: WireItem, signed: Signed) -> list[int]:
    """Keep the signature of the item's text; returns the items with keys in common, those with most of them first."""
    held = stored([item.pk]).get(item.pk)
    is_new = held != signed
    if held is not None and is_new:
        _forget(item.pk, held)
    if not signed.shingles:
        return []
    own_keys = _keys_of(signed)
    members = members_of(own_keys)
    if is_new:
        WireSignature.objects.create(item=item, came_on=signed.came_on, shingles=signed.shingles)
        WireBand.objects.bulk_create(
            (WireBand(key=key, item_id=item.pk) for key in sorted(own_keys)), ignore_conflicts=True
        )
        for key, before in sorted(members.items()):
            if gone := before - newest_members(before | {item.pk}):
                WireBand.objects.filter(key=key, item_id__in=gone).delete()
    return _nearest(members, item)


def _near(signed: Signed, item: WireItem) -> list[int]:
    """Return the items with keys in common with one whose signature is kept."""
    return _nearest(members_of(_keys_of(signed)), item)


def _nearest(members: Mapping[int, set[int]], item: WireItem) -> list[int]:
    return candidates(each - {item.pk} for each in members.values())


def _keys_of(signed: Signed) -> tuple[int, ...]:
    (own_keys,) = keys([unpacked(signed.shingles)])
    return own_keys


def _like(signed: Signed, *, numbers: Collection[int]) -> list[int]:
    """Return those of these items that tell the same text and came within DAYS, the most alike first."""
    others = stored(numbers)
    near = {
        number: found
        for number, (found, verdict) in likes(signed, others=others).items()
        if verdict is not Alike.AKIN and abs((others[number].came_on - signed.came_on).days) <= DAYS
    }
    return sorted(near, key=lambda number: (-near[number].likeness, number))


def members_of(own_keys: Iterable[int]) -> dict[int, set[int]]:
    """Return the items that each of these keys leads to."""
    found: dict[int, set[int]] = {}
    for key, item in WireBand.objects.filter(key__in=list(own_keys)).values_list("key", "item_id"):
        found.setdefault(key, set()).add(item)
    return found


def stored(item_ids: Collection[int]) -> dict[int, Signed]:
    """Return the signatures of those of these items that have one."""
    rows = WireSignature.objects.filter(pk__in=item_ids).values_list("pk", "shingles", "came_on")
    return {item: Signed(bytes(found), came_on=came_on) for item, found, came_on in rows}


def _forget(item_id: int, signed: Signed) -> None:
    WireBand.objects.filter(key__in=_keys_of(signed), item_id=item_id).delete()
    WireSignature.objects.filter(pk=item_id).delete()


def _forget_old(today: date) -> None:
    rows = WireSignature.objects.filter(came_on__lt=today - KEPT).order_by("came_on")
    for number, found, came_on in rows.values_list("pk", "shingles", "came_on")[:MOST_FORGOTTEN]:
        _forget(number, Signed(bytes(found), came_on=came_on))

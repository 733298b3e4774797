"""Keeping signatures: each verb that changes a story's text signs it anew, in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from warraq.related.duplicates import members_of, stored_signatures
from warraq.related.models import Band, Likeness, Signature
from warraq.related.signatures import (
    Alike,
    Overlap,
    Signed,
    candidates,
    keys_of,
    likes,
    newest_members,
    signed,
)
from warraq.related.texts import newest_texts
from warraq.stories.followers import followers
from warraq.stories.models import Story

# Stories that are signed at once: what bounds memory when each of them has its fill of candidates.
BATCH = 100


def stories_sign(story_ids: Collection[int]) -> None:
    """Bring the signatures of these stories, and what they are copies of, up to their newest text.

    A story whose text did not change costs two look-ups.
    """
    for part in _parts(sorted(set(story_ids))):
        with transaction.atomic():
            _sign(part)


def duplicates_rebuild(*, tell: Callable[[int], None] = lambda done: None) -> int:
    """Sign every story anew, oldest first, a batch in each transaction; `tell` is told how many are done.

    Returns how many pairs of copies there are. For an archive that was there before signatures were, and after a
    change of their form.
    """
    _forget_all()
    last, done = 0, 0
    while part := list(Story.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        stories_sign(part)
        last, done = part[-1], done + len(part)
        tell(done)
    return Likeness.objects.count()


def _forget_all() -> None:
    """Empty the tables by hand: Django would read every row of them first, for `bands_follow`."""
    with transaction.atomic(), connection.cursor() as cursor:
        for model in (Likeness, Band, Signature):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608


def _sign(story_ids: Sequence[int]) -> None:
    """Sign the stories whose text changed, and compare each with those that came before it."""
    held = stored_signatures(story_ids)
    found = {each.story: Signed(signed(each.text), came_on=each.came_on) for each in newest_texts(story_ids)}
    changed = {
        number: each
        for number, each in found.items()
        if each != held.get(number) and (each.shingles or number in held)
    }
    if not changed:
        return
    Signature.objects.filter(pk__in=changed).delete()
    Likeness.objects.filter(Q(later__in=changed) | Q(earlier__in=changed)).delete()
    fresh = {number: each for number, each in changed.items() if each.shingles}
    Signature.objects.bulk_create(
        Signature(story_id=number, shingles=each.shingles, came_on=each.came_on)
        for number, each in fresh.items()
    )
    own_keys = {number: keys_of(each.shingles) for number, each in fresh.items()}
    before = members_of(key for each in own_keys.values() for key in each)
    after, asked = _asked(own_keys, before=before)
    _write_bands(before, after=after)
    Likeness.objects.bulk_create(_likenesses(fresh, asked=asked), ignore_conflicts=True)


def _asked(
    own_keys: Mapping[int, tuple[int, ...]], *, before: Mapping[int, set[int]]
) -> tuple[dict[int, set[int]], dict[int, list[int]]]:
    """Return what each key leads to once these stories are in, and the candidates of each story: stored ones, and those
    before it in this batch.
    """
    after = {key: set(before.get(key, ())) for each in own_keys.values() for key in each}
    asked: dict[int, list[int]] = {}
    for number, each in own_keys.items():
        asked[number] = candidates(after[key] - {number} for key in each)
        for key in each:
            after[key] = newest_members(after[key] | {number})
    return after, asked


def _likenesses(fresh: dict[int, Signed], *, asked: Mapping[int, Sequence[int]]) -> Iterator[Likeness]:
    """Compare stories with their candidates by their true shingles."""
    known = stored_signatures({other for each in asked.values() for other in each} - fresh.keys()) | fresh
    for number, others in asked.items():
        # A candidate without a signature was deleted a moment ago.
        signed = {other: known[other] for other in others if other in known}
        for other, (found, verdict) in likes(fresh[number], others=signed).items():
            yield _likeness(number, other, found, is_copy=verdict is not Alike.AKIN)


def _likeness(number: int, other: int, found: Overlap, *, is_copy: bool) -> Likeness:
    """Return the row of a pair, whichever came first."""
    if number < other:
        return _likeness(other, number, found.turned, is_copy=is_copy)
    return Likeness(
        later_id=number,
        earlier_id=other,
        shared=found.shared,
        later_size=found.own,
        earlier_size=found.other,
        is_copy=is_copy,
    )


def _write_bands(before: Mapping[int, set[int]], *, after: Mapping[int, set[int]]) -> None:
    """Write what changed between two states of the same keys, in one order for all who write at the same time."""
    rows = [
        (key, story) for key, members in sorted(after.items()) for story in members - before.get(key, set())
    ]
    # Two dozen rows of each story that is ever saved: Django takes several times as long to write them as the database.
    table = connection.ops.quote_name(Band._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} (key, story_id) VALUES (%s, %s) ON CONFLICT DO NOTHING",  # noqa: S608
            rows,
        )
    for key, members in sorted(after.items()):
        if gone := before.get(key, set()) - members:
            Band.objects.filter(key=key, story_id__in=gone).delete()


@receiver(pre_delete, sender=Signature)
def bands_follow(sender: type, instance: Signature, **kwargs: Any) -> None:
    """A signature's keys go with it, whoever deletes it or its story."""
    own_keys = keys_of(bytes(instance.shingles))
    Band.objects.filter(key__in=own_keys, story_id=instance.pk).delete()


def _parts(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[start : start + BATCH] for start in range(0, len(numbers), BATCH))


followers.register("duplicates", stories_sign)

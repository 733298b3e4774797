"""What writes: keys, the count of requests, and the list of what partners are told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from wagtail.log_actions import log

from warraq.common.keys import key_digest, new_key
from warraq.network.models import Edition
from warraq.partners.deciding import Place, State, is_news, turn_of
from warraq.partners.models import BEGINNING, Partner, Tape, Told, ToldPlace
from warraq.partners.rates import NOTHING, full_again, wait_for
from warraq.partners.states import states_of
from warraq.stories.followers import followers
from warraq.stories.models import Placement, Story
from warraq.stories.selectors import ended_between, visible_placements
from warraq.stories.wakeups import in_commit_order

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

# Stories that are looked at together, and that one request for the feed numbers at most by the clock.
BATCH = 500
# The clock is moved so often though nothing came or went: what is looked through stays short.
_CLOCK_EVERY = timedelta(hours=1)
_TAPE = 1


def key_make(partner: Partner, *, now: datetime, by: AbstractBaseUser | None = None) -> str:
    """Give the partner a new key, and return it: nobody can read it again. The key before it is worth nothing now."""
    key = new_key()
    partner.key_digest, partner.key_made_at = key_digest(key), now
    with transaction.atomic():
        partner.save(update_fields=["key_digest", "key_made_at"])
        log(partner, "warraq.partner_key", user=by)
    return key


def request_count(partner: Partner, *, now: datetime) -> timedelta:
    """Count a request; returns how long the partner has to wait first. If that is more than nothing, nothing was
    counted.

    The partner's own row holds the count: all processes of all nodes share it, and there is one for each partner.
    """
    with transaction.atomic():
        row = Partner.objects.select_for_update(of=("self",)).only("free_at", "per_minute").get(pk=partner.pk)
        wait = wait_for(row.free_at, per_minute=row.per_minute, now=now)
        if wait == NOTHING:
            free_at = full_again(row.free_at, per_minute=row.per_minute, now=now)
            Partner.objects.filter(pk=row.pk).update(free_at=free_at, seen_at=now)
    return wait


def stories_tell(story_ids: Collection[int]) -> None:
    """Number those of the stories of which partners have to be told anew; within the transaction that changed them.

    A house that never had a partner is spared the work: what stood before the first one is numbered by `clock_follow`.
    """
    if not is_followed():
        return
    numbers = sorted(set(story_ids))
    for start in range(0, len(numbers), BATCH):
        batch = numbers[start : start + BATCH]
        if _may_be_news(batch):
            # Before the tape: a verb that changes a story later in its transaction takes them in this order, too.
            in_commit_order()
            tape = _held_tape()
            _number(batch, tape=tape, now=max(timezone.now(), tape.clock_at))


def is_followed() -> bool:
    """Return whether anybody is or was a partner."""
    return Partner.objects.exists() or Told.objects.exists()


def clock_follow(*, now: datetime) -> bool:
    """Number the stories that came or went since it was last asked without anybody changing them.

    An embargo ends, a placement begins or ends; for the first partner, all that stand. At most about BATCH of them:
    False when the rest is for the next who asks.
    """
    clock_at = Tape.objects.values_list("clock_at", flat=True).first() or BEGINNING
    if now - clock_at < _CLOCK_EVERY and not _moved(clock_at, now).is_any:
        return True
    with transaction.atomic():
        tape = _held_tape()
        if tape.clock_at >= now:
            return True
        moved = _moved(tape.clock_at, now)
        until = moved.until()
        numbers = sorted(_moved(tape.clock_at, until).numbers())
        for start in range(0, len(numbers), BATCH):
            _number(numbers[start : start + BATCH], tape=tape, now=now)
        Tape.objects.filter(pk=tape.pk).update(clock_at=until)
    return until >= now


@dataclass(frozen=True)
class _Moved:
    """Placements that came or went by the clock between two moments, of stories that were not told of since."""

    begun: QuerySet[Placement]
    ended: QuerySet[Placement]
    end: datetime

    @property
    def is_any(self) -> bool:
        """Whether there is one."""
        return self.begun.exists() or self.ended.exists()

    def numbers(self) -> set[int]:
        """Return the numbers of their stories."""
        return {
            number for rows in (self.begun, self.ended) for number in rows.values_list("story", flat=True)
        }

    def until(self) -> datetime:
        """Return the end, or an earlier moment until which there are no more than BATCH of each."""
        moments = [
            *self.begun.values_list("shown_at", flat=True)[BATCH - 1 : BATCH],
            *self.ended.values_list("ends_at", flat=True)[BATCH - 1 : BATCH],
        ]
        return min((moment for moment in moments if moment is not None), default=self.end)


def _moved(start: datetime, end: datetime) -> _Moved:
    told_since = Told.objects.filter(pk=OuterRef("story"), told_at__gte=OuterRef("shown_at"))
    still_told = ToldPlace.objects.filter(
        told=OuterRef("story"), edition=OuterRef("edition"), left_at__isnull=True
    )
    # The editions are named for the index, which begins with them.
    begun = visible_placements(now=end).filter(
        ~Exists(told_since), edition__in=Edition.objects.all(), shown_at__gt=start
    )
    return _Moved(
        begun=begun.order_by("shown_at"),
        ended=ended_between(start, end).filter(Exists(still_told)),
        end=end,
    )


def _may_be_news(numbers: Sequence[int]) -> bool:
    """Return whether it is worth holding the tape: most saves are of drafts, and end here."""
    told = set(Told.objects.filter(pk__in=numbers).values_list("pk", flat=True))
    new = [number for number in numbers if number not in told]
    if new and Story.objects.filter(pk__in=new, first_published_at__isnull=False).exists():
        return True
    return bool(told) and bool(_news(sorted(told), now=timezone.now()))


def _news(numbers: Sequence[int], *, now: datetime) -> dict[int, State]:
    """Return the states of those stories of which partners were not told yet as they are."""
    marks = dict(Told.objects.filter(pk__in=numbers).values_list("pk", "mark"))
    states = states_of(numbers, now=now)
    return {number: state for number, state in states.items() if is_news(state, mark=marks.get(number))}


def _held_tape() -> Tape:
    tape = Tape.objects.select_for_update().filter(pk=_TAPE).first()
    if tape is None:
        Tape.objects.get_or_create(pk=_TAPE, defaults={"clock_at": BEGINNING})
        tape = Tape.objects.select_for_update().get(pk=_TAPE)
    return tape


def _number(numbers: Sequence[int], *, tape: Tape, now: datetime) -> None:
    """Give the next numbers to what is news of these stories; the tape is held."""
    news = _news(numbers, now=now)
    rows = {row.pk: row for row in Told.objects.filter(pk__in=news).prefetch_related("places")}
    new = [number for number in news if number not in rows]
    made = {number: Told(pk=number, guid=guid, version=0) for number, guid in _guids(new)}
    changed = []
    for number, state in news.items():
        row = rows.get(number) or made[number]
        tape.sequence += 1
        row.sequence, row.version = tape.sequence, row.version + 1
        row.told_at, row.mark = now, state.mark
        changed.append(row)
    Told.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["story_id"],
        update_fields=["sequence", "version", "told_at", "mark"],
    )
    Tape.objects.filter(pk=tape.pk).update(sequence=tape.sequence)
    _keep_places(news, rows=rows, now=now)


def _keep_places(news: dict[int, State], *, rows: dict[int, Told], now: datetime) -> None:
    shown = []
    for number, state in news.items():
        row = rows.get(number)
        turn = turn_of(state, places=_places_of(row) if row is not None else ())
        shown += [
            ToldPlace(
                told_id=number,
                edition_id=place.edition,
                section_id=place.section,
                headline=place.headline,
                left_at=None,
            )
            for place in sorted(turn.shown, key=lambda place: (place.edition, place.section))
        ]
        for place in turn.left:
            ToldPlace.objects.filter(told=number, edition=place.edition, section=place.section).update(
                left_at=now
            )
    ToldPlace.objects.bulk_create(
        shown,
        update_conflicts=True,
        unique_fields=["told", "edition", "section"],
        update_fields=["headline", "left_at"],
    )


def _places_of(row: Told) -> list[Place]:
    return [
        Place(place.edition_id, place.section_id, place.headline)
        for place in row.places.all()
        if place.left_at is None
    ]


def _guids(numbers: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Yield a name for each story that it keeps for ever (RFC 3085): of the host of its home and the day it came."""
    hosts: dict[int, str] = {}
    rows = Placement.objects.filter(story__in=numbers, shown_at__isnull=False).select_related(
        "story", "edition"
    )
    # The home comes last, and stays.
    homes = {
        placement.story_id: placement for placement in rows.defer("story__body").order_by("is_home", "-pk")
    }
    for number, placement in homes.items():
        if placement.edition_id not in hosts:
            hosts[placement.edition_id] = placement.edition.host
        day = placement.story.first_published_at or placement.shown_at
        assert day is not None  # noqa: S101 - asked for above
        yield number, guid_of(number, host=hosts[placement.edition_id] or "localhost", day=day)


def guid_of(number: int, *, host: str, day: datetime) -> str:
    """Return the name of a story (RFC 3085): whose it is, the day it came, its number."""
    return f"urn:newsml:{host}:{day.astimezone(UTC):%Y%m%d}:{number}"


followers.register("partners", stories_tell)

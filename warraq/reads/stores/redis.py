"""Reads in Redis 6.2 or newer, or in Valkey."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import redis

from warraq.reads.counting import AddressHour, Heat, Rules, Spot, spots_of, tally
from warraq.reads.readers import Read
from warraq.reads.spans import (
    EVERYTHING,
    KEPT_COUNTED,
    KEPT_ORIGIN_DAYS,
    Arrival,
    Span,
    arrivals_of,
    closed_places,
    counts_of,
)
from warraq.reads.stores.base import (
    KEPT_ORIGINS,
    KEPT_STORIES,
    MOST_CLEARED,
    MOST_CUT,
    SALT_BYTES,
    StoreGone,
    addresses_by_hour,
    negligible_heat,
)

PREFIX = "warraq:reads:"
# Every batch changes this key, so that a batch which overlapped another notices and begins again.
_TURN = f"{PREFIX}turn"
_EDITIONS = f"{PREFIX}editions"
_TIDIED = f"{PREFIX}tidied"
_TRIES = 100
# In seconds: a page does without the list sooner than it waits.
_PATIENCE = 2.0
_HOUR = timedelta(hours=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class RedisStore:
    """The store for many nodes (`base.ReadStore`): marks and salts go by themselves when their time has passed."""

    def __init__(self, url: str) -> None:
        self._client: Any = redis.Redis.from_url(
            url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE, health_check_interval=30
        )

    def salt(self, day: date) -> bytes:
        key = f"{PREFIX}salt:{day.isoformat()}"
        with _told_plainly():
            self._client.set(key, secrets.token_bytes(SALT_BYTES), nx=True, ex=timedelta(days=1))
            salt: bytes | None = self._client.get(key)
        if salt is None:
            raise StoreGone("The salt of the day was lost between writing and reading it.")
        return salt

    def write(self, reads: Sequence[Read], *, rules: Rules, now: datetime) -> int:
        with _told_plainly(), self._client.pipeline() as batch:
            for _ in range(_TRIES):
                try:
                    return self._try(batch, reads, rules=rules, now=now)
                except redis.WatchError:
                    continue
        raise StoreGone(f"Other processes wrote reads {_TRIES} times in between.")

    def hottest(self, edition_id: int, *, limit: int) -> list[int]:
        with _told_plainly():
            return [int(story) for story in self._client.zrevrange(_scores(edition_id), 0, limit - 1)]

    def last_read_at(self, edition_id: int) -> datetime | None:
        with _told_plainly():
            return _moment(self._client.get(_last(edition_id)))

    def series(
        self, editions: Sequence[int], *, story: int, span: Span, first: int, last: int
    ) -> dict[int, int]:
        places = range(max(first, last - span.kept + 1), last + 1)
        asked = [(edition, at) for edition in editions for at in places]
        with _told_plainly(), self._client.pipeline(transaction=False) as batch:
            for edition, at in asked:
                batch.zscore(_count(span, edition, at), story)
            numbers = batch.execute()
        found: dict[int, int] = {}
        for (_, at), number in zip(asked, numbers, strict=True):
            if number:
                found[at] = found.get(at, 0) + int(number)
        return found

    def top(
        self, editions: Sequence[int], *, span: Span, first: int, last: int, limit: int
    ) -> list[tuple[int, int]]:
        keys = _counts(editions, span=span, first=first, last=last)
        if not keys:
            return []
        with _told_plainly():
            together = self._client.zunion(keys, withscores=True)
        numbers = [(int(story), int(number)) for story, number in together if int(story) != EVERYTHING]
        return sorted(numbers, key=lambda each: (-each[1], -each[0]))[:limit]

    def recent(
        self, editions: Sequence[int], *, stories: Sequence[int], span: Span, first: int, last: int
    ) -> dict[int, int]:
        keys = _counts(editions, span=span, first=first, last=last)
        if not stories:
            return {}
        with _told_plainly(), self._client.pipeline(transaction=False) as batch:
            for key in keys:
                batch.zmscore(key, stories)
            rows = batch.execute()
        found: dict[int, int] = {}
        for row in rows:
            for story, number in zip(stories, row, strict=True):
                if number:
                    found[story] = found.get(story, 0) + int(number)
        return found

    def origins(self, editions: Sequence[int], *, story: int, first: int, last: int) -> dict[str, int]:
        days = range(max(first, last - KEPT_ORIGIN_DAYS + 1), last + 1)
        keys = [_origins(edition, story, day) for edition in editions for day in days]
        if not keys:
            return {}
        with _told_plainly():
            together = self._client.zunion(keys, withscores=True)
        return {origin.decode(): int(number) for origin, number in together}

    def _try(self, batch: Any, reads: Sequence[Read], *, rules: Rules, now: datetime) -> int:
        """Read, decide and write; raises WatchError when another batch was written meanwhile."""
        batch.watch(_TURN)
        spots = sorted(spots_of(reads, rules=rules))
        outcome = tally(reads, marks=_marks_of(batch, reads), heats=_heats_of(batch, spots), rules=rules)
        last = {edition_id: _moment(batch.get(_last(edition_id))) for edition_id, _ in spots}
        tidied = _moment(batch.get(_TIDIED))
        is_tidy = tidied is not None and tidied > now - _HOUR
        cold = {} if is_tidy else _cold(batch, rules=rules, now=now)
        few = {} if is_tidy else _few(batch, now=now)
        batch.multi()
        batch.incr(_TURN)
        _put_marks(batch, outcome.marks)
        _put_heats(batch, outcome.heats, last=last)
        for edition_id, stories in cold.items():
            batch.zrem(_scores(edition_id), *stories)
        _put_counts(batch, outcome.reads, now=now)
        _cut_counts(batch, few)
        if not is_tidy:
            batch.set(_TIDIED, _seconds(now))
        batch.execute()
        return outcome.counted


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Tell every fault of the server or of the way to it as StoreGone."""
    try:
        yield
    except redis.WatchError:
        raise
    except redis.RedisError as problem:
        raise StoreGone(f"Redis: {problem}") from problem


def _marks_of(batch: Any, reads: Sequence[Read]) -> dict[AddressHour, bytes]:
    """Return the marks that the reads' addresses left in their hours."""
    found: dict[AddressHour, bytes] = {}
    for hour, addresses in addresses_by_hour(reads).items():
        values = batch.hmget(_marks(hour), addresses)
        found |= {
            (hour, address): marks
            for address, marks in zip(addresses, values, strict=True)
            if marks is not None
        }
    return found


def _heats_of(batch: Any, spots: Sequence[Spot]) -> dict[Spot, Heat]:
    """Return the heats of some spots; of the last read only the edition's is kept."""
    by_edition: dict[int, list[int]] = {}
    for edition_id, story_id in spots:
        by_edition.setdefault(edition_id, []).append(story_id)
    found: dict[Spot, Heat] = {}
    for edition_id, stories in by_edition.items():
        heats = batch.zmscore(_scores(edition_id), stories)
        for story_id, heat in zip(stories, heats, strict=True):
            if heat is not None:
                found[edition_id, story_id] = Heat(float(heat), _EPOCH)
    return found


def _cold(batch: Any, *, rules: Rules, now: datetime) -> dict[int, list[bytes]]:
    """Return the stories to clear away, by edition: beyond those that are kept, and worth nothing."""
    found: dict[int, list[bytes]] = {}
    for edition_id in sorted(int(member) for member in batch.smembers(_EDITIONS)):
        key = _scores(edition_id)
        for _, heat in batch.zrevrange(key, KEPT_STORIES - 1, KEPT_STORIES - 1, withscores=True):
            below = min(heat, negligible_heat(now, rules=rules))
            stories = batch.zrangebyscore(key, "-inf", f"({below!r}", start=0, num=MOST_CLEARED)
            if stories:
                found[edition_id] = stories
    return found


def _put_marks(batch: Any, marks: Mapping[AddressHour, bytes]) -> None:
    for (hour, address), together in marks.items():
        batch.hset(_marks(hour), str(address), together)
    for hour in {hour for hour, _ in marks}:
        batch.expire(_marks(hour), 2 * _HOUR)


def _put_heats(batch: Any, heats: Mapping[Spot, Heat], *, last: Mapping[int, datetime | None]) -> None:
    newest = dict(last)
    for (edition_id, story_id), heat in heats.items():
        batch.zadd(_scores(edition_id), {str(story_id): heat.heat})
        newest[edition_id] = max(heat.last_read_at, newest[edition_id] or _EPOCH)
    for edition_id in {edition_id for edition_id, _ in heats}:
        batch.sadd(_EDITIONS, edition_id)
        batch.set(_last(edition_id), _seconds(newest[edition_id] or _EPOCH))


def _few(batch: Any, *, now: datetime) -> dict[tuple[Span, int, int], list[bytes]]:
    """Return the stories whose numbers of hours and days that have passed are let go: beyond the most read."""
    found: dict[tuple[Span, int, int], list[bytes]] = {}
    for edition_id in sorted(int(member) for member in batch.smembers(_EDITIONS)):
        for span, at in closed_places(now):
            # The edition's own number is the highest of all.
            stories = batch.zrevrange(
                _count(span, edition_id, at), KEPT_COUNTED[span] + 1, KEPT_COUNTED[span] + MOST_CUT
            )
            if stories:
                found[span, edition_id, at] = stories
    return found


def _put_counts(batch: Any, reads: Sequence[Read], *, now: datetime) -> None:
    """Add what was read to what is there; each key goes by itself when its time has passed."""
    counts, arrivals = counts_of(reads), arrivals_of(reads)
    for (span, edition_id, story_id, at), number in counts.items():
        batch.zincrby(_count(span, edition_id, at), number, str(story_id))
    for day, edition_id, story_id, origin in arrivals:
        batch.zincrby(
            _origins(edition_id, story_id, day), arrivals[Arrival(day, edition_id, story_id, origin)], origin
        )
    for span, edition_id, at in {(count.span, count.edition, count.at) for count in counts}:
        ends = (at + span.kept) * span.seconds
        batch.expire(_count(span, edition_id, at), _life(ends, now=now))
    for edition_id, story_id, day in {(each.edition, each.story, each.day) for each in arrivals}:
        ends = (day + KEPT_ORIGIN_DAYS) * Span.DAY.seconds
        batch.expire(_origins(edition_id, story_id, day), _life(ends, now=now))


def _life(ends: int, *, now: datetime) -> int:
    """Return for how many seconds a key lives that ends at a moment (in seconds since 1970)."""
    return max(1, ends - int(now.timestamp()))


def _cut_counts(batch: Any, few: Mapping[tuple[Span, int, int], Sequence[bytes]]) -> None:
    """Let numbers go, and with a day's number from where its readers came."""
    for (span, edition_id, at), stories in few.items():
        batch.zrem(_count(span, edition_id, at), *stories)
        if span is Span.DAY:
            batch.delete(*(_origins(edition_id, int(story), at) for story in stories))
            batch.zremrangebyrank(_origins(edition_id, EVERYTHING, at), 0, -KEPT_ORIGINS - 1)


def _counts(editions: Sequence[int], *, span: Span, first: int, last: int) -> list[str]:
    places = range(max(first, last - span.kept + 1), last + 1)
    return [_count(span, edition_id, at) for edition_id in editions for at in places]


def _count(span: Span, edition_id: int, at: int) -> str:
    """The sorted set of an edition's stories by how often they were read within a span; 0 is all of them."""
    return f"{PREFIX}count:{span.value}:{edition_id}:{at}"


def _origins(edition_id: int, story_id: int, day: int) -> str:
    """The sorted set of a day's origins by how many readers came from each."""
    return f"{PREFIX}from:{edition_id}:{story_id}:{day}"


def _scores(edition_id: int) -> str:
    """The sorted set of an edition's stories by heat."""
    return f"{PREFIX}scores:{edition_id}"


def _last(edition_id: int) -> str:
    """The moment of an edition's newest read."""
    return f"{PREFIX}last:{edition_id}"


def _marks(hour: int) -> str:
    """The hash of an hour's marks by address."""
    return f"{PREFIX}marks:{hour}"


def _seconds(moment: datetime) -> str:
    return repr(moment.timestamp())


def _moment(value: bytes | None) -> datetime | None:
    return None if value is None else datetime.fromtimestamp(float(value), UTC)

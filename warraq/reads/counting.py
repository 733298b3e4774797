"""What a batch of reads comes to, pure: which of them count, and how hot they make their stories."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from warraq.reads.decay import halved, heat_of, heat_sum
from warraq.reads.readers import Read, earlier_readers

# An address within an hour.
AddressHour = tuple[int, int]
# A story on an edition, by their numbers: edition, story.
Spot = tuple[int, int]


@dataclass(frozen=True)
class Heat:
    """How much a story is read on an edition (see `decay`), and when it was read last."""

    heat: float
    last_read_at: datetime


@dataclass(frozen=True)
class Rules:
    """What the newsroom sets. `hub_id` is the edition that stands for the whole network, if there is one."""

    half_life_hours: float
    budget: int
    hub_id: int | None


@dataclass(frozen=True)
class Tally:
    """The outcome for a batch: which reads counted, what to write down of addresses, and what of stories."""

    reads: tuple[Read, ...] = ()
    marks: dict[AddressHour, bytes] = field(default_factory=dict)
    heats: dict[Spot, Heat] = field(default_factory=dict)

    @property
    def counted(self) -> int:
        """How many reads counted."""
        return len(self.reads)


def spots_of(reads: Iterable[Read], *, rules: Rules) -> set[Spot]:
    """Return where some reads count: on their editions and, for the network, on the hub."""
    spots = {(read.edition_id, read.story_id) for read in reads}
    if rules.hub_id is not None:
        spots |= {(rules.hub_id, story_id) for _, story_id in spots}
    return spots


def tally(
    reads: Iterable[Read],
    *,
    marks: Mapping[AddressHour, bytes],
    heats: Mapping[Spot, Heat],
    rules: Rules,
) -> Tally:
    """Decide what the reads come to, given what is written down already.

    A reader counts once for a story in an hour, on the edition where it was read first; a read of nobody in particular
    always counts. Of several readers at one address each weighs half of the one before on the same story: all
    together less than two readers, however many agents an address invents.
    """
    new_marks: dict[AddressHour, bytes] = {}
    added: dict[Spot, list[Heat]] = defaultdict(list)
    counted: list[Read] = []
    for read in reads:
        where = (read.hour, read.address)
        before = new_marks.get(where, marks.get(where, b""))
        earlier = earlier_readers(before, read.mark, budget=rules.budget) if read.mark else 0
        if earlier is None:
            continue
        counted.append(read)
        if read.mark:
            new_marks[where] = before + read.mark
        warmth = halved(heat_of(read.moment), times=earlier, half_life_hours=rules.half_life_hours)
        for spot in spots_of([read], rules=rules):
            added[spot].append(Heat(warmth, read.moment))
    return Tally(
        reads=tuple(counted),
        marks=dict(sorted(new_marks.items())),
        heats={
            spot: _together([*([heats[spot]] if spot in heats else []), *more], rules=rules)
            for spot, more in sorted(added.items())
        },
    )


def _together(heats: Sequence[Heat], *, rules: Rules) -> Heat:
    """Return what several heats of one spot come to."""
    return Heat(
        heat=heat_sum([each.heat for each in heats], half_life_hours=rules.half_life_hours),
        last_read_at=max(each.last_read_at for each in heats),
    )

"""Forward decay, pure: how much a story is read, told as a moment.

A read at moment t weighs 2^(t / half-life). Such weights keep their order for ever, so nothing is recomputed as
time passes; but their sums overflow. So the *heat* of some reads is kept: the moment, in hours since a landmark, at
which one read alone would weigh as much as all of them. One read's heat is its own moment, two at once are one
half-life hotter. Being moments, heats stay comparable when the half-life is set anew.
Source: Cormode, Shkapenyuk, Srivastava, Xu, "Forward Decay" (ICDE 2009).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime

# Any fixed moment does.
_LANDMARK = datetime(2020, 1, 1, tzinfo=UTC)


def heat_of(moment: datetime) -> float:
    """Return the heat of one read at `moment`, in hours."""
    return (moment - _LANDMARK).total_seconds() / 3600


def heat_sum(heats: Sequence[float], *, half_life_hours: float) -> float:
    """Return the heat of all reads together, without overflow; raises ValueError for none."""
    highest = max(heats)
    return highest + half_life_hours * math.log2(
        math.fsum(2.0 ** ((heat - highest) / half_life_hours) for heat in heats)
    )


def halved(heat: float, *, times: int, half_life_hours: float) -> float:
    """Return the heat of reads that weigh 2^-times as much."""
    return heat - times * half_life_hours


def weight_at(heat: float, *, now: datetime, half_life_hours: float) -> float:
    """Return how many reads of this moment the heat is worth."""
    return float(2.0 ** ((heat - heat_of(now)) / half_life_hours))

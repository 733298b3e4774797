"""Forward decay, pure: moments in, base-2 logarithms out."""

from __future__ import annotations

import math
from datetime import UTC, datetime

# Weights are relative to this landmark; any fixed moment does.
_LANDMARK = datetime(2020, 1, 1, tzinfo=UTC)


def log_weight(moment: datetime, *, half_life_hours: float) -> float:
    """Return log2 of the weight of one read at `moment`: it doubles every half-life."""
    return (moment - _LANDMARK).total_seconds() / (half_life_hours * 3600)


def log_add(first: float, second: float) -> float:
    """Return log2(2^first + 2^second) without overflow."""
    high, low = max(first, second), min(first, second)
    return high + math.log2(1 + 2.0 ** (low - high))

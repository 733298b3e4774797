"""What the newsroom must look at though serving goes on. Rooms above register where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from warraq.common.registry import Registry


@dataclass(frozen=True)
class Concern:
    """One sentence for the desk, and the story that it is about, if it is about one."""

    sentence: str
    story: int | None = None


# Asked for the moment; each answers with few rows of short indexes.
Source = Callable[[datetime], Iterable[Concern]]
concerns: Registry[Source] = Registry("source of alarms")

# A desk that has more to look at looks at these first.
MOST = 20


def concerns_now(*, now: datetime) -> list[Concern]:
    """Return what every source tells, at most MOST."""
    return [concern for name in concerns for concern in concerns.get(name)(now)][:MOST]

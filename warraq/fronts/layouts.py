"""A front's layout: the top, then lists by rule, and what editors pinned where. Pure.

A layout is kept as JSON and comes back from the desk's form as JSON; whatever can't be one is refused in a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

# No front is longer; the reader's home is one page.
MOST_PARTS = 20
MOST_IN_TOP = 15
MOST_IN_LIST = 12
MOST_SECONDS = 4
# A part's number within its front; see `slot_number`.
LARGEST_PART = 999
_LARGEST_STORY = 2**63 - 1


class NotALayout(ValueError):
    """What was asked for can't be a front; the message says why, in one sentence for the desk."""


class Kind(StrEnum):
    """By which rule a part is filled where nothing is pinned."""

    TOP = "top"  # the lead, the seconds, then headlines: the newest of the edition, or of the front's own section
    LATEST = "latest"  # the same as a list
    SECTION = "section"
    TOPIC = "topic"
    MOST_READ = "most_read"


KINDS_OF_SUBJECTS = frozenset({Kind.SECTION, Kind.TOPIC})


@dataclass(frozen=True)
class Pin:
    """That a story stands at a position (from 1) of its part, until a moment if one is set."""

    story: int
    position: int
    until: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Return whether it has not ended."""
        return self.until is None or self.until > now


@dataclass(frozen=True)
class Part:
    """One block of a front. Its `number` is its name and stays when it is moved; `of` is a section's or a topic's."""

    number: int
    kind: Kind
    count: int
    of: int | None = None
    pins: tuple[Pin, ...] = ()

    @property
    def most(self) -> int:
        """How many stories it may have."""
        return MOST_IN_TOP if self.kind is Kind.TOP else MOST_IN_LIST

    def pin_at(self, position: int) -> Pin | None:
        """Return what is pinned at a position."""
        return next((pin for pin in self.pins if pin.position == position), None)


@dataclass(frozen=True)
class Layout:
    """A front: its parts in the reader's order, the top first. `seconds` stand beside the lead."""

    parts: tuple[Part, ...]
    seconds: int = 2

    def part(self, number: int) -> Part:
        """Return a part by its number; raises NotALayout if there is none."""
        found = next((part for part in self.parts if part.number == number), None)
        if found is None:
            raise NotALayout("لم تعد هذه الكتلة في الواجهة.")
        return found

    def pin_of(self, story: int) -> tuple[Part, Pin] | None:
        """Return where a story is pinned."""
        return next(((part, pin) for part in self.parts for pin in part.pins if pin.story == story), None)

    @property
    def stories(self) -> frozenset[int]:
        """Every pinned story."""
        return frozenset(pin.story for part in self.parts for pin in part.pins)

    @property
    def ends(self) -> frozenset[datetime]:
        """The moments at which pins end."""
        return frozenset(pin.until for part in self.parts for pin in part.pins if pin.until is not None)

    @property
    def facts(self) -> dict[str, Any]:
        """The layout as JSON keeps it."""
        return {"seconds": self.seconds, "parts": [_facts_of(part) for part in self.parts]}

    @classmethod
    def read(cls, facts: Any) -> Layout:
        """Read what `facts` wrote; raises NotALayout for anything that is no front."""
        try:
            parts = tuple(_part(each) for each in facts["parts"])
            layout = cls(parts=parts, seconds=_number(facts["seconds"], least=0, most=MOST_SECONDS))
        except (KeyError, TypeError, ValueError) as problem:
            if isinstance(problem, NotALayout):
                raise
            raise NotALayout("تعذّرت قراءة الواجهة؛ أعد فتح الصفحة.") from None
        _refuse_disorder(layout)
        return layout


def slot_number(front: int, *, part: int) -> int:
    """Return one number for a part of a front: what readers' pages call its block."""
    return front * (LARGEST_PART + 1) + part


def part_of_slot(number: int) -> tuple[int, int]:
    """Return the numbers of the front and of the part."""
    return divmod(number, LARGEST_PART + 1)


def automatic_layout(*, sections: Iterable[int] = ()) -> Layout:
    """Return a front as it is chosen where nobody composed one: what an editor begins with.

    `sections` are those with a block on the home; a section's own front begins with its top alone.
    """
    numbers = list(sections)[: MOST_PARTS - 2]
    if not numbers:
        return Layout(parts=(Part(number=0, kind=Kind.TOP, count=6),))
    lists = [
        Part(number=place, kind=Kind.SECTION, count=5, of=of) for place, of in enumerate(numbers, start=2)
    ]
    top, read = Part(number=0, kind=Kind.TOP, count=9), Part(number=1, kind=Kind.MOST_READ, count=5)
    return Layout(parts=(top, read, *lists))


def _facts_of(part: Part) -> dict[str, Any]:
    pins = [
        {
            "story": pin.story,
            "position": pin.position,
            "until": pin.until.astimezone(UTC).isoformat() if pin.until else None,
        }
        for pin in part.pins
    ]
    return {"number": part.number, "kind": part.kind.value, "count": part.count, "of": part.of, "pins": pins}


def _part(facts: Mapping[str, Any]) -> Part:
    kind = Kind(facts["kind"])
    most = MOST_IN_TOP if kind is Kind.TOP else MOST_IN_LIST
    of = facts.get("of")
    return Part(
        number=_number(facts["number"], least=0, most=LARGEST_PART),
        kind=kind,
        count=_number(facts["count"], least=1, most=most),
        of=None if of is None else _number(of, least=1, most=_LARGEST_STORY),
        pins=tuple(_pin(each) for each in facts.get("pins", ())),
    )


def _pin(facts: Mapping[str, Any]) -> Pin:
    until = facts.get("until")
    moment = datetime.fromisoformat(until) if until else None
    if moment is not None and moment.tzinfo is None:
        raise ValueError("A moment has a zone.")
    return Pin(
        story=_number(facts["story"], least=1, most=_LARGEST_STORY),
        position=_number(facts["position"], least=1, most=MOST_IN_TOP),
        until=moment,
    )


def _number(value: Any, *, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ValueError(f"{value!r} is no number from {least} to {most}.")
    return value


def _refuse_disorder(layout: Layout) -> None:
    """Refuse what single values can't show: the top is there, once and first; nothing is there twice."""
    if len(layout.parts) > MOST_PARTS:
        raise NotALayout(f"لا تزيد كتل الواجهة على {MOST_PARTS}.")
    if [part.kind is Kind.TOP for part in layout.parts] != [True] + [False] * (len(layout.parts) - 1):
        raise NotALayout("تبدأ الواجهة بأهم الأخبار، مرة واحدة.")
    stories = [pin.story for part in layout.parts for pin in part.pins]
    places = [(part.number, pin.position) for part in layout.parts for pin in part.pins]
    numbers = [part.number for part in layout.parts]
    for each in (stories, places, numbers):
        if len(each) != len(set(each)):
            raise NotALayout("لا تظهر قصة ولا كتلة في الواجهة مرتين.")
    for part in layout.parts:
        if (part.kind in KINDS_OF_SUBJECTS) != (part.of is not None):
            raise NotALayout("اختر القسم أو الموضوع الذي تُملأ منه القائمة.")
        if any(pin.position > part.count for pin in part.pins):
            raise NotALayout("لا يُثبّت في موضع أبعد من عدد قصص الكتلة.")

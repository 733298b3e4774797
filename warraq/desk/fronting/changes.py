"""What changed from one version of a front to the next, in sentences. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from warraq.desk.fronting.titles import Titles
from warraq.fronts.layouts import Layout, Pin
from warraq.network.style import HouseStyle

# A version that changed more than this is read by opening it.
MOST_SENTENCES = 8


@dataclass(frozen=True)
class Wording:
    """What the sentences call things: parts, and headlines by story."""

    titles: Titles
    headlines: Mapping[int, str]
    style: HouseStyle


def changes_between(before: Layout | None, after: Layout | None, *, wording: Wording) -> list[str]:
    """Say what changed; without a layout readers see what is chosen automatically."""
    if after is None:
        return ["تُركت الواجهة للاختيار الآلي"]
    if before is None:
        pinned = [
            f"{_told(pin, part=part.number, layout=after, wording=wording)}"
            for part in after.parts
            for pin in part.pins
        ]
        return _at_most(["كُوّنت الواجهة", *pinned])
    found = [
        *_part_changes(before, after, wording=wording),
        *_pin_changes(before, after, wording=wording),
    ]
    return _at_most(found or ["لم يتغير شيء"])


def _part_changes(before: Layout, after: Layout, *, wording: Wording) -> list[str]:
    was, titles = {part.number: part for part in before.parts}, wording.titles
    now = {part.number: part for part in after.parts}
    found = [f"أُضيفت قائمة «{titles.of(part)}»" for number, part in now.items() if number not in was]
    found += [f"أُزيلت قائمة «{titles.of(part)}»" for number, part in was.items() if number not in now]
    found += [
        f"صار عدد قصص «{titles.of(part)}» {part.count}"
        for number, part in now.items()
        if number in was and was[number].count != part.count
    ]
    kept_before = [number for number in was if number in now]
    kept_after = [number for number in now if number in was]
    if kept_before != kept_after:
        found.append("تغير ترتيب الكتل")
    if before.seconds != after.seconds:
        found.append(f"صار عدد القصص البارزة بعد الأولى {after.seconds}")
    return found


def _pin_changes(before: Layout, after: Layout, *, wording: Wording) -> list[str]:
    was, now = _pins(before), _pins(after)
    found = [
        _told(pin, part=part, layout=after, wording=wording)
        for story, (part, pin) in now.items()
        if story not in was or was[story] != (part, pin)
    ]
    return [*found, *(f"أُلغي تثبيت {_headline(story, wording=wording)}" for story in was if story not in now)]


def _pins(layout: Layout) -> dict[int, tuple[int, Pin]]:
    return {pin.story: (part.number, pin) for part in layout.parts for pin in part.pins}


def _told(pin: Pin, *, part: int, layout: Layout, wording: Wording) -> str:
    title = wording.titles.of(layout.part(part))
    until = f" حتى {wording.style.moment(pin.until)}" if pin.until else ""
    return f"ثُبّتت {_headline(pin.story, wording=wording)} في الموضع {pin.position} من «{title}»" + until


def _headline(story: int, *, wording: Wording) -> str:
    return f"«{wording.headlines[story]}»" if story in wording.headlines else f"القصة {story}"


def _at_most(sentences: list[str]) -> list[str]:
    if len(sentences) <= MOST_SENTENCES:
        return sentences
    return [*sentences[: MOST_SENTENCES - 1], f"وتغييرات أخرى عددها {len(sentences) - MOST_SENTENCES + 1}"]

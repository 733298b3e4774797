"""A load mapping: the small declared thing that turns one system's records into items.

docs/load-mappings.md shows how to write one.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Table
from dataclasses import dataclass, field, fields
from typing import Any

from warraq.common.registry import Registry
from warraq.wires.loading.items import UNTOLD, Item

Record = dict[str, Any]

# Fields of an Item that may differ between two copies of one record without making the second an update.
UNWATCHABLE = frozenset(item_field.name for item_field in fields(Item)) - UNTOLD - {"edition"}


@dataclass(frozen=True)
class EditionPlan:
    """How an edition is made if there is none of that slug; one that exists is used as it is."""

    name: str
    host: str
    slug: str = ""
    locale: str = "ar-SA"
    time_zone: str = "Asia/Riyadh"
    colour: str = "#8a1c3c"
    accent: str = "#c8912d"
    tagline: str = ""


@dataclass(frozen=True)
class SectionPlan:
    """How a section is made where an edition has none of that slug."""

    name: str
    colour: str = ""


@dataclass(frozen=True)
class Mapping:
    """How to read one system's dump.

    `editions` has the keys that items name; `sections` has slugs, in the order of the section bar. `item` makes an
    Item of a record, or raises Unusable with the reason; it is pure. `required` are fields that every record must
    have; `optional` those it may have besides. A record with any other field is refused, since what it says would
    be lost in silence; with `optional` None any field may stand beside the required ones.

    `unwatched` are the fields of an Item whose change alone is no update. If `published_at` is among them, the dump
    gives each version's own time: the earliest stays the moment of publication, the latest is that of the change,
    and an older version never takes the place of a newer one.

    `settled` gives an item, in the order of the dump, the section and whatever else depends on the items before it.
    """

    name: str
    editions: Table[str, EditionPlan]
    sections: Table[str, SectionPlan]
    item: Callable[[Record], Item]
    required: frozenset[str] = frozenset()
    optional: frozenset[str] | None = None
    unwatched: frozenset[str] = field(default=frozenset())
    settled: Callable[[Item], Item] = field(default=lambda item: item)

    def __post_init__(self) -> None:
        if not self.name.replace("-", "").replace("_", "").isalnum() or not self.name.isascii():
            raise ValueError(
                f"“{self.name}” is no name for a mapping: use Latin letters, digits and hyphens."
            )
        if unknown := self.unwatched - UNWATCHABLE:
            raise ValueError(f"The mapping {self.name} can't leave unwatched: {', '.join(sorted(unknown))}.")


mappings: Registry[Mapping] = Registry("load mapping")

"""Mappings that a newsroom writes for its own dump: a TOML file of field names, or a Python file with a Mapping.

docs/load-mappings.md shows both.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from warraq.wires.loading.bylines import House, Layout, parse_byline
from warraq.wires.loading.fields import (
    address_of,
    agency_credit,
    iso_moment,
    mail_moment,
    moment_in,
    paragraphs_of,
    raw_text,
    text_of,
)
from warraq.wires.loading.items import Item
from warraq.wires.loading.mapping import EditionPlan, Mapping, Record, SectionPlan, mappings
from warraq.wires.loading.mappings import register_all


class BadMapping(ValueError):
    """There is no such mapping, or its file is wrong; the message is one sentence."""


def mapping_named(name: str) -> Mapping:
    """Return a mapping by its registered name, or by the path of its file (.toml or .py). Raises BadMapping."""
    register_all()
    path = Path(name)
    if path.suffix in (".toml", ".py"):
        mapping = _from_toml(path) if path.suffix == ".toml" else _from_python(path)
        if mapping.name in mappings:
            raise BadMapping(
                f"{path}: the name “{mapping.name}” belongs to a mapping of Warraq's; choose another."
            )
        return mapping
    try:
        return mappings.get(name)
    except LookupError as unknown:
        raise BadMapping(f"{unknown.args[0]} Or give the path of a .toml or .py file.") from None


def _from_python(path: Path) -> Mapping:
    """Run a newsroom's own module and take its MAPPING."""
    spec = spec_from_file_location(f"warraq_mapping_{path.stem}", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise BadMapping(f"There is no file {path}.")
    module = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as problem:  # a newsroom's code may raise anything
        raise BadMapping(f"{path} can't be run: {type(problem).__name__}: {problem}.") from None
    mapping = getattr(module, "MAPPING", None)
    if not isinstance(mapping, Mapping):
        raise BadMapping(f"{path} has no MAPPING: MAPPING = Mapping(name=…, editions=…, sections=…, item=…).")
    return mapping


def _from_toml(path: Path) -> Mapping:
    try:
        declared = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise BadMapping(f"{path} can't be read: {problem.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise BadMapping(f"{path} is not TOML: {problem}.") from None
    try:
        return mapping_of(declared)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        what = f"{problem} is missing" if isinstance(problem, KeyError) else str(problem)
        raise BadMapping(f"{path} is no mapping: {what}.") from None


def mapping_of(declared: dict[str, Any]) -> Mapping:
    """Turn a declared table into a mapping. Raises KeyError, TypeError or ValueError for what is missing or wrong."""
    fields: dict[str, str] = declared["fields"]
    if unknown := fields.keys() - _FIELDS:
        raise ValueError(f"“{min(unknown)}” is no field of a story: {', '.join(sorted(_FIELDS))}")
    editions = {key: EditionPlan(**table) for key, table in declared["edition"].items()}
    sections = {
        slug: SectionPlan(**(table if isinstance(table, dict) else {"name": table}))
        for slug, table in declared["section"].items()
    }
    return Mapping(
        name=declared["name"],
        editions=editions,
        sections=sections,
        item=_reader(declared, fields=fields),
        required=frozenset({fields["key"], fields["headline"], fields["published"]}),
        optional=frozenset(fields.values()) | frozenset(declared["ignored"])
        if "ignored" in declared
        else None,
        unwatched=frozenset(declared.get("unwatched", ())),
    )


_FIELDS = frozenset(
    (
        *("key", "headline", "published", "modified", "text", "standfirst"),
        *("byline", "authors", "dateline", "section", "edition", "address", "topics"),
    )
)
_CLOCKS: dict[str, Callable[[str], datetime]] = {"iso": iso_moment, "mail": mail_moment}


def _reader(declared: dict[str, Any], *, fields: dict[str, str]) -> Callable[[Record], Item]:
    """Return the function that reads records by the declared field names."""
    only_edition, only_section = next(iter(declared["edition"])), next(iter(declared["section"]))
    edition_of: dict[str, str] = declared.get("editions", {})
    section_of: dict[str, str] = declared.get("sections", {})
    byline = declared.get("byline", {})
    house = House(tuple(byline.get("house", ())), Layout[byline.get("place", "first").upper()])
    clock = _clock(declared.get("time", {}))

    def item_of(record: Record) -> Item:
        credits = parse_byline(_line(record, "byline"), house=house)
        edition, section = _line(record, "edition"), _line(record, "section")
        modified = _line(record, "modified")
        return Item(
            origin_key=_line(record, "key"),
            edition=edition_of.get(edition, edition) or only_edition,
            section=section_of.get(section, section if section in declared["section"] else only_section),
            headline=_line(record, "headline"),
            standfirst=_line(record, "standfirst"),
            paragraphs=paragraphs_of(record, fields.get("text", "")),
            published_at=clock(raw_text(record, fields["published"])),
            modified_at=clock(modified) if modified else None,
            dateline=_line(record, "dateline") or "، ".join(credits.places),
            authors=_several(record, "authors") or credits.authors,
            agency=agency_credit(credits),
            source_url=address_of(record, fields.get("address", "")),
            topics=_several(record, "topics"),
        )

    def _line(record: Record, name: str) -> str:
        return text_of(record, fields.get(name, ""))

    def _several(record: Record, name: str) -> tuple[str, ...]:
        value = record.get(fields.get(name, ""))
        if isinstance(value, list):
            return tuple(text_of({name: each}, name) for each in value)
        return tuple(
            part.strip() for part in _line(record, name).replace("،", ",").split(",") if part.strip()
        )

    return item_of


def _clock(time: dict[str, str]) -> Callable[[str], datetime]:
    """Return how times are read: "iso" (the default), "mail" (RSS), or a form of strptime's; a zone for bare times."""
    form, zone = time.get("form", "iso"), time.get("zone", "UTC")
    if form not in _CLOCKS:
        return lambda text: moment_in(text, form=form, zone=zone)
    read = _CLOCKS[form]

    def with_zone(text: str) -> datetime:
        moment = read(text)
        return moment if moment.tzinfo else moment_in(moment.isoformat(), form="%Y-%m-%dT%H:%M:%S", zone=zone)

    return with_zone

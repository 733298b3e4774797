"""A small mapping and dumps of invented news."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from warraq.wires.loading.fields import iso_moment, paragraphs_of, text_of
from warraq.wires.loading.items import AgencyCredit, Item
from warraq.wires.loading.load import Load, Summary
from warraq.wires.loading.mapping import EditionPlan, Mapping, Record, SectionPlan
from warraq.wires.loading.records import RecordFile
from warraq.wires.loading.rejects import RejectFile

NOW = datetime(2024, 1, 1, tzinfo=UTC)


def read(record: Record) -> Item:
    agency = text_of(record, "agency")
    return Item(
        origin_key=text_of(record, "id"),
        edition="paper",
        section=text_of(record, "section") or "news",
        headline=text_of(record, "title"),
        paragraphs=paragraphs_of(record, "text"),
        published_at=iso_moment(text_of(record, "at") or "2023-05-01T12:00:00+00:00"),
        dateline="أبها",
        authors=tuple(record.get("authors", ())),
        topics=tuple(record.get("topics", ())),
        agency=AgencyCredit(agency) if agency else None,
        source_url=f"https://example.org/{text_of(record, 'id')}",
    )


@pytest.fixture
def mapping() -> Mapping:
    return Mapping(
        name="paper",
        editions={"paper": EditionPlan("الصباح", "paper.example.org")},
        sections={"news": SectionPlan("أخبار"), "sport": SectionPlan("رياضة", "#00695c")},
        item=read,
        required=frozenset({"id", "title"}),
        optional=frozenset({"section", "text", "at", "authors", "topics", "agency"}),
        unwatched=frozenset({"published_at"}),
    )


@pytest.fixture
def dump(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes records, or lines as they are, as a dump."""

    def write(*records: dict[str, Any] | str) -> Path:
        path = tmp_path / "dump.jsonl"
        lines = (each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in records)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def run(mapping: Mapping, tmp_path: Path) -> Callable[..., Summary]:
    """Return a function that loads a dump and gives the summary; the rejects are in rejects.jsonl beside it."""

    def load(path: Path, *, summary: Summary | None = None, **options: Any) -> Summary:
        summary = summary or Summary()
        chosen = options.pop("mapping", mapping)
        with RecordFile(path) as file, RejectFile(tmp_path / "rejects.jsonl") as rejects:
            Load(chosen, now=NOW, **options).run(file, rejects=rejects, summary=summary)
        return summary

    return load

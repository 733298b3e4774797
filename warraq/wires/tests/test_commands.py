"""`warraq load` as people type it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.db import OperationalError

from warraq.stories.models import Story
from warraq.wires import commands
from warraq.wires.commands import load
from warraq.wires.loading.store import Store

pytestmark = pytest.mark.django_db

RECORD = {
    "docno": "SK-sport-1-20180501",
    "source": "skynews",
    "url": "http://www.skynewsarabia.com/sport/1039378",
    "category": "sport",
    "title": "فريق الواحة يفوز",
    "time": "Tue, 01 May 2018 15:27:55 GMT",
    "author": "أبوظبي - سكاي نيوز عربية",
    "abstract": "",
    "text": "فاز فريق الواحة.",
    "published": "2018-05-01T15:27:55+00:00",
}


@pytest.fixture
def dump(tmp_path: Path, settings: Any) -> Path:
    settings.STATE_DIR = tmp_path / "var"
    path = tmp_path / "dump.jsonl"
    path.write_text(json.dumps(RECORD) + "\n")
    return path


def jsonl(path: Path, *options: str, name: str = "ant") -> Result:
    return CliRunner().invoke(load, ["jsonl", str(path), "--map", name, *options])


def test_a_dump_is_loaded_and_summed_up(dump: Path) -> None:
    result = jsonl(dump)
    assert result.exit_code == 0, result.output
    assert "1 new, 0 updated, 0 unchanged, 0 rejected" in result.stdout
    assert Story.objects.get().headline == "فريق الواحة يفوز"
    assert "0 new, 0 updated, 1 unchanged, 0 rejected" in jsonl(dump).stdout


def test_rejects_for_their_content_are_no_failure_and_the_file_is_named(dump: Path, settings: Any) -> None:
    dump.write_text(json.dumps(RECORD) + "\n" + json.dumps(RECORD | {"title": ""}))
    result = jsonl(dump)
    assert result.exit_code == 0
    assert str(settings.STATE_DIR / "dump.jsonl.rejects.jsonl") in result.stdout


def test_lines_that_are_no_records_end_in_a_sentence_and_a_failure_though_the_rest_is_loaded(
    dump: Path, tmp_path: Path
) -> None:
    dump.write_bytes(json.dumps(RECORD).encode() + b'\n{"broken\n\xff\n')
    result = jsonl(dump, "--rejects", str(tmp_path / "named.jsonl"))
    assert result.exit_code == 1
    assert "Error: 2 lines of" in result.stderr
    assert len((tmp_path / "named.jsonl").read_text().splitlines()) == 2
    assert Story.objects.count() == 1


@pytest.mark.parametrize(
    ("options", "name", "sentence"),
    [
        ([], "nope", "There is no load mapping “nope”"),
        ([], "saudinewsnet", "is no dump for the mapping “saudinewsnet”: the record has no field"),
        (["--rejects", "/dev/null/rejects.jsonl"], "ant", "can't be written"),
    ],
)
def test_a_failure_is_one_sentence_and_nothing_is_written(
    dump: Path, options: list[str], name: str, sentence: str
) -> None:
    result = jsonl(dump, *options, name=name)
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert sentence in result.stderr
    assert not Story.objects.exists()


def test_a_missing_file_is_told(dump: Path, tmp_path: Path) -> None:
    result = jsonl(tmp_path / "none.jsonl")
    assert (result.exit_code, result.stderr) == (1, f"Error: There is no file {tmp_path / 'none.jsonl'}.\n")


def test_a_database_that_fails_is_told_in_one_line(dump: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(store: Store, batch: Any) -> None:
        raise OperationalError("database or disk\n\tis full.")

    monkeypatch.setattr(Store, "write", full)
    result = jsonl(dump)
    assert result.exit_code == 1
    assert "The database stopped the load: database or disk is full. Whole batches" in result.stderr


def test_a_database_without_tables_is_told(dump: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands.connection.introspection, "table_names", list)
    result = jsonl(dump)
    assert result.exit_code == 1
    assert "Run `warraq manage migrate` first" in result.stderr


def test_a_stopped_load_says_how_to_go_on(dump: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Asked(commands.StopRequest):
        def __enter__(self) -> Asked:
            self.asked = True
            return self

    monkeypatch.setattr(commands, "StopRequest", Asked)
    result = jsonl(dump)
    assert result.exit_code == 130
    assert "Run the same command again to go on" in result.stderr
    assert Story.objects.count() == 1

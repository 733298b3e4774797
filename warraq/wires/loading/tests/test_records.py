from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warraq.wires.loading import records
from warraq.wires.loading.opening import Unreadable
from warraq.wires.loading.records import Line, RecordFile, read_line


def lines_of(path: Path) -> list[Line]:
    with RecordFile(path) as file:
        return list(file)


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    return tmp_path / "dump.jsonl"


def test_lines_are_read_plain_and_gzipped_alike(tmp_path: Path) -> None:
    text = '{"a": "كلمة"}\n\n{"a": 2}'.encode()
    (tmp_path / "plain.jsonl").write_bytes(text)
    (tmp_path / "packed.jsonl.gz").write_bytes(gzip.compress(text))
    expected = [Line(1, {"a": "كلمة"}), Line(3, {"a": 2})]
    assert lines_of(tmp_path / "plain.jsonl") == expected
    assert lines_of(tmp_path / "packed.jsonl.gz") == expected


def test_a_byte_order_mark_is_not_part_of_the_first_record(dump: Path) -> None:
    dump.write_bytes(b'\xef\xbb\xbf{"a": 1}\n')
    assert lines_of(dump) == [Line(1, {"a": 1})]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b'{"a": ', "not JSON: Expecting value at character 7"),
        (b"\xff\xfe", "not UTF-8: byte 1"),
        ('{"a": "نص"}'.encode("cp1256"), "not UTF-8"),
        (b"[1, 2]", "no object"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a": ' + b"1" * 5000 + b"}", "too long"),
    ],
)
def test_a_line_that_is_no_record_has_its_reason(text: bytes, reason: str) -> None:
    line = read_line(text, number=7)
    assert (line.number, line.record) == (7, None)
    assert reason in line.reason


def test_reading_goes_on_after_an_overlong_line(dump: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "LONGEST_LINE", 30)
    dump.write_text('{"a": 1}\n{"a": "' + "x" * 500 + '"}\n{"a": 3}\n')
    first, second, third = lines_of(dump)
    assert "longer than" in second.reason
    assert (first.record, third.record, third.number) == ({"a": 1}, {"a": 3}, 3)


@given(st.binary(max_size=60))
def test_any_bytes_are_a_record_or_a_reason(text: bytes) -> None:
    line = read_line(text, number=1)
    assert (line.record is None) == bool(line.reason)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("dump.jsonl.gz", b'{"a": 1}\n', "is named .gz but is not a gzip file"),
        ("dump.jsonl", '{"a": 1}'.encode("utf-16"), "UTF-16"),
        (
            "dump.jsonl",
            gzip.compress(json.dumps({"a": "x" * 9000}).encode(), mtime=0)[:-9],
            "breaks off or is damaged",
        ),
        ("dump.jsonl", b"\x1f\x8bnonsense that is no gzip", "breaks off or is damaged"),
    ],
)
def test_a_file_that_is_no_dump_is_told_in_a_sentence(
    tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Unreadable, match=sentence):
        lines_of(tmp_path / name)


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="There is no file"):
        RecordFile(tmp_path / "none.jsonl")
    with pytest.raises(Unreadable, match="is a folder"):
        RecordFile(tmp_path)


def test_the_position_comes_to_the_size_of_the_file_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "dump.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"a": 1}\n' * 1000))
    with RecordFile(path) as file:
        assert file.position == 0
        assert len(list(file)) == 1000
        assert file.position == file.size == path.stat().st_size

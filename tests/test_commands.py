"""The `warraq` command as a shell runs it: every failure is one sentence and a non-zero exit."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def warraq(*arguments: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command with a state folder of its own, on SQLite."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if key not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }
    return subprocess.run(
        [sys.executable, "-m", "warraq", *arguments],
        cwd=ROOT,
        env={**kept, "WARRAQ_HOME": str(home), "WARRAQ_STATIC": "plain", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def one_sentence(result: subprocess.CompletedProcess[str]) -> str:
    """Assert that the command failed with one line on standard error, and return it."""
    assert result.returncode != 0
    assert "Traceback" not in result.stderr
    lines = [line for line in result.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, result.stderr
    return lines[0]


def test_help_names_every_command(tmp_path):
    result = warraq("--help", home=tmp_path)
    assert result.returncode == 0
    for command in ("serve", "demo", "load", "doctor", "backup", "restore", "check", "manage", "withdraw"):
        assert f"\n  {command} " in result.stdout


def test_serving_without_a_database_says_what_to_do(tmp_path):
    sentence = one_sentence(warraq("serve", home=tmp_path))
    assert "warraq manage migrate" in sentence


def test_a_port_in_use_is_named(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        sentence = one_sentence(warraq("demo", "--port", port, home=tmp_path))
    assert port in sentence
    assert not (tmp_path / "warraq.sqlite3").exists()


@pytest.mark.skipif(not Path("/proc/version").exists(), reason="needs /proc, a folder that nobody can write")
def test_a_folder_that_cannot_be_written_is_named():
    sentence = one_sentence(warraq("demo", "--seed", home=Path("/proc/warraq")))
    assert "/proc/warraq" in sentence


def test_a_state_folder_that_is_a_file_is_named(tmp_path):
    blocker = tmp_path / "file"
    blocker.write_text("")
    assert str(blocker) in one_sentence(warraq("demo", "--seed", home=blocker / "state"))


def test_a_bad_database_address_is_named(tmp_path):
    sentence = one_sentence(warraq("doctor", home=tmp_path, DATABASE_URL="mysql://x/y"))
    assert "mysql" in sentence


def test_a_database_that_does_not_answer_is_told(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    result = warraq("doctor", home=tmp_path, DATABASE_URL=f"postgresql://nobody@127.0.0.1:{port}/nothing")
    assert result.returncode == 2
    assert "The database can't be used" in result.stdout + result.stderr
    assert "Traceback" not in result.stderr


def test_production_without_its_secret_names_it(tmp_path):
    assert "WARRAQ_SECRET_KEY" in one_sentence(warraq("doctor", home=tmp_path, WARRAQ_ENV="production"))


def test_the_demo_does_not_run_in_production(tmp_path):
    sentence = one_sentence(
        warraq("demo", "--seed", home=tmp_path, WARRAQ_ENV="production", WARRAQ_SECRET_KEY="x" * 50)
    )
    assert "public passwords" in sentence


@pytest.mark.parametrize("port", ["0", "99999", "http"])
def test_a_nonsense_port_is_refused(tmp_path, port):
    result = warraq("serve", "--port", port, home=tmp_path)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


def test_the_doctor_finds_nothing_wrong_after_migrating_and_withdrawing_the_unknown_is_refused(tmp_path):
    assert warraq("manage", "migrate", "--verbosity", "0", home=tmp_path).returncode == 0
    result = warraq("doctor", home=tmp_path)
    assert (result.returncode, result.stdout) == (0, "All is well.\n")
    result = warraq("check", "archive", home=tmp_path)
    assert (result.returncode, result.stdout) == (0, "Nothing found in 0 stories.\n")
    assert "no rule nonsense" in one_sentence(warraq("check", "archive", "--rule", "nonsense", home=tmp_path))
    assert "no edition mars" in one_sentence(warraq("check", "archive", "--edition", "mars", home=tmp_path))
    assert "no story 7" in one_sentence(warraq("withdraw", "7", "--reason", "خطأ", home=tmp_path))


def test_migrations_are_complete(tmp_path):
    result = warraq("manage", "makemigrations", "--check", "--dry-run", home=tmp_path)
    assert result.returncode == 0, result.stdout


def test_a_text_is_read_by_the_copy_desk(tmp_path):
    copy = tmp_path / "copy.txt"
    copy.write_text("سطر أول سليم.\nوصل الوفد إلى الميناء.وغادر\n", encoding="utf-8")
    result = warraq("check", "text", str(copy), home=tmp_path)
    assert result.returncode == 1
    assert result.stdout.startswith("2:22 error glued-sentences: ")
    assert "«.» → «. »" in result.stdout
    assert result.stdout.endswith("1 error, 0 warnings, 0 suggestions.\n")


def test_a_clean_text_is_no_error(tmp_path):
    copy = tmp_path / "copy.txt"
    copy.write_text("وصل الوفد إلى الميناء. وغادر.\n", encoding="utf-8")
    result = warraq("check", "text", str(copy), home=tmp_path)
    assert (result.returncode, result.stdout) == (0, "0 errors, 0 warnings, 0 suggestions.\n")


def test_a_text_is_printed_with_its_errors_mended(tmp_path):
    copy = tmp_path / "copy.txt"
    copy.write_text("وصل الوفد إلى الميناء.وغادر\n", encoding="utf-8")
    result = warraq("check", "text", str(copy), "--fix", home=tmp_path)
    assert (result.returncode, result.stdout) == (0, "وصل الوفد إلى الميناء. وغادر\n")


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\xff\xfe\x00", "not text in UTF-8"), (b"a" * 10_000_001, "10 MB"), (None, "can't be read")],
    ids=["not UTF-8", "too large", "no file"],
)
def test_a_file_that_is_no_text_is_told_in_a_sentence(tmp_path, content, said):
    copy = tmp_path / "copy.txt"
    if content is not None:
        copy.write_bytes(content)
    assert said in one_sentence(warraq("check", "text", str(copy), home=tmp_path))

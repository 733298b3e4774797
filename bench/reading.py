"""`python -m bench.reading`: how well and how fast Arabic is read: analysis, search, related, copies, copy desk.

Each part is a program of its own (its docstring says what it does) and can be run alone; this runs all of them in fresh
folders, one after the other, and writes what they print into `bench/results/reading.md`. It takes about half an hour.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.plan import RESULTS, ROOT, WORK
from bench.stores import WARRAQ, warraq_env

_POSTGRES = ("tests/with-postgres",)


@dataclass(frozen=True)
class Part:
    """A program: what it measures, its module, whether it needs Django, and what stands before and after it."""

    title: str
    module: str
    arguments: Sequence[str] = ()
    is_inside: bool = True
    before: Sequence[str] = ()


PARTS = (
    Part("The analysis: megabytes a second", "bench.arabic_speed", is_inside=False),
    Part("The analysis: stems", "bench.arabic_stems", is_inside=False),
    Part("The copy desk: 800 words", "bench.copydesk_speed", is_inside=False),
    Part("Search on SQLite, and ten times as many stories", "bench.finding", ("--copies", "9")),
    Part(
        "Search on PostgreSQL, and ten times as many stories",
        "bench.finding",
        ("--copies", "9"),
        before=_POSTGRES,
    ),
    Part("Search by other headlines of a story", "bench.finding", ("--corpus", "ant")),
    Part("Related stories", "bench.nearness"),
    Part("Copies", "bench.duplicates"),
)


def main() -> None:
    """Run every part; one that fails does not stop the others."""
    home = WORK / "reading"
    sections, failed = [], []
    for part in PARTS:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        begun = time.monotonic()
        print(f"== {part.title}", flush=True)
        done = _run(part, env=_environment(part))
        print(done.stdout, f"({time.monotonic() - begun:.0f} s)\n", flush=True)
        if done.returncode:
            failed.append(part.module)
            print(done.stderr[-3000:], flush=True)
        sections.append(f"## {part.title}\n\n`{_command(part)}`\n\n{done.stdout.strip()}\n")
    shutil.rmtree(home, ignore_errors=True)
    (RESULTS / "reading.md").write_text("\n".join(sections), encoding="utf-8")
    if failed:
        sys.exit(f"Not measured: {', '.join(failed)}.")


def _environment(part: Part) -> dict[str, str]:
    env = {**os.environ, **warraq_env(WORK / "reading")}
    if part.before:  # it says which database
        del env["DATABASE_URL"]
    return env


def _run(part: Part, *, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    inside = ["bench.inside", WARRAQ, part.module] if part.is_inside else [part.module]
    command = [*part.before, sys.executable, "-m", *inside, *part.arguments]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def _command(part: Part) -> str:
    inside = f"bench.inside {WARRAQ} {part.module}" if part.is_inside else part.module
    return " ".join([*part.before, "python -m", inside, *part.arguments])


if __name__ == "__main__":
    main()

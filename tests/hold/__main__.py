"""`python -m tests.hold`: break the network at random moments, and print what was lost and how long it took."""

from __future__ import annotations

import argparse
import os
import random
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

from tests.hold.databases import Database, Postgres, Sqlite

if TYPE_CHECKING:
    from tests.hold.desk import Editor, Editors
    from tests.hold.faults import Fault
    from tests.hold.house import House
    from tests.hold.readers import Met, Readers

DATABASES: dict[str, Callable[[Path], Database]] = {"sqlite": Sqlite, "postgresql": Postgres}
EDITORS, STORIES = 3, 6
LISTS = ("/", "/politics/", "/feed.xml")
_WITHHELD = tuple(f"{path}: 503" for path in LISTS)
# How long editors work before and after a fault.
WORK_SECONDS = (0.3, 1.5)


@dataclass
class Row:
    """What came of a fault."""

    name: str
    times: int = 0
    acts: int = 0
    unanswered: int = 0
    lost: list[str] = field(default_factory=list)
    recoveries: list[float] = field(default_factory=list)
    pages: int = 0
    errors: list[str] = field(default_factory=list)
    # Of lists from which a story was withdrawn in the same turn: they are shown anew, or not at all.
    withheld: int = 0
    dark: list[float] = field(default_factory=list)


def main() -> None:
    """Run the faults in turns until each was tried so often."""
    parser = argparse.ArgumentParser(prog="python -m tests.hold", description=__doc__)
    parser.add_argument("--times", type=int, default=100, help="faults in all (100)")
    parser.add_argument("--database", choices=list(DATABASES), default="sqlite")
    parser.add_argument("--only", default="", help="faults whose names hold this text")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    # Told to end it leaves nothing running.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped as asked."))
    with tempfile.TemporaryDirectory(prefix="warraq-hold-") as name:
        database = DATABASES[asked.database](Path(name))
        try:
            rows = hold(
                Path(name),
                database=database,
                only=asked.only,
                times=asked.times,
                chance=random.Random(asked.seed),
            )
        finally:
            database.close()
    print(table(rows))
    if any(row.lost or (row.errors and not row.dark) for row in rows):
        sys.exit("Something was lost, or readers saw errors.")


def hold(folder: Path, *, database: Database, only: str, times: int, chance: random.Random) -> list[Row]:
    """Set the network up, break it, and return what came of it."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "warraq.project.settings",
        "DATABASE_URL": database.address,
        "WARRAQ_HOME": str(folder),
        "WARRAQ_STATIC": "plain",
        "WARRAQ_PORT": "",
    }
    django.setup()
    from tests.hold.desk import Editors
    from tests.hold.faults import faults_of
    from tests.hold.house import House
    from tests.hold.readers import Readers

    pages, editors = _furnished()
    house = House(folder, database=database)
    house.open()
    for editor in editors:
        editor.port = house.port
    faults = [fault for fault in faults_of(database) if only in fault.name]
    rows = {fault.name: Row(fault.name) for fault in faults}
    turns = [fault for _ in range(-(-times // len(faults))) for fault in faults][:times]
    try:
        _read_once(house, pages)
        with Editors(editors) as at_work, Readers(house.port, pages) as readers:
            for number, fault in enumerate(turns, 1):
                row = rows[fault.name]
                _break(house, fault, at_work=at_work, readers=readers, chance=chance, row=row)
                told = f"{row.recoveries[-1]:.1f} s" if row.recoveries else ""
                print(f"{number}/{times} {fault.name}: {told}", *row.lost[-5:], sep="\n  ", flush=True)
                _write_more(at_work, chance=chance)
    finally:
        house.close()
    return list(rows.values())


def _furnished() -> tuple[list[tuple[str, str]], list[Editor]]:
    """Make two sites with an archive, and editors with stories of their own; returns the archive's pages."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    from tests.hold.desk import Editor
    from tests.hold.house import HOSTS
    from tests.serving.newsroom import described, make_network
    from warraq.stories.models import Story

    call_command("migrate", verbosity=0)
    make_network()
    stories = [described(story) for story in Story.objects.order_by("pk")]
    pages = [(HOSTS[site], path) for story in stories for site, path in story["paths"].items()]
    pages += [(host, path) for host in HOSTS.values() for path in LISTS]
    users = [get_user_model().objects.create_superuser(f"editor-{number}") for number in range(EDITORS)]
    editors = [Editor(user, seed=number) for number, user in enumerate(users)]
    for editor in editors:
        for _ in range(STORIES):
            editor.facts.append(_fact())
    return pages, editors


def _fact() -> Any:
    """Publish a story for an editor to work on."""
    from tests.hold.facts import Fact, Sight
    from tests.serving.newsroom import publish

    first = "خبر قبل الفعل الأول"
    made = publish(headline=first)
    return Fact(made["story"], made["paths"], shown=Sight(first), drafts={first})


def _write_more(at_work: Editors, *, chance: random.Random) -> None:
    """Give editors new stories for those that they have withdrawn; old ones are looked at a few times more."""
    for editor in at_work.editors:
        gone = [fact for fact in editor.facts if fact.is_withdrawn]
        for fact in gone[:-3]:
            editor.facts.remove(fact)
        while sum(not fact.is_withdrawn for fact in editor.facts) < STORIES:
            editor.facts.append(_fact())


def _read_once(house: House, pages: Sequence[tuple[str, str]]) -> None:
    from tests.serving.servers import until

    for host, path in pages:
        until(lambda host=host, path=path: house.status(host, path) == 200, within=60)


def _break(
    house: House, fault: Fault, *, at_work: Editors, readers: Readers, chance: random.Random, row: Row
) -> None:
    from django.db import connection

    from tests.hold.judging import judge
    from tests.serving.servers import until

    until(lambda: house.is_settled, within=120)
    readers.taken()
    before, withdrawn = _counts(at_work), _withdrawn(at_work)
    at_work.go_on()
    time.sleep(chance.uniform(*WORK_SECONDS))
    begun = time.monotonic()
    fault.wreak(house, chance)
    time.sleep(chance.uniform(*WORK_SECONDS))
    at_work.wait()
    judgement = judge(house, at_work.facts, since=begun)
    connection.close()  # the database may be another process than it was
    after = _counts(at_work)
    row.times += 1
    row.acts += after[0] - before[0]
    row.unanswered += after[1] - before[1]
    row.lost += judgement.wrong
    row.recoveries.append(judgement.seconds)
    _note(row, readers.taken(), darkens=fault.darkens, withdrew=_withdrawn(at_work) > withdrawn)


def _withdrawn(at_work: Editors) -> int:
    return sum(editor.work.withdrawals for editor in at_work.editors)


def _counts(at_work: Editors) -> tuple[int, int]:
    works = [editor.work for editor in at_work.editors]
    return sum(work.answered for work in works), sum(work.unanswered for work in works)


def _note(row: Row, met: Met, *, darkens: bool, withdrew: bool) -> None:
    """Note what readers met: where nobody is left to answer, for how long; and what was withheld from them."""
    row.pages += met.pages
    if darkens:
        moments = [moment for moment, _ in met.errors]
        row.dark.append(max(moments) - min(moments) if moments else 0.0)
    for _, problem in met.errors:
        if withdrew and problem.endswith(_WITHHELD):
            row.withheld += 1
        else:
            row.errors.append(problem)


def table(rows: Sequence[Row]) -> str:
    """Return the table: a row a fault."""
    lines = [
        "| fault | times | acts answered / not | lost | right again, median / worst | readers' errors of pages |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        if not row.times:
            continue
        errors = f"{len(row.errors)} of {row.pages:,}"
        if row.withheld:
            errors += f", {row.withheld} lists withheld after a withdrawal"
        if row.dark:
            errors += f"; nobody there for {max(row.dark):.1f} s at most"
        lines.append(
            f"| {row.name} | {row.times} | {row.acts:,} / {row.unanswered} | {len(row.lost)}"
            f" | {statistics.median(row.recoveries):.1f} s / {max(row.recoveries):.1f} s | {errors} |"
        )
    lines += [f"- {row.name}: {problem}" for row in rows for problem in row.lost[:10]]
    lines += [
        f"- {row.name}: readers met {problem} ({count} times)"
        for row in rows
        if not row.dark
        for problem, count in Counter(row.errors).most_common(10)
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()

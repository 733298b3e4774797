"""Backups and restores that are killed at one moment after another."""

from __future__ import annotations

from typing import Any

import pytest

from tests.operations.conftest import Installation

_PROJECT = "warraq.project.backup"
BACKUP_MOMENTS = [
    ("making:_about", 1),
    ("archive:Writer.add_path", 1),
    ("archive:Writer.add_path", 3),
    ("archive:write_manifest", 1),
    ("making:os.fsync", 1),
]
RESTORE_MOMENTS = [
    ("restoring:create", 3),
    ("restoring:prove_database", 1),
    ("restoring:decide", 1),
    ("swapping:Path.replace", 1),
    ("swapping:Path.replace", 2),
    ("swapping:Path.replace", 4),
    ("swapping:_drop_pages", 1),
    ("restoring:finish", 1),
    ("restoring:call_command", 1),
]
# The database's own file is the last.
SQLITE_MOMENTS = [("swapping:Path.replace", 6), ("swapping:Path.replace", 7)]
POSTGRESQL_MOMENTS = [
    ("postgresql:_say_all", 1),
    # The restoring program is looked for when the old schema was dropped, within the transaction.
    ("postgresql:program", 4),
    ("postgresql:was_put_in_place", 1),
]

# The tests' own database is migrated for these too, and copied: that costs a tenth of migrating another one.
pytestmark = pytest.mark.django_db


def moment(place: str, number: int) -> tuple[str, int]:
    return f"{_PROJECT}.{place}", number


def test_a_backup_that_is_killed_leaves_the_one_before(installation: Installation, tmp_path):
    installation.write("خبر")
    file = tmp_path / "daily.warraq"
    installation.done("backup", file)
    content = file.read_bytes()
    for place, number in BACKUP_MOMENTS:
        code, _ = installation.run("backup", file, "--force", kill=moment(place, number))
        assert code == -9, place
        assert file.read_bytes() == content, place
    installation.done("backup", file, "--force")
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    assert "is whole" in installation.done("backup", "--check", file)


def rows_and_files(state: dict[str, Any]) -> dict[str, Any]:
    """Return what is compared: a document that was looked at has no other rows."""
    return {name: state[name] for name in ("headlines", "files", "named", "counts")}


def test_a_restore_that_is_killed_leaves_the_old_or_the_new(installation: Installation, tmp_path):
    file = tmp_path / "kept.warraq"
    installation.write("خبر في النسخة")
    new = rows_and_files(installation.state())
    installation.done("backup", file)
    moments = (
        RESTORE_MOMENTS + {"sqlite": SQLITE_MOMENTS, "postgresql": POSTGRESQL_MOMENTS}[installation.kind]
    )
    outcomes = []
    for place, number in moments:
        installation.write(f"خبر بعد النسخة {place} {number}")
        old = rows_and_files(installation.state())
        code, said = installation.run("restore", file, "--force", kill=moment(place, number))
        assert code == -9, (place, number, said)
        # The next command, whichever it is, finishes what was decided.
        installation.done("press", "status")
        now = rows_and_files(installation.state())
        assert now in (old, new), (place, number)
        outcomes.append("old" if now == old else "new")
    # Both were met.
    assert set(outcomes) == {"old", "new"}
    installation.done("restore", file, "--force")
    assert rows_and_files(installation.state()) == new
    assert not list(installation.home.glob("*.restored"))
    assert not list(installation.home.glob("restore.json*"))


def test_a_restore_into_an_empty_home_needs_no_force(installation: Installation, tmp_path, fresh_address):
    file = tmp_path / "moved.warraq"
    installation.write("خبر ينتقل")
    installation.done("backup", file)
    other = Installation(tmp_path / "other", database=fresh_address)
    try:
        other.done("restore", file)
        assert rows_and_files(other.state()) == rows_and_files(installation.state())
    finally:
        other.close()


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 1000], ids=["empty", "nonsense"])
def test_a_database_that_is_broken_is_set_aside(installation: Installation, tmp_path, damage):
    if installation.kind != "sqlite":
        pytest.skip("a server's files are its own")
    file = tmp_path / "rescue.warraq"
    installation.write("خبر ينجو")
    state = rows_and_files(installation.state())
    installation.done("backup", file)
    database = installation.database_file
    for ending in ("-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)
    database.write_bytes(damage)
    if damage:
        code, said = installation.run("restore", file)
        assert code == 1
        assert "can't be read" in said
    installation.done("restore", file, *(["--force"] if damage else []))
    assert rows_and_files(installation.state()) == state

"""A backup is made while a server runs and editors write; everything is destroyed; a restore brings it back."""

from __future__ import annotations

import dataclasses
import fcntl
import gzip
import io
import json
import os
import shutil
import stat
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from typing import IO

import pytest
from django.db import connection

from tests.operations.conftest import Installation
from tests.serving.servers import Process, fetch, free_port, start, until
from warraq.project.backup import postgresql
from warraq.project.backup.archive import read_about, read_archive, writing
from warraq.project.backup.sqlite import copied

BOUND = 30.0

# The tests' own database is migrated for these too, and copied: that costs a tenth of migrating another one.
pytestmark = pytest.mark.django_db


def server_of(installation: Installation) -> Process:
    port = free_port()
    return Process(
        command=[sys.executable, "-m", "warraq", "serve", "--port", str(port)],
        port=port,
        log=installation.home.parent / "server.log",
        env={**installation.environment, "WARRAQ_PORT": ""},
    )


def manifest_of(archive: Path) -> dict:
    """Read the manifest as anybody may: with tar."""
    shown = subprocess.run(
        ["tar", "--extract", "--to-stdout", f"--file={archive}", "manifest.json"],
        capture_output=True,
        check=True,
    )
    return json.loads(shown.stdout)


def test_what_was_backed_up_beside_a_server_and_a_writer_is_there_after_everything_was_destroyed(
    installation, tmp_path
):
    for number in range(3):
        installation.write(f"خبر قبل النسخ {number}")
    archive = tmp_path / "today.warraq"
    server = server_of(installation)
    try:
        start([server])
        before = installation.state()
        with installation.writing(tmp_path / "written") as written:
            until(lambda: written() > 1, within=BOUND)

            def is_written_meanwhile() -> bool:
                begun = written()
                assert "WARRAQ_SECRET_KEY" in installation.done("backup", archive, "--force")
                return written() > begun

            until(is_written_meanwhile, within=BOUND)

        code, said = installation.run("restore", archive, "--force")
        assert code == 1
        assert "warraq serve" in said
    finally:
        server.kill()
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert not list(tmp_path.glob("*.new"))
    assert not list(tmp_path.glob("*.copy"))
    assert "is whole" in installation.done("backup", "--check", archive)
    manifest = manifest_of(archive)
    after = installation.state()
    assert len(before["headlines"]) <= manifest["about"]["counts"]["stories"] <= len(after["headlines"])

    code, said = installation.run("restore", archive)
    assert code == 1
    assert "--force" in said
    shutil.rmtree(installation.home / "media")
    installation.write("خبر لا تعرفه النسخة")
    said = installation.done("restore", archive, "--force")
    assert "warraq doctor" in said

    restored = installation.state()
    assert {**manifest["about"]["counts"], **restored["counts"]} == manifest["about"]["counts"]
    assert set(before["headlines"]) <= set(restored["headlines"])
    assert "خبر لا تعرفه النسخة" not in restored["headlines"]
    assert restored["files"] == {
        name.removeprefix("media/"): digest
        for name, _, digest in manifest["members"]
        if name.startswith("media/")
    }
    assert set(restored["named"]) <= set(restored["files"])
    assert {name: after["files"][name] for name in restored["files"]} == restored["files"]
    # A server in front hands them out.
    assert all(path.stat().st_mode & 0o044 == 0o044 for path in (installation.home / "media").rglob("*"))
    # Pages are pressed anew, by the same server.
    assert not (installation.home / "press" / "store.sqlite3").exists()
    try:
        start([server])
        until(
            lambda: "خبر قبل النسخ 2" in fetch(server.port, "/politics/").text,
            within=BOUND,
        )
    finally:
        server.kill()


def test_a_copy_of_sqlite_shuts_no_writer_out_and_is_of_the_moment_when_it_was_begun(tmp_path):
    file, pieces = tmp_path / "database", []
    with closing(connect(file, isolation_level=None, timeout=0)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE story (text)")
        writer.execute("INSERT INTO story VALUES (zeroblob(30000000))")

        def tell(size: int) -> None:
            pieces.append(size)
            writer.execute("INSERT INTO story VALUES ('بينما يُنسخ')")

        with copied(file, into=tmp_path / "copy", tell=tell) as copy:
            assert list(copy.rows("SELECT count(*) FROM story")) == [(1,)]
        # Each step was told once: writers do not make it begin anew.
        assert len(pieces) > 2
        assert sum(pieces) == (tmp_path / "copy").stat().st_size
        assert writer.execute("SELECT count(*) FROM story").fetchone() == (1 + len(pieces),)


def test_the_password_of_postgresql_is_on_no_command_line(tmp_path, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no password")
    # In the place of the real program one that writes down how it was called.
    (tmp_path / "pg_dump").write_text(
        f'#!/bin/sh\necho "$@" >{tmp_path}/line\necho "$PGPASSWORD" >{tmp_path}/told\n'
    )
    (tmp_path / "pg_dump").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "a secret")
    postgresql.dump(tmp_path / "dump")
    assert (tmp_path / "told").read_text() == "a secret\n"
    assert "secret" not in (tmp_path / "line").read_text()
    assert "dbname=" in (tmp_path / "line").read_text()


# ---- what is refused ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def archive(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup that others make copies of."""
    installation.write("خبر في النسخة")
    file = tmp_path_factory.mktemp("archive") / "archive.warraq"
    installation.done("backup", file)
    return file


def refused(installation: Installation, *arguments: object) -> str:
    """Run a command that refuses, and changes nothing; the one sentence that it says."""
    before = installation.state()
    code, said = installation.run(*arguments)
    assert code == 1
    assert installation.state() == before
    errors = [line for line in said.splitlines() if line.startswith("Error: ")]
    assert len(errors) == 1, said
    return errors[0]


def test_a_backup_does_not_overwrite_another_unless_told(installation, archive):
    content = archive.read_bytes()
    assert "--force" in refused(installation, "backup", archive)
    assert archive.read_bytes() == content
    installation.done("backup", archive, "--force")
    assert "no folder" in refused(installation, "backup", archive.parent / "nowhere" / "file")


def test_a_changed_or_cut_archive_is_refused_by_check_and_restore(installation, archive, tmp_path):
    content = archive.read_bytes()
    middle = len(content) // 2
    changed = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    for number, damaged in enumerate(
        [changed, content[:middle], content[:-9], content + content, b"", b"no archive", content[:3]]
    ):
        file = tmp_path / f"{number}.warraq"
        file.write_bytes(damaged)
        assert "Traceback" not in refused(installation, "backup", "--check", file)
        refused(installation, "restore", file, "--force")


def test_a_picture_that_vanished_is_noted_and_stops_nothing(installation, tmp_path):
    installation.write("صورة ستضيع")
    lost = next(name for name in installation.state()["named"] if name.startswith("original_images/"))
    kept = (installation.home / "media" / lost).rename(tmp_path / "kept")
    said = installation.done("backup", tmp_path / "without.warraq")
    assert f"media/{lost}" in said
    assert f"media/{lost}" in installation.done("backup", "--check", tmp_path / "without.warraq")
    kept.rename(installation.home / "media" / lost)


def rewritten(archive: Path, into: Path, **changed: object) -> Path:
    """Write an archive anew that says something else of itself, with digests that are right."""
    folder = into.with_suffix(".folder")

    def take(name: str, size: int) -> IO[bytes]:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("wb")

    about, missing = read_archive(archive, take=take, tell=lambda _: None)
    about = dataclasses.replace(about, **changed)
    with (
        into.open("wb") as file,
        writing(file, about=about, missing=lambda: missing, tell=lambda _: None) as writer,
    ):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                writer.add_path(str(path.relative_to(folder)), path)
    return into


def test_an_archive_of_a_newer_warraq_of_another_database_or_with_other_counts_is_refused(
    installation, archive, tmp_path
):
    about = read_about(archive)
    other = "postgresql" if about.database == "sqlite" else "sqlite"
    for number, (changed, reason) in enumerate(
        [
            ({"version": "99.0"}, "newer"),
            ({"migrations": [*about.migrations, "stories.0999_later"]}, "stories.0999_later"),
            ({"database": other}, other),
            ({"database": "mysql"}, "mysql"),
            ({"counts": {**about.counts, "stories": 1_000}}, "stories"),
        ]
    ):
        file = rewritten(archive, tmp_path / f"{number}.warraq", **changed)
        assert reason in refused(installation, "restore", file, "--force")


def test_an_older_archive_is_restored_and_brought_up_to_date(installation, tmp_path):
    installation.write("خبر من نسخة سابقة")
    # One migration back, as an installation that was not updated yet.
    installation.done("manage", "migrate", "outlets", "0001", "--verbosity", "0")
    file = tmp_path / "older.warraq"
    installation.done("backup", file)
    assert "outlets.0002_push" not in read_about(file).migrations
    installation.done("restore", file, "--force")
    assert "خبر من نسخة سابقة" in installation.state()["headlines"]
    assert "migrations" not in installation.run("doctor")[1]


def test_a_disk_without_room_is_told_before_anything_is_written(installation, archive, tmp_path):
    """A disk that has a single byte left, for the command at least."""
    for arguments in (["backup", tmp_path / "new.warraq"], ["restore", archive, "--force"]):
        answer = installation.ask(verb="run", arguments=[str(each) for each in arguments], free_bytes=1)
        assert answer["code"] == 1
        assert "Make room" in answer["said"]
    assert list(tmp_path.iterdir()) == []


def test_two_backups_to_one_file_do_not_mix(installation, tmp_path):
    file = tmp_path / "one.warraq"
    with (tmp_path / "one.warraq.new").open("wb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert "Another backup" in refused(installation, "backup", file)
        assert (tmp_path / "one.warraq.new").exists()


# ---- what others wrote ----------------------------------------------------------------------------------------------


def member(name: str, kind: bytes = tarfile.REGTYPE, *, size: int = 0, leads_to: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.size, info.linkname = kind, size, leads_to
    return info


STRANGE = {
    "a path that climbs": member("media/../../out"),
    "a path from the root": member("/out"),
    "an empty step": member("media//out"),
    "a link": member("media/out", tarfile.SYMTYPE, leads_to="/etc/passwd"),
    "a hard link": member("media/out", tarfile.LNKTYPE, leads_to="about.json"),
    "a device": member("media/out", tarfile.CHRTYPE),
    "a pipe": member("media/out", tarfile.FIFOTYPE),
    "a folder": member("media/out", tarfile.DIRTYPE),
    "a sparse file": member("media/out", tarfile.GNUTYPE_SPARSE),
    "a name without end": member("././@LongLink", tarfile.GNUTYPE_LONGNAME, size=1 << 40),
    "a header without end": member("pax", tarfile.XHDTYPE, size=1 << 40),
    "a header for all": member("pax", tarfile.XGLTYPE, size=8),
    "more than any disk": member("media/out", size=1 << 50),
    "another part of the home": member("press/position"),
    "the media folder itself": member("media"),
    "a second beginning": member("about.json"),
}


def test_a_strange_member_is_refused_and_leaves_nothing(installation, archive, tmp_path):
    before = installation.state()
    about = read_about(archive).written()
    beginning = io.BytesIO()
    with tarfile.open(fileobj=beginning, mode="w") as tar:
        tar.addfile(member("about.json", size=len(about)), io.BytesIO(about))
    file = tmp_path / "strange.warraq"
    for name, strange in STRANGE.items():
        with gzip.open(file, "wb") as packed:
            packed.write(beginning.getvalue()[: 512 * (1 + -(-len(about) // 512))])
            packed.write(strange.tobuf(tarfile.GNU_FORMAT) + bytes(20_480))
        code, said = installation.run("restore", file, "--force")
        assert code == 1, name
        assert said.splitlines()[-1].startswith("Error: "), name
    assert installation.state() == before
    assert not list(installation.home.glob("*.restored"))
    assert not (installation.home.parent / "out").exists()


def test_a_member_that_stands_twice_is_refused(installation, archive, tmp_path):
    file = tmp_path / "twice.warraq"
    about = read_about(archive).written()
    with gzip.open(file, "wb") as packed, tarfile.open(fileobj=packed, mode="w|") as tar:
        tar.addfile(member("about.json", size=len(about)), io.BytesIO(about))
        for name in ("media/one", "media/one"):
            tar.addfile(member(name))
    assert "twice" in refused(installation, "restore", file, "--force")


# ---- the other compression ------------------------------------------------------------------------------------------


def test_where_there_is_no_zstd_gzip_does_and_no_secret_is_in_the_archive(installation, tmp_path, settings):
    file = tmp_path / "packed.warraq"
    answer = installation.ask(verb="run", arguments=["backup", str(file)], without=["zstd"])
    assert answer["code"] == 0, answer["said"]
    assert settings.SECRET_KEY.encode() not in gzip.decompress(file.read_bytes())
    assert "is whole" in installation.done("backup", "--check", file)
    content = file.read_bytes()
    file.write_bytes(content[:-4] + bytes(4))
    refused(installation, "backup", "--check", file)

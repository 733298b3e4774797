"""A backup is made while a server runs and editors write; everything is destroyed; a restore brings it back."""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
import threading
from pathlib import Path

import pytest

from tests.operations.conftest import Installation
from tests.serving.servers import ROOT, Process, environment, fetch, free_port, start, until

BOUND = 30.0


def server_of(installation: Installation) -> Process:
    port = free_port()
    command = [*(str(ROOT / ".venv/bin/python"),), "-m", "warraq", "serve", "--port", str(port)]
    import sys

    command[0] = sys.executable
    return Process(
        command=command,
        port=port,
        log=installation.home.parent / "server.log",
        env={**installation.environment, "WARRAQ_PORT": ""},
    )


def manifest_of(archive: Path) -> dict:
    """Read the manifest as anybody may: with tar."""
    shown = subprocess.run(
        ["tar", "--extract", "--to-stdout", f"--file={archive}", "manifest.json"], capture_output=True, check=True
    )
    return json.loads(shown.stdout)


def test_what_was_backed_up_beside_a_server_and_a_writer_is_there_after_everything_was_destroyed(
    installation, tmp_path, address
):
    for number in range(3):
        installation.write(f"خبر قبل النسخ {number}")
    archive = tmp_path / "today.warraq"
    server = server_of(installation)
    try:
        start([server])
        before = installation.state()
        ended = threading.Event()
        written: list[str] = []
        writer = Installation(installation.home, database=address)

        def write_on() -> None:
            while not ended.is_set():
                written.append(f"خبر أثناء النسخ {len(written)}")
                writer.write(written[-1])

        writing = threading.Thread(target=write_on)
        writing.start()
        until(lambda: len(written) > 1, within=BOUND)
        said = installation.done("backup", archive)
        ended.set()
        writing.join()
        writer.close()

        assert "WARRAQ_SECRET_KEY" in said
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


def test_an_older_archive_is_brought_up_to_date_and_a_newer_one_refused(installation, archive, tmp_path):
    """Both are made by hand from this one; an older one differs in its database too, so that only its word is tried."""
    from warraq.project.backup.archive import read_about

    about = read_about(archive)
    assert about.counts["stories"] == len(installation.state()["headlines"]) or about.counts["stories"] > 0
    assert "stories.0001_initial" in " ".join(about.migrations) or about.migrations

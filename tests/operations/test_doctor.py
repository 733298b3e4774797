"""Each of the doctor's checks, with what it looks at broken."""

from __future__ import annotations

import fcntl
import io
import json
import socket
import sqlite3
import threading
import time
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.checks import ERROR, INFO, WARNING, Error
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.utils import ConnectionHandler
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from PIL import Image

from warraq.network.models import Edition, EditionHost
from warraq.pages.pressing.position import Position, write_position
from warraq.press.store import PageStore
from warraq.project.backup.making import STAMP
from warraq.project.doctor.checks import checks, examine, found_by
from warraq.project.doctor.visit import BESIDES, SERVING, Tally, sentence, visit
from warraq.project.settings.database import sqlite
from warraq.queue.tests.test_queue import note
from warraq.search.models import Document
from warraq.stories.changes import note_editions
from warraq.stories.models import Change, Picture, Placement, Story
from warraq.stories.services import story_schedule
from warraq.stories.troubles import trouble_note

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    """A home of the test's own."""
    settings.STATE_DIR = tmp_path
    settings.PRESS_DIR = tmp_path / "press"
    settings.PRESS_DIR.mkdir()
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path


def told(name: str, *, level: int | None = None) -> list[str]:
    """Return what one check finds, each of that level."""
    messages = list(examine([name]))
    assert all(level is None or message.level == level for message in messages), messages
    return [sentence(message) for message in messages]


@contextmanager
def nobody_listens():
    """A port that is taken and answers nobody."""
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


# ---- the visit ------------------------------------------------------------------------------------------------------


def test_every_check_has_its_turn_after_what_it_needs():
    order = [*SERVING, *BESIDES]
    assert sorted(order) == sorted(checks)
    for place, name in enumerate(order):
        assert set(checks.get(name).needs) <= set(order[:place]), name


def test_a_sound_installation_has_nothing_to_tell(make_story, home):
    make_story()
    (home / STAMP).write_text(json.dumps({"made_at": timezone.now().isoformat()}))
    tally = Tally()
    assert list(visit(tally)) == ["All is well."]
    assert tally.exit_code(strict=True) == 0


def test_errors_end_it_with_2_and_warnings_with_1_only_where_they_count(make_story, network):
    make_story()
    tally = Tally()
    lines = list(visit(tally))
    assert lines[0].startswith("! No backup was made from here. Run `warraq backup FILE`")
    assert lines[-1] == "0 errors, 1 warning."
    assert (tally.exit_code(strict=False), tally.exit_code(strict=True)) == (0, 1)
    network.maghrib.hosts.all().delete()
    tally = Tally()
    assert next(visit_lines := iter(list(visit(tally)))).startswith("✗ The edition “مرآة المغرب” has no host")
    assert list(visit_lines)[-1] == "1 error, 1 warning."
    assert (tally.exit_code(strict=False), tally.exit_code(strict=True)) == (2, 2)


def test_a_check_that_takes_too_long_is_cut_and_keeps_what_it_found():
    def slow():
        yield Error("Found before.")
        while True:
            with suppress(Exception):
                time.sleep(0.01)

    found = list(found_by("slow", slow, seconds=0.1))
    assert [message.level for message in found] == [ERROR, INFO]
    assert "cut after 0.1 s" in found[1].msg


def test_a_query_that_takes_too_long_is_cut():
    connection.ensure_connection()
    query = {
        "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
        "postgresql": "SELECT pg_sleep(60)",
    }[connection.vendor]

    def endless():
        with connection.cursor() as cursor:
            cursor.execute(query)
        yield Error("Never told.")

    start = time.monotonic()
    with transaction.atomic():
        found = list(found_by("endless", endless, seconds=0.2))
        transaction.set_rollback(True)
    assert time.monotonic() - start < 10
    assert [message.level for message in found] == [INFO]


# ---- settings -------------------------------------------------------------------------------------------------------


def test_production_with_unsafe_settings(settings):
    assert told("settings") == []
    settings.PRODUCTION = True
    settings.SECRET_KEY = "short"
    settings.DEBUG = True
    settings.PUBLIC_PORT = "8000"
    lines = " ".join(told("settings"))
    for word in ("SECRET_KEY", "DEBUG", "WARRAQ_SCHEME=https", "WARRAQ_PORT"):
        assert word in lines


def test_production_behind_proxies_that_nobody_trusts(settings):
    settings.PRODUCTION = True
    settings.PUBLIC_SCHEME, settings.PUBLIC_PORT = "https", ""
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 1
    settings.SECRET_KEY = "0123456789abcdefghijklmnopqrstuvwxyz-0123456789abcdefghij"
    lines = told("settings", level=WARNING)
    assert ["WARRAQ_TRUSTED_PROXIES" in line for line in lines] == [True], lines
    settings.TRUSTED_PROXIES = 1
    assert told("settings") == []


def test_a_public_host_with_the_secret_of_development(network):
    for name in ("127.0.0.1", "localhost", "misr.localhost", "10.0.0.7"):
        EditionHost.objects.create(edition=network.misr, name=name, is_primary=False)
    assert told("environment") == []
    EditionHost.objects.create(edition=network.misr, name="news.eg", is_primary=False)
    assert "news.eg" in told("environment", level=WARNING)[0]


def test_what_djangos_own_checks_find_is_an_error(settings):
    assert told("system") == []
    settings.WAGTAILADMIN_BASE_URL = None
    settings.FILE_UPLOAD_TEMP_DIR = "/nowhere"
    assert any("FILE_UPLOAD_TEMP_DIR" in line for line in told("system"))


# ---- folders --------------------------------------------------------------------------------------------------------


def test_a_folder_that_cannot_be_written(settings, home):
    assert told("state folder") == told("folders") == []
    blocker = home / "file"
    blocker.write_text("")
    settings.MEDIA_ROOT = blocker / "media"
    assert str(blocker) in told("folders", level=ERROR)[0]
    settings.STATE_DIR = blocker / "home"
    assert "WARRAQ_HOME" in told("state folder", level=ERROR)[0]


def test_static_files_that_nobody_collected(settings, home):
    assert told("static files") == []
    settings.WHITENOISE_USE_FINDERS = False
    settings.STATIC_ROOT = home / "static"
    assert "collectstatic" in told("static files", level=ERROR)[0]


def test_a_disk_that_runs_full(monkeypatch):
    """The disk's answer alone is made up."""
    left = {"free": 10**12}
    monkeypatch.setattr("shutil.disk_usage", lambda path: type("Usage", (), left))
    assert told("room") == []
    left["free"] = 10**9
    assert "1,000.0 MB left" in told("room", level=WARNING)[0]
    left["free"] = 10**8
    assert told("room", level=ERROR)


# ---- the database ---------------------------------------------------------------------------------------------------


def test_a_migration_that_is_not_applied():
    assert told("migrations") == []
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'outlets' AND name = '0002_push'")
    assert told("migrations", level=ERROR) == ["1 migrations are not applied. Run `warraq manage migrate`."]
    # What needs the tables is not asked, and does not fail in ways of its own.
    assert [message.msg for message in examine(["migrations", "hosts", "pictures"])] == [
        "1 migrations are not applied."
    ]


def test_postgresql_with_a_clock_of_its_own(monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no clock")
    assert told("database server") == []
    now = timezone.now() - timedelta(minutes=2)
    monkeypatch.setattr("warraq.project.doctor.database.timezone.now", lambda: now)
    assert "differ by 120 s" in told("database server", level=ERROR)[0]


# ---- what the server does -------------------------------------------------------------------------------------------


@contextmanager
def presser(settings):
    """Hold the lock that a presser holds."""
    with (settings.PRESS_DIR / "presser.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def test_a_presser_that_ended_or_is_behind(settings, network):
    position = settings.PRESS_DIR / "position"
    assert told("presser") == []
    write_position(position, Position(0, timezone.now()))
    assert told("presser", level=WARNING) == ["No presser runs here. Start `warraq serve`."]
    with presser(settings):
        assert told("presser") == []
        note_editions([network.maghrib.pk])
        assert told("presser") == []
        Change.objects.update(made_at=timezone.now() - timedelta(minutes=1))
        assert "behind" in told("presser", level=ERROR)[0]


def test_a_page_store_that_cannot_be_read(settings):
    file = settings.PRESS_DIR / "store.sqlite3"
    assert told("page store") == []
    PageStore(file).close()
    assert told("page store") == []
    file.write_bytes(b"nonsense" * 1000)
    assert "pressed anew" in told("page store", level=ERROR)[0]
    # The press sets such a file aside by itself.
    PageStore(file).close()
    assert "set aside" in told("page store", level=WARNING)[0]


def test_a_schedule_that_is_late(make_story):
    story = make_story("خبر متأخر", publish=False)
    now = timezone.now()
    story_schedule(story, at=now + timedelta(minutes=1), now=now)
    assert told("schedules") == []
    Story.objects.update(go_live_at=now - timedelta(minutes=1))
    story.latest_revision.__class__.objects.update(approved_go_live_at=now - timedelta(minutes=1))
    assert "“خبر متأخر”" in told("schedules", level=ERROR)[0]


def test_work_that_failed_or_waits(network):
    note.enqueue("عمل")
    assert told("queue") == []
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(hours=1))
    assert "wait for more than 15 minutes" in told("queue", level=ERROR)[0]
    DBTaskResult.objects.update(
        status=TaskResultStatus.FAILED, finished_at=timezone.now(), traceback="X: no answer"
    )
    assert "no answer" in told("queue", level=WARNING)[0]
    note.using(run_after=timezone.now() + timedelta(hours=1)).enqueue("غدًا")
    DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).delete()
    assert told("queue") == []


# ---- what is kept ---------------------------------------------------------------------------------------------------


def test_stories_without_a_home_or_in_a_strange_place(make_story, network):
    story = make_story()
    make_story(publish=False).placements.all().delete()
    assert told("placements") == []
    Placement.objects.filter(story=story).update(is_home=False)
    assert f"1 published stories have no home: {story.pk}." in told("placements", level=ERROR)[0]
    Placement.objects.filter(story=story).update(is_home=True, section=network.section(network.misr, "sport"))
    assert "section of another edition" in told("placements", level=ERROR)[0]


def test_a_placement_on_an_edition_that_is_gone(make_story):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL lets nobody past its foreign keys")
    story = make_story()
    kept = Placement.objects.get(story=story).edition_id
    Placement.objects.filter(story=story).update(edition_id=999_999)
    assert "edition that does not exist" in told("placements", level=ERROR)[0]
    Placement.objects.filter(story=story).update(edition_id=kept)


def test_an_index_that_lacks_a_story_or_has_it_as_it_was(make_story):
    story, draft = make_story(), make_story(publish=False)
    assert told("index") == []
    Story.objects.filter(pk=story.pk).update(headline="عنوان تغيّر من وراء المكتب")
    assert told("index", level=WARNING) == [
        f"The index is not in step with 1 of 2 stories: {story.pk}. Run `warraq search rebuild`."
    ]
    Document.objects.all().delete()
    lines = told("index", level=WARNING)
    assert "0 stories for readers and 0 drafts instead of 1 and 1" in lines[0]
    assert f"2 of 2 stories: {story.pk}, {draft.pk}" in lines[1]


def test_pictures_whose_files_are_gone(db):
    drawn = io.BytesIO()
    Image.new("RGB", (2, 2)).save(drawn, "PNG")
    for number in range(3):
        Picture.objects.create(title=str(number), file=ContentFile(drawn.getvalue(), name="x.png"))
    assert told("pictures") == []
    lost = Picture.objects.all()[0]
    Path(lost.file.path).unlink()
    assert f"1 of 3 pictures (there are 3) have no file: {lost.pk}." in told("pictures", level=ERROR)[0]


def test_an_edition_without_a_host(network):
    assert told("hosts") == []
    Edition.objects.create(slug="new", name="موقع جديد")
    assert "“موقع جديد” has no host" in told("hosts", level=ERROR)[0]


# ---- what stands around ---------------------------------------------------------------------------------------------


def test_a_cache_that_is_not_reached(settings):
    with closing(socket.create_server(("127.0.0.1", 0))) as cache, nobody_listens() as port:
        settings.PURGE_URLS = [f"http://127.0.0.1:{cache.getsockname()[1]}"]
        assert told("caches") == []
        settings.PURGE_URLS = [*settings.PURGE_URLS, f"http://127.0.0.1:{port}"]
        assert [str(port) in line for line in told("caches", level=WARNING)] == [True]
    settings.PURGE_URLS = []
    trouble_note("cache/WAGTAILFRONTENDCACHE", sentence="لا يجيب", now=timezone.now())
    assert "WAGTAILFRONTENDCACHE" in told("caches", level=WARNING)[0]


def test_a_mail_server_that_does_not_answer_or_takes_no_log_in(settings):
    assert told("mail") == []
    settings.MAIL_IS_SET = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "127.0.0.1", False
    with nobody_listens() as port:
        settings.EMAIL_PORT = port
        assert f"127.0.0.1:{port}" in told("mail", level=WARNING)[0]
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        settings.EMAIL_PORT = server.getsockname()[1]

        def refuse() -> None:
            with closing(server.accept()[0]) as caller:
                caller.sendall(b"554 no\r\n")
                caller.recv(1000)

        threading.Thread(target=refuse, daemon=True).start()
        assert "554" in told("mail", level=WARNING)[0]


def test_a_clock_that_is_wrong(network, monkeypatch):
    note_editions([network.maghrib.pk])
    assert told("clock") == []
    Change.objects.update(made_at=timezone.now() + timedelta(hours=3))
    assert "newest change was made at" in told("clock", level=ERROR)[0]
    long_past = timezone.now().replace(year=1970)
    monkeypatch.setattr("warraq.project.doctor.around.timezone.now", lambda: long_past)
    assert "long past" in told("clock", level=ERROR)[0]


@pytest.mark.parametrize(
    ("days", "line"), [(0, []), (6, []), (9, ["9 days old"])], ids=["today", "this week", "long ago"]
)
def test_the_last_backup(home, days, line):
    moment = timezone.now() - timedelta(days=days)
    (home / STAMP).write_text(json.dumps({"made_at": moment.isoformat()}))
    assert [all(word in told_line for word in line) for told_line in told("backups")] == [True] * len(line)


def test_no_backup_is_missed_where_there_is_nothing_yet(make_story, home):
    assert told("backups") == []
    make_story()
    assert "No backup" in told("backups", level=WARNING)[0]
    (home / STAMP).write_text("{}")
    assert "No backup" in told("backups", level=WARNING)[0]


# ---- from a shell ---------------------------------------------------------------------------------------------------


def test_a_damaged_database_is_told_with_its_remedy(installation, tmp_path):
    """The real command, on a file whose middle was overwritten."""
    if installation.kind != "sqlite":
        pytest.skip("SQLite's file alone")
    code, said = installation.run("doctor")
    assert code == 0, said
    file = installation.database_file
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = database.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'placement_by_edition'"
        ).fetchone()[0]
        size = database.execute("PRAGMA page_size").fetchone()[0]
    content = file.read_bytes()
    try:
        with file.open("r+b") as pages:
            pages.seek((page - 1) * size + 8)
            pages.write(b"\xff" * (size - 8))
        code, said = installation.run("doctor")
        assert code == 2, said
        assert "✗ The database is damaged" in said
        assert "warraq restore" in said
    finally:
        file.write_bytes(content)


def test_a_journal_that_is_no_wal_is_told(monkeypatch, tmp_path):
    """On a disk where SQLite has no shared memory, as on many network folders."""
    assert told("write-ahead log") == []
    file = f"file:{tmp_path}/database?vfs=unix-dotfile"
    elsewhere = ConnectionHandler({"default": {**sqlite(file), "OPTIONS": {"uri": True}}})["default"]
    monkeypatch.setattr("warraq.project.doctor.database.connection", elsewhere)
    try:
        assert "“delete”" in told("write-ahead log", level=WARNING)[0]
    finally:
        elsewhere.close()

"""Sources are asked in their turn: feeds of a real server on this machine, and real folders."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.db import DatabaseError

from warraq.inbox.deciding import Verdict
from warraq.inbox.models import SentPicture, Source, WireItem
from warraq.inbox.pictures import pictures_take
from warraq.inbox.tests.drawing import jpeg, png_head
from warraq.queue.working import work_due
from warraq.wires.commands import wires
from warraq.wires.polling import LONGEST_PAUSE, ask_due, ask_source, pause_of
from warraq.wires.ways.parcels import ways

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
OWN = Path(__file__).parents[1] / "formats" / "tests" / "data"
FEED = (OWN / "feed_rss.xml").read_bytes()


class Server(ThreadingHTTPServer):
    """A feed's server: what it was asked, and what it answers."""

    asked: list[str | None]
    body: bytes = FEED
    status: int = 200


class Handler(BaseHTTPRequestHandler):
    """Answers with the server's feed, or that it is as it was."""

    server: Server

    def do_GET(self) -> None:
        known = self.headers["If-None-Match"]
        self.server.asked.append(known)
        same = known == '"1"' and self.server.status == 200
        self.send_response(304 if same else self.server.status)
        self.send_header("ETag", '"1"')
        body = b"" if same else self.server.body
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server(settings) -> Iterator[Server]:
    settings.FETCH_TRUSTED_HOSTS = frozenset({"127.0.0.1"})
    server = Server(("127.0.0.1", 0), Handler)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def feed(db, server) -> Source:
    return Source.objects.create(
        name="وكالة الجبال", address=f"http://127.0.0.1:{server.server_port}/feed.xml"
    )


@pytest.fixture
def folder(db, tmp_path, settings) -> Source:
    settings.WIRE_FOLDERS = [tmp_path]
    watched = tmp_path / "wire"
    watched.mkdir()
    return Source.objects.create(name="قمر صناعي", way=Source.Way.FOLDER, address=str(watched))


def put(folder: Source, name: str, data: bytes, *, age: float = 60.0) -> Path:
    path = Path(folder.address) / name
    path.write_bytes(data)
    moment = datetime.now(UTC).timestamp() - age
    os.utime(path, (moment, moment))
    return path


def test_a_feed_is_asked_and_asked_again_only_for_what_changed(feed, server):
    assert ask_due(now=NOW) == Counter({Verdict.NEW: 2})
    assert ask_due(now=NOW + timedelta(minutes=1)) == Counter()
    assert ask_due(now=NOW + timedelta(minutes=6)) == Counter()
    assert server.asked == [None, '"1"']
    feed.refresh_from_db()
    assert (feed.problem, feed.failures, feed.etag) == ("", 0, '"1"')
    assert feed.next_at == NOW + timedelta(minutes=11)
    assert WireItem.objects.count() == 2


def test_a_feed_that_fails_says_why_and_is_asked_less_often(feed, server):
    server.status = 503
    moment = NOW
    pauses = []
    for _ in range(7):
        ask_due(now=moment)
        feed.refresh_from_db()
        pauses.append(feed.next_at - moment)
        moment = feed.next_at
    assert feed.problem == "The server answered 503."
    assert [pause // timedelta(minutes=1) for pause in pauses] == [10, 20, 40, 80, 120, 120, 120]
    server.status = 200
    assert ask_due(now=moment) == Counter({Verdict.NEW: 2})
    feed.refresh_from_db()
    assert (feed.problem, feed.failures) == ("", 0)


def test_a_seldom_asked_source_is_not_asked_more_often_because_it_fails(feed):
    feed.every, feed.failures = 1440, 3
    assert pause_of(feed) == timedelta(days=1) > LONGEST_PAUSE


def test_a_broken_feed_and_a_forbidden_address_are_problems_of_their_source_alone(feed, server, settings):
    server.body = b"<rss>"
    Source.objects.create(name="داخل الشبكة", address="http://10.0.0.8/feed.xml")
    good = Source.objects.create(name="سليمة", address=f"{feed.address}?2")
    ask_source(feed, now=NOW)
    server.body = FEED
    feed.next_at = NOW + timedelta(hours=1)
    feed.save()
    assert ask_due(now=NOW) == Counter({Verdict.NEW: 2})
    told = dict(Source.objects.values_list("name", "problem"))
    assert "no feed that can be read" in told[feed.name]
    assert "private network" in told["داخل الشبكة"]
    assert told[good.name] == ""


def test_an_inactive_source_is_not_asked(feed, server):
    Source.objects.update(is_active=False)
    assert ask_due(now=NOW) == Counter()
    assert server.asked == []


def test_of_two_processes_one_asks(feed, server):
    stale = Source.objects.get()
    ask_due(now=NOW)
    from warraq.wires.polling import _claim

    assert not _claim(stale, now=NOW)


def test_files_of_a_folder_are_read_once_and_moved_aside(folder):
    alert = put(folder, "a.xml", (OWN / "newsml1_alert.xml").read_bytes())
    broken = put(folder, "b.xml", b"\x00\xff")
    fresh = put(folder, "c.xml", FEED, age=0)
    hidden = put(folder, ".d.xml", FEED)
    (Path(folder.address) / "e.xml").symlink_to(hidden)
    assert ask_due(now=NOW) == Counter({Verdict.NEW: 1})
    folder.refresh_from_db()
    assert folder.problem == "b.xml: The file is in no format that we know."
    assert sorted(str(path.relative_to(folder.address)) for path in Path(folder.address).rglob("*.xml")) == [
        ".d.xml",
        "c.xml",
        "done/a.xml",
        "e.xml",
        "failed/b.xml",
    ]
    assert not alert.exists()
    assert not broken.exists()
    assert fresh.exists()


def test_a_picture_beside_its_item_waits_for_the_story(folder):
    put(folder, "b.jpg", jpeg())
    put(folder, "c.png", png_head(100_000, 100_000))
    assert ask_due(now=NOW) == Counter()
    assert pictures_take(WireItem(source=folder, content={"pictures": [{"href": "b.jpg"}]})).missing == []
    assert SentPicture.objects.count() == 1
    moved = sorted(path.name for path in (Path(folder.address) / "done").iterdir())
    assert moved == ["b.jpg", "c.png"]


def test_a_file_that_is_too_large_is_moved_aside_and_told(folder, monkeypatch):
    monkeypatch.setattr("warraq.wires.ways.folder.LARGEST", 100)
    put(folder, "a.xml", FEED)
    assert ask_due(now=NOW) == Counter()
    folder.refresh_from_db()
    assert folder.problem.startswith("a.xml: The file is larger than ")
    assert (Path(folder.address) / "failed" / "a.xml").exists()


def test_a_source_may_have_its_pictures_fetched_at_once_and_behind(feed, server):
    body = FEED.replace(b"https://agency.example/", f"{feed.address}?".encode())
    works = []
    for minute, keeps in enumerate((False, True, True)):
        if keeps and not works[-1]:
            WireItem.objects.all().delete()
        feed.keeps_pictures, feed.etag, server.body = keeps, "", body
        ask_source(feed, now=NOW + timedelta(minutes=minute))
        server.body = jpeg()
        works.append(work_due())
    # The third time the item is the same.
    assert works == [0, 1, 0]
    assert SentPicture.objects.count() == 2


def test_a_folder_outside_of_those_allowed_is_not_read(folder, tmp_path, settings):
    settings.WIRE_FOLDERS = [tmp_path / "elsewhere"]
    put(folder, "a.xml", FEED)
    assert ask_due(now=NOW) == Counter()
    folder.refresh_from_db()
    assert "WARRAQ_WIRE_FOLDERS" in folder.problem


def test_a_file_that_could_not_be_kept_stays_for_the_next_turn(folder, monkeypatch):
    path = put(folder, "a.xml", FEED)

    def away(*_: object, **__: object) -> None:
        raise DatabaseError

    monkeypatch.setattr("warraq.wires.polling.receive", away)
    with pytest.raises(DatabaseError):
        ask_due(now=NOW)
    assert path.exists()


def test_every_way_that_a_source_may_have_is_known_or_not_asked():
    assert set(ways) <= set(Source.Way.values)


def test_a_file_is_taken_in_by_hand(db, tmp_path):
    Source.objects.create(name="وكالة الجبال")
    path = tmp_path / "feed.xml"
    path.write_bytes(FEED)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(wires, ["receive", *arguments])

    done = run(str(path), "--source", "وكالة الجبال")
    assert "2 new, 1 refused" in done.output
    assert "2 same" in run(str(path), "--source", "وكالة الجبال").output
    assert "The sources are: وكالة الجبال." in run(str(path), "--source", "x").output
    path.write_bytes(b"\x00\xff")
    assert run(str(path), "--source", "وكالة الجبال").exit_code == 1

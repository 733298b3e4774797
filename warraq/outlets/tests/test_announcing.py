"""Notices go out once for a story's first appearance on each site, and again for every change, by the queue."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from warraq.outlets.announcing import KEPT, News, announce, announce_missed, announcers
from warraq.outlets.models import Announcement
from warraq.outlets.pings import feeds_of
from warraq.queue.selectors import failed, waiting
from warraq.queue.working import work_due
from warraq.stories.services import embargo_set, story_withdraw

MINUTE = timedelta(minutes=1)
KEY = "0123456789abcdef"


@pytest.fixture
def told(monkeypatch) -> list[News]:
    """What the announcers are told."""
    news: list[News] = []
    monkeypatch.setattr(announcers, "_owners", {"test": news.append})
    return news


def new(news: list[News]) -> list[tuple[str, str]]:
    return [(each.placement.edition.slug, str(each.placement.story)) for each in news if each.is_new]


def test_a_story_is_news_once_on_each_site_and_a_change_afterwards(network, make_story, told):
    now = timezone.now()
    story = make_story("خبر", also=[(network.misr, "arts")], at=now)
    announce([story.pk], now + MINUTE)
    assert sorted(new(told)) == [("maghrib", "خبر"), ("misr", "خبر")]
    told.clear()
    announce([story.pk], now + MINUTE)
    assert len(told) == 2
    assert new(told) == []


def test_what_appeared_while_no_presser_ran_is_told_when_one_begins(make_story, told):
    now = timezone.now()
    missed = make_story("فات", at=now - 2 * MINUTE)
    make_story("قديم", at=now - timedelta(hours=3))
    told_before = make_story("قيل", at=now - 2 * MINUTE)
    announce([told_before.pk], now - MINUTE)
    told.clear()
    announce_missed(now)
    assert [each.placement.story_id for each in told] == [missed.pk]
    announce_missed(now + MINUTE)
    assert len(told) == 1


def test_what_is_old_hidden_or_withdrawn_is_no_news(network, make_story, told):
    now = timezone.now()
    old = make_story("خبر قديم", at=now - timedelta(hours=3))
    draft = make_story("مسودة", publish=False)
    secret = make_story("محظور", publish=False)
    embargo_set(secret, until=now + timedelta(hours=3), now=now)
    wrong = make_story("خطأ", at=now)
    story_withdraw(wrong, reason="خطأ", now=now)
    announce([old.pk, draft.pk, secret.pk, wrong.pk], now + MINUTE)
    assert new(told) == []
    assert [str(each.placement.story) for each in told if each.is_gone] == ["خطأ"]
    assert [str(each.placement.story) for each in told] == ["خبر قديم", "خطأ"]


def test_rows_of_what_is_young_no_more_go(network, make_story, told):
    now = timezone.now()
    announce([make_story(at=now).pk], now)
    assert Announcement.objects.count() == 1
    announce([make_story(at=now).pk], now + KEPT + MINUTE)
    assert not Announcement.objects.exists()


@contextmanager
def server(status: int = 202) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """A server that writes down what is sent to it: (content type, body)."""
    sent: list[tuple[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            sent.append((self.headers["Content-Type"], body))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_):
            """Say nothing."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{running.server_port}/", sent
    finally:
        running.shutdown()
        running.server_close()


def test_hubs_are_told_which_feeds_changed(network, make_story, settings):
    with server() as (hub, sent):
        settings.WEBSUB_HUBS = (hub,)
        story = make_story("خبر", at=timezone.now())
        announce([story.pk], timezone.now())
        assert sent == []  # nothing in the presser's own time
        assert work_due() == 1
    ((content_type, body),) = sent
    assert content_type == "application/x-www-form-urlencoded"
    fields = parse_qs(body)
    assert fields["hub.mode"] == ["publish"]
    assert f"{network.maghrib.origin}/feed.xml" in fields["hub.url"]
    assert f"{network.maghrib.origin}/politics/feed.xml" in fields["hub.url"]


def test_search_engines_are_told_of_the_home_address_and_find_the_key_there(
    network, make_story, settings, reader
):
    with server(200) as (address, sent):
        settings.INDEXNOW_KEY, settings.INDEXNOW_URL = KEY, address
        story = make_story("خبر", also=[(network.misr, "arts")], at=timezone.now())
        announce([story.pk], timezone.now())
        assert work_due() == 1
        ((_, body),) = sent
        told = json.loads(body)
        assert told["host"] == network.maghrib.host
        assert told["keyLocation"] == f"{network.maghrib.origin}/{KEY}.txt"
        (page,) = told["urlList"]
        assert reader.on(network.maghrib, page.removeprefix(network.maghrib.origin)).status_code == 200
        assert reader.on(network.maghrib, f"/{KEY}.txt").content == KEY.encode()
        assert reader.on(network.maghrib, "/another-key-0.txt").status_code == 404
        story_withdraw(story, reason="خطأ", now=timezone.now())
        announce([story.pk], timezone.now())
        work_due()
        assert json.loads(sent[-1][1])["urlList"] == [page]


@pytest.mark.parametrize(("status", "again"), [(503, True), (429, True), (403, False), (422, False)])
def test_a_server_that_refuses_is_asked_again_only_if_that_is_of_use(
    network, make_story, settings, status, again
):
    with server(status) as (hub, sent):
        settings.WEBSUB_HUBS = (hub,)
        announce([make_story(at=timezone.now()).pk], timezone.now())
        work_due()
    assert len(sent) == 1
    assert (len(waiting()), len(failed())) == ((1, 0) if again else (0, 1))
    assert str(status) in (waiting() or failed())[0].problem


def test_nobody_is_told_anything_without_the_settings(network, make_story):
    announce([make_story(at=timezone.now()).pk], timezone.now())
    assert not DBTaskResult.objects.exists()


def test_the_feeds_that_are_named_are_those_that_stand(network, make_story, reader):
    """A feed that nobody serves would be fetched in vain."""
    story = make_story("خبر", at=timezone.now())
    placement = story.placements.select_related("edition", "section", "story").get()
    for address in feeds_of(News(placement)):
        path = address.removeprefix(network.maghrib.origin)
        assert reader.on(network.maghrib, path).status_code == 200, path

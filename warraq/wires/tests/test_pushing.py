"""What partners send by themselves: taken in, or refused with a status and a sentence."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from warraq.inbox.models import SentPicture, Source, WireItem
from warraq.inbox.services import push_count, token_renew
from warraq.inbox.tests.drawing import jpeg, png_head
from warraq.wires import pushing

OWN = Path(__file__).parents[1] / "formats" / "tests" / "data"
FEED = (OWN / "feed_rss.xml").read_bytes()
STORY = (OWN / "newsml1_story.xml").read_bytes()


class Partner:
    """Who sends: knows the address and the secret."""

    def __init__(self, source: Source, *, host: str) -> None:
        self.address = reverse("wires_push", args=[source.pk])
        self.token = token_renew(source)
        self.client = Client(headers={"host": host}, enforce_csrf_checks=True)

    def send(self, data: bytes, *, content_type: str = "application/xml", **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return self.client.post(self.address, data, content_type=content_type, headers=headers, **more)


@pytest.fixture
def source(db) -> Source:
    return Source.objects.create(name="شريك الجبال", way=Source.Way.PUSH)


@pytest.fixture
def partner(source, network) -> Partner:
    return Partner(source, host=network.hub.host)


def test_a_file_is_taken_in_and_the_answer_says_what_was_kept(partner, source):
    answer = partner.send(FEED)
    assert answer.status_code == 202
    assert answer.json() == {
        "new": 2,
        "newer_version": 0,
        "same": 0,
        "older_version": 0,
        "pictures": 0,
        "rejected": 1,
        "reasons": ["The entry has neither id, link nor title."],
    }
    assert answer.headers["Cache-Control"] == "no-store"
    source.refresh_from_db()
    assert source.asked_at is not None
    assert source.problem == ""


def test_the_same_file_again_changes_nothing_and_another_text_is_a_newer_version(partner):
    partner.send(FEED)
    before = list(WireItem.objects.values())
    answer = partner.send(FEED).json()
    assert (answer["new"], answer["same"]) == (0, 2)
    assert list(WireItem.objects.values()) == before
    changed = partner.send(FEED.replace("ثلوج".encode(), "أمطار".encode())).json()
    assert (changed["new"], changed["newer_version"], changed["same"]) == (0, 1, 1)


def test_any_known_format_is_taken_whatever_its_type_is_called(partner):
    assert partner.send(STORY, content_type="application/octet-stream").json()["new"] == 1
    mail = b"Subject: snow\r\nMIME-Version: 1.0\r\nMessage-ID: <1@x>\r\n\r\nText.\r\n"
    assert partner.send(mail, content_type="message/rfc822").json()["new"] == 1


def test_a_picture_is_held_under_the_name_that_it_is_sent_with(partner):
    named = {"X-File-Name": "..%2F%D8%B5%D9%88%D8%B1%D8%A9.jpg"}
    assert partner.send(jpeg(), content_type="image/jpeg", headers=named).json()["pictures"] == 1
    assert partner.send(jpeg(), content_type="image/jpeg", headers=named).json()["pictures"] == 0
    assert SentPicture.objects.count() == 1
    nameless = partner.send(jpeg(), content_type="image/jpeg")
    assert nameless.status_code == 422
    assert "no name" in nameless.json()["reasons"][0]


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer ", "Basic d2lyZXM6c2VjcmV0", "wq_without_a_scheme"]
)
def test_without_a_secret_the_answer_is_401_and_asks_for_one(partner, authorization):
    answer = partner.send(FEED, headers={"Authorization": authorization})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert not WireItem.objects.exists()


def test_a_wrong_secret_a_renewed_one_and_a_source_that_is_off_are_forbidden(partner, source):
    for token in ("wq_wrong", "كلمة", source.token_digest):
        assert partner.send(FEED, headers={"Authorization": f"Bearer {token}"}).status_code == 403
    former = partner.token
    token_renew(source)
    assert partner.send(FEED, headers={"Authorization": f"Bearer {former}"}).status_code == 403
    partner.token = token_renew(source)
    Source.objects.update(is_active=False)
    answer = partner.send(FEED)
    assert (answer.status_code, answer.json()["error"]) == (403, "The source is switched off.")
    Source.objects.update(is_active=True, token_digest="")
    assert partner.send(FEED).status_code == 403
    assert not WireItem.objects.exists()


def test_the_secret_itself_is_kept_nowhere(partner, source):
    source.refresh_from_db()
    assert len(source.token_digest) == 64
    assert partner.token not in str(Source.objects.values().get())


def test_there_is_nothing_to_send_to_at_a_feed_or_at_no_source(partner):
    feed = Source.objects.create(name="رابط")
    for number in (feed.pk, 10**9, 2**80):
        partner.address = f"/wires/push/{number}"
        assert partner.send(FEED).status_code == 404


def test_other_methods_are_told_which_one_to_take(partner):
    answer = partner.client.get(partner.address)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def test_a_file_that_is_too_large_is_refused_by_its_length_and_by_its_bytes(partner, monkeypatch):
    monkeypatch.setattr(pushing, "LARGEST", 1_000)
    assert partner.send(FEED + b" " * 1_000).status_code == 413
    assert partner.send(b"x", headers={"Content-Length": "2000000000"}).status_code == 413
    assert not WireItem.objects.exists()


def test_a_file_larger_than_what_forms_may_have_is_taken(partner, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    assert partner.send(STORY + b"\n" * 100_000).status_code == 202


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"content_type": "multipart/form-data; boundary=x"}, 415),
        ({"content_type": "application/x-www-form-urlencoded"}, 415),
        ({"headers": {"Content-Encoding": "gzip"}}, 415),
        ({"headers": {"Content-Length": ""}}, 411),
        ({"headers": {"Content-Length": "-1"}}, 411),
        ({"wsgi.input": BytesIO(FEED), "CONTENT_LENGTH": "999999"}, 400),
        ({"wsgi.input": BytesIO(), "CONTENT_LENGTH": "0"}, 415),
    ],
)
def test_a_file_that_is_wrapped_or_ends_too_soon_is_refused(partner, told, status):
    answer = partner.send(FEED, **told)
    assert answer.status_code == status
    assert answer.json()["error"].endswith(".")
    assert not WireItem.objects.exists()


@pytest.mark.parametrize(
    ("data", "status", "sentence"),
    [
        (b"\x00\xff", 415, "in no format that we know"),
        (b"<NewsML><NewsItem>", 422, "not well-formed"),
        (b'<!DOCTYPE nitf [<!ENTITY a "b">]><nitf>&a;</nitf>', 422, "defines entities"),
        (b'<rss version="2.0"><channel><item/></channel></rss>', 422, "can be used"),
        (png_head(100_000, 100_000), 422, "can be used"),
    ],
)
def test_what_is_no_wire_is_named_at_the_source_too(partner, source, data, status, sentence):
    answer = partner.send(data, headers={"X-File-Name": "a.xml"})
    assert answer.status_code == status
    assert sentence in answer.json()["error"]
    source.refresh_from_db()
    assert (source.problem == "") == (sentence == "can be used")
    assert not WireItem.objects.exists()


def test_a_file_that_the_database_did_not_keep_whole_can_be_sent_again(partner, monkeypatch):
    real, calls = pushing.receive, []

    def fails(*arguments: Any, **more: Any) -> Any:
        calls.append(real(*arguments, **more))
        raise DatabaseError

    monkeypatch.setattr(pushing, "receive", fails)
    with pytest.raises(DatabaseError):
        partner.send(FEED)
    monkeypatch.undo()
    assert partner.send(FEED).json()["same"] == 2
    assert WireItem.objects.count() == 2


def test_so_many_files_a_minute_are_taken_and_then_it_is_said_when_to_come_back(partner, monkeypatch):
    monkeypatch.setattr(pushing, "MOST_A_MINUTE", 2)
    moment = datetime(2026, 11, 25, 12, 0, 50, tzinfo=UTC)
    monkeypatch.setattr(pushing.timezone, "now", lambda: moment)
    assert [partner.send(STORY).status_code for _ in range(3)] == [202, 202, 429]
    answer = partner.send(STORY)
    assert answer.headers["Retry-After"] == "10"
    moment = moment.replace(minute=1)
    assert partner.send(STORY).status_code == 202


def test_two_processes_count_together(source):
    moment = datetime(2026, 11, 25, 12, tzinfo=UTC)
    one, other = Source.objects.get(), Source.objects.get()
    counted = [push_count(each, now=moment, most=3) for each in (one, other, one, other)]
    assert counted == [True, True, True, False]

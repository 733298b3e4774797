"""What every answer is like to a program: methods, other sites' pages, validators, errors; what the press is told."""

from __future__ import annotations

import pytest
from django.db import DatabaseError

from warraq.outlets.api import views
from warraq.outlets.api.answers import METHODS, unavailable_answer
from warraq.outlets.api.tests.conftest import cover
from warraq.press.pages import DEFAULT_CACHE_CONTROL
from warraq.search import seats

PATHS = [
    "/editions",
    "/sections",
    "/stories",
    "/stories/{}",
    "/live/{}",
    "/sections/politics/stories",
    "/fronts/home",
    "/fronts/sections/politics",
    "/blocks",
    "/search?q=%D8%AE%D8%A8%D8%B1",
    "/openapi.json",
]


@pytest.fixture
def path_of(full_story):
    """Return a function that puts a story's number into a path."""
    story = full_story()
    cover(story, posts=1)
    return lambda path: path.format(story.pk)


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_is_json_for_everybody_and_sets_no_cookie(ask, path_of, path):
    answer = ask(path_of(path))

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"] == DEFAULT_CACHE_CONTROL
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies
    assert "<" not in answer.content.decode()


@pytest.mark.parametrize("path", PATHS)
def test_who_holds_the_same_bytes_is_told_so(ask, path_of, path):
    first = ask(path_of(path))

    again = ask(path_of(path), **{"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert again["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", PATHS)
def test_head_is_get_without_the_body(network, reader, ask, path_of, path):
    got = ask(path_of(path))
    head = reader.head(f"/api/v1{path_of(path)}", headers={"host": network.maghrib.host})

    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == got["ETag"]


@pytest.mark.parametrize("path", [*PATHS, "/no-such-thing"])
def test_options_says_what_may_be_asked(network, reader, path_of, path):
    answer = reader.options(f"/api/v1{path_of(path)}", headers={"host": network.maghrib.host})

    assert answer.status_code == 204
    assert answer["Allow"] == answer["Access-Control-Allow-Methods"] == METHODS
    assert answer["Access-Control-Allow-Headers"] == "If-None-Match"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["/stories", "/stories/1", "/openapi.json"])
def test_nothing_is_written_here(network, reader, method, path):
    answer = getattr(reader, method)(f"/api/v1{path}", headers={"host": network.maghrib.host})

    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer["Allow"] == METHODS


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/stories/0", 400, "invalid"),
        ("/stories/x", 400, "invalid"),
        (f"/stories/{10**18}", 400, "invalid"),
        ("/stories/before/x", 400, "invalid"),
        ("/live/1/before/-1", 400, "invalid"),
        ("/sections/%00/stories", 400, "invalid"),
        (f"/topics/{'x' * 201}/stories", 400, "invalid"),
        ("/search", 400, "invalid"),
        (f"/search?q={'x' * 1001}", 400, "invalid"),
        ("/search?q=x&from=yesterday", 400, "invalid"),
        ("/search?q=x&order=oldest", 400, "invalid"),
        ("/search?q=x&section=%00", 404, "not_found"),
        ("/search?q=%00", 200, None),
        ("/search?q=x&to=9999-12-31", 200, None),
        ("/stories/", 404, "not_found"),
        ("/no%0Asuch/thing", 404, "not_found"),
        ("/", 404, "not_found"),
    ],
)
def test_what_is_asked_wrongly_gets_one_sentence_and_a_code(ask, path, status, code):
    answer = ask(path)

    assert answer.status_code == status
    if code is not None:
        assert answer.json()["code"] == code
        assert answer.json()["detail"].endswith(".")
        assert set(answer.json()) == {"code", "detail"}
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Cache-Control"] == "no-store"


def test_an_answer_that_can_not_be_had_now_says_when_to_ask_again(ask, monkeypatch):
    def gone(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(views, "newest_page", gone)
    answer = ask("/stories")

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer.content == unavailable_answer()


def test_a_search_takes_a_seat_or_asks_to_come_back(ask, monkeypatch):
    monkeypatch.setattr(seats, "WAIT_SECONDS", 0.0)
    taken = [seats._seats.acquire(blocking=False) for _ in range(seats.AT_ONCE)]
    try:
        assert ask("/search?q=x").json()["code"] == "away"
    finally:
        for _ in taken:
            seats._seats.release()
    assert ask("/search?q=x").status_code == 200


def test_an_unknown_host_is_told_nothing(client, network):
    assert client.get("/api/v1/stories", headers={"host": "nobody.example"}).status_code == 404


def to_the_press(network, client, path, *, on=None):
    """What the press is told at a path."""
    host = (on or network.maghrib).host
    return client.get(f"/api/v1{path}", headers={"host": host}, **{"warraq.press": "1"})


@pytest.mark.parametrize("path", [path for path in PATHS if not path.startswith("/search")])
def test_the_press_is_handed_an_answer_to_keep(network, client, path_of, path):
    answer = to_the_press(network, client, path_of(path))

    assert (answer["X-Warraq-Shell"], answer["X-Warraq-Query"]) == ("1", "ignore")
    assert f"edition.{network.maghrib.pk}" in answer["Surrogate-Key"].split()


def test_a_search_is_kept_by_no_press(network, client, make_story):
    make_story()
    assert "X-Warraq-Shell" not in to_the_press(network, client, "/search?q=x")


def test_an_answer_falls_by_the_tags_of_all_that_it_tells(network, client, full_story):
    story = full_story()
    tags = to_the_press(network, client, f"/stories/{story.pk}")["Surrogate-Key"].split()
    home, sister = network.maghrib.pk, network.misr.pk

    # Its pick, itself, what goes on with it; both sites that it stands on.
    assert {tag for tag in tags if tag.startswith("story.")} == {
        f"story.{number}" for number in (story.pk - 1, story.pk, story.pk + 1)
    }
    assert {f"edition.{home}", f"edition.{sister}", f"followed.{story.pk}"} <= set(tags)

    first = to_the_press(network, client, "/stories")["Surrogate-Key"].split()
    assert {f"head.edition.{home}", f"story.{story.pk}"} <= set(first)
    everywhere = to_the_press(network, client, "/stories", on=network.hub)["Surrogate-Key"].split()
    assert {f"head.edition.{home}", f"head.edition.{sister}", "network"} <= set(everywhere)
    assert {f"blocks.{home}", f"story.{story.pk}"} <= set(
        to_the_press(network, client, "/fronts/home")["Surrogate-Key"].split()
    )

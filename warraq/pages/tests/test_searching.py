"""The search page and the box's proposals, as a reader meets them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import quote, urlencode

import pytest
from django.db import DatabaseError
from django.utils import timezone

from warraq.pages import searching
from warraq.search import seats
from warraq.search.vocabulary import vocabulary_grow
from warraq.stories.services import story_withdraw
from warraq.stories.surfaces import other_paths

MORNING = datetime(2026, 11, 20, 6, tzinfo=UTC)


@pytest.fixture
def page(reader, network):
    """Return a function that asks for a search on an edition."""

    def ask(edition=None, **asked):
        return reader.on(edition or network.maghrib, f"/search?{urlencode(asked)}")

    return ask


def test_a_search_page_shows_stories_with_their_words_marked(make_story, page):
    story = make_story("الوزراء يجتمعون في الرباط")
    html = page(q="الوزير").content.decode()

    assert "<mark>الوزراء</mark>" in html
    assert f'href="/politics/{story.pk}-' in html
    assert '<meta name="robots" content="noindex">' in html


def test_the_hub_names_each_storys_site_and_leads_there(network, make_story, page):
    story = make_story("زلزال في الجبال", home=network.misr, section="sport")
    html = page(network.hub, q="زلزال").content.decode()

    assert f"{network.misr.origin}/sport/{story.pk}-" in html
    assert "ضفاف النيل" in html


def test_before_anything_is_typed_there_is_a_form_and_nothing_else(page):
    html = page().content.decode()

    assert 'name="q"' in html
    assert "search-results" not in html
    assert "نجد" not in html


@pytest.mark.parametrize(
    "typed",
    [
        "-",
        '"',
        "«»",
        "؟",
        "ا",
        "🙂" * 500,
        "ا" * 10_000,
        "'; DROP TABLE story; --",
        "NOT NEAR(",
        "‮gpj.exe",
        "\0",
    ],
)
def test_every_query_gets_an_answer(make_story, page, typed):
    make_story("خبر")
    response = page(q=typed)

    assert response.status_code == 200
    assert "البحث" in response.content.decode()


def test_a_query_is_shown_as_text_never_as_markup_and_without_bidi_tricks(page):
    html = page(q='<script>alert(1)</script> "\u202eabc').content.decode()

    assert "<script>alert" not in html
    assert "\u202e" not in html.split("<title>")[1].split("</title>")[0]


def test_filters_that_make_no_sense_are_left_out(make_story, page):
    story = make_story("زلزال")
    html = page(q="زلزال", section="nowhere", **{"from": "2026-99-99", "to": "9999-12-31", "after": "x" * 50})

    assert f"/{story.pk}-" in html.content.decode()


def test_days_are_those_of_the_editions_calendar(make_story, page, network):
    story = make_story(
        "زلزال", at=datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    )  # the 21st in Casablanca (UTC+1)

    assert f"/{story.pk}-" in page(q="زلزال", **{"from": "2026-11-21", "to": "2026-11-21"}).content.decode()
    assert f"/{story.pk}-" not in page(q="زلزال", to="2026-11-20").content.decode()


def test_the_next_page_keeps_what_was_asked(make_story, page, reader, network):
    for number in range(25):
        make_story(f"زلزال رقم {number}", at=MORNING + timedelta(hours=number))
    html = page(q="زلزال", order="newest", section="politics").content.decode()
    following = unescape(html.split('rel="next" href="')[1].split('"')[0])
    second = reader.on(network.maghrib, following).content.decode()

    assert html.count("<article") == 20
    assert second.count("<article") == 5
    assert "order=newest" in following
    assert 'rel="next"' not in second


def test_a_slip_is_answered_with_what_was_meant(make_story, page):
    for number in range(3):
        make_story(f"زلزال رقم {number}")
    while vocabulary_grow():
        pass

    assert f"/search?q={quote('زلزال')}" in page(q="زلزاال").content.decode()


def test_proposals_are_a_list_of_texts(make_story, reader, network):
    make_story("أردوغان يزور الرباط")
    while vocabulary_grow():
        pass
    answer = reader.on(network.maghrib, f"/search/suggest?q={quote('اردو')}")

    assert answer.json() == ["أردوغان"]


def test_a_withdrawn_story_is_found_by_no_search_and_the_search_is_in_the_ledger(make_story, page):
    story = make_story("زلزال في الجبال")
    paths = other_paths(story.home_placement())
    story_withdraw(story, reason="خطأ", now=timezone.now())

    assert f"/search?{urlencode({'q': 'زلزال في الجبال'})}" in paths
    assert f"/{story.pk}-" not in page(q="زلزال").content.decode()


def test_without_a_database_the_search_says_that_it_is_away(page, reader, network, monkeypatch):
    def gone(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(searching, "search", gone)
    monkeypatch.setattr(searching, "suggestions", gone)
    response = page(q="زلزال")

    assert response.status_code == 503
    assert response["Retry-After"]
    assert "البحث غير متاح" in response.content.decode()
    assert reader.on(network.maghrib, "/search/suggest?q=زل").json() == []


def test_searches_wait_for_a_seat_only_so_long(page, monkeypatch):
    monkeypatch.setattr(seats, "WAIT_SECONDS", 0.0)
    taken = [seats._seats.acquire(blocking=False) for _ in range(seats.AT_ONCE)]
    try:
        assert page(q="زلزال").status_code == 503
    finally:
        for _ in taken:
            seats._seats.release()
    assert page(q="زلزال").status_code == 200

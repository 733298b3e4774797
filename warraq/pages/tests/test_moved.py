"""Every address of a former site answers one 301 to a 200."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.utils import timezone

from warraq.moved.services import Move, addresses_keep
from warraq.stories.addresses import story_path
from warraq.stories.services import story_withdraw

SLUG = "افتتاح-مكتبة-في-الجبال"


@pytest.fixture
def moved(network, make_story):
    """A story that was brought in, with its addresses; its own path."""
    story = make_story("مكتبة في الجبال")
    home = network.maghrib.pk
    addresses_keep(
        [
            Move(home, f"/2021/05/{SLUG}/", story.pk),
            Move(home, "/?p=77", story.pk),
            Move(home, "/sport/7-4-2", story.pk),
        ]
    )
    return story


@pytest.mark.parametrize(
    "address",
    [
        f"/2021/05/{quote(SLUG)}/",
        f"/2021/05/{quote(SLUG)}",
        f"/2021/05/{quote(quote(SLUG))}/",
        f"/2021/05/{quote(SLUG).lower()}/?utm_source=x",
        "/?p=77",
        "/?page_id=77",
        "/sport/7-4-2",
    ],
)
def test_one_301_leads_to_a_200(moved, network, reader, address):
    answer = reader.on(network.maghrib, address)
    assert answer.status_code == 301
    path = story_path(moved.home_placement())
    assert answer.headers["Location"] == path
    assert reader.on(network.maghrib, path).status_code == 200


def test_an_old_number_that_a_story_of_today_has_leads_where_it_led(moved, network, make_story, reader):
    other = make_story("خبر آخر")
    addresses_keep([Move(network.maghrib.pk, f"/sport/{other.pk}-7", moved.pk)])
    answer = reader.on(network.maghrib, f"/sport/{other.pk}-7")
    assert answer.headers["Location"] == story_path(moved.home_placement())
    # Its own address stays its own.
    assert reader.on(network.maghrib, story_path(other.home_placement())).status_code == 200


@pytest.mark.parametrize("address", ["/?p=78", "/?p=", "/2021/05/لا-شيء/"])
def test_what_leads_nowhere_is_a_404(moved, network, reader, address):
    assert reader.on(network.maghrib, address).status_code == 404


def test_another_edition_has_its_own_addresses(moved, network, reader):
    assert reader.on(network.misr, "/?p=77").status_code == 404


def test_an_old_address_of_a_withdrawn_story_leads_to_what_is_said_of_it(moved, network, reader):
    story_withdraw(moved, reason="خطأ", now=timezone.now())
    answer = reader.on(network.maghrib, "/?p=77")
    assert answer.status_code == 301
    assert reader.on(network.maghrib, answer.headers["Location"]).status_code == 410


def test_the_home_page_does_not_mind_other_queries(moved, network, reader):
    assert reader.on(network.maghrib, "/?x=1&p=77").status_code == 200

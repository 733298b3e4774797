"""Browsers subscribe and unsubscribe: what is taken, what is refused in one sentence, and how often."""

from __future__ import annotations

import json
import re

import pytest

from warraq.outlets.push.asking import MOST_BYTES, NotASubscription, read_subscription
from warraq.outlets.push.bounds import MOST_AN_HOUR, Bounds
from warraq.outlets.push.models import Subscription
from warraq.outlets.push.services import MOST_TOPICS
from warraq.outlets.push.tests.service import Phone
from warraq.stories.services import topic_named

ENDPOINT = "https://push.example.org/abc"


@pytest.fixture
def phone() -> Phone:
    return Phone(ENDPOINT)


def wanted() -> list[tuple[str, bool, list[str]]]:
    rows = Subscription.objects.order_by("pk")
    return [(row.edition.slug, row.wants_all, [each.name for each in row.topics.all()]) for row in rows]


def test_the_same_asked_twice_changes_nothing(network, phone, subscribe):
    for _ in range(2):
        subscribe(phone, network.maghrib)
    assert wanted() == [("maghrib", True, [])]


def test_a_topic_is_added_and_taken_back(network, phone, subscribe, ask):
    topic = topic_named("اقتصاد")
    subscribe(phone, network.maghrib, topic=str(topic.pk))
    assert wanted() == [("maghrib", False, ["اقتصاد"])]
    subscribe(phone, network.maghrib)
    assert wanted() == [("maghrib", True, ["اقتصاد"])]
    for _ in range(2):
        assert ask(network.maghrib, {"endpoint": ENDPOINT}, path="/push/unsubscribe").status_code == 204
    assert wanted() == [("maghrib", False, ["اقتصاد"])]
    farewell = {"endpoint": ENDPOINT, "topic": topic.pk}
    assert ask(network.maghrib, farewell, path="/push/unsubscribe").status_code == 204
    assert wanted() == []
    assert ask(network.maghrib, farewell, path="/push/unsubscribe").status_code == 204


def test_a_browser_with_another_endpoint_wants_what_it_wanted(network, phone, subscribe):
    topic = topic_named("اقتصاد")
    subscribe(phone, network.maghrib, topic=topic.pk)
    moved = subscribe(Phone(f"{ENDPOINT}-2"), network.maghrib, instead=ENDPOINT)
    assert wanted() == [("maghrib", False, ["اقتصاد"])]
    row = Subscription.objects.get()
    assert (row.endpoint, row.p256dh) == (moved.endpoint, moved.subscription["keys"]["p256dh"])


def test_an_endpoint_stands_in_one_row_whatever_it_asks(network, phone, subscribe, ask):
    topics = [topic_named(f"موضوع {number}") for number in range(MOST_TOPICS + 1)]
    for topic in topics[:-1]:
        subscribe(phone, network.maghrib, topic=topic.pk)
    answer = ask(network.maghrib, phone.subscription | {"topic": topics[-1].pk})
    assert (answer.status_code, str(MOST_TOPICS) in answer.content.decode()) == (400, True)
    subscribe(phone, network.misr)
    assert Subscription.objects.count() == 1
    assert Subscription.objects.get().topics.count() == MOST_TOPICS


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"endpoint": "http://push.example.org/abc"}, "no https"),
        ({"endpoint": "https://localhost/abc"}, "private"),
        ({"endpoint": "https://10.0.0.1/abc"}, "private"),
        ({"endpoint": "https://169.254.169.254/latest"}, "private"),
        ({"endpoint": "https://[::1]/abc"}, "private"),
        ({"endpoint": "https://router.local/abc"}, "private"),
        ({"endpoint": "https://me:secret@push.example.org/"}, "names a user"),
        ({"endpoint": "file:///etc/passwd"}, "not an http"),
        ({"endpoint": "https://push.example.org/" + "a" * 1000}, "letters at most"),
        ({"endpoint": "https://push.example.org/\nx"}, "can't be read"),
        ({"endpoint": 7}, "An endpoint"),
        ({"keys": None}, "keys"),
        ({"keys": {"p256dh": "AAAA", "auth": "AAAA"}}, "p256dh"),
        ({"keys": {"p256dh": "B" + "A" * 86, "auth": "A" * 22}}, "p256dh"),
        ({"topic": "١"}, "number"),
        ({"topic": {}}, "number"),
        ({"topic": 10**30}, "number"),
        ({"topic": 12}, "no such topic"),
        ({"instead": ["x"]}, "endpoint"),
    ],
)
def test_what_is_no_subscription_is_refused_in_one_sentence(network, phone, ask, change, sentence):
    answer = ask(network.maghrib, phone.subscription | change)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not Subscription.objects.exists()


def test_a_short_secret_is_refused(phone):
    told = phone.subscription
    told["keys"]["auth"] = "AAAA"
    with pytest.raises(NotASubscription, match="auth"):
        read_subscription(json.dumps(told).encode())


@pytest.mark.parametrize("body", [" ", "[]", "{", "null", "[" * 4000, '{"a": "' + "x" * MOST_BYTES + '"}'])
def test_what_is_no_json_or_too_long_is_refused(network, ask, body):
    assert ask(network.maghrib, body).status_code == 400


@pytest.mark.parametrize(
    "headers", [{"origin": ""}, {"origin": "https://evil.example"}, {"origin": "null"}, {"origin": "x"}]
)
def test_only_pages_of_the_same_host_may_ask(network, phone, ask, headers):
    assert ask(network.maghrib, phone.subscription, **headers).status_code == 403
    assert not Subscription.objects.exists()


def test_a_form_of_another_site_cannot_ask(network, phone, client):
    told = json.dumps(phone.subscription)
    headers = {"host": network.maghrib.host, "origin": f"https://{network.maghrib.host}"}
    answer = client.post("/push/subscribe", told, content_type="text/plain", headers=headers)
    assert answer.status_code == 403
    assert client.get("/push/subscribe", headers=headers).status_code == 405


def test_one_address_may_not_ask_without_end(network, phone, ask):
    told = {"endpoint": ENDPOINT}
    answers = [
        ask(network.maghrib, told, path="/push/unsubscribe").status_code for _ in range(MOST_AN_HOUR + 1)
    ]
    assert answers == [204] * MOST_AN_HOUR + [429]


def test_bounds_begin_anew_with_the_hour_and_never_grow_without_end():
    bounds = Bounds(most=1, most_addresses=2)
    assert [bounds.admits(b"one", hour=1), bounds.admits(b"one", hour=1)] == [True, False]
    assert bounds.admits(b"one", hour=2)
    assert [bounds.admits(each, hour=2) for each in (b"two", b"three")] == [True, True]
    assert bounds.admits(b"one", hour=2)  # forgotten: it was met first
    assert not bounds.admits(b"three", hour=2)


def test_nothing_is_kept_of_who_asks_but_where_the_browser_is_told(network, phone, subscribe):
    subscribe(phone, network.maghrib)
    assert not re.search(r"127\.0\.0\.1|Mozilla", str(Subscription.objects.values().get()))


def test_readers_get_no_cookie(network, phone, ask):
    assert not ask(network.maghrib, phone.subscription).cookies


def test_without_keys_nobody_is_offered_to_be_told(network, phone, ask, reader, settings, make_story):
    page = reader.on(
        network.maghrib, f"/topic/{make_story(topics=('اقتصاد',)).topics[0].slug}/"
    ).content.decode()
    assert page.count(f'data-key="{settings.PUSH_PUBLIC_KEY}"') == 2
    assert "data-push" not in reader.on(network.hub, "/").content.decode()
    settings.PUSH_PUBLIC_KEY = ""
    assert "data-push" not in reader.on(network.maghrib, "/").content.decode()
    assert ask(network.maghrib, phone.subscription).status_code == 404

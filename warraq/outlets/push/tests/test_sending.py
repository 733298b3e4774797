"""Notices go out once, after the page is right, to who asked for them; what readers may not have is never told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from warraq.notices.models import PushRequest, State
from warraq.notices.services import push_ask, push_cancel
from warraq.outlets.announcing import announce
from warraq.outlets.push import sending
from warraq.outlets.push.delivering import TTL_SECONDS
from warraq.outlets.push.models import Batch, Subscription
from warraq.outlets.push.sending import MOST_TRIES
from warraq.outlets.push.services import MOST_FAILURES
from warraq.queue.selectors import failed
from warraq.queue.working import work_due
from warraq.stories.models import Story
from warraq.stories.services import (
    embargo_lift,
    embargo_set,
    story_publish,
    story_withdraw,
    topic_named,
)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def seen(make_story, now) -> Story:
    """A story that readers have had for hours."""
    return make_story("خبر قديم", at=now - timedelta(hours=3), standfirst="مقدمة الخبر", topics=("اقتصاد",))


def asked(story: Story, edition, *, now, text: str = "") -> PushRequest:
    return push_ask(story, edition=edition, now=now, text=text)


def again(request: PushRequest) -> PushRequest:
    return PushRequest.objects.get(pk=request.pk)


def come_due() -> None:
    """Let what waits for a later try have its turn."""
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now() - timedelta(seconds=1))


def test_a_reader_is_told_what_only_its_browser_can_read_and_the_service_knows_who_sent_it(
    network, seen, service, subscribe, now, settings
):
    phone = subscribe(service.phone("one"), network.maghrib)
    request = asked(seen, network.maghrib, now=now, text="نص التنبيه")
    assert service.sent == []  # nothing in the editor's own time
    work_due()
    (sent,) = service.sent
    told = phone.read(sent.body)
    assert (told["title"], told["body"], told["tag"]) == ("نص التنبيه", "مقدمة الخبر", f"story-{seen.pk}")
    assert told["url"].startswith(f"{network.maghrib.origin}/politics/{seen.pk}-")
    assert told["icon"] == f"{network.maghrib.origin}/icon-192.png"
    assert sent.claims["aud"] == service.origin
    assert sent.claims["sub"] == "mailto:web@example.org"
    assert 0 < sent.claims["exp"] - now.timestamp() <= 24 * 3600
    assert sent.key == settings.PUSH_PUBLIC_KEY
    assert sent.headers["content-encoding"] == "aes128gcm"
    assert sent.headers["ttl"] == str(TTL_SECONDS)
    assert (sent.headers["topic"], sent.headers["urgency"]) == (f"story-{seen.pk}", "normal")
    request = again(request)
    assert (request.state, request.accepted, request.failed) == (State.SENT, 1, 0)


def test_without_a_text_the_headline_of_the_site_is_told(network, make_story, service, subscribe, now):
    old = now - timedelta(hours=3)
    story = make_story("خبر", also=[(network.misr, "arts", "عنوان مصر")], at=old, label="urgent")
    phone = subscribe(service.phone("one"), network.misr)
    asked(story, network.misr, now=now)
    work_due()
    assert phone.read(service.sent[0].body)["title"] == "عنوان مصر"
    assert phone.read(service.sent[0].body)["body"] == network.misr.name
    assert service.sent[0].headers["urgency"] == "high"


def test_readers_of_another_site_or_another_topic_are_not_told(network, seen, service, subscribe, now):
    topic, other = seen.topics[0].pk, topic_named("رياضة").pk
    subscribe(service.phone("all"), network.maghrib)
    both = subscribe(service.phone("both"), network.maghrib)
    subscribe(both, network.maghrib, topic=topic)
    subscribe(service.phone("topic"), network.maghrib, topic=topic)
    subscribe(service.phone("other-topic"), network.maghrib, topic=other)
    subscribe(service.phone("elsewhere"), network.misr)
    asked(seen, network.maghrib, now=now)
    work_due()
    assert service.paths() == ["/all", "/both", "/topic"]


def test_nobody_is_told_before_the_page_is_right(network, make_story, service, subscribe, now):
    subscribe(service.phone("one"), network.maghrib)
    draft = make_story("مسودة", publish=False)
    request = asked(draft, network.maghrib, now=now)
    work_due()
    story = story_publish(draft, at=now)
    work_due()
    asked(story, network.maghrib, now=now, text="نص آخر")  # readers may have it, but the press has not told
    work_due()
    assert (service.sent, again(request).state) == ([], State.WAITING)
    announce([story.pk], timezone.now())
    work_due()
    assert len(service.sent) == 1
    assert again(request).state == State.SENT


def test_nobody_is_told_twice_however_often_the_press_tells(network, make_story, service, subscribe, now):
    subscribe(service.phone("one"), network.maghrib)
    story = make_story("خبر", at=now)
    announce([story.pk], now)
    request = asked(story, network.maghrib, now=now)
    announce([story.pk], now)
    for _ in range(3):
        work_due()
        announce([story.pk], timezone.now())
        sending.send_request.call(request.pk)
    assert len(service.sent) == 1


def test_what_is_embargoed_waits_for_its_moment(network, make_story, service, subscribe, now):
    phone = subscribe(service.phone("one"), network.maghrib)
    story = make_story("خبر محظور", publish=False)
    embargo_set(story, until=now + timedelta(hours=3), now=now)
    story = story_publish(Story.objects.get(pk=story.pk), at=now)
    request = asked(story, network.maghrib, now=now)
    announce([story.pk], now)
    work_due()
    assert (service.sent, again(request).state) == ([], State.WAITING)
    embargo_lift(Story.objects.get(pk=story.pk), now=now)
    announce([story.pk], timezone.now())
    work_due()
    assert [phone.read(each.body)["title"] for each in service.sent] == ["خبر محظور"]


def test_a_story_that_was_withdrawn_meanwhile_is_not_told(network, seen, service, subscribe, now):
    subscribe(service.phone("one"), network.maghrib)
    request = asked(seen, network.maghrib, now=now)
    story_withdraw(seen, reason="خطأ", now=now)
    work_due()
    assert (service.sent, again(request).state) == ([], State.CANCELLED)


def test_a_story_that_is_withdrawn_before_it_shows_waits_no_more(network, make_story, service, now):
    story = make_story("خبر", at=now)
    request = asked(story, network.maghrib, now=now)
    work_due()
    story_withdraw(story, reason="خطأ", now=now)
    announce([story.pk], timezone.now())
    assert again(request).state == State.CANCELLED


@pytest.mark.parametrize("stopping", ["withdrawn", "embargoed", "cancelled", "too old"])
def test_who_was_not_told_yet_is_told_no_more_when_the_story_goes(
    network, seen, service, subscribe, now, monkeypatch, stopping
):
    monkeypatch.setattr(sending, "PART", 1)
    for name in ("one", "two", "three"):
        subscribe(service.phone(name), network.maghrib)
    request = asked(seen, network.maghrib, now=now)
    sending.send_request.call(request.pk)
    deliver = sending.deliver

    def deliver_and_stop(*told, **more):
        result = deliver(*told, **more)
        match stopping:
            case "withdrawn":
                Story.objects.filter(pk=seen.pk).update(withdrawn_at=now)
            case "embargoed":
                Story.objects.filter(pk=seen.pk).update(embargo_until=now + timedelta(hours=1))
            case "cancelled":
                push_cancel(request, now=now)
            case "too old":
                PushRequest.objects.update(begun_at=now - timedelta(seconds=TTL_SECONDS + 1))
        return result

    monkeypatch.setattr(
        sending,
        "_told",
        lambda browsers, notice, *, signer, lines: {
            each.number: deliver_and_stop(each, notice, signer=signer, trusted=frozenset({"127.0.0.1"}))
            for each in browsers
        },
    )
    work_due()
    assert len(service.sent) == 1
    request = again(request)
    assert (request.state, request.accepted) == (State.CANCELLED, 1)
    assert not Batch.objects.exists()


def test_nothing_of_a_draft_is_told(network, seen, service, subscribe, now):
    phone = subscribe(service.phone("one"), network.maghrib)
    seen.headline, seen.standfirst = "عنوان لم يُنشر", "مقدمة لم تُنشر"
    seen.save_revision()
    asked(seen, network.maghrib, now=now)
    work_due()
    told = phone.read(service.sent[0].body)
    assert (told["title"], told["body"]) == ("خبر قديم", "مقدمة الخبر")


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(network, seen, service, subscribe, now, status):
    subscribe(service.phone("gone", status=status), network.maghrib)
    subscribe(service.phone("there"), network.maghrib)
    request = asked(seen, network.maghrib, now=now)
    work_due()
    assert [row.endpoint.rpartition("/")[2] for row in Subscription.objects.all()] == ["there"]
    request = again(request)
    assert (request.state, request.accepted, request.gone) == (State.SENT, 1, 1)


@pytest.mark.parametrize("status", [429, 503])
def test_who_could_not_be_told_now_is_told_later_and_nobody_else(
    network, seen, service, subscribe, now, status
):
    subscribe(service.phone("busy", status=status), network.maghrib)
    subscribe(service.phone("there"), network.maghrib)
    request = asked(seen, network.maghrib, now=now)
    work_due()
    assert service.paths() == ["/busy", "/there"]
    assert again(request).state == State.SENDING
    service.answers["/busy"] = (201, {})
    work_due()
    assert len(service.sent) == 2  # not before its pause is over
    come_due()
    work_due()
    assert service.paths() == ["/busy", "/busy", "/there"]
    request = again(request)
    assert (request.state, request.accepted, request.failed) == (State.SENT, 2, 0)


def test_a_push_service_says_how_long_to_wait(network, seen, service, subscribe, now):
    subscribe(service.phone("busy", status=429, Retry_After="1800"), network.maghrib)
    asked(seen, network.maghrib, now=now)
    work_due()
    waiting = DBTaskResult.objects.get(status="READY")
    assert timedelta(minutes=29) < waiting.run_after - now < timedelta(minutes=31)


def test_tries_end(network, seen, service, subscribe, now):
    subscribe(service.phone("busy", status=500), network.maghrib)
    request = asked(seen, network.maghrib, now=now)
    for _ in range(MOST_TRIES + 3):
        work_due()
        come_due()
    assert len(service.sent) == MOST_TRIES
    request = again(request)
    assert (request.state, request.accepted, request.failed) == (State.SENT, 0, 1)
    assert not Batch.objects.exists()


def test_a_service_that_is_not_there_is_tried_again(network, seen, service, subscribe, now):
    phone = service.phone("one")
    phone.endpoint = "http://127.0.0.1:9/one"
    subscribe(phone, network.maghrib)
    request = asked(seen, network.maghrib, now=now)
    work_due()
    assert again(request).state == State.SENDING
    assert Batch.objects.get().tries == 2


def test_what_refuses_again_and_again_is_no_browser(network, seen, service, subscribe, now):
    subscribe(service.phone("wrong", status=400), network.maghrib)
    for number in range(MOST_FAILURES):
        assert Subscription.objects.count() == 1
        PushRequest.objects.update(begun_at=now - timedelta(days=1))
        request = asked(seen, network.maghrib, now=now + timedelta(seconds=number))
        work_due()
        assert again(request).failed == 1
    assert not Subscription.objects.exists()


def test_a_private_address_is_never_asked_though_it_was_subscribed(
    network, seen, service, subscribe, now, settings
):
    subscribe(service.phone("one"), network.maghrib)
    settings.PUSH_TRUSTED_HOSTS = frozenset()
    asked(seen, network.maghrib, now=now)
    work_due()
    assert service.sent == []


def test_many_are_told_in_batches(network, seen, service, subscribe, now, monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 4)
    monkeypatch.setattr(sending, "PART", 3)
    for number in range(10):
        subscribe(service.phone(f"{number}"), network.maghrib)
    request = asked(seen, network.maghrib, now=now)
    sending.send_request.call(request.pk)
    assert [len(batch.members) for batch in Batch.objects.order_by("pk")] == [4, 4, 2]
    work_due()
    assert service.paths() == sorted(f"/{number}" for number in range(10))
    assert (again(request).state, again(request).accepted) == (State.SENT, 10)


def test_a_batch_whose_process_died_tells_nobody_twice(network, seen, service, subscribe, now, monkeypatch):
    monkeypatch.setattr(sending, "PART", 1)
    for name in ("one", "two", "three"):
        subscribe(service.phone(name), network.maghrib)
    request = asked(seen, network.maghrib, now=now)
    sending.send_request.call(request.pk)
    settle = sending._settle

    def die(*_):
        raise SystemError("killed")

    monkeypatch.setattr(sending, "_settle", die)
    work_due()
    assert len(service.sent) == 1
    monkeypatch.setattr(sending, "_settle", settle)
    come_due()
    work_due()
    assert service.paths() == ["/one", "/three", "/two"]
    assert again(request).state == State.SENT


def test_a_site_without_subscribers_is_done_at_once(network, seen, now):
    request = asked(seen, network.maghrib, now=now)
    work_due()
    assert (again(request).state, again(request).accepted) == (State.SENT, 0)


def test_without_keys_nothing_is_sent_and_that_is_told(network, seen, service, subscribe, now, settings):
    subscribe(service.phone("one"), network.maghrib)
    request = asked(seen, network.maghrib, now=now)
    settings.PUSH_PUBLIC_KEY = ""
    work_due()
    assert (service.sent, again(request).state) == ([], State.WAITING)
    assert "WARRAQ_VAPID_PRIVATE_KEY" in failed()[0].problem

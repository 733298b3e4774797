"""Requests of notices: what can be asked for, and that each is taken up once."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from warraq.notices.listening import listeners
from warraq.notices.models import LONGEST_TEXT, PushRequest, State
from warraq.notices.services import push_ask, push_begin, push_cancel, push_end
from warraq.stories.services import story_withdraw


def test_a_draft_may_wait_and_whoever_listens_is_told(network, make_story, monkeypatch):
    heard: list[PushRequest] = []
    monkeypatch.setattr(listeners, "_owners", {"test": heard.append})
    request = push_ask(make_story(publish=False), edition=network.maghrib, now=timezone.now())
    assert heard == [request]
    assert request.state == State.WAITING


def test_what_makes_no_sense_is_refused_in_one_sentence(network, make_story):
    now, story = timezone.now(), make_story()
    with pytest.raises(ValidationError, match="لا تظهر القصة على «ضفاف النيل»"):
        push_ask(story, edition=network.misr, now=now)
    with pytest.raises(ValidationError, match="أطول من"):
        push_ask(story, edition=network.maghrib, now=now, text="ب" * (LONGEST_TEXT + 1))
    story_withdraw(story, reason="خطأ", now=now)
    with pytest.raises(ValidationError, match="القصة مسحوبة"):
        push_ask(story, edition=network.maghrib, now=now)
    assert not PushRequest.objects.exists()


def test_a_request_is_begun_once_and_never_after_it_was_cancelled(network, make_story):
    now = timezone.now()
    request = push_ask(make_story(), edition=network.maghrib, now=now)
    assert [push_begin(request, now=now), push_begin(request, now=now)] == [True, False]
    assert push_cancel(request, now=now)
    assert not push_cancel(request, now=now)
    push_end(request.pk, now=now)
    assert PushRequest.objects.get().state == State.CANCELLED
    other = push_ask(make_story(), edition=network.maghrib, now=now)
    push_cancel(other, now=now)
    assert not push_begin(other, now=now)

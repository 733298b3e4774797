"""Nobody has rules publish but who may publish there by every judge that there is."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model

from warraq.common.registry import Registry
from warraq.inbox.permits import may_publish


@pytest.mark.parametrize(
    ("verdicts", "is_active", "may"),
    [([], True, False), ([True], True, True), ([True, False], True, False), ([True], False, False)],
)
def test_every_judge_has_to_say_yes_and_without_a_judge_nobody_may(
    network, monkeypatch, verdicts, is_active, may
):
    judges = Registry("judge")
    for place, verdict in enumerate(verdicts):
        judges.register(str(place), lambda user, section, verdict=verdict: verdict)
    monkeypatch.setattr("warraq.inbox.permits.judges", judges)
    person = get_user_model()(username="person", is_active=is_active)
    section = network.section(network.maghrib, "arts")
    assert may_publish(person, section) is may
    assert may_publish(None, section) is False

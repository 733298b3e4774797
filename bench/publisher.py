"""The newsroom: does on standard input's word what an editor does, and says when it was committed.

    echo '{"do": "publish", "sites": ["sharq"]}' | WARRAQ_HOME=... python -m bench.inside warraq.project.settings \\
        bench.publisher

Each line in is a command, each line out its answer, both JSON. `publish` makes a story and publishes it on the sites
named (all of them without names); `change` gives the story another headline; `withdraw` takes it back; `stream` has
drafts ready, says so, and publishes one each second on one site after the other. `committed_at` is the moment just
before the commit, so that a delay measured from it is never too short; `seconds` is what the verb took.
"""

from __future__ import annotations

import itertools
import json
import sys
import time
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone

from bench.house import SITES, TOPICS
from warraq.network.models import Edition
from warraq.stories.models import Story, StoryTopic, Topic
from warraq.stories.services import placement_add, story_publish, story_withdraw

_numbers = itertools.count(int(time.time()))


def main() -> None:
    """Answer commands until the input ends."""
    _say({"ready": True})
    for line in sys.stdin:
        command = json.loads(line)
        for answer in _do(command):
            _say(answer)


def _say(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


def _do(command: dict[str, Any]) -> Iterator[dict[str, Any]]:
    match command["do"]:
        case "publish":
            yield publish(command.get("sites") or list(SITES))
        case "change":
            yield change(command["story"])
        case "withdraw":
            yield withdraw(command["story"])
        case "stream":
            yield from stream(seconds=command["seconds"], each=command.get("each", 1.0))


def publish(sites: list[str]) -> dict[str, Any]:
    """Make a story with a home and further placements, and publish it."""
    return _publish(draft(sites))


def draft(sites: list[str]) -> Story:
    """Make a story that nobody can see yet."""
    number = next(_numbers)
    earlier = Story.objects.filter(origin_key__startswith="bench:").order_by("pk").first()
    assert earlier is not None
    story: Story = Story.objects.create(
        live=False,
        headline=_headline(number),
        standfirst="خبر نُشر أثناء القياس.",
        dateline="الرباط",
        body=earlier.body.raw_data,
    )
    for topic in Topic.objects.filter(name__in=TOPICS[:2]):
        StoryTopic.objects.create(story=story, topic=topic)
    for place, edition in enumerate(Edition.objects.filter(slug__in=sites)):
        sections = list(edition.sections.all())
        placement_add(story, edition=edition, section=sections[number % len(sections)], is_home=place == 0)
    return Story.objects.get(pk=story.pk)


def change(number: int) -> dict[str, Any]:
    """Give a story another headline."""
    story = Story.objects.get(pk=number)
    story.headline = _headline(next(_numbers))
    return _publish(story)


def withdraw(number: int) -> dict[str, Any]:
    """Take a story back."""
    story = Story.objects.get(pk=number)
    begun = time.perf_counter()
    with transaction.atomic():
        story_withdraw(story, reason="measured", now=timezone.now())
        committed_at = time.time()
    return _done(story, begun=begun, committed_at=committed_at)


def stream(*, seconds: float, each: float) -> Iterator[dict[str, Any]]:
    """Publish one story after another, `each` seconds apart; the drafts are made before, as on any day."""
    sites = itertools.cycle(SITES)
    drafts = [draft([next(sites)]) for _ in range(int(seconds / each))]
    yield {"drafted": len(drafts)}
    begun = time.monotonic()
    for number, story in enumerate(drafts):
        time.sleep(max(0.0, begun + number * each - time.monotonic()))
        yield _publish(story)
    yield {"streamed": True}


def _publish(story: Story) -> dict[str, Any]:
    begun = time.perf_counter()
    with transaction.atomic():
        story_publish(story)
        committed_at = time.time()
    return _done(story, begun=begun, committed_at=committed_at)


def _headline(number: int) -> str:
    return f"خبر القياس رقم {number}"


def _done(story: Story, *, begun: float, committed_at: float) -> dict[str, Any]:
    return {
        "story": story.pk,
        "headline": story.headline,
        "seconds": time.perf_counter() - begun,
        "committed_at": committed_at,
        "places": story.placements.count(),
    }

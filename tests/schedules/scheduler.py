"""One process of a test of schedules: `seed` makes stories, `fire` fires their schedules, `report` tells what came.

    python -m tests.schedules.scheduler seed SECONDS
    python -m tests.schedules.scheduler fire [after-claim | in-save | after-commit]
    python -m tests.schedules.scheduler report

`fire` kills itself with SIGKILL at the point that it is given; without one it goes on until it is killed.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from datetime import timedelta

STORIES = 12
POISONED = "قصة فاسدة"


def seed(*, seconds: float) -> None:
    """Make STORIES that come due in so many seconds, one that expires then, and one that can't be published."""
    from django.core.management import call_command
    from django.utils import timezone
    from wagtail.models import Revision

    from warraq.stories.models import Story
    from warraq.stories.services import story_publish, story_schedule

    call_command("migrate", verbosity=0)
    make_network()
    now = timezone.now()
    for headline in (POISONED, *(f"خبر مجدول رقم {number}" for number in range(STORIES))):
        story_schedule(make_story(headline), at=now + timedelta(hours=1), now=now)
    story_publish(make_story("خبر ينتهي"))
    # Only now, so that making them may take as long as it takes.
    at = timezone.now() + timedelta(seconds=seconds)
    Story.objects.filter(headline="خبر ينتهي").update(expire_at=at)
    for revision in Revision.objects.filter(approved_go_live_at__isnull=False):
        revision.approved_go_live_at = at
        revision.content["go_live_at"] = at.isoformat()
        if revision.content["headline"] == POISONED:
            revision.content["headline"] = None  # the row must have one
        revision.save(update_fields=["content", "approved_go_live_at"])


def make_network() -> None:
    """Make one edition with one section."""
    from warraq.network.models import Edition, EditionHost, Section

    edition = Edition.objects.create(slug="maghrib", name="مرآة المغرب", position=1)
    EditionHost.objects.create(edition=edition, name="maghrib.example.org", is_primary=True)
    Section.objects.create(edition=edition, slug="politics", name="سياسة", position=0)


def make_story(headline: str):
    """Make a draft with a home."""
    from warraq.network.models import Section
    from warraq.stories.models import Story
    from warraq.stories.services import placement_add

    story = Story.objects.create(headline=headline, live=False)
    section = Section.objects.select_related("edition").get()
    placement_add(story, edition=section.edition, section=section, is_home=True)
    return Story.objects.get(pk=story.pk)


def fire(*, die: str) -> None:
    """Fire schedules until killed, or until the point where to die."""
    from django.db import transaction

    from warraq.stories import firing
    from warraq.stories.followers import followers

    def death(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    if die == "after-claim":
        firing._act = death
    elif die == "in-save":
        followers.register("death", death)
    elif die == "after-commit":
        followers.register("death", lambda _: transaction.on_commit(death))
    print("begun", flush=True)
    firing.run(go_on=lambda: True, wait=threading.Event().wait)


def report() -> None:
    """Print what became of the stories."""
    from django.utils import timezone
    from wagtail.models import ModelLogEntry

    from warraq.stories.models import Attempt, Story
    from warraq.stories.selectors import alarms, schedules_due

    actions = ("wagtail.publish.scheduled", "wagtail.unpublish.scheduled")
    fired = ModelLogEntry.objects.filter(action__in=actions).values_list("object_id", flat=True)
    told = {
        "live": list(Story.objects.filter(live=True).values_list("headline", flat=True)),
        "fired": {
            story.headline: list(fired).count(str(story.pk))
            for story in Story.objects.exclude(headline=POISONED)
        },
        "due": len(schedules_due(now=timezone.now())),
        "tries": list(Attempt.objects.values_list("tries", flat=True)),
        "alarms": [alarm.problem for alarm in alarms(now=timezone.now())],
    }
    print(json.dumps(told))


def main() -> None:
    """Do what the arguments say."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "warraq.project.settings")
    import django

    django.setup()
    verb, *rest = sys.argv[1:]
    if verb == "seed":
        seed(seconds=float(rest[0]))
    elif verb == "fire":
        fire(die=rest[0] if rest else "")
    else:
        report()


if __name__ == "__main__":
    main()

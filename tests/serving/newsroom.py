"""A newsroom in a process of its own, beside the nodes and on their database: a line of JSON in, one out.

`{"verb": "publish", "headline": …}`, `{"verb": "withdraw", "story": number}` and so on; the answer is mostly the
story's number and its path on the two sites.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from typing import Any

SITES = ("maghrib", "misr")
STORIES = 24


def make_network() -> None:
    """Make two sister sites and a hub with old stories; nothing is there before."""
    from warraq.network.models import Edition, EditionHost, Kind, Section

    for place, slug in enumerate(("hub", *SITES)):
        kind = Kind.HUB if slug == "hub" else Kind.SITE
        edition = Edition.objects.create(slug=slug, name=f"موقع {place}", kind=kind, position=place)
        EditionHost.objects.create(edition=edition, name=f"{slug}.example.org", is_primary=True)
        if kind == Kind.SITE:
            for order, (section, name) in enumerate((("politics", "سياسة"), ("sport", "رياضة"))):
                Section.objects.create(edition=edition, slug=section, name=name, position=order)
    for number in range(STORIES):
        publish(headline=f"خبر قديم رقم {number} من الأرشيف", days_ago=1000 - number)


def publish(*, headline: str, days_ago: int = 0) -> dict[str, Any]:
    """Publish a story on both sites."""
    from django.utils import timezone

    from warraq.stories.services import story_publish

    at = timezone.now() - timedelta(days=days_ago) if days_ago else None
    return described(story_publish(draft(headline), at=at))


def schedule(*, headline: str, seconds: float) -> dict[str, Any]:
    """Have a story published on both sites in so many seconds."""
    from django.utils import timezone

    from warraq.stories.services import story_schedule

    story = draft(headline)
    now = timezone.now()
    at = now + timedelta(seconds=seconds)
    return described(story_schedule(story, at=at, now=now)) | {"at": at.timestamp()}


def firings(*, story: int) -> dict[str, Any]:
    """Count how often a schedule of the story fired."""
    from wagtail.models import ModelLogEntry

    fired = ModelLogEntry.objects.filter(action="wagtail.publish.scheduled", object_id=str(story))
    return {"firings": fired.count()}


def draft(headline: str) -> Any:
    """Write a story that stands on both sites and that nobody has published."""
    from warraq.network.models import Section
    from warraq.stories.models import Story
    from warraq.stories.services import placement_add

    story = Story.objects.create(headline=headline, live=False)
    story.body = [{"type": "paragraph", "value": "<p>نص الخبر.</p>"}]
    story.save()
    for section in Section.objects.filter(slug="politics").select_related("edition"):
        is_home = section.edition.slug == SITES[0]
        placement_add(story, edition=section.edition, section=section, is_home=is_home)
    return Story.objects.get(pk=story.pk)


def withdraw(*, story: int) -> dict[str, Any]:
    """Withdraw a story."""
    from django.utils import timezone

    from warraq.stories.models import Story
    from warraq.stories.services import story_withdraw

    found = Story.objects.get(pk=story)
    story_withdraw(found, reason="اختبار", now=timezone.now())
    return described(found)


def rename(*, story: int, headline: str) -> dict[str, Any]:
    """Publish a story under another headline."""
    from warraq.stories.models import Story
    from warraq.stories.services import story_publish

    found = Story.objects.get(pk=story)
    found.headline = headline
    return described(story_publish(found))


def cover(*, story: int) -> dict[str, Any]:
    """Begin live coverage of a story."""
    from django.utils import timezone

    from warraq.live.services import live_begin
    from warraq.stories.models import Story

    found = Story.objects.get(pk=story)
    live_begin(found, at=timezone.now())
    return described(found)


def tell(*, story: int, words: str) -> dict[str, Any]:
    """Post in a story's live coverage; returns the post's number."""
    from uuid import uuid4

    from django.utils import timezone

    from warraq.live.models import LiveBlog
    from warraq.live.services import PostText, post_add
    from warraq.live.writing import Written, blocks_of

    text = PostText(body=tuple(blocks_of(Written(text=words))))
    blog = LiveBlog.objects.get(pk=story)
    return {"number": post_add(blog, text=text, token=uuid4().hex, at=timezone.now()).number}


def untell(*, story: int, number: int) -> dict[str, Any]:
    """Remove a post from a story's live coverage."""
    from django.utils import timezone

    from warraq.live.models import LivePost
    from warraq.live.services import post_remove

    post = LivePost.objects.select_related("blog").get(blog=story, number=number)
    post_remove(post, at=timezone.now(), reason="اختبار")
    return {}


def everything() -> dict[str, Any]:
    """Return every story."""
    from warraq.stories.models import Story

    return {"stories": [described(story) for story in Story.objects.order_by("pk")]}


def described(story: Any) -> dict[str, Any]:
    """Return a story's number and its path on each site."""
    return {
        "story": story.pk,
        "paths": {each.edition.slug: each.path for each in story.placements.select_related("edition")},
    }


def main() -> None:
    """Set the database up, say so with an empty object, and do what the lines ask for."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "warraq.project.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from warraq.stories.models import Story

    # These data are thrown away: no need to wait for the disk.
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA synchronous=OFF")
    call_command("migrate", verbosity=0)
    make_network()
    oldest = Story.objects.order_by("pk")[0]
    print(json.dumps(described(oldest)), flush=True)
    verbs = {
        "publish": publish,
        "schedule": schedule,
        "firings": firings,
        "withdraw": withdraw,
        "rename": rename,
        "everything": everything,
        "cover": cover,
        "tell": tell,
        "untell": untell,
    }
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(verbs[asked.pop("verb")](**asked)), flush=True)


if __name__ == "__main__":
    main()

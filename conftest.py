"""Fixtures that every room's tests share: a small network, and stories on it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from warraq.network.models import Edition, EditionHost, Kind, Section
from warraq.pages.middleware import forget_hosts
from warraq.reads.services import forget_reads
from warraq.stories.models import Byline, Story, StoryTopic
from warraq.stories.services import author_named, placement_add, story_publish, topic_named

# The reference corpora, where they lie beside the checkout; never part of the project.
DATA = Path(__file__).resolve().parent.parent / "shared" / "data"

BROWSER = (
    "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile"
    " Safari/537.36"
)


@dataclass(frozen=True)
class Network:
    """Three sister sites and their hub, each site with the sections politics, sport and arts."""

    hub: Edition
    maghrib: Edition
    misr: Edition
    khalij: Edition

    def section(self, edition: Edition, slug: str) -> Section:
        return Section.objects.select_related("edition").get(edition=edition, slug=slug)


class Reader(Client):
    """A test client that reads one edition by its host, with the agent of a browser."""

    def __init__(self, **defaults: Any) -> None:
        super().__init__(headers={"user-agent": BROWSER}, **defaults)

    def on(self, edition: Edition, path: str, **extra: Any) -> Any:
        return self.get(path, headers={"host": edition.host}, **extra)


def _edition(
    slug: str, name: str, *, locale: str, zone: str, kind: str = Kind.SITE, position: int
) -> Edition:
    edition = Edition.objects.create(
        slug=slug,
        name=name,
        locale=locale,
        time_zone=zone,
        kind=kind,
        position=position,
        tagline=f"شعار {name}",
    )
    EditionHost.objects.create(edition=edition, name=f"{slug}.example.org", is_primary=True)
    if kind == Kind.SITE:
        for place, (section, title) in enumerate(
            (("politics", "سياسة"), ("sport", "رياضة"), ("arts", "فن وموسيقى"))
        ):
            Section.objects.create(edition=edition, slug=section, name=title, position=place)
    return edition


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Who read in one test is new to the next, and a host's edition is not the one that had it before."""
    forget_reads()
    forget_hosts()


@pytest.fixture
def network(db: None) -> Network:
    return Network(
        hub=_edition("hub", "البوابة", locale="ar-SA", zone="UTC", kind=Kind.HUB, position=0),
        maghrib=_edition("maghrib", "مرآة المغرب", locale="ar-MA", zone="Africa/Casablanca", position=1),
        misr=_edition("misr", "ضفاف النيل", locale="ar-EG", zone="Africa/Cairo", position=2),
        khalij=_edition("khalij", "مرافئ الخليج", locale="ar-SA", zone="Asia/Riyadh", position=3),
    )


StoryMaker = Callable[..., Story]


@pytest.fixture
def make_story(network: Network) -> StoryMaker:
    """Return a function that makes a story: published on its home unless `publish=False`.

    `home` is an edition, `section` a slug; `also` is a list of (edition, section slug) or
    (edition, section slug, headline); `at` is the moment of publication.
    """
    numbers = itertools.count(1)

    def make(
        headline: str = "",
        *,
        home: Edition | None = None,
        section: str = "politics",
        also: list[tuple[Any, ...]] | None = None,
        at: datetime | None = None,
        publish: bool = True,
        authors: tuple[str, ...] = (),
        topics: tuple[str, ...] = (),
        paragraphs: tuple[str, ...] = ("فقرة أولى من نص القصة.",),
        **fields: Any,
    ) -> Story:
        number = next(numbers)
        home = home or network.maghrib
        placing = {key: fields.pop(key) for key in ("starts_at", "ends_at") if key in fields}
        story = Story(headline=headline or f"خبر رقم {number} من أخبار الاختبار", live=False, **fields)
        story.body = [{"type": "paragraph", "value": f"<p>{text}</p>"} for text in paragraphs]
        story.save()
        for place, name in enumerate(authors):
            Byline.objects.create(story=story, author=author_named(name), sort_order=place)
        for place, name in enumerate(topics):
            StoryTopic.objects.create(story=story, topic=topic_named(name), sort_order=place)
        placement_add(story, edition=home, section=network.section(home, section), is_home=True, **placing)
        for edition, slug, *own in also or []:
            placement_add(
                story,
                edition=edition,
                section=network.section(edition, slug),
                headline=own[0] if own else "",
                **placing,
            )
        story = Story.objects.get(pk=story.pk)
        if publish:
            story = story_publish(story, at=at or timezone.now() - timedelta(minutes=1000 - number))
        return story

    return make


@pytest.fixture
def reader() -> Reader:
    return Reader(raise_request_exception=True)

"""Making an archive: stories by the ten thousand on four sister sites, and a site of thirty sections.

    WARRAQ_HOME=... python -m bench.inside warraq.project.settings bench.archive --stories 100000 \
        --tail 2000 --cold 1000

Run as a program of its own, since a process of Django has one database. The rows are those that the loader of dumps
writes, in bulk; what is finished is kept as `pristine.sqlite3`, from which every run of the bench begins.
"""

from __future__ import annotations

import argparse
import itertools
import random
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from bench.house import AGENCIES, BEGINNING, PLACES, SECTIONS, SITES, TOPICS, host_of, topics_of
from bench.plan import Address, write_addresses
from bench.texts import Text, texts
from warraq.network.models import Edition, EditionHost, Section
from warraq.search.services import stories_index
from warraq.search.vocabulary import vocabulary_grow
from warraq.stories.models import Agency, Author, Byline, Placement, Story, StoryTopic, Topic

# SQLite takes at most 999 numbers in the statements that Django makes for it.
BATCH = 900

THIRTY = "thalathun"
THIRTY_SECTIONS = {f"qism-{number}": f"القسم {number}" for number in range(1, 31)}
# Of a hundred stories so many stand on a second site, and on the site of thirty sections.
ON_TWO_SITES = 10
ON_THIRTY = 20


@dataclass(frozen=True)
class House:
    """The numbers of what stories refer to."""

    editions: dict[str, int]
    sections: dict[str, list[int]]
    topics: list[int]
    agencies: list[int]


def make(stories: int) -> None:
    """Make the database of the archive, with its static files."""
    _prepare()
    house = _house()
    now = datetime.now(UTC) - timedelta(hours=1)
    step = (now - BEGINNING) / stories
    authors: dict[str, int] = {}
    moments = (BEGINNING + step * number for number in range(1, stories + 1))
    numbered = enumerate(zip(texts(stories), moments, strict=True))
    for batch in _batches(numbered):
        with transaction.atomic():
            stories_index(_write(batch, house=house, authors=authors))
        print(f"  {batch[-1][0] + 1} of {stories} stories", flush=True)
    while vocabulary_grow():
        pass


def _prepare() -> None:
    settings.STATE_DIR.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")


def _house() -> House:
    editions, sections = {}, {}
    for position, (slug, name) in enumerate({**SITES, THIRTY: "ثلاثون قسمًا"}.items()):
        edition = Edition.objects.create(slug=slug, name=name, tagline="موقع للقياس", position=position)
        EditionHost.objects.create(edition=edition, name=host_of(slug), is_primary=True)
        editions[slug] = edition.pk
        names = THIRTY_SECTIONS if slug == THIRTY else SECTIONS
        sections[slug] = [
            Section.objects.create(edition=edition, slug=name, name=title, position=place).pk
            for place, (name, title) in enumerate(names.items())
        ]
    topics = Topic.objects.bulk_create(Topic(name=name, slug=name.replace(" ", "-")) for name in TOPICS)
    agencies = Agency.objects.bulk_create(Agency(name=name) for name in AGENCIES)
    return House(
        editions=editions,
        sections=sections,
        topics=[topic.pk for topic in topics],
        agencies=[agency.pk for agency in agencies],
    )


Row = tuple[int, tuple[Text, datetime]]


def _batches(rows: Iterable[Row]) -> Iterator[Sequence[Row]]:
    iterator = iter(rows)
    while batch := list(itertools.islice(iterator, BATCH)):
        yield batch


def _write(batch: Sequence[Row], *, house: House, authors: dict[str, int]) -> list[int]:
    """Write a batch; returns the numbers of its stories."""
    stories = Story.objects.bulk_create(
        _story(number, text=text, moment=moment, house=house) for number, (text, moment) in batch
    )
    placements: list[Placement] = []
    bylines: list[Byline] = []
    topics: list[StoryTopic] = []
    for story, (number, (text, moment)) in zip(stories, batch, strict=True):
        chance = random.Random(number)
        placements += _placements(story, moment=moment, chance=chance, house=house)
        if text.author:
            author = _author(text.author, known=authors)
            bylines.append(Byline(story=story, author_id=author, sort_order=0, published_at=moment))
        topics += [
            StoryTopic(story=story, topic_id=house.topics[topic], sort_order=order, published_at=moment)
            for order, topic in enumerate(topics_of(number))
        ]
    Placement.objects.bulk_create(placements)
    Byline.objects.bulk_create(bylines)
    StoryTopic.objects.bulk_create(topics)
    return [story.pk for story in stories]


def _story(number: int, *, text: Text, moment: datetime, house: House) -> Story:
    return Story(
        origin_key=f"bench:{number}",
        live=True,
        headline=text.headline,
        standfirst=text.standfirst,
        dateline=PLACES[number % len(PLACES)],
        agency_id=house.agencies[number % len(house.agencies)] if number % 3 == 0 else None,
        first_published_at=moment,
        last_published_at=moment,
        body=[
            {"type": "paragraph", "value": f"<p>{escape(each, quote=False)}</p>"} for each in text.paragraphs
        ],
    )


def _placements(
    story: Story, *, moment: datetime, chance: random.Random, house: House
) -> Iterator[Placement]:
    home, second = chance.sample(list(SITES), 2)
    where = [home]
    if chance.randrange(100) < ON_TWO_SITES:
        where.append(second)
    if chance.randrange(100) < ON_THIRTY:
        where.append(THIRTY)
    for slug in where:
        yield Placement(
            story=story,
            edition_id=house.editions[slug],
            section_id=chance.choice(house.sections[slug]),
            is_home=slug == home,
            shown_at=moment,
            sort_order=0,
        )


def _author(name: str, *, known: dict[str, int]) -> int:
    if name not in known:
        known[name] = Author.objects.create(name=name, slug=f"author-{len(known) + 1}").pk
    return known[name]


def choose_addresses(folder: Path, *, tail: int, cold: int) -> None:
    """Write which pages are asked for: the long tail, and others that nobody will have asked for before."""
    on_sites = Placement.objects.filter(edition__slug__in=SITES).order_by("pk")
    numbers = list(on_sites.values_list("pk", flat=True))
    chosen = random.Random(7).sample(numbers, min(tail + cold, len(numbers)))
    # A small archive has fewer pages than both: they are shared out, so that neither is empty.
    tail = min(tail, len(chosen) * tail // (tail + cold))
    for name, part in (("tail", chosen[:tail]), ("cold", chosen[tail:])):
        write_addresses(folder / f"{name}.json", list(_addresses(part)))


def _addresses(numbers: list[int]) -> Iterator[Address]:
    found = (
        Placement.objects.select_related("story", "section", "edition").defer("story__body").in_bulk(numbers)
    )
    for number in numbers:
        placement = found[number]
        yield Address(
            host=host_of(placement.edition.slug),
            path=placement.path,
            story=placement.story_id,
            words=f'data-story="{placement.story_id}"',
        )


def _keep_pristine(folder: Path) -> None:
    """Put the write-ahead log into the file and keep a copy of it."""
    connection.close()
    database = folder / "warraq.sqlite3"
    with sqlite3.connect(database) as plain:
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    plain.close()
    shutil.copyfile(database, folder / "pristine.sqlite3")


def main() -> None:
    """Make the archive under WARRAQ_HOME."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, required=True)
    parser.add_argument("--tail", type=int, required=True)
    parser.add_argument("--cold", type=int, required=True)
    options = parser.parse_args()
    make(options.stories)
    choose_addresses(settings.STATE_DIR, tail=options.tail, cold=options.cold)
    _keep_pristine(settings.STATE_DIR)

"""Filling the stock site: the same texts as Warraq's archive, as pages in a tree, in bulk.

STOCK_HOME=... python -m bench.inside bench.stock_wagtail.settings bench.stock_wagtail.fill --stories 100000 \
        --tail 2000
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import shutil
import sqlite3
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction
from taggit.models import Tag
from wagtail.models import Locale, Page, Site

from bench.house import BEGINNING, PLACES, SECTIONS, SITES, TOPICS, host_of, topics_of
from bench.plan import Address, write_addresses
from bench.stock_wagtail.models import HomePage, SectionPage, StoryPage, StoryTag
from bench.texts import Text, texts

FORM = 1
BATCH = 2_000
# Below it are the sites and sections.
_FIRST_NUMBER = 1_000


@dataclass
class Shelf:
    """A section and how many pages stand below it so far."""

    section: SectionPage
    host: str
    children: int = 0


def make(stories: int) -> list[Address]:
    """Make the site; returns the address of every story."""
    call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
    shelves = _tree()
    tags = Tag.objects.bulk_create(
        Tag(name=name, slug=f"topic-{number}") for number, name in enumerate(TOPICS, start=1)
    )
    step = (datetime.now(UTC) - timedelta(hours=1) - BEGINNING) / stories
    rows = enumerate(texts(stories), start=1)
    addresses: list[Address] = []
    while batch := list(itertools.islice(rows, BATCH)):
        with transaction.atomic():
            addresses += _write(batch, shelves=shelves, step=step)
            _tag(batch, tags=tags)
        print(f"  {batch[-1][0]} of {stories} stories", flush=True)
    for shelf in shelves:
        Page.objects.filter(pk=shelf.section.pk).update(numchild=shelf.children)
    return addresses


def _tree() -> list[Shelf]:
    """Make the sites with their fronts and sections, through Wagtail itself."""
    root = Page.get_first_root_node()
    Site.objects.all().delete()
    shelves = []
    for slug, name in SITES.items():
        home = root.add_child(instance=HomePage(title=name, slug=slug, tagline="موقع للقياس"))
        host = host_of(slug)
        Site.objects.create(hostname=host, port=80, root_page=home, is_default_site=not shelves)
        for section_slug, title in SECTIONS.items():
            section = home.add_child(instance=SectionPage(title=title, slug=section_slug))
            shelves.append(Shelf(section=section, host=host))
    return shelves


def _write(batch: Sequence[tuple[int, Text]], *, shelves: list[Shelf], step: timedelta) -> Iterator[Address]:
    """Write the parents' rows with treebeard's paths, then the children's, which Django can't do in bulk."""
    content_type = ContentType.objects.get_for_model(StoryPage)
    locale = Locale.get_default()
    pages, children, addresses = [], [], []
    for number, text in batch:
        chance = random.Random(number)
        shelf = chance.choice(shelves)
        shelf.children += 1
        section, moment, key = shelf.section, BEGINNING + step * number, _FIRST_NUMBER + number
        slug = f"story-{number}"
        pages.append(
            Page(
                pk=key,
                path=StoryPage._get_path(section.path, section.depth + 1, shelf.children),
                depth=section.depth + 1,
                title=text.headline,
                draft_title=text.headline,
                slug=slug,
                url_path=f"{section.url_path}{slug}/",
                content_type=content_type,
                locale=locale,
                live=True,
                first_published_at=moment,
                last_published_at=moment,
            )
        )
        children.append(_child(key, text=text, moment=moment, chance=chance))
        addresses.append(
            Address(
                host=shelf.host,
                path=f"/{section.slug}/{slug}/",
                story=key,
                words=f'data-story="{key}"',
            )
        )
    Page.objects.bulk_create(pages)
    fields = ("page_ptr_id", "standfirst", "dateline", "author", "published", "reads", "body")
    marks = ", ".join("%s" for _ in fields)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {StoryPage._meta.db_table} ({', '.join(fields)}) VALUES ({marks})",  # noqa: S608
            children,
        )
    yield from addresses


def _child(key: int, *, text: Text, moment: datetime, chance: random.Random) -> tuple[object, ...]:
    body = [
        {
            "type": "paragraph",
            "value": f"<p>{paragraph}</p>",
            "id": str(uuid.UUID(int=chance.getrandbits(128))),
        }
        for paragraph in text.paragraphs
    ]
    return (
        key,
        text.standfirst,
        chance.choice(PLACES),
        text.author,
        moment.replace(tzinfo=None).isoformat(" "),
        chance.randrange(1_000_000),
        json.dumps(body, ensure_ascii=False),
    )


def _tag(batch: Sequence[tuple[int, Text]], *, tags: list[Tag]) -> None:
    StoryTag.objects.bulk_create(
        StoryTag(content_object_id=_FIRST_NUMBER + number, tag_id=tags[topic].pk)
        for number, _ in batch
        for topic in topics_of(number)
    )


def main() -> None:
    """Make the site under STOCK_HOME."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, required=True)
    parser.add_argument("--tail", type=int, required=True)
    options = parser.parse_args()
    addresses = make(options.stories)
    chosen = random.Random(7).sample(addresses, min(options.tail, len(addresses)))
    write_addresses(settings.HOME / "tail.json", chosen)
    connection.close()
    with sqlite3.connect(settings.HOME / "wagtail.sqlite3") as plain:
        # With statistics SQLite's planner does a tenth of the work here.
        plain.execute("ANALYZE")
        plain.commit()
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    plain.close()
    shutil.copyfile(settings.HOME / "wagtail.sqlite3", settings.HOME / "pristine.sqlite3")

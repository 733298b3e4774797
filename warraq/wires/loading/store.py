"""Writing batches of stories: each batch is one transaction, so that a kill leaves whole batches and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Mapping as Table
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from warraq.arabic.truncate import truncate
from warraq.moved.services import Move, addresses_keep
from warraq.network.models import Edition, EditionHost, Section
from warraq.related.duplicates import count_copies
from warraq.stories.changes import note_editions
from warraq.stories.followers import tell_followers
from warraq.stories.models import Agency, Author, Byline, Placement, Story, StoryTopic, Topic
from warraq.stories.services import author_named, topic_named
from warraq.wires.loading.body import with_pictures
from warraq.wires.loading.bringing import Pictures
from warraq.wires.loading.decide import Incoming, Plan, Seen, State, Verdict, Write, plan
from warraq.wires.loading.items import LONGEST_CAPTION, LONGEST_NAME, AgencyCredit, Item
from warraq.wires.loading.mapping import Mapping
from warraq.wires.loading.names_cache import Names
from warraq.wires.models import SeenRecord

# SQLite takes at most 999 values in the statements that Django makes for it.
LOOKED_UP_AT_ONCE = 900


class NotPossible(ValueError):
    """The mapping asks for an edition or section that can't be made; the message says why, in one sentence."""


@dataclass(frozen=True)
class Brought:
    """What became of a batch's records; `copies` of the stories written have the text of one that was there before."""

    verdicts: Counter[Verdict]
    copies: int


class Store:
    """Where items of one mapping are written."""

    def __init__(self, mapping: Mapping, *, pictures: Pictures) -> None:
        self._mapping = mapping
        self._pictures = pictures
        self._editions: dict[str, Edition] = {}
        self._sections: dict[tuple[str, str], Section] = {}
        self._agencies: dict[AgencyCredit, int] = {}
        self._authors = Names(Author, make=author_named)
        self._topics = Names(Topic, make=topic_named)

    def write(self, batch: Sequence[Incoming]) -> Brought:
        """Bring a batch in, whole or not at all; returns what became of it.

        Its pictures come before, since nobody should wait at a locked database while they are drawn. Raises
        NotPossible, and django.db.DatabaseError when the database can't.
        """
        if any(incoming.item.all_pictures for incoming in batch):
            self._pictures.bring(write.incoming.item for write in self._plan(batch).writes)
        with transaction.atomic():
            planned = self._plan(batch)
            made = self._insert([write for write in planned.writes if write.state.pk is None])
            changed = self._update([write for write in planned.writes if write.state.pk is not None])
            SeenRecord.objects.bulk_create(
                SeenRecord(origin_key=key, record_digest=record) for key, record in planned.seen
            )
            copies = count_copies([*made, *changed])
        return Brought(verdicts=planned.verdicts, copies=copies)

    def _plan(self, batch: Sequence[Incoming]) -> Plan:
        keys = list({incoming.key for incoming in batch})
        return plan(
            batch,
            held=_states(keys),
            seen=_seen(keys),
            own_times="published_at" in self._mapping.unwatched,
        )

    def _insert(self, writes: Sequence[Write]) -> list[int]:
        """Write new stories; returns their numbers."""
        if not writes:
            return []
        stories = Story.objects.bulk_create(self._story(write) for write in writes)
        Placement.objects.bulk_create(
            Placement(
                story=story,
                edition=self._edition(write.incoming.item),
                section=self._section(write.incoming.item),
                is_home=True,
                shown_at=write.state.first_published_at,
                sort_order=0,
            )
            for story, write in zip(stories, writes, strict=True)
        )
        self._sign({story.pk: write for story, write in zip(stories, writes, strict=True)})
        # One word for a whole batch: what stands on these editions is chosen and pressed anew.
        note_editions(self._edition(write.incoming.item).pk for write in writes)
        made = [story.pk for story in stories]
        addresses_keep(_moves(zip(made, writes, strict=True), edition=self._edition))
        tell_followers(made)
        return made

    def _update(self, writes: Sequence[Write]) -> list[int]:
        """Change stories through their own save(), which keeps the order keys of their placements; returns their
        numbers.
        """
        if not writes:
            return []
        stories = Story.objects.in_bulk([write.state.pk for write in writes])
        changed = {
            write.state.pk: write
            for write in writes
            if write.state.pk is not None and write.state.pk in stories
        }
        Byline.objects.filter(story__in=changed).delete()
        StoryTopic.objects.filter(story__in=changed).delete()
        self._sign(changed)
        for number, write in changed.items():
            item = write.incoming.item
            self._tell(stories[number], write=write)
            home = Placement.objects.filter(story=number, is_home=True, edition=self._edition(item))
            home.update(section=self._section(item))
            stories[number].save()
        addresses_keep(_moves(changed.items(), edition=self._edition))
        return list(stories)

    def _story(self, write: Write) -> Story:
        story = Story(origin_key=write.incoming.key, live=True)
        self._tell(story, write=write)
        return story

    def _tell(self, story: Story, *, write: Write) -> None:
        """Set on the story what the item says."""
        item, state = write.incoming.item, write.state
        story.headline = item.headline
        story.standfirst = item.standfirst
        story.dateline = item.dateline
        story.agency_id = self._agency(item.agency)
        story.source_url = item.source_url
        story.body = self._body(write.incoming)
        lead = self._pictures.number(item.picture, of=item) if item.picture is not None else None
        if item.picture is not None and lead is not None:
            story.lead_picture_id = lead
            story.lead_caption = truncate(item.picture.caption, limit=LONGEST_CAPTION)[:LONGEST_CAPTION]
            story.lead_credit = item.picture.credit[:LONGEST_NAME]
            story.lead_alt = item.picture.alt[:LONGEST_CAPTION]
        story.origin_digest = state.told + state.record
        story.first_published_at = state.first_published_at
        story.last_published_at = state.last_published_at

    def _body(self, incoming: Incoming) -> str:
        """Return the text with its pictures' numbers, without those that can't be drawn."""
        item = incoming.item
        if not item.pictures:
            return incoming.body
        by_file = {picture.file: picture for picture in item.pictures}
        return with_pictures(incoming.body, number=lambda file: self._pictures.number(by_file[file], of=item))

    def _sign(self, writes: Table[int, Write]) -> None:
        """Give the stories their bylines and topics, with the moment that lists are ordered by."""
        items = [write.incoming.item for write in writes.values()]
        authors = self._authors.numbers(name for item in items for name in item.authors)
        topics = self._topics.numbers(name for item in items for name in item.topics)
        Byline.objects.bulk_create(
            Byline(story_id=number, author_id=authors[name], sort_order=order, published_at=_shown(write))
            for number, write in writes.items()
            for order, name in enumerate(write.incoming.item.authors)
        )
        StoryTopic.objects.bulk_create(
            StoryTopic(story_id=number, topic_id=topics[name], sort_order=order, published_at=_shown(write))
            for number, write in writes.items()
            for order, name in enumerate(write.incoming.item.topics)
        )

    def _agency(self, credit: AgencyCredit | None) -> int | None:
        if credit is None:
            return None
        if credit not in self._agencies:
            agency, _ = Agency.objects.get_or_create(
                name=credit.name, defaults={"short_name": credit.short_name}
            )
            self._agencies[credit] = agency.pk
        return self._agencies[credit]

    def _edition(self, item: Item) -> Edition:
        """Return the item's edition; one of its slug that exists is used as it is."""
        if item.edition not in self._editions:
            self._editions[item.edition] = self._find_or_make_edition(item.edition)
        return self._editions[item.edition]

    def _find_or_make_edition(self, key: str) -> Edition:
        wanted = self._mapping.editions[key]
        slug = wanted.slug or key.lower()
        edition = Edition.objects.filter(slug=slug).first()
        if edition is not None:
            return edition
        owner = EditionHost.objects.filter(name=wanted.host).select_related("edition").first()
        if owner is not None:
            raise NotPossible(f"The host {wanted.host} belongs to the edition “{owner.edition}” already.")
        edition = Edition(
            slug=slug,
            name=wanted.name,
            tagline=wanted.tagline,
            locale=wanted.locale,
            time_zone=wanted.time_zone,
            colour=wanted.colour,
            accent=wanted.accent,
            position=Edition.objects.count(),
        )
        _check(edition, name=f"edition {slug}")
        edition.save()
        host = EditionHost(edition=edition, name=wanted.host, is_primary=True)
        _check(host, name=f"host {wanted.host}")
        host.save()
        return edition

    def _section(self, item: Item) -> Section:
        """Return the item's section on its edition; one of its slug that exists is used as it is."""
        place = (item.edition, item.section)
        if place not in self._sections:
            wanted = self._mapping.sections[item.section]
            edition = self._edition(item)
            section = Section.objects.filter(edition=edition, slug=item.section).first()
            if section is None:
                section = Section(
                    edition=edition,
                    slug=item.section,
                    name=wanted.name,
                    colour=wanted.colour,
                    position=list(self._mapping.sections).index(item.section),
                )
                _check(section, name=f"section {item.section}")
                section.save()
            self._sections[place] = section
        return self._sections[place]


def _moves(numbers: Iterable[tuple[int, Write]], *, edition: Callable[[Item], Edition]) -> list[Move]:
    return [
        Move(edition(write.incoming.item).pk, address, number)
        for number, write in numbers
        for address in write.incoming.item.addresses
    ]


def _shown(write: Write) -> datetime:
    return write.state.first_published_at


def _check(row: Edition | EditionHost | Section, *, name: str) -> None:
    try:
        row.full_clean()
    except ValidationError as refusal:
        raise NotPossible(f"The {name} can't be made: {'; '.join(refusal.messages)}") from None


def _states(keys: Sequence[str]) -> dict[str, State]:
    """Return what we hold of the stories of these keys."""
    rows = (
        row
        for part in _parts(keys)
        for row in Story.objects.filter(origin_key__in=part).values_list(
            "origin_key",
            "pk",
            "origin_digest",
            "first_published_at",
            "last_published_at",
            "latest_revision_id",
        )
    )
    return {
        key: State(
            pk=number,
            told=told[:16],
            record=told[16:],
            first_published_at=first,
            last_published_at=last or first,
            edited=revision is not None or first is None,
        )
        for key, number, told, first, last, revision in rows
    }


def _seen(keys: Sequence[str]) -> frozenset[Seen]:
    """Return the records of these keys that have been in before."""
    return frozenset(
        row
        for part in _parts(keys)
        for row in SeenRecord.objects.filter(origin_key__in=part).values_list("origin_key", "record_digest")
    )


def _parts(keys: Sequence[str]) -> Iterable[Sequence[str]]:
    return (keys[start : start + LOOKED_UP_AT_ONCE] for start in range(0, len(keys), LOOKED_UP_AT_ONCE))

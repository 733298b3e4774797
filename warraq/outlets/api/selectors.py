"""Which stories the API's lists hold, always through the one visible set.

On a site a list holds what stands there; on the hub, which has no stories of its own, what is at home on its sites.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import QuerySet

from warraq.network.models import Edition, Section
from warraq.network.selectors import hub, sites
from warraq.outlets.api.schemas import StoryRef
from warraq.outlets.api.telling import story_ref
from warraq.stories.models import Author, Placement, Story, Topic
from warraq.stories.selectors import (
    Key,
    in_section,
    listed,
    newest,
    of_author,
    of_topic,
    on_edition,
    placement_key,
    visible_placements,
    withdrawn_story,
)

LIST_LENGTH = 20

# A page of a list: its placements, and the key of the next page if there is one.
Page = tuple[list[Placement], Key | None]


def newest_page(edition: Edition, *, now: datetime, after: Key | None) -> Page:
    """Return a page of the newest of a site, or of the network."""
    if edition.is_hub:
        return _network_page(now=now, after=after)
    return _page(_of(edition, on_edition(edition, now=now), after=after))


def section_page(section: Section, *, edition: Edition, now: datetime, after: Key | None) -> Page:
    """Return a page of a section's newest."""
    return _page(_of(edition, in_section(section, now=now), after=after))


def topic_page(topic: Topic, *, edition: Edition, now: datetime, after: Key | None) -> Page:
    """Return a page of a topic's stories."""
    where = None if edition.is_hub else edition
    rows, following = of_topic(topic, edition=where, now=now, limit=LIST_LENGTH, after=after)
    return with_editions(rows, of=sites() if edition.is_hub else [edition]), following


def author_page(author: Author, *, edition: Edition, now: datetime, after: Key | None) -> Page:
    """Return a page of the stories that an author signs."""
    where = None if edition.is_hub else edition
    rows, following = of_author(author, edition=where, now=now, limit=LIST_LENGTH, after=after)
    return with_editions(rows, of=sites() if edition.is_hub else [edition]), following


def with_editions(placements: Iterable[Placement], *, of: Iterable[Edition]) -> list[Placement]:
    """Return placements that carry their editions, where these are among those of the caller."""
    editions = {edition.pk: edition for edition in of}
    rows = list(placements)
    for row in rows:
        if row.edition_id in editions:
            row.edition = editions[row.edition_id]
    return rows


def home_placement(story_id: int, *, now: datetime) -> Placement | None:
    """Return the placement at which readers see the story at home, with its edition and hosts, or None."""
    found = visible_placements(now=now).filter(story=story_id, is_home=True)
    return found.select_related("edition").prefetch_related("edition__hosts").first()


def withdrawn_from(edition: Edition, *, story_id: int) -> Story | None:
    """Return the story if it was withdrawn from the edition; for the hub, from the site that it was at home on."""
    if not edition.is_hub:
        return withdrawn_story(edition, story_id=story_id)
    home = Edition.objects.filter(placements__story=story_id, placements__is_home=True).first()
    return withdrawn_story(home, story_id=story_id) if home is not None else None


def standing_placements(story: Story, *, now: datetime) -> list[Placement]:
    """Return every placement at which readers see the story, its home first."""
    rows = visible_placements(now=now).filter(story=story).select_related("edition", "section")
    ordered = rows.prefetch_related("edition__hosts").order_by("-is_home", "edition__position", "pk")
    placements = list(ordered)
    for placement in placements:
        placement.story = story
    return placements


def refs_of(story_ids: Collection[int], *, edition: Edition, now: datetime) -> dict[int, StoryRef]:
    """Return those of the stories that readers see on the edition, by number, newest first."""
    if not story_ids:
        return {}
    rows = newest(listed(on_edition(edition, now=now)).filter(story__in=story_ids))
    return {row.story_id: story_ref(row) for row in with_editions(rows, of=[edition])}


def editions() -> list[Edition]:
    """Return the hub, if there is one, and the sites in their order."""
    door = hub()
    return [*([door] if door else []), *sites()]


def sections_told_on(edition: Edition) -> list[tuple[Section, Edition]]:
    """Return the sections of a site, or on the hub of all its sites, each with its site."""
    of = {each.pk: each for each in ([*sites(), edition] if edition.is_hub else [edition])}
    rows = Section.objects.filter(edition__in=of).select_related("parent")
    ordered = rows.order_by("edition__position", "edition", "position", "pk")
    return [(section, of[section.edition_id]) for section in ordered]


def _network_page(*, now: datetime, after: Key | None) -> Page:
    """Merge the sites' own orders: only an edition's order has an index."""
    rows = [
        row
        for site in sites()
        for row in _of(site, on_edition(site, now=now).filter(is_home=True), after=after)
    ]
    return _page(sorted(rows, key=_order, reverse=True))


def _of(edition: Edition, placements: QuerySet[Placement], *, after: Key | None) -> list[Placement]:
    rows = newest(listed(placements), after=after)[: LIST_LENGTH + 1]
    return with_editions(rows, of=[edition])


def _page(rows: list[Placement]) -> Page:
    page = rows[:LIST_LENGTH]
    return page, placement_key(page[-1]) if len(rows) > LIST_LENGTH else None


def _order(placement: Placement) -> tuple[datetime, int]:
    key = placement_key(placement)
    return key.moment, key.number

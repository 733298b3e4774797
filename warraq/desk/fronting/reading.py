"""What the screens read: the stories of a layout with their pictures, stories to pick from, and the list of fronts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Max
from django.urls import reverse
from wagtail.images.models import SourceImageIOError

from warraq.desk.fronting.board import Known
from warraq.desk.fronting.standing import why_absent
from warraq.desk.roles.asking import editions_for, may, sections_for
from warraq.desk.roles.seeing import stories_seen_by
from warraq.desk.roles.verbs import Verb
from warraq.fronts.drawing import Subject, filled
from warraq.fronts.layouts import Layout, Pin, automatic_layout
from warraq.fronts.models import Front, FrontVersion
from warraq.network.models import Edition, Kind, Section
from warraq.network.selectors import sections_of
from warraq.network.style import HouseStyle
from warraq.search.desk import stories_found
from warraq.stories.models import Placement, Story
from warraq.stories.selectors import UNPRINTED_IN_LISTS, listed, newest, on_edition

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

# One of the sizes that readers' pages have made already.
PICTURE = "fill-320x180|format-webp"
MOST_PICKED_FROM = 20


@dataclass(frozen=True)
class Pick:
    """A story to pick; `absent` says why readers don't see it on the edition."""

    story: int
    headline: str
    section: str
    when: str
    absent: str
    is_pinned: bool


@dataclass(frozen=True)
class Listed:
    """A front in the list of them: where it is composed and what readers see there."""

    name: str
    url: str
    published: FrontVersion | None
    draft: FrontVersion | None


def beginning(edition: Edition, *, section: Section | None) -> Layout:
    """Return what an editor begins with where nobody composed a front: what readers see."""
    if section is not None:
        return automatic_layout()
    return automatic_layout(sections=[each.pk for each in sections_of(edition) if each.has_teasers])


def known_of(subject: Subject, *, now: datetime) -> Known:
    """Return the stories of a layout: as its parts are filled, and whatever is pinned."""
    parts = filled(subject, now=now)
    stories = Story.objects.filter(pk__in=subject.layout.stories).defer("body")
    placements = listed(Placement.objects.filter(edition=subject.edition, story__in=subject.layout.stories))
    shown = [placement for part in parts.values() for placement in part]
    return Known(
        filled=parts,
        pinned={story.pk: story for story in stories},
        placements={placement.story_id: placement for placement in placements},
        pictures={placement.story_id: url for placement in shown if (url := _picture(placement))},
    )


def _picture(placement: Placement) -> str:
    picture = placement.story.lead_picture
    if picture is None:
        return ""
    try:
        url: str = picture.get_rendition(PICTURE).url
    except SourceImageIOError:
        return ""
    return url


def picks(
    user: User | AnonymousUser, *, edition: Edition, text: str, layout: Layout, now: datetime
) -> list[Pick]:
    """Return stories of the edition to pick from: the newest that readers see, or what holds the text, drafts too."""
    style = HouseStyle.of(edition)
    if text.strip():
        found = stories_found(text, now=now)
        mine = stories_seen_by(user, now=now).filter(pk__in=found).values("pk")
        here = Placement.objects.filter(edition=edition, story__in=mine).select_related("story", "section")
        by_story = {each.story_id: each for each in here.defer(*UNPRINTED_IN_LISTS)}
        placements = [by_story[number] for number in found if number in by_story]
    else:
        placements = list(newest(listed(on_edition(edition, now=now)))[:MOST_PICKED_FROM])
    return [
        Pick(
            story=placement.story_id,
            headline=placement.teaser_headline or str(placement.story),
            section=placement.section.name,
            when=style.moment(placement.shown_at) if placement.shown_at else "",
            absent=why_absent(
                placement.story, placement=placement, pin=Pin(placement.story_id, 1), now=now, style=style
            ),
            is_pinned=placement.story_id in layout.stories,
        )
        for placement in placements[:MOST_PICKED_FROM]
    ]


def fronts_for(user: User | AnonymousUser) -> list[tuple[Edition, list[Listed]]]:
    """Return the fronts that the person may compose, by edition."""
    fronts = Front.objects.select_related("published__published_by").annotate(newest=Max("versions"))
    by_place = {(front.edition_id, front.section_id): front for front in fronts}
    drafts = {
        version.front_id: version
        for version in FrontVersion.objects.filter(
            pk__in=[front.newest for front in fronts], published_at__isnull=True
        ).select_related("made_by")
    }
    sections = list(sections_for(user, Verb.FRONT).order_by("position", "pk"))
    found = []
    for edition in editions_for(user, Verb.FRONT).exclude(kind=Kind.HUB):
        places: list[Section | None] = [section for section in sections if section.edition_id == edition.pk]
        if may(user, Verb.FRONT, edition=edition):
            places.insert(0, None)
        listed_here = [_listed(edition, section=each, fronts=by_place, drafts=drafts) for each in places]
        found.append((edition, listed_here))
    return found


def _listed(
    edition: Edition,
    *,
    section: Section | None,
    fronts: Mapping[tuple[int, int | None], Front],
    drafts: Mapping[int, FrontVersion],
) -> Listed:
    front = fronts.get((edition.pk, section.pk if section else None))
    published = front.published if front is not None else None
    return Listed(
        name=section.name if section else "الرئيسية",
        url=front_url(edition, section=section),
        published=published if published is not None and published.layout is not None else None,
        draft=drafts.get(front.pk) if front is not None else None,
    )


def front_url(edition: Edition, *, section: Section | None, name: str = "desk_front") -> str:
    """Return a screen of a front."""
    return reverse(name, args=[edition.pk] if section is None else [edition.pk, section.pk])


def headlines_of(layouts: Iterable[Layout | None], *, edition: Edition) -> dict[int, str]:
    """Return the headlines of what these layouts pin, as they stand on the edition."""
    stories = frozenset[int]().union(*(layout.stories for layout in layouts if layout is not None))
    told = {story.pk: str(story) for story in Story.objects.filter(pk__in=stories).defer("body")}
    placements = Placement.objects.filter(edition=edition, story__in=stories).select_related("story")
    return told | {each.story_id: each.teaser_headline for each in placements.defer("story__body")}

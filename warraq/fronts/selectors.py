"""Reading what editors put forward: the fronts that readers see, versions, strips, and what the clock ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from warraq.fronts.layouts import Layout
from warraq.fronts.models import Front, FrontVersion, PinEnd, Raising, Strip
from warraq.network.models import Edition, Section
from warraq.stories.models import Placement
from warraq.stories.selectors import listed, on_edition, visible_placements


@dataclass(frozen=True)
class ShownFront:
    """A front as readers see it: its number, its section if it is one's, its layout."""

    number: int
    section_id: int | None
    layout: Layout


def shown_fronts(edition: Edition) -> tuple[ShownFront, ...]:
    """Return the published fronts of an edition, without those that are left to the automatic choice; one query."""
    fronts = Front.objects.filter(edition=edition, published__isnull=False).select_related("published")
    return tuple(
        ShownFront(number=front.pk, section_id=front.section_id, layout=layout)
        for front in fronts
        if front.published is not None and (layout := front.published.arranged()) is not None
    )


def shown_front(edition: Edition, *, section: Section | None = None) -> ShownFront | None:
    """Return the published front of an edition's home, or of one of its sections; None for the automatic choice."""
    wanted = section.pk if section is not None else None
    return next((front for front in shown_fronts(edition) if front.section_id == wanted), None)


def front_of(edition: Edition, *, section: Section | None) -> Front | None:
    """Return the row of a front, which may have no published version."""
    return (
        Front.objects.select_related("published", "edition", "section")
        .filter(edition=edition, section=section)
        .first()
    )


def newest_version(front: Front) -> FrontVersion | None:
    """Return what was saved last: the draft, or the published version if nothing was saved since."""
    return front.versions.select_related("made_by").order_by("-pk").first()


def version_before(version: FrontVersion) -> FrontVersion | None:
    """Return what readers saw before this published version: where one step back leads.

    A version that took up another one's layout stands where that one stood: two steps back lead further than one.
    """
    origin = version.restores_id or version.pk
    return (
        FrontVersion.objects.filter(front=version.front_id, published_at__isnull=False, pk__lt=origin)
        .order_by("-pk")
        .first()
    )


def history_of(front: Front) -> QuerySet[FrontVersion]:
    """Return the front's versions, newest first."""
    return front.versions.select_related("made_by", "published_by").order_by("-pk")


def pinned_placements(layout: Layout, *, edition: Edition, now: datetime) -> dict[int, Placement]:
    """Return the pinned stories that readers see on the edition, by story, whose pins have not ended; one query."""
    stories = {pin.story for part in layout.parts for pin in part.pins if pin.holds(now)}
    if not stories:
        return {}
    return {each.story_id: each for each in listed(on_edition(edition, now=now)).filter(story__in=stories)}


def strip_on(edition: Edition, *, now: datetime) -> Strip | None:
    """Return the strip that is raised on the edition: the newest, if it has not ended."""
    raising = (
        Raising.objects.filter(edition=edition, ends_at__gt=now)
        .select_related("strip")
        .order_by("-strip")
        .first()
    )
    return raising.strip if raising is not None else None


def strips_raised(*, now: datetime) -> QuerySet[Strip]:
    """Return the strips that stand on some edition, newest first."""
    return _with_places(Strip.objects.filter(pk__in=Raising.objects.filter(ends_at__gt=now).values("strip")))


def strips_ended(*, now: datetime) -> QuerySet[Strip]:
    """Return the strips that stand nowhere any more, newest first."""
    return _with_places(Strip.objects.exclude(pk__in=Raising.objects.filter(ends_at__gt=now).values("strip")))


def _with_places(strips: QuerySet[Strip]) -> QuerySet[Strip]:
    return strips.select_related("raised_by", "story").prefetch_related("raisings__edition").order_by("-pk")


def strip_link(strip: Strip, *, edition: Edition, now: datetime) -> Placement | None:
    """Return where the strip leads: to its story on the edition, or at its home; None if readers see neither."""
    if strip.story_id is None:
        return None
    here = listed(on_edition(edition, now=now)).filter(story=strip.story_id).first()
    if here is not None:
        return here
    return (
        listed(visible_placements(now=now).filter(story=strip.story_id, is_home=True))
        .select_related("edition")
        .prefetch_related("edition__hosts")
        .first()
    )


def editions_leading_to(stories: Iterable[int], *, now: datetime) -> frozenset[int]:
    """Return the editions with a strip that leads to one of these stories: they need not stand there themselves."""
    numbers = list(stories)
    if not numbers:
        return frozenset()
    found = Raising.objects.filter(ends_at__gt=now, strip__story__in=numbers)
    return frozenset(found.values_list("edition", flat=True))


def editions_of_ends(start: datetime, end: datetime) -> frozenset[int]:
    """Return the editions on which a pin or a strip ended after `start` and until `end`."""
    pins = PinEnd.objects.filter(at__gt=start, at__lte=end).values_list("front__edition", flat=True)
    strips = Raising.objects.filter(ends_at__gt=start, ends_at__lte=end).values_list("edition", flat=True)
    return frozenset([*pins, *strips])

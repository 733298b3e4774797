"""How a front is filled and drawn: a door that pages open from above.

The desk shows a layout filled by the very choice that readers' pages are made with, and drawn as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse

from warraq.common.registry import Registry
from warraq.fronts.layouts import Layout
from warraq.network.models import Edition, Section
from warraq.stories.models import Placement


@dataclass(frozen=True)
class Subject:
    """A front that is being composed: whose it is, and its layout."""

    edition: Edition
    section: Section | None
    layout: Layout
    # Unsaved fronts have no number; any will do, since nobody else sees them.
    number: int = 0


@dataclass(frozen=True)
class Drawing:
    """What pages offer: `fill` returns each part's stories by its number, `draw` the whole page."""

    fill: Callable[[Subject, datetime], Mapping[int, Sequence[Placement]]]
    draw: Callable[[Subject, HttpRequest], HttpResponse]


drawings: Registry[Drawing] = Registry("drawing of fronts")


def filled(subject: Subject, *, now: datetime) -> Mapping[int, Sequence[Placement]]:
    """Return the stories of each part as readers would see them now."""
    return drawings.get("front").fill(subject, now)


def drawn(subject: Subject, *, request: HttpRequest) -> HttpResponse:
    """Return the page as readers would see it now."""
    return drawings.get("front").draw(subject, request)

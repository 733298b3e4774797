"""Fronts as they are composed at the desk: filled and drawn as readers would meet them, and seen by nobody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from warraq.fronts.drawing import Drawing, Subject, drawings
from warraq.fronts.selectors import ShownFront
from warraq.pages import shells
from warraq.pages.blocks.registry import Group
from warraq.pages.blocks.render import LiveBlocks
from warraq.pages.groups import front_key
from warraq.pages.views import respond
from warraq.stories.models import Placement


def fill(subject: Subject, now: datetime) -> Mapping[int, Sequence[Placement]]:
    """Return the stories of each part by its number."""
    front = _front(subject)
    group = Group.HOME if subject.section is None else Group.SECTION
    choices = LiveBlocks(subject.edition, now=now, fronts=(front,)).choices(group).by_key
    keys = {part.number: front_key(subject.edition, front=front, part=part) for part in subject.layout.parts}
    return {number: choices[key].chosen if key in choices else () for number, key in keys.items()}


def draw(subject: Subject, request: HttpRequest) -> HttpResponse:
    """Return the whole page."""
    front, now = _front(subject), timezone.now()
    if subject.section is None:
        shell = shells.home_shell(subject.edition, front=front)
    else:
        shell = shells.section_front_shell(subject.section, edition=subject.edition, front=front)
    live = LiveBlocks(subject.edition, now=now, fronts=(front,))
    return respond(request, shell, edition=subject.edition, now=now, live=live)


def _front(subject: Subject) -> ShownFront:
    section = subject.section.pk if subject.section else None
    return ShownFront(number=subject.number, section_id=section, layout=subject.layout)


drawings.register("front", Drawing(fill=fill, draw=draw))

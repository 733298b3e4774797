"""The start page's panels in place of Wagtail's, which know pages and not stories."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from warraq.desk.planning.panel import OwnPlansPanel
from warraq.desk.roles.asking import may
from warraq.desk.roles.verbs import Verb
from warraq.desk.start.panels import (
    AlarmsPanel,
    GoingOutPanel,
    OwnPanel,
    ReadNowPanel,
    WaitingPanel,
    WiresPanel,
)
from warraq.desk.start.reading import late_schedules, silent_wires
from warraq.inbox.searches import searches_of
from warraq.stories.alarms import concerns

concerns.register("schedules", late_schedules)
concerns.register("wires", silent_wires)

_PASSES = (Verb.HAND_ON, Verb.CHECK, Verb.PUBLISH)


@hooks.register("construct_homepage_panels", order=-1)
def start_page(request: HttpRequest, panels: list[Any]) -> None:
    """Show what the person works with."""
    user = request.user
    panels.clear()
    if any(may(user, verb) for verb in (Verb.PUBLISH, Verb.SCHEDULE, Verb.PEOPLE, Verb.EDIT)):
        panels.append(AlarmsPanel())
    if any(may(user, verb) for verb in _PASSES):
        panels.append(WaitingPanel())
    panels.append(OwnPanel())
    if may(user, Verb.PLAN):
        panels.append(OwnPlansPanel())
    if (may(user, Verb.WRITE) or may(user, Verb.EDIT)) and (alerts := searches_of(user, alerts=True)):  # type: ignore[arg-type]
        panels.append(WiresPanel(alerts))
    panels += [GoingOutPanel(), ReadNowPanel()]

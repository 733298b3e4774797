"""The verbs' addresses, and where they are offered: in a story's head, and in its row of the list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from warraq.desk.roles.verbs import Verb
from warraq.desk.verbs.acts import ACTS, offered
from warraq.desk.verbs.many import many_actions
from warraq.desk.verbs.views import LedgerView, VerbView
from warraq.stories.models import Story


@hooks.register("register_admin_urls")
def verbs_of_stories() -> list[URLPattern]:
    """A page for each verb, and the ledger."""
    return [
        path("stories/<int:pk>/do/<slug:verb>/", VerbView.as_view(), name="desk_verb"),
        path("stories/<int:pk>/ledger/", LedgerView.as_view(), name="desk_ledger"),
    ]


@hooks.register("register_snippet_listing_buttons")
def offer_verbs_in_the_list(row: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """Offer what may be done to a story, in its row's menu."""
    if not isinstance(row, Story):
        return
    # Whether a draft waits for its moment would be a query for each row.
    acts = [act for act in ACTS.values() if act.in_lists and act.verb is not Verb.SCHEDULE]
    for place, act in enumerate(offered(row, acts=acts, user=user, now=timezone.now())):
        yield Button(
            act.title,
            reverse("desk_verb", args=[row.pk, act.name]),
            icon_name=act.icon,
            priority=40 + place,
        )


for _action in many_actions():
    # After Wagtail's own, so that its deletion gives way to ours.
    hooks.register("register_bulk_action", _action, order=10)

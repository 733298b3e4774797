"""What the script of a story's form asks: stories to pick from."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.snippets.widgets import AdminSnippetChooser

from warraq.arabic.text import clean
from warraq.common.numbers import whole
from warraq.desk.roles.asking import require_writer
from warraq.desk.suggesting.near import offered
from warraq.network.models import Edition
from warraq.network.style import HouseStyle
from warraq.stories.models import Placement, Story

# What is compared of a text; the beginning of a story tells what it is about.
LONGEST = 20_000
_MOST_PICKED = 60


@require_POST
def suggestions(request: HttpRequest) -> JsonResponse:
    """Answer with stories near the text, each as the chooser of «قد يهمك أيضًا» keeps it.

    Without a home site there are no readers to offer anything to.
    """
    require_writer(request.user)
    edition = Edition.objects.filter(pk=whole(request.POST.get("edition", "")) or 0).first()
    if edition is None or edition.is_hub:
        return JsonResponse({"stories": []})
    picked = [whole(each) for each in request.POST.getlist("picked")[:_MOST_PICKED]]
    found = offered(
        request.POST.get("text", "")[:LONGEST],
        headline=clean(request.POST.get("headline", "")[:500]),
        edition=edition,
        now=timezone.now(),
        story=whole(request.POST.get("story", "")),
        picked=[number for number in picked if number is not None],
    )
    chooser, style = AdminSnippetChooser(model=Story), HouseStyle.of(edition)
    return JsonResponse({"stories": [_told(each, chooser=chooser, style=style) for each in found]})


def _told(placement: Placement, *, chooser: Any, style: HouseStyle) -> dict[str, Any]:
    moment = placement.shown_at
    return {
        "headline": placement.shown_headline,
        "section": placement.section.name,
        "day": style.day(moment) if moment is not None else "",
        "state": chooser.get_value_data_from_instance(placement.story),
    }

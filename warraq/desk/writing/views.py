"""What the script of a story's form asks while somebody writes."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from warraq.arabic.characters import graphemes
from warraq.arabic.copydesk import DEFAULT
from warraq.arabic.text import clean
from warraq.common.numbers import whole
from warraq.desk.roles.asking import require_writer
from warraq.network.models import Edition
from warraq.stories.teasing import teased

# Longer texts are none of a teaser.
LONGEST = 2_000


@require_POST
def teaser(request: HttpRequest) -> JsonResponse:
    """Answer with what lists print of the texts, and how long the headline is beside the most that its home allows."""
    require_writer(request.user)
    texts = {
        name: clean(request.POST.get(name, "")[:LONGEST])
        for name in ("headline", "teaser_headline", "standfirst")
    }
    headline, standfirst = teased(**texts)
    return JsonResponse(
        {
            "headline": headline,
            "standfirst": standfirst,
            "is_cut": headline.endswith("…")
            and not (texts["teaser_headline"] or texts["headline"]).endswith("…"),
            "letters": sum(1 for _ in graphemes(texts["headline"])),
            "limit": _limit(request.POST.get("edition", "")),
        }
    )


def _limit(edition: str) -> int:
    """Return how long a headline may be on the edition."""
    number = whole(edition)
    if number is None:
        return DEFAULT.headline_limit
    found = Edition.objects.filter(pk=number).values_list("headline_limit", flat=True).first()
    return found if found is not None else DEFAULT.headline_limit

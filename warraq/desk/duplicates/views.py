"""The notices alone, for the script of the form."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from warraq.common.numbers import whole
from warraq.desk.duplicates.panel import notices_for
from warraq.desk.roles.asking import require_writer
from warraq.desk.roles.seeing import stories_seen_by
from warraq.related.duplicates import Copy, copies_for_desk, copies_of_text


@require_http_methods(["GET", "POST"])
def duplicates(request: HttpRequest) -> HttpResponse:
    """Answer of the story `story` as it was saved (GET), or of `text` that was pasted into it (POST)."""
    require_writer(request.user)
    if request.method == "POST":
        # A form that was never saved has none.
        number = whole(request.POST.get("story", ""))
        text = request.POST.get("text", "")
        return _answer(request, copies_of_text(text, on=timezone.now().date(), without=number))
    number = whole(request.GET.get("story", ""))
    return _answer(request, copies_for_desk(number) if number is not None and _sees(request, number) else [])


def _sees(request: HttpRequest, number: int) -> bool:
    """Return whether the person may see the story; of one that is gone there is nothing to see."""
    return stories_seen_by(request.user, now=timezone.now()).filter(pk=number).exists()


def _answer(request: HttpRequest, copies: Iterable[Copy]) -> HttpResponse:
    notices = notices_for(request.user, copies=copies)
    return render(request, "desk/duplicates/notices.html", {"notices": notices})

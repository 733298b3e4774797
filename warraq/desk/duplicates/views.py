"""The notices alone, for the script of the form."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from warraq.desk.duplicates.panel import notices_for
from warraq.related.duplicates import Copy, copies_for_desk, copies_of_text

# The largest number that a row can have.
_LARGEST = 2**63 - 1


@require_http_methods(["GET", "POST"])
def duplicates(request: HttpRequest) -> HttpResponse:
    """Answer of the story `story` as it was saved (GET), or of `text` that was pasted into it (POST)."""
    if not (request.user.has_perm("stories.add_story") or request.user.has_perm("stories.change_story")):
        raise PermissionDenied
    if request.method == "POST":
        number = _number(request.POST.get("story", ""))
        text = request.POST.get("text", "")
        return _answer(request, copies_of_text(text, on=timezone.now().date(), without=number))
    number = _number(request.GET.get("story", ""))
    return _answer(request, copies_for_desk(number) if number is not None else [])


def _answer(request: HttpRequest, copies: Iterable[Copy]) -> HttpResponse:
    notices = notices_for(request.user, copies=copies)
    return render(request, "desk/duplicates/notices.html", {"notices": notices})


def _number(text: str) -> int | None:
    """Return a story's number; None for what is none, as in a form that was never saved."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else _LARGEST + 1
    return number if number <= _LARGEST else None

"""What a person does with their saved searches. Another person's is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages

from warraq.desk.roles.asking import require_writer
from warraq.desk.wire.forms import WireFilterForm
from warraq.inbox.models import WireSearch
from warraq.inbox.searches import NotSaved, search_alert, search_delete, search_save

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def save(request: HttpRequest) -> HttpResponse:
    """Keep what the list is asked under a name; what can't be kept leads back to the list, asked the same."""
    require_writer(request.user)
    form, now = WireFilterForm(request.POST), timezone.now()
    name = request.POST.get("name", "")
    try:
        search = search_save(
            name,
            asked=form.asked(now=now),
            is_alert=bool(request.POST.get("is_alert")),
            owner=cast("User", request.user),
            now=now,
        )
    except NotSaved as refusal:
        messages.error(request, str(refusal))
        told = {field: request.POST.get(field, "") for field in (*form.fields, "name")}
        return _listed(**{field: value for field, value in told.items() if value})
    messages.success(request, f"حُفظ البحث «{search.name}».")
    return _listed(search=str(search.pk))


def alert(request: HttpRequest, number: int) -> HttpResponse:
    """Have a search tell of what comes, or no longer."""
    search = _own(request, number)
    search_alert(search, is_alert=not search.is_alert)
    said = "سنُعلمك بكل ما يصل لـ" if search.is_alert else "لن نُعلمك بعد الآن بما يصل لـ"
    messages.success(request, f"{said}«{search.name}».")
    return _listed(search=str(search.pk))


def delete(request: HttpRequest, number: int) -> HttpResponse:
    """Forget a search."""
    search = _own(request, number)
    search_delete(search)
    messages.success(request, f"حُذف البحث «{search.name}».")
    return _listed()


def _own(request: HttpRequest, number: int) -> WireSearch:
    require_writer(request.user)
    return get_object_or_404(WireSearch, pk=number, owner=request.user.pk)


def _listed(**asked: str) -> HttpResponse:
    address = reverse("desk_wires")
    return redirect(f"{address}?{urlencode(asked)}" if asked else address)

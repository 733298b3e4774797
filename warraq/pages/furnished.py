"""A page of another room in the readers' look: its template extends `pages/base.html`, its rows are that room's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from warraq.letters.doors import page_drawings
from warraq.network.requests import edition_of
from warraq.pages import shells
from warraq.pages.views import respond


def draw(request: HttpRequest, template: str, title: str, values: Mapping[str, Any]) -> HttpResponse:
    """Return the page; search engines are asked to leave it out."""
    edition = edition_of(request)
    shell = shells.furnished_shell(edition, template=template, title=title, values=values)
    return respond(request, shell, edition=edition, now=timezone.now())


page_drawings.register("page", draw)

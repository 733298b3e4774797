"""What the desk answers to who may not."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.admin import auth


def refuse_with_403() -> None:
    """Have the desk answer 403 and say so.

    Wagtail leads to its start page with 302, which tells a script that all went well, and a person nothing of what they
    asked for. It has no setting for that.
    """
    auth.permission_denied = refused


def refused(request: HttpRequest) -> HttpResponse:
    """Return the page that says no; scripts get their own."""
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        raise PermissionDenied
    return render(request, "desk/roles/refused.html", status=403)

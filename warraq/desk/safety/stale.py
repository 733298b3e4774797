"""What whoever sends a form of an ended session is told: nothing was lost, and how to go on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer for Django's check of forged requests (CSRF_FAILURE_VIEW)."""
    return render(request, "desk/safety/stale.html", status=403)

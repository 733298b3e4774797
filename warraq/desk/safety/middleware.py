"""What every request to the desk passes: the idle end of a session, the second factor, and headers."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.models import Device

from warraq.desk.safety.factors import standing_of
from warraq.desk.safety.gate import Standing, Step, is_open, next_step

_SEEN = "warraq_seen"
# A session is written anew this seldom; no request waits for a write each time.
_SEEN_EVERY = 300
# What a window asks by itself, with nobody before it.
_UNATTENDED = ("editing-sessions/",)
_STEPS = {Step.VERIFY: "desk_second_step", Step.ENROL: "desk_factors"}


class SecondFactorMiddleware:
    """Leads whoever has to show or to choose a second factor there, before any page of the desk.

    It also says on the user, as django-otp's own middleware does, which factor the session showed; that one wraps the
    user once more, and Wagtail's log then no longer knows what it is about.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, arguments: Any, keywords: Any
    ) -> HttpResponse | None:
        """Answer in the place of the view if a step comes first."""
        if not is_desk(request) or not request.user.is_authenticated:
            return None
        if _is_idle(request):
            logout(request)
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        step = _step_of(request)
        if is_open(name, step=step):
            return None
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            raise PermissionDenied
        return redirect(f"{resolve_url(_STEPS[step])}?{urlencode({'next': _wanted(request)})}")


def is_desk(request: HttpRequest) -> bool:
    """Return whether the address is one of the desk's."""
    return request.path_info.startswith(settings.DESK_PREFIX)


def _step_of(request: HttpRequest) -> Step:
    user: Any = request.user
    user.otp_device = _shown_device(request)
    user.is_verified = lambda: user.otp_device is not None
    if user.is_verified():
        return Step.NONE
    enrolled, required = standing_of(user)
    return next_step(Standing(verified=False, enrolled=enrolled, required=required))


def _shown_device(request: HttpRequest) -> Device | None:
    """Return the factor that was shown in this session, as long as the person has it still."""
    reference = request.session.get(DEVICE_ID_SESSION_KEY)
    device = Device.from_persistent_id(reference) if reference else None
    if device is None or device.user_id != request.user.pk or not device.confirmed:
        return None
    return device


def _is_idle(request: HttpRequest) -> bool:
    now = int(time.time())
    seen = request.session.get(_SEEN, now)
    if now - seen > settings.DESK_IDLE_SECONDS:
        return True
    attended = not any(each in request.path_info for each in _UNATTENDED)
    if attended and (now - seen >= _SEEN_EVERY or _SEEN not in request.session):
        request.session[_SEEN] = now
    return False


def _wanted(request: HttpRequest) -> str:
    return request.get_full_path() if request.method == "GET" else settings.DESK_PREFIX

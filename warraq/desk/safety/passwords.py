"""Asking for the password again before what whoever sits down at an open desk must not do."""

from __future__ import annotations

import time
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode

_GIVEN = "warraq_password_at"
_GOOD_FOR = 600


def gave_password_lately(request: HttpRequest) -> bool:
    """Return whether the password was given in the last ten minutes, for this purpose."""
    return 0 <= time.time() - request.session.get(_GIVEN, -_GOOD_FOR) < _GOOD_FOR


def note_password(request: HttpRequest) -> None:
    """Remember that the password was given now."""
    request.session[_GIVEN] = int(time.time())


class PasswordFirstMixin:
    """A view that asks for the password first, then goes on where the person wanted to be."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask, unless it was given lately."""
        if not gave_password_lately(request):
            wanted = request.get_full_path() if request.method == "GET" else resolve_url("desk_factors")
            return redirect(f"{resolve_url('desk_confirm_password')}?{urlencode({'next': wanted})}")
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

"""What the desk's pages may load and do, as far as Wagtail's own pages allow.

Wagtail draws some widgets with inline scripts and styles (the choosers, dates, inline panels), so both are let in;
scripts of other hosts are not, nor answers sent to other hosts, frames around the desk, or another base.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

from warraq.desk.safety.middleware import is_desk

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob: https:",
        "media-src 'self' blob: https:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "frame-src 'self' https:",
        "worker-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'self'",
    )
)
PERMISSIONS = (
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), midi=(), serial=(), hid=(), display-capture=(),"
    " browsing-topics=(), publickey-credentials-get=(self), publickey-credentials-create=(self)"
)
# Pages on which secrets are typed have no inline script at all.
STRICT = {
    "wagtailadmin_login",
    "desk_second_step",
    "desk_confirm_password",
    "desk_factors",
    "desk_factor_app",
    "desk_recovery_codes",
}


class DeskHeadersMiddleware:
    """Puts the desk's headers on its answers: policy, powers, and that no cache but the person's own keeps them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not is_desk(request):
            return response
        response.headers["Content-Security-Policy"] = _policy_of(request)
        response.headers["Permissions-Policy"] = PERMISSIONS
        response.headers["Referrer-Policy"] = "same-origin"
        patch_cache_control(response, private=True, no_store=True)
        return response


def _policy_of(request: HttpRequest) -> str:
    match = request.resolver_match
    policy = POLICY
    if match is not None and match.view_name in STRICT:
        policy = policy.replace("script-src 'self' 'unsafe-inline'", "script-src 'self'")
    return policy + ("; upgrade-insecure-requests" if settings.PUBLIC_SCHEME == "https" else "")

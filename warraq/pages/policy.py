"""What a readers' page may load and do (Content Security Policy 3), and which powers of a browser it has.

A page is pressed once and read for years, so nothing in its policy changes from answer to answer: its scripts are
files of ours, its one inline style is named by its digest, its frames are those that the desk embedded, by their hosts.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterable
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

# Files of others' making are shown, and run nothing.
FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
# What is no page: feeds, sitemaps, JSON.
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
PERMISSIONS = (
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), midi=(), serial=(), hid=(), display-capture=(),"
    " browsing-topics=()"
)

_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
_FRAME = re.compile(r"""<iframe\b[^>]*?\ssrc\s*=\s*["']?(https://[a-z0-9.-]+)""", re.IGNORECASE)
_MOST_FRAMES = 20
_NONE = "'none'"


def page_policy(html: str, *, grows: bool = False) -> str:
    """Return the policy of a page as it was drawn. A page that `grows` while it is open may come to frame any host."""
    head = html.partition("</head>")[0]
    styles = " ".join(_hash(style) for style in _STYLE.findall(head))
    frames = " ".join(sorted({host.lower() for host in _FRAME.findall(html)})[:_MOST_FRAMES])
    files = " ".join(_origins([settings.STATIC_URL]))
    pictures = " ".join(_origins([settings.STATIC_URL, settings.MEDIA_URL]))
    rules = (
        "default-src 'none'",
        f"script-src {files}",
        f"style-src {files} {styles}".rstrip(),
        # Blocks print their sections' colours on their elements, and change without the page around them.
        "style-src-attr 'unsafe-inline'",
        f"img-src {pictures} data:",
        f"font-src {files}",
        "manifest-src 'self'",
        "connect-src 'self'",
        f"frame-src {'https:' if grows else frames or _NONE}",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'self'",
        *(["upgrade-insecure-requests"] if settings.PUBLIC_SCHEME == "https" else []),
    )
    return "; ".join(rules)


class PolicyMiddleware:
    """Puts a policy on every answer that has none yet; the desk's own are put on by the desk."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if "Content-Security-Policy" not in response.headers:
            response.headers["Content-Security-Policy"] = _policy_of(request, response)
        return response


def _policy_of(request: HttpRequest, response: HttpResponseBase) -> str:
    if request.path_info.startswith(settings.MEDIA_URL):
        return FILE_POLICY
    if response.streaming or not response.headers.get("Content-Type", "").startswith("text/html"):
        return DATA_POLICY
    html: str = response.content.decode(response.charset or "utf-8", "replace")  # type: ignore[attr-defined]
    # Open pages of a live coverage draw the posts that come (live.js).
    return page_policy(html, grows="/live." in html.partition("</head>")[0])


def _hash(style: str) -> str:
    return f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'"


def _origins(addresses: Iterable[str]) -> list[str]:
    """Return this site, and wherever else files are served from."""
    others = {f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, addresses) if parts.netloc}
    return ["'self'", *sorted(others)]

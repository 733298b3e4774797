"""Readers: windows of any size on the network, and what goes wrong in them."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page

PHONE, DESKTOP = 360, 1280
WIDTHS = (PHONE, DESKTOP)
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


@dataclass
class Visit:
    """A reader's window, and whatever went wrong in it."""

    page: Page
    context: BrowserContext
    trouble: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Note messages of the console, uncaught errors, failed requests, and every address asked for."""
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.trouble.append(f"error: {error}"))
        self.page.on("requestfailed", self._miss)
        self.page.on("request", lambda each: self.requests.append(each.url))
        self.page.on("response", self._judge)

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.trouble.append(f"console: {message.text} ({message.location['url']})")

    def _miss(self, request: Any) -> None:
        # What the browser itself gives up when the reader leaves the page is no failure.
        if request.failure != "net::ERR_ABORTED":
            self.trouble.append(f"failed: {request.method} {request.url}: {request.failure}")

    def _judge(self, response: Any) -> None:
        if response.status >= 400:
            self.trouble.append(f"{response.status}: {response.url}")

    def hosts(self) -> set[str]:
        """Return every host and port that was asked."""
        return {urlsplit(url).netloc for url in self.requests}


class Readers:
    """Opens windows on the network, and closes them at the end."""

    def __init__(self, chromium: Browser, *, closing: ExitStack) -> None:
        self._chromium = chromium
        self._closing = closing

    def visit(
        self,
        *,
        width: int = DESKTOP,
        scheme: Scheme = "light",
        javascript: bool = True,
        height: int = 900,
        worker: bool = False,
    ) -> Visit:
        """Open an empty window; without a service worker unless asked for, since what one fetches is not seen here."""
        context = self._chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=javascript,
            locale="ar",
        )
        self._closing.callback(context.close)
        if not worker:
            context.add_init_script("delete Navigator.prototype.serviceWorker")
        visit = Visit(page=context.new_page(), context=context)
        visit.watch()
        return visit

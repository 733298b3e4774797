"""The demo network, a Chromium, the checkers, and readers with a window of any size."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.demo import Demo, seed, served
from tests.browser.page_types import find_pages
from tests.browser.readers import Readers

_NODE_MODULES = Path(__file__).parent / "node_modules"
_CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP *.localhost 127.0.0.1",
)

# The bound of a hang, not of speed: other tests work beside these.
expect.set_options(timeout=20_000)


def _needed(found: str | None, *, remedy: str) -> str:
    """Return what was found; without it the test is skipped by name, and in CI it fails."""
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail(remedy)
    pytest.skip(remedy)


# Package scope: the event loop of Playwright must be gone before tests that use Django's ORM begin.
@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo network, seeded afresh and served by its own command; each process of tests has its own copy."""
    folder = tmp_path_factory.getbasetemp()
    run = folder.parent if os.environ.get("PYTEST_XDIST_WORKER") else folder
    seed(run / "seeded")
    home = folder / "demo"
    shutil.copytree(run / "seeded", home)
    with served(home=home) as demo:
        yield demo


@pytest.fixture(scope="package")
def pages(demo: Demo) -> dict[str, str]:
    """An address for each page type."""
    return find_pages(demo)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    path = _needed(shutil.which("chromium"), remedy="Chromium is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def axe() -> str:
    """The source of axe-core."""
    return _checker("axe-core/axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="package")
def html_checker() -> tuple[str, ...]:
    """The command of the Nu HTML checker."""
    java = _needed(shutil.which("java"), remedy="Java is missing: apt-get install default-jre-headless")
    return java, "-jar", str(_checker("vnu-jar/build/dist/vnu.jar"))


def _checker(path: str) -> Path:
    found = _NODE_MODULES / path
    remedy = f"{path} is missing: npm ci in tests/browser, or make browser"
    return Path(_needed(str(found) if found.exists() else None, remedy=remedy))


@pytest.fixture
def readers(chromium: Browser) -> Iterator[Readers]:
    """Windows for this test."""
    with ExitStack() as closing:
        yield Readers(chromium, closing=closing)

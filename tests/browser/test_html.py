"""The pages' markup and the style sheet, as the Nu HTML checker reads them."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.browser.demo import MAGHRIB, Demo
from tests.browser.page_types import PAGE_TYPES
from warraq.pages.errors import failure_page

pytestmark = pytest.mark.browser


def test_the_nu_html_checker_finds_no_error(
    demo: Demo, pages: dict[str, str], html_checker: tuple[str, ...], tmp_path: Path
) -> None:
    texts = {f"{kind.replace(' ', '-')}.html": demo.fetch(pages[kind]).text for kind in PAGE_TYPES}
    texts["our-fault.html"] = failure_page()
    texts["site.css"] = demo.fetch(demo.url(MAGHRIB, _style_sheet(texts["home.html"]))).text
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    # One run for all pages: Java's start is the dearest part.
    checked = subprocess.run(
        [*html_checker, "--errors-only", "--also-check-css", "--format", "json", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=120,
    )

    messages = json.loads(checked.stderr)["messages"]
    assert [
        f"{Path(each.get('url', '')).name}:{each.get('lastLine')}: {each['message']} {each.get('extract', '')}"
        for each in messages
    ] == []


def _style_sheet(page: str) -> str:
    """Return the path of the page's style sheet."""
    (path,) = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    return path

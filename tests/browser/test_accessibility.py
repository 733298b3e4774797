"""WCAG 2.2, levels A and AA, as far as axe-core can tell."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.page_types import PAGE_TYPES
from tests.browser.readers import DESKTOP, SCHEMES, WIDTHS, Readers

pytestmark = pytest.mark.browser

HEIGHT = 900
_RUN = """() => axe.run(document, {
    runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
    resultTypes: ["violations"],
})"""


@pytest.mark.parametrize("kind", PAGE_TYPES)
def test_axe_finds_no_violation(pages: dict[str, str], readers: Readers, axe: str, kind: str) -> None:
    page = readers.visit(width=DESKTOP, height=HEIGHT).page
    page.goto(pages[kind])
    page.evaluate(axe)

    found = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            violations = page.evaluate(_RUN)["violations"]
            found += [f"{scheme}, {width}px: {line}" for each in violations for line in _lines(each)]

    assert found == []


def _lines(violation: dict[str, Any]) -> list[str]:
    """Return a line for each node that breaks the rule."""
    return [
        f"{violation['id']} ({violation['help']}): {node['target']} {node['html'][:160]} {node['failureSummary']}"
        for node in violation["nodes"]
    ]

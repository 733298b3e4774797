"""Numbers as a file for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

# A cell that begins so is a formula to Excel, LibreOffice and Google Sheets.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def sheet_of(rows: Iterable[tuple[str, str, int]]) -> bytes:
    """Return rows of kind, name and number as CSV (RFC 4180), in UTF-8 with the mark by which Excel knows it."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(("النوع", "البند", "القراءات"))
    lines.writerows((cell(kind), cell(name), number) for kind, name, number in rows)
    return written.getvalue().encode("utf-8-sig")


def cell(text: str) -> str:
    """Return a text that no spreadsheet computes: an apostrophe before what would begin a formula."""
    return f"'{text}" if text.lstrip().startswith(_FORMULA) or text.startswith(_FORMULA) else text

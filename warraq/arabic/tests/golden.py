"""Golden pairs: lines of ``data/<name>.txt``, fields parted by a bar, the expected result last. ``#`` begins a comment.

Characters that cannot be seen are written by name, ``<ALM>`` for U+061C.
"""

import re
from pathlib import Path

_DATA = Path(__file__).parent / "data"
_NAMED = {
    "ALM": "\u061c",
    "RLO": "\u202e",
    "PDF": "\u202c",
    "ZWNJ": "\u200c",
    "NBSP": "\u00a0",
    "BOM": "\ufeff",
}


def rows(name: str) -> list[tuple[str, ...]]:
    lines = (_DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [_fields(line) for line in lines if line and not line.startswith("#")]


def _fields(line: str) -> tuple[str, ...]:
    fields = (field.strip() for field in line.split("|"))
    return tuple(re.sub(r"<([A-Z]{3,4})>", lambda name: _NAMED[name[1]], field) for field in fields)

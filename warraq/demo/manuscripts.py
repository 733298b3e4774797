"""Reading the demo's stories: TOML files, one per site and section, with a small markup for the body."""

from __future__ import annotations

import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

FOLDER = Path(__file__).parent / "stories"


@dataclass(frozen=True)
class Manuscript:
    """One demo story as its file has it."""

    key: str
    site: str
    section: str
    fields: dict[str, Any]

    def published_at(self, *, now: datetime, zone: ZoneInfo) -> datetime:
        """Return the moment of publication: as dated, on the site's clock, or so many minutes before `now`."""
        if "ago" in self.fields:
            return now - timedelta(minutes=self.fields["ago"])
        return datetime.fromisoformat(self.fields["published"]).replace(tzinfo=zone)


def manuscripts() -> Iterator[Manuscript]:
    """Yield every demo story, in the order of files and places in them."""
    for path in sorted(FOLDER.glob("*/*.toml")):
        for fields in tomllib.loads(path.read_text(encoding="utf-8"))["story"]:
            yield Manuscript(key=fields["key"], site=path.parent.name, section=path.stem, fields=fields)


def body_blocks(text: str, *, key: str) -> list[dict[str, Any]]:
    """Turn the markup into StreamField data: `## ` headings, `> ` quotes, `* ` lists, the rest paragraphs."""
    chunks = [chunk.strip() for chunk in text.strip().split("\n\n") if chunk.strip()]
    return [
        {"type": kind, "value": value, "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{key}/{place}"))}
        for place, chunk in enumerate(chunks)
        for kind, value in [_block(chunk)]
    ]


def _block(chunk: str) -> tuple[str, Any]:
    lines = chunk.splitlines()
    if chunk.startswith("## "):
        return "heading", chunk.removeprefix("## ")
    if all(line.startswith(">") for line in lines):
        said = [line.lstrip("> ").strip() for line in lines]
        attribution = said.pop().lstrip("— ") if said[-1].startswith("—") else ""
        return "quote", {"text": " ".join(said), "attribution": attribution}
    if all(line.startswith("* ") for line in lines):
        return "list", [line.removeprefix("* ") for line in lines]
    return "paragraph", f"<p>{escape(' '.join(lines), quote=False)}</p>"

"""What a page becomes, as the golden files beside the pages have it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from warraq.markup.pieces import Piece
from warraq.wires.loading.items import Item
from warraq.wires.loading.saved.pages import Pages
from warraq.wires.loading.saved.reading import page_at

PAGES = Path(__file__).parent / "pages"


def item_at(path: Path, *, url: str = "") -> Item:
    """Return the item of a page on disk, read by Tunis's clock."""
    line = page_at(path, number=1, url=url, name=path.name)
    assert line.record is not None, line.reason
    return Pages(edition="old", time_zone="Africa/Tunis", general=("general", "عام")).item(line.record)


def told(path: Path) -> dict[str, Any]:
    """Return all that the item of a page says."""
    item = item_at(path)
    return {
        "key": item.origin_key,
        "headline": item.headline,
        "standfirst": item.standfirst,
        "published": item.published_at.isoformat(),
        "modified": item.modified_at.isoformat() if item.modified_at else "",
        "section": item.section,
        "dateline": item.dateline,
        "authors": list(item.authors),
        "agency": item.agency.name if item.agency else "",
        "topics": list(item.topics),
        "addresses": list(item.addresses),
        "picture": [item.picture.address, item.picture.caption, item.picture.credit, item.picture.alt]
        if item.picture
        else [],
        "text": [f"{piece.kind}: {_words(piece)}" for piece in item.pieces],
        "lost": dict(item.lost),
    }


def _words(piece: Piece) -> str:
    return piece.html or piece.text or " / ".join(piece.items)

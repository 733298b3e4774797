"""A version's content as it is kept in JSON, and read again."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from warraq.inbox.parsed import ParsedItem, WirePicture, WireSubject
from warraq.markup.pieces import Kind, Piece
from warraq.related.signatures import text_of_html


def content_of(item: ParsedItem) -> dict[str, Any]:
    """Return what is kept of an item beside its columns."""
    return {
        "standfirst": item.standfirst,
        "note": item.note,
        "source_url": item.source_url,
        "pieces": [_sparse(asdict(piece)) for piece in item.pieces],
        "subjects": [_sparse(asdict(subject)) for subject in item.subjects],
        "keywords": list(item.keywords),
        "pictures": [_sparse(asdict(picture)) for picture in item.pictures],
        "other": item.other,
    }


def pieces_in(content: dict[str, Any]) -> list[Piece]:
    """Return the pieces of a text."""
    return [
        Piece(**{**row, "kind": Kind(row["kind"]), "items": tuple(row.get("items", ()))})
        for row in content.get("pieces", [])
    ]


def subjects_in(content: dict[str, Any]) -> list[WireSubject]:
    """Return what the item is about."""
    return [WireSubject(**row) for row in content.get("subjects", [])]


def pictures_in(content: dict[str, Any]) -> list[WirePicture]:
    """Return the pictures that the item refers to."""
    return [WirePicture(**row) for row in content.get("pictures", [])]


def text_of(content: dict[str, Any]) -> str:
    """Return the words of standfirst and body, a piece a line, without tags."""
    told = [content.get("standfirst", "")]
    for piece in pieces_in(content):
        told += [text_of_html(piece.html), piece.text, *piece.items]
    return "\n".join(filter(None, told))


def _sparse(row: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is empty: most of most rows."""
    return {name: value for name, value in row.items() if value}

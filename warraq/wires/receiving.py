"""From a file of a source to the inbox: each item by itself, so that a bad one does not stop the others."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.db import DataError

from warraq.inbox.deciding import Verdict
from warraq.inbox.models import Source
from warraq.inbox.parsed import ParsedItem, PictureFile, Refused
from warraq.inbox.pictures import picture_hold
from warraq.inbox.services import item_receive
from warraq.wires.fetching_pictures import pictures_order
from warraq.wires.formats.registry import Found, Origin, items_in

_log = logging.getLogger(__name__)

# What is told of a file with thousands of bad items.
MOST_REFUSALS = 20


@dataclass
class Receipt:
    """What became of a file: verdicts by how many, and why others were refused."""

    verdicts: Counter[Verdict] = field(default_factory=Counter)
    refusals: list[str] = field(default_factory=list)
    refused: int = 0
    pictures: int = 0

    def refuse(self, reason: str) -> None:
        """Note a refusal; the first few by their reasons."""
        self.refused += 1
        if len(self.refusals) < MOST_REFUSALS:
            self.refusals.append(reason)

    def __str__(self) -> str:
        told = [f"{self.verdicts[verdict]} {verdict}" for verdict in Verdict if self.verdicts[verdict]]
        if self.pictures:
            told.append(f"{self.pictures} pictures")
        if self.refused:
            told.append(f"{self.refused} refused ({self.refusals[0].rstrip('.')})")
        return ", ".join(told) or "nothing"


def receive(source: Source, data: bytes, *, name: str, now: datetime, format_name: str = "") -> Receipt:
    """Read a file, in the format that is named or that recognises it, and keep its items.

    Raises formats.Unreadable for a file that is none, and DatabaseError.
    """
    receipt = Receipt()
    origin = Origin(received_at=now, name=name, provider=source.name)
    seen: set[tuple[str, str]] = set()
    for found in items_in(data, origin=origin, name=format_name):
        try:
            _refuse_twin(found, seen=seen)
            _keep(source, found, receipt=receipt, now=now)
        except Refused as refusal:
            receipt.refuse(str(refusal))
        except (DataError, UnicodeError):
            # A value that no column takes is the item's fault, not the database's.
            _log.exception("%s, %s: an item can't be kept.", source.name, name)
            receipt.refuse("The item holds what can't be kept.")
    if source.keeps_pictures and receipt.verdicts:
        pictures_order(source, now=now)
    if receipt.refused:
        _log.info("%s, %s: %s", source.name, name, receipt)
    return receipt


def _refuse_twin(found: Found, *, seen: set[tuple[str, str]]) -> None:
    """Refuse a second item of a file that says it is the first, and not which version of it.

    Each would be a newer version of the other, anew whenever the file is read.
    """
    if not isinstance(found, ParsedItem) or found.version is not None:
        return
    name = (found.provider, found.item_id)
    if name in seen:
        raise Refused("Another item of the file has the same identity.")
    seen.add(name)


def _keep(source: Source, found: Found, *, receipt: Receipt, now: datetime) -> None:
    """Keep one thing that a file holds, or raise the reason why not."""
    match found:
        case ParsedItem():
            receipt.verdicts[item_receive(source, found, now=now)] += 1
        case PictureFile():
            receipt.pictures += picture_hold(source, found, now=now)
        case Refused():
            raise found

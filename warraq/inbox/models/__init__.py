"""What agencies sent, and what a desk asks of it: items, their words and copies, saved searches, rules."""

from warraq.inbox.models.copies import WireBand, WireSignature
from warraq.inbox.models.items import Kind, SentPicture, Source, Status, WireItem, WireVersion, sent_files
from warraq.inbox.models.rules import WireRule
from warraq.inbox.models.searches import WireHit, WireSearch
from warraq.inbox.models.words import WireText

__all__ = [
    "Kind",
    "SentPicture",
    "Source",
    "Status",
    "WireBand",
    "WireHit",
    "WireItem",
    "WireRule",
    "WireSearch",
    "WireSignature",
    "WireText",
    "WireVersion",
    "sent_files",
]

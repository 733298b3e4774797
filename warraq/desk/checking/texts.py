"""The texts of a story's form, as its script sends them. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

MOST_BYTES = 500_000
"""Some forty thousand Arabic words: a small book."""
MOST_TEXTS = 2_000

# The largest number that a row can have.
_LARGEST = 2**63 - 1


class Kind(StrEnum):
    """What a text is to its story."""

    HEADLINE = "headline"
    BODY = "body"
    """A piece of the body; its pieces, in their order, are read as one text."""
    APART = "apart"
    """Whatever is read by itself: a standfirst, a caption."""


@dataclass(frozen=True)
class Text:
    """One text of the form. `edition` is the number of the edition whose rules hold for it, if it was said."""

    kind: Kind
    text: str
    edition: int | None = None


class NotRead(ValueError):
    """What was sent are no texts of a story. `sentence` says so, in Arabic, to the person; `status` is HTTP's."""

    def __init__(self, sentence: str, *, status: int = 400) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status


def read_texts(sent: bytes) -> list[Text]:
    """Read `{"texts": [{"kind": "headline", "text": "…", "edition": 1 or null}, …]}`; raises NotRead."""
    if len(sent) > MOST_BYTES:
        raise NotRead("النص أطول من أن يُدقَّق دفعة واحدة.", status=413)
    try:
        texts = json.loads(sent)["texts"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise NotRead("تعذرت قراءة النص المرسل للتدقيق.") from None
    if not isinstance(texts, list) or len(texts) > MOST_TEXTS:
        raise NotRead("تعذرت قراءة النص المرسل للتدقيق.")
    return [_text(each) for each in texts]


def _text(sent: Any) -> Text:
    if isinstance(sent, dict):
        kind, text, edition = sent.get("kind"), sent.get("text"), sent.get("edition")
        if kind in list(Kind) and isinstance(text, str) and _is_number(edition):
            return Text(kind=Kind(kind), text=text, edition=edition)
    raise NotRead("تعذرت قراءة النص المرسل للتدقيق.")


def _is_number(edition: Any) -> bool:
    """Whether it is a row's number or none at all; to Python `True` is a number too."""
    return edition is None or (type(edition) is int and 0 <= edition <= _LARGEST)

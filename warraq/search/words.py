"""The words of a story that search keeps: of its texts, the tokens of the index and the spellings of the vocabulary.

Pure, and the costly part of bringing a story in: its answers can be worked out ahead (`warraq.common.ahead`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import unescape
from typing import Any, NamedTuple

import nh3

from warraq.arabic.analysis import Term, analyse
from warraq.arabic.digits import Digits, to_digits
from warraq.arabic.stopwords import is_stop_word
from warraq.arabic.text import clean
from warraq.common.ahead import answered_ahead

LONGEST_WORD = 64
# A book is not a story: what comes after so many characters is not searched.
LONGEST_TEXT = 60_000

_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|blockquote)>|<br\s*/?>", re.IGNORECASE)


class Tokens(NamedTuple):
    """A text as the index holds it: words between single spaces, folded, and their stems in the same order."""

    words: str
    stems: str


@answered_ahead
def tokens(text: str) -> Tokens:
    """Return the tokens of a text."""
    terms = [term for term in analyse(text) if len(term.folded) <= LONGEST_WORD]
    return Tokens(" ".join(term.folded for term in terms), " ".join(term.stem for term in terms))


@answered_ahead
def spellings(text: str) -> str:
    """Return the different words of a text, a line each in their order: as written (without tashkeel and tatweel), a
    space, and folded.
    """
    text = to_digits(clean(text), digits=Digits.LATIN)
    found = {f"{form} {term.folded}" for term in analyse(text) if (form := _spelling(term, text=text))}
    return "\n".join(sorted(found))


def _spelling(term: Term, *, text: str) -> str:
    """Return a word as written; "" for one that the vocabulary has no use for."""
    if not 1 < len(term.folded) <= LONGEST_WORD or is_stop_word(term.folded):
        return ""
    form = text[term.start : term.end].replace("ـ", "")
    return form if len(form) <= LONGEST_WORD else ""


def story_text(*, standfirst: str, dateline: str, blocks: Iterable[Mapping[str, Any]]) -> str:
    """Return a story's standfirst, dateline and body as plain text, a paragraph a line."""
    return "\n".join(part for part in (standfirst, dateline, body_text(blocks)) if part)[:LONGEST_TEXT]


def body_text(blocks: Iterable[Mapping[str, Any]]) -> str:
    """Return a body's words as plain text: paragraphs, headings, quotes, lists and captions, each on its line."""
    return "\n".join(line for block in blocks for line in _lines(str(block["type"]), block["value"]) if line)


def indexed_text(text: str, *, beside: str = "") -> str:
    """Return what the index reads as a story's text; `beside` is what upper rooms keep of it elsewhere."""
    return f"{text}\n{beside}"[:LONGEST_TEXT]


def spelt_text(headline: str, *, text: str) -> str:
    """Return what the vocabulary reads of a story."""
    return f"{headline}\n{text}"


def _lines(kind: str, value: Any) -> list[str]:
    if kind == "paragraph":
        return [plain(str(value))]
    if kind == "heading":
        return [str(value)]
    if kind == "quote":
        return [str(value.get("text", "")), str(value.get("attribution", ""))]
    if kind == "list":
        return [str(item["value"] if isinstance(item, dict) else item) for item in value]
    if kind == "picture":
        return [str(value.get("caption", ""))]
    return []


def plain(html: str) -> str:
    """Return rich text without its tags; paragraphs end their lines."""
    return unescape(nh3.clean(_BLOCK_END.sub("\n", html), tags=set())).strip()

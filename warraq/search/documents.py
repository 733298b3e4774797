"""What the index holds of a story."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import nh3

from warraq.arabic.analysis import Term, analyse
from warraq.common.registry import Registry
from warraq.search.models import LONGEST_WORD, Document
from warraq.stories.models import Placement, Story

# A book is not a story: what comes after so many characters is not searched.
LONGEST_TEXT = 60_000

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Room for stories of one second; a number is the second of publication and, below it, the story's own.
_WITHIN_A_SECOND = 20
_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|blockquote)>|<br\s*/?>", re.IGNORECASE)

# Upper rooms that keep texts of stories beside their bodies: from numbers of stories to what those that have any say.
TextsBeside = Callable[[Collection[int]], Mapping[int, str]]
texts_beside: Registry[TextsBeside] = Registry("text beside stories")


def document_number(moment: datetime, *, story_id: int) -> int:
    """Return the number of a published story's document: later stories have greater ones."""
    seconds = max(0, (moment - _EPOCH) // timedelta(seconds=1))
    return number_at(seconds) | (story_id & ((1 << _WITHIN_A_SECOND) - 1))


def number_at(seconds: float) -> int:
    """Return the least number of a document of that second (of the epoch)."""
    return max(0, int(seconds)) << _WITHIN_A_SECOND


def moment_of(number: int) -> float:
    """Return the second of publication in a document's number, of the epoch."""
    return float(number >> _WITHIN_A_SECOND)


def document(
    story: Story,
    *,
    number: int,
    placements: Iterable[Placement],
    topics: Iterable[int],
    authors: Iterable[int],
    beside: str = "",
) -> Document:
    """Return a story's document. Headlines of its own on sister sites are found too; `beside` is more of its text."""
    placements = list(placements)
    headlines = dict.fromkeys(
        [story.headline, story.teaser_headline, *(placement.headline for placement in placements)]
    )
    headline = analyse(" | ".join(each for each in headlines if each))
    text = analyse(f"{full_text(story)}\n{beside}"[:LONGEST_TEXT])
    marks = [
        *(edition_mark(placement.edition_id) for placement in placements),
        *(section_mark(placement.section_id) for placement in placements),
        *(topic_mark(topic) for topic in topics),
        *(author_mark(author) for author in authors),
    ]
    return Document(
        number=number,
        story_id=story.pk,
        headline_words=_words(headline),
        headline_stems=_stems(headline),
        text_words=_words(text),
        text_stems=_stems(text),
        marks=" ".join(dict.fromkeys(marks)),
    )


def edition_mark(number: int) -> str:
    """Return the mark of a story that stands on an edition. No word of a text looks like a mark."""
    return f"warraqe{number}"


def section_mark(number: int) -> str:
    """Return the mark of a story that stands in a section."""
    return f"warraqs{number}"


def topic_mark(number: int) -> str:
    """Return the mark of a story about a topic."""
    return f"warraqt{number}"


def author_mark(number: int) -> str:
    """Return the mark of a story that an author signed."""
    return f"warraqa{number}"


def full_text(story: Story) -> str:
    """Return a story's standfirst, dateline and body as plain text, a paragraph a line."""
    return "\n".join(
        part for part in (story.standfirst, story.dateline, body_text(story.body.raw_data)) if part
    )[:LONGEST_TEXT]


def body_text(blocks: Iterable[Mapping[str, Any]]) -> str:
    """Return a body's words as plain text: paragraphs, headings, quotes, lists and captions, each on its line."""
    return "\n".join(line for block in blocks for line in _lines(str(block["type"]), block["value"]) if line)


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


def _words(terms: Iterable[Term]) -> str:
    return " ".join(term.folded for term in terms if len(term.folded) <= LONGEST_WORD)


def _stems(terms: Iterable[Term]) -> str:
    return " ".join(term.stem for term in terms if len(term.folded) <= LONGEST_WORD)


@dataclass(frozen=True)
class Standing:
    """Where a story's documents belong: among what readers find, on the desk, or both."""

    is_public: bool
    has_draft: bool


def standing(story: Story) -> Standing:
    """Say which documents a story has. What readers may see of the public ones is decided at the search."""
    is_public = story.live and story.first_published_at is not None and not story.is_withdrawn
    return Standing(is_public=is_public, has_draft=not is_public or story.has_unpublished_changes)

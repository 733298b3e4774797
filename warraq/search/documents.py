"""What the index holds of a story."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from warraq.common.registry import Registry
from warraq.search.models import Document
from warraq.search.words import indexed_text, story_text, tokens
from warraq.stories.models import Placement, Story

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Room for stories of one second; a number is the second of publication and, below it, the story's own.
_WITHIN_A_SECOND = 20

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
    headline = tokens(" | ".join(each for each in headlines if each))
    text = tokens(indexed_text(full_text(story), beside=beside))
    marks = [
        *(edition_mark(placement.edition_id) for placement in placements),
        *(section_mark(placement.section_id) for placement in placements),
        *(topic_mark(topic) for topic in topics),
        *(author_mark(author) for author in authors),
    ]
    return Document(
        number=number,
        story_id=story.pk,
        headline_words=headline.words,
        headline_stems=headline.stems,
        text_words=text.words,
        text_stems=text.stems,
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
    return story_text(standfirst=story.standfirst, dateline=story.dateline, blocks=story.body.raw_data)


@dataclass(frozen=True)
class Standing:
    """Where a story's documents belong: among what readers find, on the desk, or both."""

    is_public: bool
    has_draft: bool


def standing(story: Story) -> Standing:
    """Say which documents a story has. What readers may see of the public ones is decided at the search."""
    is_public = story.live and story.first_published_at is not None and not story.is_withdrawn
    return Standing(is_public=is_public, has_draft=not is_public or story.has_unpublished_changes)

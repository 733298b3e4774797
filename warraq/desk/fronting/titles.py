"""What parts of fronts are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from warraq.fronts.layouts import Kind, Layout, Part
from warraq.network.models import Edition, Section
from warraq.network.selectors import sections_of
from warraq.stories.models import Topic

GONE = "قائمة حُذف قسمها أو موضوعها"
_FIXED = {Kind.TOP: "أهم الأخبار", Kind.LATEST: "آخر الأخبار", Kind.MOST_READ: "الأكثر قراءة"}


@dataclass(frozen=True)
class Titles:
    """The names of sections and topics by their numbers."""

    sections: Mapping[int, str]
    topics: Mapping[int, str]

    def of(self, part: Part) -> str:
        """Return a part's title."""
        if part.kind in _FIXED:
            return _FIXED[part.kind]
        names = self.sections if part.kind is Kind.SECTION else self.topics
        return names.get(part.of or 0, GONE)

    def rule_of(self, part: Part, *, section: Section | None) -> str:
        """Return how a part is filled, in words; `section` is the front's own."""
        if part.kind is Kind.MOST_READ:
            return "تُملأ آليًا بالأكثر قراءة على الموقع"
        if part.kind is Kind.TOPIC:
            return "تُملأ آليًا بأحدث قصص الموضوع"
        if part.kind is Kind.SECTION or section is not None:
            return "تُملأ آليًا بأحدث قصص القسم"
        return "تُملأ آليًا بأحدث قصص الموقع"


def titles_of(edition: Edition, *, layouts: Iterable[Layout | None]) -> Titles:
    """Return the names that these layouts need."""
    topics = {
        part.of
        for layout in layouts
        if layout is not None
        for part in layout.parts
        if part.kind is Kind.TOPIC and part.of is not None
    }
    return Titles(
        sections={section.pk: section.name for section in sections_of(edition)},
        topics=dict(Topic.objects.filter(pk__in=topics).values_list("pk", "name")) if topics else {},
    )

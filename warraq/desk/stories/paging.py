"""Pages of a list that is never counted: the next row says whether there is another page.

The newest stories are walked by key, so that page 3,000 costs what the first does; lists in another order, which are
short (what a search found) or walk an index of their own, are walked by number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from warraq.common.numbers import whole

# Whoever looks further asks a narrower question.
MOST_PAGES = 1_000


@dataclass
class UncountedPage:
    """One page: its rows, and what the address of the next one says instead of this one's; nothing where none is."""

    object_list: Sequence[Any]
    next_page: dict[str, str] = field(default_factory=dict)
    is_first: bool = True

    def __iter__(self) -> Iterator[Any]:
        return iter(self.object_list)

    def __len__(self) -> int:
        return len(self.object_list)

    @property
    def paginator(self) -> UncountedPage:
        """What Wagtail's templates ask for a count; there is none."""
        return self

    @property
    def count(self) -> int:
        """How many rows this page has."""
        return len(self.object_list)

    def get_elided_page_range(self, number: object) -> list[int]:
        """No numbers of pages are offered."""
        return []

    def has_other_pages(self) -> bool:
        """Return whether there is more than this page."""
        return bool(self.next_page) or not self.is_first


def page_by_key(ids: QuerySet[Any], *, before: str, size: int) -> tuple[list[int], dict[str, str], bool]:
    """Return the numbers on the page after the row `before`, what leads to the next page, and whether it is the first.

    `ids` come in falling order.
    """
    key = whole(before)
    if key is not None:
        ids = ids.filter(pk__lt=key)
    found = list(ids.values_list("pk", flat=True)[: size + 1])
    following = {"before": str(found[size - 1])} if len(found) > size else {}
    return found[:size], following, key is None


def page_by_number(ids: QuerySet[Any], *, number: str, size: int) -> tuple[list[int], dict[str, str], bool]:
    """Return the same by the page's number, from 1 to MOST_PAGES."""
    at = min(whole(number, digits=5) or 1, MOST_PAGES)
    start = (at - 1) * size
    found = list(ids.values_list("pk", flat=True)[start : start + size + 1])
    following = {"p": str(at + 1)} if len(found) > size and at < MOST_PAGES else {}
    return found[:size], following, at == 1

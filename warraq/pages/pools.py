"""The newest stories of an edition and its sections, fetched once for all blocks that choose among them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from warraq.network.models import Edition, Section
from warraq.stories.models import Placement
from warraq.stories.selectors import in_section, listed, newest, on_edition

# For pools that are kept: enough that the blocks which choose first seldom leave too few.
DEPTH = 40


class Pools:
    """What blocks of one edition choose among.

    With a `depth` so many of the newest stories are fetched once and kept; whoever keeps the pools must `forget` what a
    change touches. Without one nothing is kept, and each block fetches what it needs.
    """

    def __init__(self, edition: Edition, *, depth: int = 0) -> None:
        self._edition = edition
        self._depth = depth
        self._rows: dict[int | None, list[Placement]] = {}

    def of_edition(self, *, now: datetime, limit: int, taken: frozenset[int]) -> list[Placement]:
        """Return the newest visible placements of the edition whose stories are not taken."""
        return self._free(None, on_edition(self._edition, now=now), limit=limit, taken=taken)

    def of_section(
        self, section: Section, *, now: datetime, limit: int, taken: frozenset[int]
    ) -> list[Placement]:
        """Return the newest visible placements of a section whose stories are not taken."""
        return self._free(section.pk, in_section(section, now=now), limit=limit, taken=taken)

    def forget(self, sections: Iterable[int]) -> None:
        """Let these sections, and the edition as a whole, be fetched anew."""
        for number in (None, *sections):
            self._rows.pop(number, None)

    def _free(
        self, number: int | None, placements: QuerySet[Placement], *, limit: int, taken: frozenset[int]
    ) -> list[Placement]:
        if self._depth:
            rows = self._rows.get(number)
            if rows is None:
                rows = self._rows[number] = list(newest(listed(placements))[: self._depth])
            free = [row for row in rows if row.story_id not in taken][:limit]
            if len(free) == limit or len(rows) < self._depth:
                return free
        return list(newest(listed(placements).exclude(story__in=taken))[:limit])

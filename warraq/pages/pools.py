"""The newest stories of an edition and its sections, fetched once for all blocks that choose among them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from warraq.network.models import Edition, Section
from warraq.stories.models import Placement
from warraq.stories.selectors import in_section, listed, newest, on_edition

# Enough that the blocks which choose first seldom leave too few.
DEPTH = 40


class Pools:
    """What blocks of one edition choose among. Who keeps it must `forget` what a change touches."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
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
        rows = self._rows.get(number)
        if rows is None:
            rows = self._rows[number] = list(newest(listed(placements))[:DEPTH])
        free = [row for row in rows if row.story_id not in taken][:limit]
        if len(free) == limit or len(rows) < DEPTH:
            return free
        return list(newest(listed(placements).exclude(story__in=taken))[:limit])

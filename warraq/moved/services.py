"""What writes: old addresses of stories that were brought in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from warraq.moved.addresses import asked_form, digest, normal_form, shortened
from warraq.moved.models import OldAddress

# SQLite takes at most 999 values in a statement; a row has four.
_AT_ONCE = 200


@dataclass(frozen=True)
class Move:
    """An old address, and where it leads. Numbers of an edition and a story."""

    edition: int
    address: str
    story: int


def addresses_keep(moves: Iterable[Move]) -> int:
    """Keep where addresses lead; one that was kept before leads where it is told last. Returns how many were told.

    An address whose slug WordPress would have cut is kept in both forms; of one whose query names the story, the path
    alone leads nowhere.
    """
    rows: dict[tuple[int, int], OldAddress] = {}
    for move in moves:
        form = asked_form(move.address) or normal_form(move.address)
        for each in {form, form if "?" in form else shortened(form)} - {"", "/"}:
            number = digest(each)
            rows[move.edition, number] = OldAddress(
                edition_id=move.edition, digest=number, path=each, story_id=move.story
            )
    told = list(rows.values())
    for start in range(0, len(told), _AT_ONCE):
        OldAddress.objects.bulk_create(
            told[start : start + _AT_ONCE],
            update_conflicts=True,
            unique_fields=["edition", "digest"],
            update_fields=["story", "path"],
        )
    return len(told)

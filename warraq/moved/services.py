"""What writes: old addresses of stories that were brought in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from warraq.moved.addresses import asked_form, digest, normal_form, shortened
from warraq.moved.models import OldAddress


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
    rows: dict[tuple[int, int], tuple[int, int, str, int]] = {}
    for move in moves:
        form = asked_form(move.address) or normal_form(move.address)
        for each in {form, form if "?" in form else shortened(form)} - {"", "/"}:
            number = digest(each)
            rows[move.edition, number] = (move.edition, number, each, move.story)
    if not rows:
        return 0
    table = connection.ops.quote_name(OldAddress._meta.db_table)
    # A site that moves in has a million of them: Django takes several times as long to write them as the database.
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} (edition_id, digest, path, story_id) VALUES (%s, %s, %s, %s)"  # noqa: S608
            " ON CONFLICT (edition_id, digest) DO UPDATE SET story_id = excluded.story_id, path = excluded.path",
            # In one order, so that two processes never wait for each other.
            [row for _, row in sorted(rows.items())],
        )
    return len(rows)

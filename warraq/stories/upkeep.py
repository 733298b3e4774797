"""Keeping the database quick."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import QuerySet

# Rows that SQLite looks at for each index: milliseconds, whatever the size of the table.
_ROWS = 1000


def refresh_statistics() -> None:
    """Let SQLite learn anew how its indexes are filled; PostgreSQL does so by itself.

    Without it SQLite may walk a whole edition to find five stories by number.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit={_ROWS}")
            cursor.execute("ANALYZE")


def delete_some(rows: QuerySet[Any], *, most: int) -> None:
    """Delete rows that are no longer needed, at most so many: what piled up while nobody tidied goes bit by bit."""
    rows.model._default_manager.filter(
        pk__in=list(rows.order_by().values_list("pk", flat=True)[:most])
    ).delete()

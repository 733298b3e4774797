"""The index: one interface, two engines."""

from __future__ import annotations

from typing import Protocol

from django.db import connection

from warraq.search.index.postgres import PostgresIndex
from warraq.search.index.sqlite import SqliteIndex
from warraq.search.query import Expression


class Index(Protocol):
    """Finds documents by an expression. Bounds are numbers of documents, both ends included."""

    def newest(self, expression: Expression, *, low: int, high: int, limit: int) -> list[int]:
        """Return up to `limit` numbers, the greatest first."""

    def best(self, expression: Expression, *, low: int, high: int, among: int, limit: int) -> list[int]:
        """Return up to `limit` numbers, those first that the engine ranks best among the `among` newest."""


def index() -> Index:
    """Return the index of the database that is in use."""
    return PostgresIndex() if connection.vendor == "postgresql" else SqliteIndex()

"""PostgreSQL's text search (https://www.postgresql.org/docs/current/textsearch.html) over the same tokens.

A column that PostgreSQL computes itself holds all fields: words and stems of the headline have weights A and B, those
of the text C and D, marks come last. The `simple` configuration leaves our tokens as they are.
"""

from __future__ import annotations

from django.db import connection

from warraq.search.query import AllOf, AnyOf, Expression, MarkIs, PhraseIs, StemIs

# Weights of D, C, B, A as ts_rank takes them; it only decides who is looked at more closely. 1: long texts count less.
_RANK = "ts_rank('{0.1, 0, 0.9, 0}', vector, asked, 1)"


class PostgresIndex:
    """The index as a column of the documents."""

    def newest(self, expression: Expression, *, low: int, high: int, limit: int) -> list[int]:
        """Return up to `limit` numbers, the greatest first."""
        return self._numbers(
            "SELECT number FROM search_document WHERE vector @@ %s::tsquery AND number BETWEEN %s AND %s"
            " ORDER BY number DESC LIMIT %s",
            [written(expression), low, high, limit],
        )

    def best(self, expression: Expression, *, low: int, high: int, among: int, limit: int) -> list[int]:
        """Return up to `limit` numbers, those first that ts_rank ranks best among the `among` newest."""
        return self._numbers(
            "SELECT number FROM ("  # noqa: S608 - the weights are our own
            "SELECT number, vector, asked FROM search_document, CAST(%s AS tsquery) AS asked"
            " WHERE vector @@ asked AND number BETWEEN %s AND %s ORDER BY number DESC LIMIT %s"
            f") AS newest ORDER BY {_RANK} DESC, number DESC LIMIT %s",
            [written(expression), low, high, among, limit],
        )

    def _numbers(self, sql: str, values: list[str | int]) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return [number for (number,) in cursor.fetchall()]


def written(expression: Expression) -> str:
    """Write an expression as a tsquery. Words hold letters and digits only, so none needs escaping."""
    match expression:
        case StemIs(stem=stem, in_headline=True):
            return f"'{stem}':B"
        case StemIs(stem=stem):
            return f"'{stem}':BD"
        case PhraseIs(words=words):
            return "(" + " <-> ".join(f"'{word}':AC" for word in words) + ")"
        case MarkIs(mark=mark):
            return f"'{mark}'"
        case AnyOf(parts=parts):
            return "(" + " | ".join(map(written, parts)) + ")"
        case AllOf(parts=parts, without=without):
            kept = "(" + " & ".join(map(written, parts)) + ")"
            return f"({kept} & !({' | '.join(map(written, without))}))" if without else kept

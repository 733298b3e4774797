"""SQLite's FTS5 (https://www.sqlite.org/fts5.html): a table of the same rows as `Document`, kept by triggers."""

from __future__ import annotations

from django.db import connection

from warraq.search.query import AllOf, AnyOf, Expression, MarkIs, PhraseIs, StemIs

# The weights of headline_words, headline_stems, text_words, text_stems and marks in the engine's own ranking (BM25),
# which only decides who is looked at more closely.
_BM25 = "bm25(search_index, 0, 8, 0, 1, 0)"


class SqliteIndex:
    """The index as an FTS5 table."""

    def newest(self, expression: Expression, *, low: int, high: int, limit: int) -> list[int]:
        """Return up to `limit` numbers, the greatest first."""
        return self._numbers(
            "SELECT rowid FROM search_index WHERE search_index MATCH %s AND rowid BETWEEN %s AND %s"
            " ORDER BY rowid DESC LIMIT %s",
            [written(expression), low, high, limit],
        )

    def best(self, expression: Expression, *, low: int, high: int, among: int, limit: int) -> list[int]:
        """Return up to `limit` numbers, those first that BM25 ranks best among the `among` newest."""
        return self._numbers(
            "SELECT rowid FROM ("  # noqa: S608 - the weights are our own
            f"SELECT rowid, {_BM25} AS rank FROM search_index"
            " WHERE search_index MATCH %s AND rowid BETWEEN %s AND %s ORDER BY rowid DESC LIMIT %s"
            ") ORDER BY rank LIMIT %s",
            [written(expression), low, high, among, limit],
        )

    def _numbers(self, sql: str, values: list[str | int]) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return [number for (number,) in cursor.fetchall()]


def written(expression: Expression) -> str:
    """Write an expression in FTS5's language. Words hold letters and digits only, so none needs escaping."""
    match expression:
        case StemIs(stem=stem, in_headline=True):
            return f'headline_stems : "{stem}"'
        case StemIs(stem=stem):
            return f'{{headline_stems text_stems}} : "{stem}"'
        case PhraseIs(words=words):
            return f'{{headline_words text_words}} : "{" ".join(words)}"'
        case MarkIs(mark=mark):
            return f'marks : "{mark}"'
        case AnyOf(parts=parts):
            return "(" + " OR ".join(map(written, parts)) + ")"
        case AllOf(parts=parts, without=without):
            kept = "(" + " AND ".join(map(written, parts)) + ")"
            return f"({kept} NOT ({' OR '.join(map(written, without))}))" if without else kept

"""The words of items are indexed by the database itself: a table of SQLite's FTS5, or a column of PostgreSQL's."""

from typing import Any

from django.db import migrations

_SQLITE = (
    "CREATE VIRTUAL TABLE inbox_words USING fts5(stems, content='inbox_wiretext', content_rowid='item_id',"
    " tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER inbox_wiretext_inserted AFTER INSERT ON inbox_wiretext BEGIN"
    " INSERT INTO inbox_words (rowid, stems) VALUES (new.item_id, new.stems); END",
    "CREATE TRIGGER inbox_wiretext_deleted AFTER DELETE ON inbox_wiretext BEGIN"
    " INSERT INTO inbox_words (inbox_words, rowid, stems) VALUES ('delete', old.item_id, old.stems); END",
)
_SQLITE_BACK = (
    "DROP TRIGGER inbox_wiretext_deleted",
    "DROP TRIGGER inbox_wiretext_inserted",
    "DROP TABLE inbox_words",
)
_POSTGRES = (
    "ALTER TABLE inbox_wiretext ADD COLUMN vector tsvector"
    " GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, stems)) STORED",
    "CREATE INDEX inbox_wiretext_vector ON inbox_wiretext USING gin (vector) WITH (fastupdate = off)",
)
_POSTGRES_BACK = ("DROP INDEX inbox_wiretext_vector", "ALTER TABLE inbox_wiretext DROP COLUMN vector")


def _execute(editor: Any, *, sqlite: tuple[str, ...], postgres: tuple[str, ...]) -> None:
    for statement in postgres if editor.connection.vendor == "postgresql" else sqlite:
        editor.execute(statement)


def forwards(apps: Any, editor: Any) -> None:
    _execute(editor, sqlite=_SQLITE, postgres=_POSTGRES)


def backwards(apps: Any, editor: Any) -> None:
    _execute(editor, sqlite=_SQLITE_BACK, postgres=_POSTGRES_BACK)


class Migration(migrations.Migration):
    """The index follows the table of stems, so that no item can be forgotten."""

    dependencies = [("inbox", "0006_copies_searches_rules")]
    operations = [migrations.RunPython(forwards, backwards)]

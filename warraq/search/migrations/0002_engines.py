"""What each database searches with: a table of SQLite's FTS5, or a column of PostgreSQL's text search."""

from typing import Any

from django.db import migrations

_FIELDS = "headline_words, headline_stems, text_words, text_stems, marks"

# ruff: noqa: S608 - the names of fields are our own
_SQLITE = (
    f"CREATE VIRTUAL TABLE search_index USING fts5({_FIELDS}, content='search_document', content_rowid='number',"
    " tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER search_document_inserted AFTER INSERT ON search_document BEGIN"
    f" INSERT INTO search_index (rowid, {_FIELDS})"
    " VALUES (new.number, new.headline_words, new.headline_stems, new.text_words, new.text_stems, new.marks); END",
    "CREATE TRIGGER search_document_deleted AFTER DELETE ON search_document BEGIN"
    f" INSERT INTO search_index (search_index, rowid, {_FIELDS}) VALUES ('delete', old.number,"
    " old.headline_words, old.headline_stems, old.text_words, old.text_stems, old.marks); END",
)
_SQLITE_BACK = (
    "DROP TRIGGER search_document_deleted",
    "DROP TRIGGER search_document_inserted",
    "DROP TABLE search_index",
)

_VECTOR = " || ".join(
    f"setweight(to_tsvector('simple'::regconfig, {field}), '{weight}')"
    for field, weight in (
        ("headline_words", "A"),
        ("headline_stems", "B"),
        ("text_words", "C"),
        ("text_stems", "D"),
        ("marks", "D"),
    )
)
_POSTGRES = (
    f"ALTER TABLE search_document ADD COLUMN vector tsvector GENERATED ALWAYS AS ({_VECTOR}) STORED",
    # Without the list of pending entries a search costs the same however much was published just now.
    "CREATE INDEX search_document_vector ON search_document USING gin (vector) WITH (fastupdate = off)",
    # A beginning is looked for whatever the database's collation.
    "CREATE INDEX search_word_beginning ON search_word (folded text_pattern_ops)",
)
_POSTGRES_BACK = (
    "DROP INDEX search_word_beginning",
    "DROP INDEX search_document_vector",
    "ALTER TABLE search_document DROP COLUMN vector",
)


def _execute(editor: Any, *, sqlite: tuple[str, ...], postgres: tuple[str, ...]) -> None:
    for statement in postgres if editor.connection.vendor == "postgresql" else sqlite:
        editor.execute(statement)


def forwards(apps: Any, editor: Any) -> None:
    _execute(editor, sqlite=_SQLITE, postgres=_POSTGRES)


def backwards(apps: Any, editor: Any) -> None:
    _execute(editor, sqlite=_SQLITE_BACK, postgres=_POSTGRES_BACK)


class Migration(migrations.Migration):
    """Documents are indexed by the database itself, so that none can be forgotten."""

    dependencies = [("search", "0001_documents")]
    operations = [migrations.RunPython(forwards, backwards)]

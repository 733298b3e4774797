"""The interface's own Arabic is clean under the copy desk: labels, templates, scripts and the demo's stories."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from warraq.arabic.copydesk import Severity, check

PACKAGE = Path(__file__).resolve().parent.parent / "warraq"
# What stands there is what others write, slips included, for us to know it by.
NOT_OURS = (PACKAGE / "arabic", PACKAGE / "wires" / "loading")

_ARABIC = re.compile("[\u0620-\u063f\u0641-\u064a]")
_PATTERN = re.compile(r"[\\\[\]|^$]|\(\?")
_PLACEHOLDER = "كلمة"

_COMMENT = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->", re.DOTALL)
_VARIABLE = re.compile(r"\{\{.*?\}\}")
_CONTROL = (
    "if elif else endif for empty endfor with endwith block endblock load extends include comment spaceless"
)
_CONTROL_TAG = re.compile(rf"\{{%-?\s*(?:{'|'.join(_CONTROL.split())})\b.*?%\}}", re.DOTALL)
_PRINTING_TAG = re.compile(r"\{%.*?%\}", re.DOTALL)
_ATTRIBUTE = re.compile(r'="([^"]*)"')
# Within a sentence; every other element ends one.
_INLINE = re.compile(r"</?(?:a|b|bdi|code|em|i|span|strong|time)\b[^>]*>")
_ELEMENT = re.compile(r"<[^>]*>")
_QUOTED = re.compile(r'"([^"\n]*)"|\'([^\'\n]*)\'|`([^`]*)`')


def python_texts(source: str) -> Iterator[str]:
    """Yield the literals of a module that are no docstrings and no patterns; an f-string's gaps hold a word."""
    tree = ast.parse(source)
    passed_over = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for text in (node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)):
        passed_over |= set(map(id, text.values))
        yield _with_a_word_in_each_gap(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed_over:
            yield "" if _PATTERN.search(node.value) else node.value


def _with_a_word_in_each_gap(text: ast.JoinedStr) -> str:
    """Return what a filled f-string may read like; nothing where it has no Arabic of its own."""
    pieces = [str(part.value) if isinstance(part, ast.Constant) else "" for part in text.values]
    own = "".join(pieces)
    if not _ARABIC.search(own) or _PATTERN.search(own):
        return ""
    return "".join(piece or _PLACEHOLDER for piece in pieces)


def template_texts(source: str) -> Iterator[str]:
    """Yield attributes and lines of text; what a variable or a tag prints is a word."""
    source = _VARIABLE.sub(_PLACEHOLDER, _CONTROL_TAG.sub("\n", _COMMENT.sub("", source)))
    source = _PRINTING_TAG.sub(_PLACEHOLDER, source)
    yield from (attribute[1] for attribute in _ATTRIBUTE.finditer(source))
    yield from (line.strip() for line in _ELEMENT.sub("\n", _INLINE.sub("", source)).split("\n"))


def script_texts(source: str) -> Iterator[str]:
    """Yield the literals of a script."""
    for quoted in _QUOTED.finditer(source):
        yield next(text for text in quoted.groups() if text is not None)


def story_texts(source: str) -> Iterator[str]:
    """Yield all texts of a file of the demo's stories."""
    waiting: list[object] = [tomllib.loads(source)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict | list):
            waiting += value.values() if isinstance(value, dict) else value


_READERS = {
    ".py": python_texts,
    ".html": template_texts,
    ".txt": template_texts,
    ".js": script_texts,
    ".toml": story_texts,
}


def _files() -> list[Path]:
    found = (path for path in sorted(PACKAGE.rglob("*")) if path.suffix in _READERS)
    return [
        path
        for path in found
        if "tests" not in path.parts
        and "migrations" not in path.parts
        and not any(path.is_relative_to(folder) for folder in NOT_OURS)
        and _ARABIC.search(path.read_text(encoding="utf-8"))
    ]


def test_there_is_furniture_of_every_kind():
    assert {path.suffix for path in _files()} >= {".py", ".html", ".js", ".toml"}


@pytest.mark.parametrize("path", _files(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_our_own_arabic_is_clean(path):
    found = _READERS[path.suffix](path.read_text(encoding="utf-8"))
    texts = [text for text in found if _ARABIC.search(text.replace(_PLACEHOLDER, ""))]
    errors = [
        f"{error.rule}: {text[: error.start]}⟦{text[error.start : error.end]}⟧{text[error.end :]}"
        for text in texts
        for error in check(text)
        if error.severity is Severity.ERROR
    ]
    assert errors == []


def test_a_slip_in_each_kind_of_file_would_be_found():
    slip = "اخر الأخبار"
    assert slip in python_texts(f'"""Doc: {slip} of old."""\nNAME = "{slip}"')
    assert slip in template_texts(f'<p title="{slip}">{{% if x %}}')
    assert slip in script_texts(f'say("{slip}");')
    assert slip in story_texts(f'[[story]]\nheadline = "{slip}"')

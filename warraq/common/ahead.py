"""Answers of pure functions that were worked out before they are asked for, perhaps by another process.

Whoever brings a thousand stories in has the costly part of each worked out elsewhere, and hands the answers in while
the verbs run: they ask the same functions as ever, and what nobody worked out is worked out there and then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from hashlib import blake2b
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

# The function's name and what it was asked: an answer fits by its question alone, never by its place.
Question = tuple[Any, ...]
Answers = Mapping[Question, Any]

# Longer values are not kept to be compared.
_LONG = 64

_known: ContextVar[Answers] = ContextVar("answers worked out ahead", default={})  # noqa: B039 - never written to


def answered_ahead(function: Callable[P, R]) -> Callable[P, R]:
    """Have a pure function of hashable values look among the answers that are known before it works."""

    @wraps(function)
    def answer(*args: P.args, **kwargs: P.kwargs) -> R:
        known = _known.get()
        if known and not kwargs and (asked := question(function, *args)) in known:
            found: R = known[asked]
            return found
        return function(*args, **kwargs)

    return answer


def question(function: Callable[..., Any], *args: Any) -> Question:
    """Return the question under which a function's answer is known; a long text is told by its digest (128 bits)."""
    return (function.__qualname__, *map(_short, args))


def _short(value: Any) -> Any:
    if isinstance(value, str | bytes) and len(value) > _LONG:
        data = value if isinstance(value, bytes) else value.encode("utf-8", errors="surrogatepass")
        return blake2b(data, digest_size=16).digest()
    return value


@contextmanager
def known(answers: Answers) -> Iterator[None]:
    """Have these answers known, and no others, until the end."""
    token = _known.set(answers)
    try:
        yield
    finally:
        _known.reset(token)

"""Time grows linearly: no text, however it is made, holds up a page.

The bound is wide for slow machines; what grows with the square of the length would miss it tenfold.
"""

import time
from collections.abc import Callable

import pytest

from warraq.arabic.agreement import form_for, words_for
from warraq.arabic.analysis import analyse
from warraq.arabic.digits import Digits, parse_int, to_digits
from warraq.arabic.direction import direction, isolate_html, isolate_plain, strip_controls
from warraq.arabic.initials import initials
from warraq.arabic.slugs import slug
from warraq.arabic.stems import stem
from warraq.arabic.text import clean, fold, paragraphs, word_count
from warraq.arabic.truncate import truncate

LENGTH = 100_000
SECONDS = 3.0

PIECES = [
    "ب", "a", "1", " ", "\n", "-", "@", "%", "«", "(", '"', "\u200d", "\ud800", "\u202e", "\u0315\u0300", "\u0650",
    "1.", "1,", "123,", "1-", "1:", "1 ", "-1 ", "+0", "$1 ", "%1", "1٫", "a ", "a 1 ", "a/", "a & ", "a: ", "a-",
    "ب a 1 ", "http:", "www.", "كلمة ", "و ", "👨\u200d", "🇲", "İ", "\u1100\u1161", "\ufdfa",
]  # fmt: skip

FUNCTIONS: list[Callable[[str], object]] = [
    lambda text: truncate(text, limit=60),
    lambda text: truncate(text, limit=LENGTH // 2),
    slug,
    isolate_html,
    isolate_plain,
    strip_controls,
    direction,
    clean,
    paragraphs,
    fold,
    word_count,
    analyse,
    stem,
    initials,
    lambda text: form_for(3, text),
    lambda text: words_for(text, text),
    parse_int,
    lambda text: to_digits(text, digits=Digits.LATIN),
    lambda text: to_digits(text, digits=Digits.ARABIC_INDIC),
]


@pytest.mark.parametrize("piece", PIECES, ids=ascii)
def test_time_grows_with_the_length_only(piece: str) -> None:
    text = "ب " + piece * (LENGTH // len(piece.encode("utf-8", "surrogatepass")))
    for function in FUNCTIONS:
        began = time.perf_counter()
        function(text)
        assert time.perf_counter() - began < SECONDS

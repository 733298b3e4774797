"""The lexicon: what it knows, what it is never asked, and how one lives without it."""

import hashlib
import lzma
import re
import sys
from importlib.resources import files

import pytest
from hypothesis import given

from warraq.arabic.lexicon import ayaspell
from warraq.arabic.tests.anytext import any_text


@pytest.fixture
def _forgetful():
    """Load anew in this test, and anew after it."""
    ayaspell._speller.cache_clear()
    ayaspell.is_word.cache_clear()
    yield
    ayaspell._speller.cache_clear()
    ayaspell.is_word.cache_clear()


@pytest.mark.parametrize(
    "word", ["أعلن", "والأخبار", "استخدامها", "مسؤولون", "سيكتبونه", "إيرانية", "وبالإضافة"]
)
def test_words_with_their_clitics_are_known(word):
    assert ayaspell.is_word(word)


@pytest.mark.parametrize("word", ["الاخبار", "إستخدام", "الإيرانيه", "الذى", "لاكن", "قثصض"])
def test_slips_are_not(word):
    assert not ayaspell.is_word(word)


@pytest.mark.parametrize("text", ["", "word", "كلمتان اثنتان", "ا" * 31, "\ud800", "كتا\x00ب", "كِتاب", "٣"])
def test_what_is_no_bare_word_is_none(text):
    assert not ayaspell.is_word(text)


@given(any_text())
def test_any_text_gets_a_verdict(text):
    assert ayaspell.is_word(text) in (True, False)


@pytest.mark.usefixtures("_forgetful")
def test_without_hunspell_every_word_counts_as_known(monkeypatch):
    monkeypatch.setitem(sys.modules, "hunspell", None)
    assert not ayaspell.is_available()
    assert ayaspell.is_word("الاخبار")
    assert not ayaspell.is_word("word")


@pytest.mark.usefixtures("_forgetful")
def test_without_a_folder_for_temporary_files_too(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    assert not ayaspell.is_available()
    assert ayaspell.is_word("الاخبار")


def test_the_dictionary_is_the_one_that_its_notice_names():
    folder = files("warraq.arabic.lexicon.ayaspell")
    notice = folder.joinpath("NOTICE").read_text(encoding="utf-8")
    named = dict(re.findall(r"sha256 of (\S+)\s+([0-9a-f]{64})", notice))
    assert set(named) == {"ar.aff", "ar.dic"}
    for name, digest in named.items():
        content = lzma.decompress(folder.joinpath(f"{name}.xz").read_bytes())
        assert hashlib.sha256(content).hexdigest() == digest
    assert "MOZILLA PUBLIC LICENSE" in folder.joinpath("LICENSE").read_text(encoding="utf-8")


def test_verdicts_are_remembered_under_a_bound():
    assert ayaspell.is_word.cache_info().maxsize == 65_536

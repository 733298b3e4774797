"""The words that the archive writes often."""

from __future__ import annotations

import pytest

from warraq.search.archive_words import WRITTEN_OFTEN, ArchiveWords
from warraq.search.models import Word
from warraq.search.words import LONGEST_WORD

pytestmark = pytest.mark.django_db


def test_a_word_of_many_stories_is_the_archives_own():
    Word.objects.create(form="اغسطس", folded="اغسطس", documents=WRITTEN_OFTEN)
    Word.objects.create(form="اعلن", folded="اعلن", documents=WRITTEN_OFTEN - 1)
    words = ArchiveWords()
    assert "اغسطس" in words
    assert "اعلن" not in words
    assert "لاكن" not in words
    assert 1 not in words
    assert (list(words), len(words)) == (["اغسطس"], 1)


def test_a_word_is_asked_for_once(django_assert_num_queries):
    words = ArchiveWords()
    with django_assert_num_queries(1):
        assert ["اغسطس" in words for _ in range(5)] == [False] * 5


def test_what_is_no_word_is_not_asked_for(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert "ا" * (LONGEST_WORD + 1) not in ArchiveWords()

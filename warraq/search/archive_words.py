"""The words that the archive writes often, asked one at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import QuerySet

from warraq.search.models import Word
from warraq.search.words import LONGEST_WORD

WRITTEN_OFTEN = 20
"""In how many published stories a word stands before it is the archive's own."""


class ArchiveWords(Collection[str]):
    """Holds a word, without its tashkeel, if the archive writes it often; each is asked for once."""

    def __init__(self) -> None:
        self._known: dict[str, bool] = {}

    def __contains__(self, word: object) -> bool:
        if not isinstance(word, str) or len(word) > LONGEST_WORD:
            return False
        if word not in self._known:
            self._known[word] = self._often().filter(form=word).exists()
        return self._known[word]

    def __iter__(self) -> Iterator[str]:
        return self._often().values_list("form", flat=True).iterator()

    def __len__(self) -> int:
        return self._often().count()

    def _often(self) -> QuerySet[Word]:
        return Word.objects.filter(documents__gte=WRITTEN_OFTEN)

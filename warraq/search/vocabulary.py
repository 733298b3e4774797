"""The words of the published archive: how rare each is, what completes a beginning, what a slip of the finger meant.

It is counted after the fact, some hundreds of documents at a time, so that no verb waits for it; a word that is not yet
counted is taken for a rare one. It says nothing to readers by itself: what it proposes is searched for first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from django.db import connection, transaction

from warraq.search.documents import full_text
from warraq.search.models import Document, Stem, Word
from warraq.search.ranking import Rarity
from warraq.search.words import LONGEST_WORD, spellings, spelt_text
from warraq.stories.models import Story

# The more at once, the fewer words are written twice.
COUNTED_AT_ONCE = 4_000
# The row of `Stem` that says how many documents were counted.
_ALL = ""

_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءئؤ"
SHORTEST_BEGINNING = 2
_LONGEST_CORRECTED = 24
# A word is only taken for a slip of another that is so many times as frequent, and no slip itself.
_TIMES_AS_FREQUENT = 5
_LEAST_FREQUENT = 2


def vocabulary_grow(*, at_once: int = COUNTED_AT_ONCE) -> int:
    """Count the next documents that were not counted yet, in one transaction; returns how many there were."""
    with transaction.atomic():
        # Two nodes never count the same documents; SQLite has one writer anyhow.
        uncounted = Document.objects.select_for_update(skip_locked=True).filter(
            is_counted=False, number__gt=0
        )
        documents = list(uncounted.order_by("number")[:at_once])
        if not documents:
            return 0
        stems = Counter({_ALL: len(documents)})
        for each in documents:
            stems.update({*each.headline_stems.split(), *each.text_stems.split()})
        words: Counter[str] = Counter()
        stories = Story.objects.filter(pk__in=[each.story_id for each in documents])
        for story in stories.only("headline", "standfirst", "dateline", "body"):
            words.update(_words_of(story))
        _add("search_stem (stem, documents)", "stem", sorted(stems.items()))
        _add(
            "search_word (form, folded, documents)",
            "form",
            sorted((*word.split(" ", 1), count) for word, count in words.items()),
        )
        Document.objects.filter(pk__in=[each.pk for each in documents]).update(is_counted=True)
        return len(documents)


def forget_vocabulary() -> None:
    """Forget all counts; every document is counted again."""
    with transaction.atomic():
        Word.objects.all().delete()
        Stem.objects.all().delete()
        Document.objects.filter(is_counted=True).update(is_counted=False)


def rarity(stems: Collection[str]) -> Rarity:
    """Return how rare these stems are."""
    wanted = [*stems, _ALL]
    # Each search and each related list asks this of some hundred stems: Django would take as long as the database.
    places = ", ".join(["%s"] * len(wanted))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT stem, documents FROM search_stem WHERE stem IN ({places})", wanted)  # noqa: S608
        rows: dict[str, int] = dict(cursor.fetchall())
    return Rarity(documents=rows, total=max(1, rows.get(_ALL, 1)))


def completions(beginning: str, *, limit: int) -> list[str]:
    """Return the most frequent words that begin so (folded), each in its most frequent spelling."""
    if len(beginning) < SHORTEST_BEGINNING or len(beginning) > LONGEST_WORD:
        return []
    if connection.vendor == "postgresql":
        words = Word.objects.filter(folded__startswith=beginning)
    else:
        words = Word.objects.filter(folded__gte=beginning, folded__lt=f"{beginning}\U0010ffff")
    rows = words.order_by("-documents").values_list("folded", "form")[: limit * 3]
    forms: dict[str, str] = {}
    for folded, form in rows:
        forms.setdefault(folded, form)
    return list(forms.values())[:limit]


def correction(folded: str) -> str | None:
    """Return the frequent word, in its usual spelling, that is one slip of a finger away from a rare one; or None.

    A slip is a letter too many, too few, another one, or two that changed places (Norvig, «How to write a spelling
    corrector», 2007).
    """
    if not 3 <= len(folded) <= _LONGEST_CORRECTED or not folded.isalpha():
        return None
    own = sum(Word.objects.filter(folded=folded).values_list("documents", flat=True))
    near = sorted(_one_slip_away(folded))
    found: list[tuple[int, str]] = []
    for start in range(0, len(near), 900):
        rows = Word.objects.filter(folded__in=near[start : start + 900])
        found += rows.values_list("documents", "form")
    best = max(found, default=(0, ""))
    return best[1] if best[0] >= max(_LEAST_FREQUENT, _TIMES_AS_FREQUENT * own) else None


def _one_slip_away(word: str) -> set[str]:
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    dropped = {start + end[1:] for start, end in cuts if end}
    swapped = {start + end[1] + end[0] + end[2:] for start, end in cuts if len(end) > 1}
    changed = {start + letter + end[1:] for start, end in cuts if end for letter in _LETTERS}
    added = {start + letter + end for start, end in cuts for letter in _LETTERS}
    return (dropped | swapped | changed | added) - {word}


def _words_of(story: Story) -> list[str]:
    """Return the different words of a story: each as written, a space, and folded. Neither has a space in it."""
    told = spellings(spelt_text(story.headline, text=full_text(story)))
    return told.split("\n") if told else []


def _add(table: str, key: str, rows: Iterable[tuple[str | int, ...]]) -> None:
    """Add counts to what stands there; in the order of keys, so that two processes never wait for each other."""
    name = table.split(" ", 1)[0]
    rows = list(rows)
    places = ", ".join(["%s"] * len(rows[0])) if rows else ""
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} VALUES ({places}) ON CONFLICT ({key})"  # noqa: S608 - names of our own tables
            f" DO UPDATE SET documents = {name}.documents + excluded.documents",
            rows,
        )

"""How well stories are found, and how fast: Warraq beside what else one searches Arabic with, over the same texts.

    WARRAQ_HOME=... python -m bench.inside warraq.project.settings bench.finding [--corpus ant] [--copies 9]

`WARRAQ_HOME` is a scratch folder; the corpus is loaded there as `warraq load` does. On SQLite the rivals are FTS5 over
words as written, over stems of light10 and of Snowball, and SQL's LIKE; on PostgreSQL (`tests/with-postgres` before the
command) they are its `arabic` and `simple` configurations. With `--copies` the archive is made that many times larger
afterwards, its words numbered, and only Warraq's speed is measured again.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import re
import sqlite3
import statistics
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import unquote

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from bench.duplicates import lines_of
from bench.plan import CORPORA, HERE
from bench.stemmers import light10, snowball
from warraq.arabic.stopwords import is_stop_word
from warraq.arabic.text import fold
from warraq.network.models import Edition, Kind
from warraq.search.documents import full_text
from warraq.search.finding import Filters, found_best
from warraq.search.models import Document, Stem
from warraq.search.query import read_query
from warraq.search.selectors import Order, search
from warraq.stories.models import Story
from warraq.wires.loading.declared import mapping_named
from warraq.wires.loading.load import Load, Summary
from warraq.wires.loading.records import RecordFile
from warraq.wires.loading.rejects import RejectFile

FILES = {"saudinewsnet": "saudinewsnet/saudinewsnet.jsonl.gz", "ant": "ant/ant.jsonl.gz"}
JUDGED = HERE / "search" / "queries.toml"
SHOWN = 10
SAMPLE = 1_000

Ranker = Callable[[str], list[int]]


class Typing(Protocol):
    """A way to type a word."""

    def __call__(self, word: str, *, chance: random.Random) -> str:
        """Return what is typed."""


@dataclass(frozen=True)
class Query:
    """A query, and which stories answer it: just what is sought, useful ones, and those that were read in vain."""

    text: str
    sought: frozenset[int]
    useful: frozenset[int] = frozenset()
    others: frozenset[int] = frozenset()
    kind: str = ""


@dataclass
class Marks:
    """What a system got for each query."""

    reciprocal_rank: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    gain: list[float] = field(default_factory=list)
    unread: list[float] = field(default_factory=list)
    shown: list[int] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)


# ---- queries ---------------------------------------------------------------------------------------------------------


def judged_queries(story_of: dict[int, int]) -> list[Query]:
    """Return the judged queries; `kind` tells the half on which the ranking was tuned from the one held out."""

    def stories(lines: Iterable[int]) -> frozenset[int]:
        return frozenset(story_of[line] for line in lines if line in story_of)

    rows = tomllib.loads(JUDGED.read_text(encoding="utf-8"))["query"]
    return [
        Query(
            text=row["text"],
            sought=stories(row["sought"]),
            useful=stories(row["useful"]),
            others=stories(row["no_answer"]),
            kind=f"{'tuned on' if int(row['id'][1:]) % 2 else 'held out'}, {row['difficulty']}",
        )
        for row in rows
        if stories(row["sought"])
    ]


def known_items(chance: random.Random, *, typed: Typing) -> list[Query]:
    """Return queries of three to five telling words of a headline, each as `typed` says.

    Stories with the same folded headline, or the same folded words in text, are one item.
    """
    headlines = dict(Story.objects.values_list("pk", "headline"))
    same: dict[str, set[int]] = defaultdict(set)
    for number, headline in headlines.items():
        same[fold(headline)].add(number)
    texts: dict[str, set[int]] = defaultdict(set)
    item: dict[int, str] = {}
    for number, words_of_text in Document.objects.filter(number__gt=0).values_list("story_id", "text_words"):
        item[number] = words_of_text
        texts[words_of_text].add(number)
    queries = []
    for number in chance.sample(sorted(headlines), len(headlines)):
        words = [
            word
            for word in re.findall(r"\w+", headlines[number])
            if len(word) > 2 and not is_stop_word(fold(word))
        ]
        if len(words) < 3 or number not in item:
            continue
        count = chance.randint(3, min(5, len(words)))
        chosen = sorted(chance.sample(range(len(words)), count))
        text = " ".join(typed(words[place], chance=chance) for place in chosen)
        queries.append(
            Query(text=text, sought=frozenset(same[fold(headlines[number])] | texts[item[number]]))
        )
        if len(queries) == SAMPLE:
            break
    return queries


_HAMZA = str.maketrans("أإآ", "ااا")
_MARKS = re.compile("[\u064b-\u0652\u0640]")
# What is typed for the last letter of a word, and in how many of a hundred.
_LAST_LETTERS = {"ة": ("ه", 50), "ي": ("ى", 50), "ى": ("ي", 50), "ه": ("ة", 10)}
_BEGINS_ARABIC = re.compile("[\u0621-\u064a]")
_BEFORE_WORDS = re.compile("(?:وال|بال|ال|لل)(?=[\u0621-\u064a]{3})")


def as_typed(word: str, *, chance: random.Random) -> str:
    """Return a word as somebody in a hurry types it: hamza dropped, ه for ة, ى for ي, و or the article added, the
    article dropped. On such queries a plain fold with light10 reaches MRR 0.91 and recall 0.99.
    """
    word = _without_hamza(word, chance=chance)
    for right, other in (("ة", "ه"), ("ي", "ى")):
        if word.endswith(right) and chance.random() < 0.5:
            word = word[:-1] + other
    if chance.random() < 0.3:
        if word.startswith("ال") and len(word) > 4:
            word = word[2:]
        elif _BEGINS_ARABIC.match(word):
            word = chance.choice(("و", "ال")) + word
    return word


def as_typed_both_ways(word: str, *, chance: random.Random) -> str:
    """Return a word with more slips: ة for ه and ي for ى too, ب and ل added too, and dropped before the article."""
    word = _without_hamza(word, chance=chance)
    other, often = _LAST_LETTERS.get(word[-1:], ("", 0))
    if chance.randrange(100) < often:
        word = word[:-1] + other
    if chance.random() < 0.3:
        if _BEFORE_WORDS.match(word):
            word = _BEFORE_WORDS.sub("", word, count=1)
        elif _BEGINS_ARABIC.match(word):
            word = chance.choice(("و", "ب", "ل", "ال")) + word
    return word


def _without_hamza(word: str, *, chance: random.Random) -> str:
    word = _MARKS.sub("", word)
    return word.translate(_HAMZA) if chance.random() < 0.7 else word


def other_headlines(story_of: dict[int, int], chance: random.Random) -> list[Query]:
    """Return the headlines in addresses of ANT that differ from the story's own, of five to eleven words.

    People wrote them: many outlets keep in the address what a headline was before it was edited, or what an editor
    wrote for search engines. Those that share six words in ten with the headline are left out, and those with none;
    `kind` tells the far ones, which share fewer than three in ten.
    """
    queries: dict[int, Query] = {}
    with gzip.open(CORPORA / FILES["ant"], "rt", encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            record = json.loads(line)
            story = story_of.get(number)
            words = re.split(
                r"[-_ ]+", unquote(record["url"]).rstrip("/").split("/")[-1].removesuffix(".html")
            )
            words = [word for word in words if re.search("[\u0621-\u064a]", word)]
            asked, own = (set(_plain_words(fold(text))) for text in (" ".join(words), record["title"]))
            shared = len(asked & own) / len(asked | own)
            if story is None or not 5 <= len(words) <= 11 or not 0 < shared < 0.6:
                continue
            kind = "far" if shared < 0.3 else "near"
            queries[story] = Query(text=" ".join(words), sought=frozenset({story}), kind=kind)
    chosen = chance.sample(sorted(queries), min(SAMPLE, len(queries)))
    return [queries[story] for story in chosen]


# ---- systems ---------------------------------------------------------------------------------------------------------


def warraq_ranker() -> Ranker:
    """Return Warraq itself, as a site's search asks it."""
    story_of = dict(Document.objects.values_list("number", "story_id"))
    now = max(story_of) >> 20

    def find(text: str) -> list[int]:
        return [
            story_of[number] for number in found_best(read_query(text), filters=Filters(), now=now)[:SHOWN]
        ]

    return find


def fts5(form: Callable[[str], str], *, joined: str) -> Ranker:
    """Return FTS5 with its own ranking over `form` of each word of headline and text."""
    table = sqlite3.connect(":memory:")
    table.execute("CREATE VIRTUAL TABLE found USING fts5(headline, text)")

    def words(text: str) -> str:
        return " ".join(map(form, _plain_words(text)))

    rows = (
        (each.pk, words(each.headline), words(full_text(each)))
        for each in Story.objects.iterator(chunk_size=500)
    )
    table.executemany("INSERT INTO found (rowid, headline, text) VALUES (?, ?, ?)", rows)

    def find(text: str) -> list[int]:
        asked = joined.join(f'"{form(word)}"' for word in _plain_words(text))
        sql = "SELECT rowid FROM found WHERE found MATCH ? ORDER BY bm25(found, 4.0, 1.0) LIMIT ?"
        return [number for (number,) in table.execute(sql, [asked, SHOWN])] if asked else []

    return find


def _plain_words(text: str) -> list[str]:
    return re.findall(r"\w+", _MARKS.sub("", text))


def like() -> Ranker:
    """Return what WordPress does: every word anywhere in headline or text, headlines first, then the newest.

    It is given plain text, since WordPress stores letters: in our own column they stand as JSON writes them.
    """
    table = sqlite3.connect(":memory:")
    table.execute("CREATE TABLE posts (story INTEGER PRIMARY KEY, headline TEXT, text TEXT, moment TEXT)")
    rows = (
        (each.pk, each.headline, full_text(each), str(each.first_published_at))
        for each in Story.objects.iterator(chunk_size=500)
    )
    table.executemany("INSERT INTO posts VALUES (?, ?, ?, ?)", rows)

    def find(text: str) -> list[int]:
        patterns = [f"%{word}%" for word in text.split()[:9]]
        has = " AND ".join("(headline LIKE ? OR text LIKE ?)" for _ in patterns)
        first = " AND ".join("headline LIKE ?" for _ in patterns)
        sql = f"SELECT story FROM posts WHERE {has} ORDER BY ({first}) DESC, moment DESC LIMIT {SHOWN}"  # noqa: S608
        values = [each for pattern in patterns for each in (pattern, pattern)] + patterns
        return [number for (number,) in table.execute(sql, values)] if patterns else []

    return find


def postgres(configuration: str, *, any_word: bool) -> Ranker:
    """Return PostgreSQL's text search with a configuration of its own, headline over text."""
    name = f"found_{configuration}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {name} (story integer PRIMARY KEY, vector tsvector)")
        cursor.execute(f"DELETE FROM {name}")  # noqa: S608
        for each in Story.objects.iterator(chunk_size=500):
            cursor.execute(
                f"INSERT INTO {name} VALUES"  # noqa: S608
                " (%s, setweight(to_tsvector(%s, %s), 'A') || setweight(to_tsvector(%s, %s), 'D'))",
                [each.pk, configuration, each.headline, configuration, full_text(each)],
            )
        cursor.execute(f"CREATE INDEX IF NOT EXISTS {name}_vector ON {name} USING gin (vector)")

    def find(text: str) -> list[int]:
        asked = "plainto_tsquery(%s, %s)"
        if any_word:
            asked = f"CAST(replace(CAST({asked} AS text), '&', '|') AS tsquery)"
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT story FROM {name}, (SELECT {asked} AS asked) AS query WHERE vector @@ asked"  # noqa: S608
                f" ORDER BY ts_rank(vector, asked, 1) DESC LIMIT {SHOWN}",
                [configuration, text],
            )
            return [number for (number,) in cursor.fetchall()]

    return find


def systems() -> Iterator[tuple[str, Ranker]]:
    """Give every system that can be asked on this database, Warraq first."""
    if connection.vendor == "postgresql":
        yield "Warraq on PostgreSQL", warraq_ranker()
        for configuration in ("arabic", "simple"):
            yield f"PostgreSQL `{configuration}`, all words", postgres(configuration, any_word=False)
            yield f"PostgreSQL `{configuration}`, any word", postgres(configuration, any_word=True)
        return
    yield "Warraq on SQLite", warraq_ranker()
    yield "FTS5 as written, all words", fts5(str, joined=" AND ")
    yield "FTS5 as written, any word", fts5(str, joined=" OR ")
    yield "Snowball stems, any word", fts5(snowball, joined=" OR ")
    yield "Snowball stems of folded words, any word", fts5(lambda word: snowball(fold(word)), joined=" OR ")
    yield "light10 stems, any word", fts5(lambda word: light10(fold(word)), joined=" OR ")
    yield "SQL LIKE", like()


# ---- marks -----------------------------------------------------------------------------------------------------------


def marks_of(find: Ranker, queries: Sequence[Query]) -> Marks:
    """Ask a system every query, and mark its first ten."""
    marks = Marks()
    for query in queries:
        begun = time.perf_counter()
        shown = find(query.text)[:SHOWN]
        marks.milliseconds.append((time.perf_counter() - begun) * 1000)
        marks.shown.append(len(shown))
        places = [place for place, story in enumerate(shown, start=1) if story in query.sought]
        marks.reciprocal_rank.append(1 / places[0] if places else 0.0)
        marks.recall.append(len(places) / min(SHOWN, len(query.sought)))
        marks.gain.append(_gain(shown, query=query))
        known = query.sought | query.useful | query.others
        marks.unread.append(sum(story not in known for story in shown) / max(1, len(shown)))
    return marks


def _gain(shown: Sequence[int], *, query: Query) -> float:
    """Return nDCG at 10 with gains of 3 for what is sought and 1 for what is useful."""

    def discounted(gains: Iterable[int]) -> float:
        return sum(gain / math.log2(place + 1) for place, gain in enumerate(gains, start=1))

    ideal = [3] * len(query.sought) + [1] * len(query.useful)
    return discounted(3 if s in query.sought else 1 if s in query.useful else 0 for s in shown) / discounted(
        ideal[:SHOWN]
    )


def difference(ours: Sequence[float], theirs: Sequence[float], *, chance: random.Random) -> str:
    """Return by how much ours is ahead, with the interval that holds it 95 times in 100 (bootstrap over queries)."""
    gaps = [one - other for one, other in zip(ours, theirs, strict=True)]
    means = sorted(statistics.mean(chance.choices(gaps, k=len(gaps))) for _ in range(1_000))
    return f"{statistics.mean(gaps):+.2f} ({means[25]:+.2f} to {means[974]:+.2f})"


# ---- the run ---------------------------------------------------------------------------------------------------------


def load(corpus: str) -> dict[int, int]:
    """Load a corpus, and return which story each of its lines became."""
    settings.STATE_DIR.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    mapping, path = mapping_named(corpus), CORPORA / FILES[corpus]
    with RecordFile(path) as file, RejectFile(settings.STATE_DIR / "rejects.jsonl") as rejects:
        Load(mapping, now=timezone.now()).run(file, rejects=rejects, summary=Summary())
    return lines_of(mapping, path=path).story_of


def speed(queries: Sequence[Query]) -> str:
    """Return what a query costs: the numbers of its stories, and a whole page with its rows and passages."""
    find, hub, now = warraq_ranker(), _hub(), timezone.now()
    texts = [query.text for query in queries]
    numbers, pages = [], []
    for text in [*texts[:50], *texts]:
        begun = time.perf_counter()
        find(text)
        between = time.perf_counter()
        search(text, edition=hub, filters=Filters(), order=Order.BEST, after=None, now=now, limit=20)
        numbers.append((between - begun) * 1000)
        pages.append((time.perf_counter() - between) * 1000)
    stored = Document.objects.count()
    return f"{stored:,} stories: ranked {_spread(numbers[50:])}; a page {_spread(pages[50:])}"


def _hub() -> Edition:
    """Return an edition from which the whole network is searched."""
    given = {"name": "البوابة", "kind": Kind.HUB}
    hub: Edition = Edition.objects.get_or_create(slug="bench-hub", defaults=given)[0]
    return hub


def _spread(milliseconds: list[float]) -> str:
    ordered = sorted(milliseconds)
    return f"median {statistics.median(ordered):.1f} ms, p99 {ordered[int(len(ordered) * 0.99) - 1]:.1f} ms"


def enlarge(copies: int) -> None:
    """Add copies of every document, later ones, each with every third word numbered: another world of the same size.

    How rare each stem is grows along: it decides how a query is asked.
    """
    number = max(Document.objects.values_list("number", flat=True))
    originals = list(Document.objects.filter(number__gt=0).order_by("number").values_list("pk", flat=True))
    counts: Counter[str] = Counter()
    for copy in range(copies):
        for start in range(0, len(originals), 500):
            batch: list[Document] = []
            for each in Document.objects.filter(pk__in=originals[start : start + 500]):
                number += 1 << 20
                batch.append(_copied(each, number=number, copy=copy))
            for each in batch:
                counts.update({*each.headline_stems.split(), *each.text_stems.split()})
            # The row of no stem counts the documents.
            counts[""] += len(batch)
            Document.objects.bulk_create(batch)
    counts.update(dict(Stem.objects.values_list("stem", "documents")))
    Stem.objects.bulk_create(
        (Stem(stem=stem, documents=documents) for stem, documents in counts.items()),
        batch_size=5_000,
        update_conflicts=True,
        unique_fields=["stem"],
        update_fields=["documents"],
    )


def _copied(document: Document, *, number: int, copy: int) -> Document:
    def numbered(words: str) -> str:
        return " ".join(
            f"{word}{copy}" if place % 3 == 0 else word for place, word in enumerate(words.split(" "))
        )

    return Document(
        number=number,
        story_id=document.story_id,
        headline_words=numbered(document.headline_words),
        headline_stems=numbered(document.headline_stems),
        text_words=numbered(document.text_words),
        text_stems=numbered(document.text_stems),
        marks=document.marks,
        is_counted=True,
    )


MEASURES: dict[str, Callable[[Marks], list[float]]] = {
    "MRR@10": lambda marks: marks.reciprocal_rank,
    "recall@10": lambda marks: marks.recall,
    "nDCG@10": lambda marks: marks.gain,
}


def tables_of_judged(queries: Sequence[Query], rankers: dict[str, Ranker]) -> list[str]:
    """Return the tables of the judged queries: each measure, by how much Warraq is ahead, and by kind of query."""
    marks = {name: marks_of(find, queries) for name, find in rankers.items()}
    kinds = sorted({query.kind for query in queries})
    numbers = {kind: sum(query.kind == kind for query in queries) for kind in kinds}
    by_kind = [
        f"| {name} | "
        + " | ".join(
            " / ".join(
                f"{statistics.mean(_of_kind(values(each), queries=queries, kind=kind)):.2f}"
                for values in MEASURES.values()
            )
            for kind in kinds
        )
        + " |"
        for name, each in marks.items()
    ]
    return [
        *_table(f"judged queries ({len(queries)})", marks, measures=MEASURES, unread=True),
        "",
        "| MRR / recall / nDCG | " + " | ".join(f"{kind} ({numbers[kind]})" for kind in kinds) + " |",
        "|---|" + "--:|" * len(kinds),
        *by_kind,
    ]


def _of_kind(values: Sequence[float], *, queries: Sequence[Query], kind: str) -> list[float]:
    return [value for value, query in zip(values, queries, strict=True) if query.kind == kind]


def table_of_items(title: str, queries: Sequence[Query], rankers: dict[str, Ranker]) -> list[str]:
    """Return the table of queries with one answer each: recall is whether it, or a copy, is among the first ten."""
    marks = {name: marks_of(find, queries) for name, find in rankers.items()}
    measures = {"MRR@10": MEASURES["MRR@10"], "recall@10": _found_at_all, "finds nothing": _nothing}
    return _table(f"{title} ({len(queries)})", marks, measures=measures)


def _found_at_all(marks: Marks) -> list[float]:
    return [1.0 if rank else 0.0 for rank in marks.reciprocal_rank]


def _nothing(marks: Marks) -> list[float]:
    return [0.0 if shown else 1.0 for shown in marks.shown]


def _table(
    title: str,
    marks: dict[str, Marks],
    *,
    measures: dict[str, Callable[[Marks], list[float]]],
    unread: bool = False,
) -> list[str]:
    """Return a table of means; behind each, by how much Warraq, which comes first, is ahead."""
    ours = next(iter(marks.values()))
    columns = [*measures, *(["unread"] if unread else []), "median ms"]
    lines = [f"| {title} | {' | '.join(columns)} |", "|---|" + "--:|" * len(columns)]
    for name, each in marks.items():
        cells = []
        for values in measures.values():
            ahead = difference(values(ours), values(each), chance=random.Random(5))
            cells.append(f"{statistics.mean(values(each)):.3f}" + ("" if each is ours else f", {ahead}"))
        if unread:
            cells.append(f"{statistics.mean(each.unread):.0%}")
        cells.append(f"{statistics.median(each.milliseconds):.1f}")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", choices=FILES, default="saudinewsnet")
    parser.add_argument(
        "--copies", type=int, default=0, help="make the archive so many times larger at the end"
    )
    options = parser.parse_args()
    if not (CORPORA / FILES[options.corpus]).exists():
        print(f"{FILES[options.corpus]} does not lie beside the checkout: nothing can be measured.")
        return
    story_of, chance = load(options.corpus), random.Random(3)
    rankers = dict(systems())
    if options.corpus == "ant":
        others = other_headlines(story_of, chance)
        far = [query for query in others if query.kind == "far"]
        print(*table_of_items("other headlines of the story", others, rankers), "", sep="\n")
        print(*table_of_items("those with fewer than three words in ten of it", far, rankers), sep="\n")
        return
    judged, items = judged_queries(story_of), known_items(chance, typed=as_typed)
    slips = known_items(random.Random(3), typed=as_typed_both_ways)
    print(*tables_of_judged(judged, rankers), "", sep="\n")
    print(*table_of_items("known items", items, rankers), "", sep="\n")
    # LIKE reads every text for each query: it has shown above what it makes of slips.
    quick = {name: find for name, find in rankers.items() if name != "SQL LIKE"}
    print(*table_of_items("known items, more slips", slips, quick), "", sep="\n")
    queries = [*judged, *items[:300]]
    print(speed(queries))
    if options.copies:
        enlarge(options.copies)
        print(speed(queries))

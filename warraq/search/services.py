"""Keeping the index: it follows every verb within the verb's own transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import cast

from django.db import transaction

from warraq.search.documents import document, document_number, standing, texts_beside
from warraq.search.models import Document
from warraq.search.vocabulary import forget_vocabulary, vocabulary_grow
from warraq.stories.followers import followers
from warraq.stories.models import Placement, Story

# Stories of one transaction of a rebuild; a search in between waits for no more than that.
REBUILT_AT_ONCE = 200


def stories_index(story_ids: Collection[int]) -> None:
    """Bring the documents of these stories up to what they are now; those that are gone lose theirs."""
    with transaction.atomic():
        Document.objects.filter(story__in=story_ids).delete()
        stories = (
            Story.objects.filter(pk__in=story_ids)
            .select_related("latest_revision")
            .prefetch_related("placements", "story_topics", "bylines")
        )
        beside = _texts_beside(story_ids)
        Document.objects.bulk_create(
            _numbered(
                each for story in stories for each in _documents(story, beside=beside.get(story.pk, ""))
            )
        )


def index_rebuild(*, progress: Callable[[int, int], None] = lambda done, whole: None) -> int:
    """Index every story anew, the newest first; `progress` hears how many are done, of how many. Returns their number.

    The index answers throughout, from what it holds at each moment; a rebuild that was broken off is begun again.
    """
    forget_vocabulary()
    whole, done, last = Story.objects.count(), 0, None
    while True:
        older = Story.objects.all() if last is None else Story.objects.filter(pk__lt=last)
        ids = list(older.order_by("-pk").values_list("pk", flat=True)[:REBUILT_AT_ONCE])
        if not ids:
            break
        stories_index(ids)
        done, last = done + len(ids), ids[-1]
        progress(min(done, whole), whole)
    Document.objects.exclude(story__in=Story.objects.all()).delete()
    while vocabulary_grow():
        pass
    return done


def out_of_step(story_ids: Collection[int]) -> set[int]:
    """Return those of these stories whose documents are not what `stories_index` would write; a few at a time."""
    stories = (
        Story.objects.filter(pk__in=story_ids)
        .select_related("latest_revision")
        .prefetch_related("placements", "story_topics", "bylines")
    )
    beside = _texts_beside(story_ids)
    wanted = {
        (each.number < 0, *_said(each))
        for story in stories
        for each in _documents(story, beside=beside.get(story.pk, ""))
    }
    kept = {(each.number < 0, *_said(each)) for each in Document.objects.filter(story__in=story_ids)}
    return {story_id for _, story_id, *_ in wanted ^ kept}


def _said(each: Document) -> tuple[int, str, str, str]:
    """Return a document's story, and what is found by; stems follow from words, numbers from who came first."""
    return each.story_id, each.headline_words, each.text_words, each.marks


def _texts_beside(story_ids: Collection[int]) -> dict[int, str]:
    """Return what upper rooms keep of these stories' texts."""
    texts: dict[int, list[str]] = defaultdict(list)
    for name in texts_beside:
        for number, text in texts_beside.get(name)(story_ids).items():
            texts[number].append(text)
    return {number: "\n".join(parts) for number, parts in texts.items()}


def _documents(story: Story, *, beside: str) -> list[Document]:
    """Return a story's documents: what readers may find, and the draft that the desk may."""
    where = standing(story)
    documents = []
    if where.is_public and story.published_at is not None:
        number = document_number(story.published_at, story_id=story.pk)
        documents.append(_document_of(story, number=number, beside=beside))
    if where.has_draft:
        draft = cast(Story, story.get_latest_revision_as_object()) if story.latest_revision else story
        documents.append(_document_of(draft, number=-story.pk, beside=beside))
    return documents


def _document_of(story: Story, *, number: int, beside: str) -> Document:
    placements: Iterable[Placement] = story.placements.all()
    return document(
        story,
        number=number,
        placements=placements,
        topics=[link.topic_id for link in story.story_topics.all()],
        authors=[byline.author_id for byline in story.bylines.all()],
        beside=beside,
    )


def _numbered(documents: Iterable[Document]) -> list[Document]:
    """Return the documents under numbers that are free: two stories of one second may want the same."""
    documents = list(documents)
    wanted = [each.number for each in documents]
    taken = set(Document.objects.filter(number__in=wanted).values_list("number", flat=True))
    for each in documents:
        while each.number in taken:
            each.number += 1
            if Document.objects.filter(number=each.number).exists():
                taken.add(each.number)
        taken.add(each.number)
    return documents


followers.register("search", stories_index)

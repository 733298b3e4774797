"""Searching an edition, and the network from its hub."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from warraq.search.finding import Filters
from warraq.search.models import Document, Stem, Word
from warraq.search.selectors import Order, search, suggestions
from warraq.search.services import index_rebuild
from warraq.search.vocabulary import completions, correction, vocabulary_grow
from warraq.stories.models import Story
from warraq.stories.services import story_restore, story_withdraw

MORNING = datetime(2026, 11, 20, 6, tzinfo=UTC)


@pytest.fixture
def found(network):
    """Return a function that gives the numbers of the stories that a search finds, in order."""

    def ask(text, *, on=None, order=Order.BEST, after=None, limit=20, **filters) -> list[int]:
        results = search(
            text,
            edition=on or network.maghrib,
            filters=Filters(**filters),
            order=order,
            after=after,
            now=timezone.now(),
            limit=limit,
        )
        return [each.placement.story_id for each in results.found]

    return ask


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("وزير", "الوزراء"),
        ("الوزير", "وزير"),
        ("وزاره", "والوزارة"),
        ("علي", "على"),
        ("مسئول", "المسؤول"),
        ("شئون", "الشؤون"),
        ("الدورى", "الدوري"),
        ("لبنان", "بلبنان"),
        ("قرارات", "قرار"),
        ("مدن", "المدينة"),
        ("اردوغان", "إردوغان"),
        ("الطائرات", "طائرة"),
        ("١٢", "12"),
    ],
)
def test_a_word_finds_its_other_forms(make_story, found, typed, written):
    story = make_story("عنوان بعيد", paragraphs=(f"جاء في النص {written} وغيره.",))
    make_story("خبر آخر تمامًا")

    assert found(typed) == [story.pk]


def test_the_headline_counts_more_than_the_text(make_story, found):
    in_text = make_story("خبر أول", paragraphs=("تحدث عن الزلزال.",))
    in_headline = make_story("زلزال في الجبال")

    assert found("زلزال") == [in_headline.pk, in_text.pk]


def test_where_no_story_has_all_words_those_with_most_are_shown(make_story, found):
    both = make_story("وزير النفط في كاراكاس")
    one = make_story("وزير التعليم")

    assert found("وزير النفط فنزويلا") == [both.pk, one.pk]


def test_a_phrase_is_found_as_it_stands_and_an_exclusion_is_kept(make_story, found):
    council = make_story("مجلس الأمن يجتمع")
    make_story("الأمن في مجلس المدينة")

    assert found("«مجلس الأمن»") == [council.pk]
    assert found("مجلس -المدينة") == [council.pk]


def test_an_edition_finds_what_it_shows_under_its_own_headline_too(network, make_story, found):
    story = make_story("عنوان البيت", also=[(network.misr, "sport", "عنوان الشقيق المختلف")])

    assert found("البيت", on=network.maghrib) == [story.pk]
    assert found("الشقيق", on=network.misr) == [story.pk]
    assert found("البيت", on=network.khalij) == []


def test_the_hub_searches_the_whole_network_and_shows_stories_at_home(network, make_story):
    make_story("زلزال في الجبال", also=[(network.misr, "sport")])
    results = search(
        "زلزال",
        edition=network.hub,
        filters=Filters(),
        order=Order.BEST,
        after=None,
        now=timezone.now(),
        limit=20,
    )

    assert [each.placement.edition for each in results.found] == [network.maghrib]


def test_a_search_is_narrowed_to_section_topic_author_and_days(network, make_story, found):
    politics = make_story("زلزال أول", topics=("الجبال",), authors=("ليلى",), at=MORNING)
    sport = make_story("زلزال ثان", section="sport", at=MORNING + timedelta(days=2))

    assert found("زلزال", section=network.section(network.maghrib, "sport").pk) == [sport.pk]
    assert found("زلزال", topic=politics.topics[0].pk) == [politics.pk]
    assert found("زلزال", author=politics.authors[0].pk) == [politics.pk]
    assert found("زلزال", start=MORNING + timedelta(days=1)) == [sport.pk]
    assert found("زلزال", end=MORNING + timedelta(days=1)) == [politics.pk]


def test_the_newest_first_in_pages_by_key(make_story, network):
    stories = [make_story(f"زلزال رقم {number}", at=MORNING + timedelta(hours=number)) for number in range(7)]
    seen, after = [], None
    for _ in range(5):
        results = search(
            "زلزال",
            edition=network.maghrib,
            filters=Filters(),
            order=Order.NEWEST,
            after=after,
            now=timezone.now(),
            limit=3,
        )
        seen += [each.placement.story_id for each in results.found]
        after = results.following
        if after is None:
            break

    assert seen == [story.pk for story in reversed(stories)]


def test_the_best_first_in_pages_by_key(make_story, network):
    for number in range(7):
        make_story(f"زلزال رقم {number}", at=MORNING + timedelta(hours=number))
    pages, after = [], None
    while after is not None or not pages:
        results = search(
            "زلزال",
            edition=network.maghrib,
            filters=Filters(),
            order=Order.BEST,
            after=after,
            now=timezone.now(),
            limit=3,
        )
        pages.append([each.placement.story_id for each in results.found])
        after = results.following

    assert [len(page) for page in pages] == [3, 3, 1]
    assert len({story for page in pages for story in page}) == 7


def test_stories_of_one_second_are_all_found(make_story, found):
    stories = [make_story("زلزال", at=MORNING) for _ in range(3)]

    assert sorted(found("زلزال")) == sorted(story.pk for story in stories)


def test_what_was_found_is_shown_in_its_own_spelling_with_its_words_marked(network, make_story):
    make_story("الوُزراء يجتمعون", paragraphs=("قال <b>وزيرٌ</b> إن الاجتماع طال.",))
    results = search(
        "الوزير",
        edition=network.maghrib,
        filters=Filters(),
        order=Order.BEST,
        after=None,
        now=timezone.now(),
        limit=5,
    )

    (only,) = results.found
    assert [piece.text for piece in only.headline if piece.is_found] == ["الوُزراء"]
    assert [piece.text for piece in only.passage if piece.is_found] == ["وزيرٌ"]
    assert "<b>" not in "".join(piece.text for piece in only.passage)


# What may not be seen


def test_a_withdrawn_story_is_gone_at_once_and_back_when_it_is_restored(make_story, found):
    story = make_story("زلزال في الجبال")
    story_withdraw(story, reason="خطأ", now=timezone.now())
    assert found("زلزال") == []
    assert not Document.objects.filter(number__gt=0).exists()

    story_restore(story)
    assert found("زلزال") == [story.pk]


def test_a_draft_and_an_unpublished_change_are_found_by_nobody(make_story, found):
    make_story("مسودة الزلزال", publish=False)
    story = make_story("خبر منشور")
    story.headline = "زلزال لم ينشر"
    story.save_revision()

    assert found("زلزال") == []
    assert found("منشور") == [story.pk]
    assert Document.objects.filter(number__lt=0).count() == 2


def test_a_deleted_story_leaves_no_document(make_story):
    make_story("زلزال").delete()

    assert not Document.objects.exists()


def test_a_changed_story_is_found_by_its_new_words_only(make_story, found):
    story = make_story("زلزال في الجبال")
    story.headline = "فيضان في الوادي"
    story.save_revision().publish()

    assert found("زلزال") == []
    assert found("فيضان") == [story.pk]


# The vocabulary


def test_words_are_counted_once_for_each_story(make_story):
    make_story("زلزال وزلزال", paragraphs=("الزلزال",))
    make_story("زلزال آخر")
    while vocabulary_grow():
        pass

    assert Word.objects.get(form="زلزال").documents == 2
    assert Stem.objects.get(stem="").documents == 2
    assert vocabulary_grow() == 0


def test_a_slip_of_the_finger_is_told_and_only_if_it_finds_something(network, make_story):
    for number in range(6):
        make_story(f"زلزال رقم {number}")
    while vocabulary_grow():
        pass
    now = timezone.now()

    def meant(text: str) -> str:
        return search(
            text, edition=network.maghrib, filters=Filters(), order=Order.BEST, after=None, now=now, limit=5
        ).meant

    assert meant("زلزاال") == "زلزال"
    assert meant("زلزال") == ""
    assert meant("كلمة") == ""
    for story in Story.objects.all():
        story_withdraw(story, reason="خطأ", now=now)
    assert meant("زلزاال") == ""


def test_a_beginning_is_completed_in_its_usual_spelling_if_a_story_says_it(network, make_story):
    story = make_story("أردوغان يزور الرباط")
    make_story("أردوغان في أنقرة")
    while vocabulary_grow():
        pass
    now = timezone.now()

    assert suggestions("اردو", edition=network.maghrib, now=now) == ["أردوغان"]
    assert suggestions("أنقرة اردو", edition=network.maghrib, now=now) == ["أنقرة أردوغان"]
    assert suggestions("اردو", edition=network.misr, now=now) == []
    assert suggestions("ا", edition=network.maghrib, now=now) == []
    assert suggestions("", edition=network.maghrib, now=now) == []
    for each in Story.objects.all():
        story_withdraw(each, reason="خطأ", now=now)
    assert suggestions("اردو", edition=network.maghrib, now=now) == []
    assert story.pk


def test_completions_and_corrections_take_any_text(network):
    for text in ("", "x", "\U0010ffff", "ا" * 500, "%_", "\0"):
        assert completions(text, limit=5) == []
        assert correction(text) is None


# Rebuilding


def test_a_rebuild_mends_an_index_that_was_damaged(make_story, found):
    story = make_story("زلزال في الجبال")
    make_story("مسودة", publish=False)
    Document.objects.all().delete()
    heard: list[tuple[int, int]] = []

    assert index_rebuild(progress=lambda done, whole: heard.append((done, whole))) == 2
    assert found("زلزال") == [story.pk]
    assert heard[-1] == (2, 2)
    assert Word.objects.filter(form="زلزال").exists()

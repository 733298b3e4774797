"""Stories with the same text find each other, whoever saves them."""

from datetime import UTC, datetime, timedelta

import pytest

from warraq.related.duplicates import copies_for_desk, copies_of, copies_of_text, count_copies
from warraq.related.models import Band, Likeness, Signature
from warraq.related.services import duplicates_rebuild, stories_sign
from warraq.related.signatures import MOST_MEMBERS, SLOTS, Alike
from warraq.stories.models import Story
from warraq.stories.services import story_withdraw

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)


def words(start: int, end: int) -> str:
    """Return invented words, none twice."""
    return " ".join(f"كلمة{number}" for number in range(start, end))


def wire(*, cut: int = 120, own: str = "") -> tuple[str, ...]:
    """Return an agency's text in two paragraphs, cut after so many words, with a desk's own words after it."""
    return (words(0, 60), words(60, cut), *([own] if own else []))


def test_the_same_text_under_another_headline_is_a_copy_from_both_sides(make_story, network):
    first = make_story("عنوان أول", paragraphs=wire())
    second = make_story("عنوان آخر تمامًا", home=network.misr, paragraphs=wire())
    make_story("خبر لا صلة له", paragraphs=(words(500, 600),))
    assert copies_of([first.pk, second.pk]) == {first.pk: {second.pk}, second.pk: {first.pk}}
    assert copies_of([first.pk]) == {first.pk: {second.pk}}


def test_copies_of_many_are_asked_for_in_one_query(make_story, django_assert_num_queries):
    stories = [make_story(paragraphs=wire()) for _ in range(3)]
    with django_assert_num_queries(1):
        found = copies_of([story.pk for story in stories])
    assert {story: len(others) for story, others in found.items()} == {story.pk: 2 for story in stories}


def test_letters_marks_and_punctuation_do_not_part_copies(make_story):
    text = (
        "أعلنت الوزارة أنّ المدرسة الأولى ستفتح أبوابها، في الأحياء كلها، يوم الأحد المقبل إن شاء الله تعالى،"
        " وأضافت «إنّها مجّانيّة للجميع»."
    )
    typed = (
        "اعلنت الوزارة ان المدرسه الاولي ستفتح ابوابها في الاحياء كلها يوم الاحد المقبل ان شاء الله تعالى"
        " واضافت انها مجانية للجميع"
    )
    first, second = make_story(paragraphs=(text,)), make_story(paragraphs=(typed,))
    assert copies_of([first.pk]) == {first.pk: {second.pk}}


@pytest.mark.parametrize(
    ("paragraphs", "alike"),
    [
        (wire(), Alike.NEAR),
        (wire(cut=110), Alike.NEAR),
        (wire(cut=90, own=words(900, 930)), Alike.EDITED),
        (wire(cut=80), Alike.WITHIN),
        (wire(own=words(900, 1100)), Alike.AROUND),
    ],
)
def test_the_desk_is_told_how_a_story_is_a_copy(make_story, paragraphs, alike):
    agency = make_story(paragraphs=wire())
    story = make_story(paragraphs=paragraphs)
    (copy,) = copies_for_desk(story.pk)
    assert (copy.story, copy.alike) == (agency, alike)
    (back,) = copies_for_desk(agency.pk)
    assert back.overlap == copy.overlap.turned


def test_an_edited_text_is_a_copy_for_two_days_and_a_formula_afterwards(make_story):
    agency = make_story(at=NOW, paragraphs=wire())
    edited = wire(cut=90, own=words(900, 930))
    soon = make_story(at=NOW + 2 * DAY, paragraphs=edited)
    late = make_story(at=NOW + 3 * DAY, paragraphs=(words(0, 90), words(700, 730)))
    assert copies_of([agency.pk]) == {agency.pk: {soon.pk}}
    again = make_story(at=NOW + 300 * DAY, paragraphs=wire())
    assert copies_of([agency.pk])[agency.pk] == {soon.pk, again.pk}
    assert copies_of([late.pk])[late.pk] == {soon.pk}


def test_the_desk_hears_of_passages_in_common_which_make_no_copy(make_story):
    agency = make_story(paragraphs=wire())
    story = make_story(paragraphs=wire(cut=70, own=words(900, 950)))
    (akin,) = copies_for_desk(story.pk)
    assert (akin.story, akin.alike) == (agency, Alike.AKIN)
    assert copies_of([story.pk]) == {}
    assert count_copies([story.pk]) == 0


def test_a_draft_is_compared_as_it_is_saved_and_so_are_changes_not_yet_published(make_story):
    published = make_story(paragraphs=wire())
    draft = make_story(publish=False, paragraphs=wire())
    assert copies_of([draft.pk]) == {draft.pk: {published.pk}}
    story = make_story(paragraphs=(words(500, 600),))
    story.body = published.body
    story.save_revision()
    assert copies_of([story.pk]) == {story.pk: {published.pk, draft.pk}}


def test_a_story_that_is_rewritten_is_no_copy_any_more(make_story):
    first, second = make_story(paragraphs=wire()), make_story(paragraphs=wire())
    second.body = [{"type": "paragraph", "value": f"<p>{words(500, 600)}</p>"}]
    second.save()
    assert copies_of([first.pk, second.pk]) == {}
    assert Band.objects.count() == 2 * SLOTS


def test_a_text_cut_to_nothing_leaves_nothing_behind(make_story):
    story = make_story(paragraphs=wire())
    story.body = []
    story.save()
    assert not Signature.objects.exists()
    assert not Band.objects.exists()


def test_saving_an_unchanged_text_writes_nothing(make_story, django_assert_max_num_queries):
    story = make_story(paragraphs=wire())
    with django_assert_max_num_queries(6) as queries:
        stories_sign([story.pk])
    assert not [each for each in queries.captured_queries if each["sql"].startswith(("INSERT", "DELETE"))]


def test_a_deleted_story_takes_its_signature_keys_and_likenesses_along(make_story):
    first, second = make_story(paragraphs=wire()), make_story(paragraphs=wire())
    second.delete()
    assert copies_of([first.pk]) == {}
    assert Band.objects.count() == SLOTS
    Story.objects.filter(pk=first.pk).delete()
    assert not Band.objects.exists()


def test_the_desk_sees_withdrawn_copies_with_their_home(make_story, network):
    first = make_story("عنوان", home=network.misr, paragraphs=wire())
    story_withdraw(first, reason="خطأ", now=NOW)
    second = make_story(paragraphs=wire())
    (copy,) = copies_for_desk(second.pk)
    assert copy.story.is_withdrawn
    assert copy.home is not None
    assert copy.home.edition == network.misr


def test_pasted_text_is_compared_without_being_stored(make_story):
    first, second = make_story(paragraphs=wire()), make_story(paragraphs=wire(cut=100))
    found = copies_of_text(" ".join(wire()), on=TODAY)
    assert [copy.story for copy in found] == [first, second]
    assert [copy.story for copy in copies_of_text(" ".join(wire()), on=TODAY, without=first.pk)] == [second]
    assert copies_of_text(words(500, 600), on=TODAY) == []
    assert copies_of_text("نص قصير", on=TODAY) == []
    assert Signature.objects.count() == 2


def test_only_what_came_before_counts_as_the_copied(make_story):
    stories = [make_story(paragraphs=wire()) for _ in range(3)]
    assert count_copies([story.pk for story in stories]) == 2
    assert count_copies([stories[0].pk]) == 0


def test_a_rebuild_finds_what_one_by_one_found_and_tells_how_far_it_is(make_story):
    for _ in range(3):
        make_story(paragraphs=wire())
    make_story(paragraphs=(words(500, 600),))
    before = set(Likeness.objects.values_list("earlier", "later", "shared"))
    Signature.objects.all().delete()
    told: list[int] = []
    assert duplicates_rebuild(tell=told.append) == 3
    assert set(Likeness.objects.values_list("earlier", "later", "shared")) == before
    assert len(before) == 3
    assert told == [4]


def test_a_phrase_that_all_have_leads_to_no_more_than_the_newest(make_story):
    for _ in range(3):
        make_story(paragraphs=wire())
    key = Band.objects.values_list("key", flat=True)[0]
    Band.objects.bulk_create(Band(key=key, story_id=10_000 + number) for number in range(MOST_MEMBERS + 5))
    story = make_story(paragraphs=wire())
    assert set(Band.objects.filter(key=key).values_list("story_id", flat=True)) == {
        10_005 + number for number in range(MOST_MEMBERS)
    }
    assert len(copies_of([story.pk])[story.pk]) == 3


def test_withdrawal_and_lock_leave_the_pair_as_it_is(make_story):
    first, second = make_story(paragraphs=wire()), make_story(paragraphs=wire())
    before = list(Likeness.objects.values_list("pk", flat=True))
    story_withdraw(first, reason="خطأ", now=NOW + timedelta(hours=1))
    assert list(Likeness.objects.values_list("pk", flat=True)) == before
    assert second.pk in copies_of([first.pk])[first.pk]

"""The same text from several agencies is one line of the list."""

from __future__ import annotations

from datetime import timedelta

import pytest

from warraq.inbox.folding import KEPT, MOST_FORGOTTEN
from warraq.inbox.matching import Asked, Standing
from warraq.inbox.models import WireBand, WireItem, WireSignature
from warraq.inbox.parsed import WireKind, WireStatus
from warraq.inbox.selectors import groups_of, wire_items
from warraq.inbox.services import item_take
from warraq.inbox.tests.wire_texts import CUT, NOW, OTHER, REPORT, agency_source, receive


@pytest.fixture
def sources(db):
    return [agency_source(name) for name in ("وكالة الجبال", "وكالة الساحل", "وكالة النهر")]


def again(item: WireItem) -> WireItem:
    return WireItem.objects.get(pk=item.pk)


def lines() -> dict[int, list[int]]:
    """Return the list as a desk sees it: each line, and what opens below it."""
    items = list(wire_items())
    groups = groups_of(items)
    return {item.pk: [other.pk for other in groups.get(item.pk, [])] for item in items}


def test_copies_of_other_agencies_fold_under_the_first_and_other_news_does_not(sources):
    first = receive(sources[0])
    second = receive(sources[1], text=CUT, headline="مكتبة جديدة", minutes=1)
    third = receive(sources[2], minutes=2)
    other = receive(sources[1], item_id="2", text=OTHER, minutes=3)
    assert lines() == {other.pk: [], first.pk: [second.pk, third.pk]}


def test_what_one_agency_sends_twice_stands_twice(sources):
    first = receive(sources[0])
    lead = receive(sources[0], item_id="2", text=CUT, minutes=1)
    assert lines() == {lead.pk: [], first.pk: []}
    copy = receive(sources[1], minutes=2)
    assert lines() == {lead.pk: [], first.pk: [copy.pk]}
    assert again(copy).folded_under == first


def test_the_same_days_later_is_news_of_its_own(sources):
    first = receive(sources[0])
    late = receive(sources[1], minutes=4 * 24 * 60)
    assert lines() == {late.pk: [], first.pk: []}


def test_alerts_too_short_to_compare_stand_alone(sources):
    for source in sources[:2]:
        receive(source, text="انتهى.", kind=WireKind.ALERT)
    assert len(lines()) == 2


def test_a_version_with_another_text_leaves_its_place_and_comes_back_with_its_text(sources):
    first = receive(sources[0])
    second = receive(sources[1], minutes=1)
    receive(sources[1], version=2, text=OTHER, minutes=2)
    assert lines() == {second.pk: [], first.pk: []}
    receive(sources[1], version=3, text=CUT, minutes=3)
    assert lines() == {first.pk: [second.pk]}


def test_when_the_head_changes_its_text_the_others_stay_together(sources):
    first, second, third = (receive(source, minutes=place) for place, source in enumerate(sources))
    receive(sources[0], version=2, text=OTHER, minutes=9)
    assert lines() == {first.pk: [], second.pk: [third.pk]}


def test_a_kill_is_never_hidden_and_never_hides(sources):
    first, second, third = (receive(source, minutes=place) for place, source in enumerate(sources))
    receive(sources[2], version=2, status=WireStatus.CANCELED, minutes=5)
    assert lines() == {third.pk: [], first.pk: [second.pk]}
    receive(sources[0], version=2, status=WireStatus.CANCELED, minutes=6)
    assert lines() == {first.pk: [], third.pk: [], second.pk: []}


def test_when_the_head_is_killed_the_next_heads_the_others(sources):
    first, second, third = (receive(source, minutes=place) for place, source in enumerate(sources))
    receive(sources[0], version=2, status=WireStatus.CANCELED, minutes=5)
    assert lines() == {first.pk: [], second.pk: [third.pk]}


@pytest.mark.parametrize("changes", [{"kind": WireKind.MEMO}, {"status": WireStatus.WITHHELD}])
def test_memos_and_withheld_items_fold_nothing(sources, changes):
    receive(sources[0], **changes)
    receive(sources[1], minutes=1)
    receive(sources[2], minutes=2, **changes)
    assert len(lines()) == 3


def test_the_one_that_a_story_is_made_of_heads_the_others_so_that_nobody_takes_it_again(sources, network):
    first, second, third = (receive(source, minutes=place) for place, source in enumerate(sources))
    item_take(second, edition=network.maghrib, section=network.section(network.maghrib, "politics"), now=NOW)
    assert lines() == {second.pk: [first.pk, third.pk]}
    assert not wire_items(Asked(standing=Standing.FREE)).exists()
    assert wire_items(Asked(standing=Standing.TAKEN)).get() == second


def test_who_asks_for_a_source_sees_what_is_folded_under_anothers(sources):
    first = receive(sources[0])
    second = receive(sources[1], minutes=1, language="ar-LB", urgency=1)
    found = wire_items(Asked(source=sources[1].pk)).get()
    assert found == second
    assert groups_of([found]) == {second.pk: [first]}
    # What is asked of a folded one finds its head.
    assert wire_items(Asked(urgency=1)).get() == first
    assert not wire_items(Asked(language="fr")).exists()


def test_groups_of_a_page_are_one_query(sources, django_assert_num_queries):
    for source in sources:
        receive(source)
    with django_assert_num_queries(2):
        assert len(groups_of(list(wire_items()))) == 1


def test_signatures_go_after_some_days_and_their_keys_with_them(sources):
    for number in range(MOST_FORGOTTEN):
        receive(sources[0], item_id=str(number), text=f"{REPORT} {number}")
    assert WireSignature.objects.count() == MOST_FORGOTTEN
    late = receive(sources[1], minutes=int((KEPT + timedelta(days=1)).total_seconds() // 60))
    assert WireSignature.objects.get().item == late
    assert set(WireBand.objects.values_list("item_id", flat=True)) == {late.pk}

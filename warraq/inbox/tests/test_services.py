"""Items come in, version after version, and stories are made of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from wagtail.models import ModelLogEntry

from warraq.inbox.deciding import Decision, Held, Verdict, decide
from warraq.inbox.models import Source, WireItem
from warraq.inbox.parsed import LONGEST_ID, ParsedItem, Refused, WireKind, WireStatus
from warraq.inbox.selectors import wire_items, wire_warnings
from warraq.inbox.services import item_receive, item_seen, item_take
from warraq.markup.pieces import pieces_of
from warraq.stories.models import Agency, Label, Story
from warraq.stories.services import NotAllowed

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)

ITEM = ParsedItem(
    provider="agency.example",
    item_id="20261125:1",
    version=1,
    sent_at=NOW - timedelta(minutes=5),
    headline="افتتاح مكتبة في الجبال",
    dateline="إفران",
    byline="سلمى الراوي",
    urgency=3,
    language="ar",
    pieces=tuple(pieces_of("<p>افتُتحت مكتبة.</p><h2>زوار</h2><ul><li>كبار</li><li>صغار</li></ul>")),
)


@pytest.fixture
def source(db) -> Source:
    return Source.objects.create(name="وكالة الجبال", agency=Agency.objects.create(name="وكالة الجبال"))


@pytest.fixture
def take(network, source):
    """Take an item for the Moroccan site's politics."""
    section = network.section(network.maghrib, "politics")

    def take_it(item: WireItem | None = None, **more) -> Story:
        return item_take(
            item or WireItem.objects.get(), edition=network.maghrib, section=section, now=NOW, **more
        )

    return take_it


@pytest.mark.parametrize(
    ("version", "digest", "held", "decision"),
    [
        (1, "a", None, Decision(Verdict.NEW, 1)),
        (7, "a", None, Decision(Verdict.NEW, 7)),
        (None, "a", None, Decision(Verdict.NEW, 1)),
        (2, "b", Held(1, "a"), Decision(Verdict.UPDATE, 2)),
        (2, "a", Held(1, "a"), Decision(Verdict.UPDATE, 2)),
        (1, "b", Held(1, "a"), Decision(Verdict.SAME, 1)),
        (1, "b", Held(3, "a"), Decision(Verdict.OLDER, 3)),
        (None, "a", Held(3, "a"), Decision(Verdict.SAME, 3)),
        (None, "b", Held(3, "a"), Decision(Verdict.UPDATE, 4)),
    ],
)
def test_a_version_is_judged_by_its_number_or_else_by_its_text(version, digest, held, decision):
    assert decide(version=version, digest=digest, held=held) == decision


def test_the_same_item_never_comes_twice(source):
    assert item_receive(source, ITEM, now=NOW) is Verdict.NEW
    assert item_receive(source, ITEM, now=NOW + timedelta(minutes=1)) is Verdict.SAME
    assert WireItem.objects.get().changed_at == NOW


def test_a_newer_version_takes_the_place_and_the_earlier_is_kept(source):
    item_receive(source, ITEM, now=NOW)
    later = NOW + timedelta(minutes=9)
    newer = replace(ITEM, version=2, headline="مكتبتان في الجبال")
    assert item_receive(source, newer, now=later) is Verdict.UPDATE
    assert item_receive(source, ITEM, now=later) is Verdict.OLDER
    row = WireItem.objects.get()
    assert (row.version, row.headline, row.received_at, row.changed_at) == (2, newer.headline, NOW, later)
    earlier = row.versions.get()
    assert (earlier.version, earlier.headline, earlier.came_at) == (1, ITEM.headline, NOW)
    assert earlier.content["pieces"]


def test_a_kill_keeps_the_text_so_that_the_desk_knows_what_to_kill(source):
    item_receive(source, ITEM, now=NOW)
    kill = ParsedItem(
        provider=ITEM.provider, item_id=ITEM.item_id, sent_at=NOW, version=2, status=WireStatus.CANCELED
    )
    assert item_receive(source, kill, now=NOW) is Verdict.UPDATE
    row = WireItem.objects.get()
    assert (row.status, row.headline) == ("canceled", ITEM.headline)
    assert row.content["pieces"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"item_id": " "}, "nothing that identifies"),
        ({"provider": ""}, "nothing that identifies"),
        ({"provider": "س" * 161}, "too long"),
        ({"headline": "", "pieces": ()}, "neither headline nor text"),
        ({"sent_at": datetime(2026, 1, 1)}, "no zone"),
    ],
)
def test_what_can_not_be_used_is_refused_with_the_reason(source, changes, reason):
    with pytest.raises(Refused, match=reason):
        item_receive(source, replace(ITEM, **changes), now=NOW)
    assert not WireItem.objects.exists()


def test_what_is_too_long_is_cut_and_odd_values_are_mended(source):
    odd = replace(
        ITEM, item_id="x" * 900, headline="كلمة " * 200, urgency=77, sent_at=NOW + timedelta(days=400)
    )
    item_receive(source, odd, now=NOW)
    item_receive(source, replace(odd, item_id="x" * 901), now=NOW)
    rows = list(WireItem.objects.all())
    assert [len(row.item_id) for row in rows] == [LONGEST_ID, LONGEST_ID]
    assert rows[0].headline.endswith("كلمة…")
    assert (rows[0].urgency, rows[0].sent_at) == (5, NOW)


def test_a_story_is_made_with_dateline_credit_and_body(source, take, network):
    item_receive(source, ITEM, now=NOW)
    user = get_user_model().objects.create_user("reporter")
    story = take(by=user)
    assert (story.headline, story.dateline, story.agency, story.live) == (
        ITEM.headline,
        "إفران",
        source.agency,
        False,
    )
    assert [(block.block_type, str(block.value)) for block in story.body][:2] == [
        ("paragraph", "<p>افتُتحت مكتبة.</p>"),
        ("heading", "زوار"),
    ]
    assert list(story.body[2].value) == ["كبار", "صغار"]
    assert story.home_placement().edition == network.maghrib
    assert story.owner == user
    row = WireItem.objects.get()
    assert (row.story, row.taken_by, row.taken_at, row.seen_version) == (story, user, NOW, 1)
    assert ModelLogEntry.objects.filter(action="warraq.take_wire", user=user, object_id=story.pk).count() == 1
    # The draft that the form opens has it all.
    assert story.get_latest_revision_as_object().home_placement().section.slug == "politics"


def test_an_alert_is_urgent_and_an_embargo_goes_with_the_story(source, take):
    until = NOW + timedelta(hours=3)
    item_receive(source, replace(ITEM, kind=WireKind.ALERT, embargo_until=until), now=NOW)
    story = take()
    assert (story.label, story.embargo_until) == (Label.URGENT, until)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": WireKind.MEMO}, "memo"),
        ({"status": WireStatus.CANCELED}, "killed"),
        ({"status": WireStatus.WITHHELD}, "withholds"),
    ],
)
def test_what_must_never_go_out_makes_no_story(source, take, changes, reason):
    item_receive(source, replace(ITEM, **changes), now=NOW)
    with pytest.raises(NotAllowed, match=reason):
        take()
    assert not Story.objects.exists()


def test_of_one_item_comes_one_story(source, take):
    item_receive(source, ITEM, now=NOW)
    stale = WireItem.objects.get()
    take()
    with pytest.raises(NotAllowed, match="already"):
        take(stale)
    assert Story.objects.count() == 1


def test_a_correction_warns_the_storys_desk_until_it_has_looked(source, take):
    item_receive(source, ITEM, now=NOW)
    story = take()
    assert not wire_warnings([story.pk]).exists()
    item_receive(source, replace(ITEM, version=2, status=WireStatus.CANCELED), now=NOW)
    warned = wire_warnings([story.pk]).get()
    assert warned.warns
    assert list(wire_warnings()) == [warned]
    item_seen(warned)
    assert not wire_warnings([story.pk]).exists()
    assert ModelLogEntry.objects.filter(action="warraq.see_wire", object_id=story.pk).count() == 1


def test_the_list_stands_newest_first_without_what_is_folded(source, django_assert_num_queries):
    for number in (1, 2, 3):
        item_receive(source, replace(ITEM, item_id=str(number)), now=NOW + timedelta(minutes=number))
    first, second, third = WireItem.objects.order_by("pk")
    second.folded_under = first
    second.save()
    with django_assert_num_queries(1):
        assert [(row.pk, row.source.name) for row in wire_items()] == [
            (third.pk, source.name),
            (first.pk, source.name),
        ]

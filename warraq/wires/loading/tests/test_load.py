"""A load from its file to the stories, in the database."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone

from warraq.network.models import Edition, EditionHost, Section
from warraq.stories.changes import changes_after, newest_number
from warraq.stories.models import Agency, Author, Byline, Placement, Story, StoryTopic, Topic
from warraq.stories.selectors import of_author, of_topic, visible_placements
from warraq.stories.services import author_named, placement_add, story_publish, story_withdraw
from warraq.wires.loading import load as loading
from warraq.wires.loading.decide import Verdict
from warraq.wires.loading.load import NotThisMapping, Summary
from warraq.wires.loading.mapping import Mapping
from warraq.wires.loading.preparing import record_digest, story_key
from warraq.wires.loading.store import NotPossible, Store

pytestmark = pytest.mark.django_db

Run = Callable[..., Summary]
Dump = Callable[..., Path]

WHOLE = {
    "id": "7",
    "title": "افتتاح مكتبة",
    "text": "فقرة <b>أولى</b> & أخيرة.\nفقرة ثانية.",
    "section": "sport",
    "at": "2023-05-01T12:00:00+03:00",
    "authors": ["سالم ناجي", "منى حمدان"],
    "topics": ["المكتبات"],
    "agency": "رويترز",
}


def record(number: int, **fields: Any) -> dict[str, Any]:
    return {"id": str(number), "title": f"خبر {number}", "text": f"نص الخبر {number}."} | fields


def everything() -> list[list[tuple[Any, ...]]]:
    """All rows that a load may touch."""
    models = (Edition, EditionHost, Section, Story, Placement, Byline, StoryTopic, Author, Topic, Agency)
    return [list(model._default_manager.order_by("pk").values_list()) for model in models]


def test_a_record_becomes_a_public_story(run: Run, dump: Dump) -> None:
    assert run(dump(WHOLE)).verdicts == {Verdict.NEW: 1}
    (placement,) = visible_placements(now=timezone.now())
    story = placement.story
    assert (story.headline, story.dateline, story.agency and story.agency.name) == (
        "افتتاح مكتبة",
        "أبها",
        "رويترز",
    )
    assert [author.name for author in story.authors] == ["سالم ناجي", "منى حمدان"]
    assert [topic.name for topic in story.topics] == ["المكتبات"]
    assert story.first_published_at == story.last_published_at == datetime(2023, 5, 1, 9, tzinfo=UTC)
    assert placement.shown_at == story.first_published_at
    assert (placement.is_home, placement.section.name, placement.edition.host) == (
        True,
        "رياضة",
        "paper.example.org",
    )
    assert story.source_url == "https://example.org/7"


def test_paragraphs_are_kept_and_escaped(run: Run, dump: Dump) -> None:
    run(dump(WHOLE))
    body = Story.objects.get().body
    assert [block.block_type for block in body] == ["paragraph", "paragraph"]
    assert body[0].value.source == "<p>فقرة &lt;b&gt;أولى&lt;/b&gt; &amp; أخيرة.</p>"
    assert all(block.id for block in body)


def test_a_story_is_found_under_its_author_and_topic(run: Run, dump: Dump) -> None:
    run(dump(WHOLE))
    edition = Edition.objects.get()
    for found, _ in (
        of_author(Author.objects.get(name="منى حمدان"), edition=edition, now=timezone.now(), limit=5),
        of_topic(Topic.objects.get(), edition=edition, now=timezone.now(), limit=5),
    ):
        assert [placement.story.headline for placement in found] == ["افتتاح مكتبة"]


def test_a_loaded_story_can_be_edited_and_published_at_the_desk(run: Run, dump: Dump) -> None:
    run(dump(WHOLE))
    story = Story.objects.get()
    story.headline = "افتتاح مكتبة عامة"
    story.full_clean()
    story = story_publish(story)
    assert story.headline == "افتتاح مكتبة عامة"
    assert story.first_published_at == datetime(2023, 5, 1, 9, tzinfo=UTC)
    assert [author.name for author in story.authors] == ["سالم ناجي", "منى حمدان"]


def test_a_second_run_changes_nothing(run: Run, dump: Dump) -> None:
    path = dump(WHOLE, *(record(number) for number in range(20, 30)), record(25, text="نص بعد التحديث."))
    run(path, batch_size=4)
    before = everything()
    assert run(path, batch_size=7).verdicts == {Verdict.UNCHANGED: 11, Verdict.OLDER: 1}
    assert everything() == before


@pytest.mark.parametrize("batch_size", [1, 50])
def test_an_update_changes_the_story_and_does_not_double_it(run: Run, dump: Dump, batch_size: int) -> None:
    later = WHOLE | {
        "title": "افتتاح المكتبة",
        "section": "news",
        "at": "2023-05-01T15:00:00+03:00",
        "authors": ["منى حمدان"],
        "topics": [],
        "agency": "",
    }
    summary = run(dump(WHOLE, later), batch_size=batch_size)
    assert summary.verdicts == {Verdict.NEW: 1, Verdict.UPDATED: 1}
    story = Story.objects.get()
    assert (story.headline, story.agency, [author.name for author in story.authors], story.topics) == (
        "افتتاح المكتبة",
        None,
        ["منى حمدان"],
        [],
    )
    placement = Placement.objects.get()
    assert placement.section.slug == "news"
    assert placement.shown_at == story.first_published_at == datetime(2023, 5, 1, 9, tzinfo=UTC)
    assert story.last_published_at == datetime(2023, 5, 1, 12, tzinfo=UTC)
    assert Byline.objects.get().published_at == story.first_published_at


def test_an_update_moves_the_story_at_home_and_not_where_the_desk_placed_it(run: Run, dump: Dump) -> None:
    run(dump(WHOLE))
    sister = Edition.objects.create(slug="sister", name="المساء")
    section = Section.objects.create(edition=sister, slug="sport", name="رياضة")
    placement_add(Story.objects.get(), edition=sister, section=section)
    run(dump(WHOLE | {"section": "news"}))
    assert Placement.objects.get(edition=sister).section == section
    assert Placement.objects.get(is_home=True).section.slug == "news"


def test_the_desk_has_the_last_word(run: Run, dump: Dump) -> None:
    run(dump(WHOLE))
    story = Story.objects.get()
    story.headline = "عنوان المكتب"
    story_publish(story)
    assert run(dump(WHOLE | {"title": "عنوان آخر"})).verdicts == {Verdict.KEPT: 1}
    assert Story.objects.get().headline == "عنوان المكتب"


def test_an_update_does_not_bring_a_withdrawn_story_back(run: Run, dump: Dump) -> None:
    run(dump(WHOLE))
    story_withdraw(Story.objects.get(), reason="اختبار", now=timezone.now())
    run(dump(WHOLE | {"title": "عنوان آخر"}))
    assert Story.objects.get().is_withdrawn
    assert not visible_placements(now=timezone.now()).exists()


def test_an_edition_that_exists_is_used_as_it_is(run: Run, dump: Dump) -> None:
    edition = Edition.objects.create(slug="paper", name="اسم آخر", locale="ar-MA")
    section = Section.objects.create(edition=edition, slug="sport", name="الملاعب")
    run(dump(WHOLE))
    edition.refresh_from_db()
    assert (edition.name, edition.locale, edition.hosts.count()) == ("اسم آخر", "ar-MA", 0)
    assert Placement.objects.get().section == section


def test_a_host_that_another_edition_owns_stops_the_load_before_anything_is_written(
    run: Run, dump: Dump
) -> None:
    other = Edition.objects.create(slug="other", name="المساء")
    EditionHost.objects.create(edition=other, name="paper.example.org")
    with pytest.raises(NotPossible, match=r"paper\.example\.org belongs to the edition “المساء”"):
        run(dump(WHOLE))
    assert not Story.objects.exists()


def test_a_section_that_pages_would_hide_can_not_be_made(run: Run, dump: Dump, mapping: Mapping) -> None:
    reserved = replace(mapping, sections={"desk": mapping.sections["news"]})
    with pytest.raises(NotPossible, match="section desk can't be made"):
        run(dump(WHOLE | {"section": "desk"}), mapping=reserved)
    assert not Story.objects.exists()
    assert not Edition.objects.exists()


def test_names_that_share_a_slug_are_two_authors(run: Run, dump: Dump) -> None:
    author_named("يُمن ناجي")
    run(dump(record(1, authors=["يمن ناجي", "يَمن ناجي", "…"]), record(2, authors=["يمن ناجي"])))
    assert Author.objects.count() == len(set(Author.objects.values_list("slug", flat=True))) == 4
    assert Author.objects.get(name="يمن ناجي").bylines.count() == 2


def test_what_can_not_be_used_is_named_with_line_reason_and_key(run: Run, dump: Dump, tmp_path: Path) -> None:
    path = dump(
        record(1),
        record(2, title=" "),
        '{"broken',
        record(4, colour="أحمر"),
        {"id": "5"},
        record(6, section="weather"),
        record(7, authors=3),
        record(8, at="2030-01-01T00:00:00+00:00"),
    )
    summary = run(path)
    rejects = [json.loads(line) for line in (tmp_path / "rejects.jsonl").read_text().splitlines()]
    assert [(reject["line"], reject["reason"].split(":")[0], reject["key"]) for reject in rejects] == [
        (2, "it has no title", "2"),
        (3, "the line is not JSON", ""),
        (4, "the record has an unknown field “colour”", ""),
        (5, "the record has no field “title”", ""),
        (6, "the mapping has no section “weather”", "6"),
        (7, "the mapping can't read it", "7"),
        (8, "its time, 2030-01-01 00", "8"),
    ]
    assert (summary.unusable, summary.unreadable, summary.rejected) == (4, 3, 7)
    assert Story.objects.count() == 1


def test_a_run_without_rejects_leaves_no_file_but_empties_an_earlier_one(
    run: Run, dump: Dump, tmp_path: Path
) -> None:
    rejects = tmp_path / "rejects.jsonl"
    run(dump(record(1)))
    assert not rejects.exists()
    run(dump(record(1), record(2, title="")))
    assert rejects.read_text()
    run(dump(record(1)))
    assert rejects.read_text() == ""
    assert sorted(each.name for each in tmp_path.iterdir()) == ["dump.jsonl", "rejects.jsonl"]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["nonsense"], "is no dump for the mapping “paper”: the line is not JSON.* in its only line"),
        (['{"other": 1}'] * 3, "has no field “id” in any of its first 3 lines"),
        (['{"other": 1}'] * 150 + [json.dumps(record(1))], "in any of its first 100 lines"),
        ([""], "holds no records"),
    ],
)
def test_a_dump_of_another_shape_is_refused_whole(
    run: Run, dump: Dump, tmp_path: Path, lines: list[str], sentence: str
) -> None:
    with pytest.raises(NotThisMapping, match=sentence):
        run(dump(*lines))
    assert not Story.objects.exists()
    assert not (tmp_path / "rejects.jsonl").exists()


def test_the_limit_counts_records(run: Run, dump: Dump) -> None:
    assert run(dump(*(record(number) for number in range(9))), limit=4).read == 4
    assert Story.objects.count() == 4


def test_a_stop_finishes_what_was_read_and_a_second_run_goes_on(run: Run, dump: Dump) -> None:
    path = dump(*(record(number) for number in range(10)))
    asked = iter([False, False, True])
    summary = run(path, stop=lambda: next(asked), batch_size=2)
    assert (summary.stopped, Story.objects.count()) == (True, 3)
    assert run(path).verdicts == {Verdict.UNCHANGED: 3, Verdict.NEW: 7}


def test_a_batch_that_fails_is_not_half_written_and_a_second_run_goes_on(
    run: Run, dump: Dump, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = dump(*(record(number, authors=["سالم ناجي"]) for number in range(6)))
    sign, calls = Store._sign, []

    def fail_the_second_time(store: Store, writes: Any) -> None:
        sign(store, writes)
        calls.append(writes)
        if len(calls) == 2:
            raise DatabaseError("disk I/O error")

    monkeypatch.setattr(Store, "_sign", fail_the_second_time)
    summary = Summary()
    with pytest.raises(DatabaseError):
        run(path, summary=summary, batch_size=2)
    assert (Story.objects.count(), Placement.objects.count(), Byline.objects.count()) == (2, 2, 2)
    assert summary.verdicts == {Verdict.NEW: 2}
    assert run(path).verdicts == {Verdict.UNCHANGED: 2, Verdict.NEW: 4}


def test_heavy_stories_are_written_before_they_fill_the_memory(
    run: Run, dump: Dump, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    write = Store.write

    def count(store: Store, batch: Any) -> Any:
        sizes.append(len(batch))
        return write(store, batch)

    monkeypatch.setattr(Store, "write", count)
    monkeypatch.setattr(loading, "HEAVIEST_BATCH", 200)
    run(dump(*(record(number, text="ك" * 60) for number in range(5))))
    assert sizes == [2, 2, 1]


def test_a_batch_takes_few_queries_however_many_stories_it_has(
    run: Run, dump: Dump, django_assert_max_num_queries: Any
) -> None:
    path = dump(*(record(number, authors=[f"كاتب {number % 5}"]) for number in range(200)))
    # Sixty for the stories, the rest for the search index, its vocabulary and the signatures; one for each story would
    # be two hundred more.
    with django_assert_max_num_queries(100):
        run(path)


def test_a_key_is_readable_where_it_fits_and_digested_where_not(mapping: Mapping) -> None:
    assert story_key("1/a", name="paper") == "paper:1/a"
    for odd in ("ع" * 10, "x" * 300, "\ud800", "a\nb"):
        key = story_key(odd, name="paper")
        assert key.startswith("paper:")
        assert len(key) <= 120
        assert key.isascii()
    assert story_key("x" * 300, name="paper") != story_key("x" * 301, name="paper")


def test_a_record_is_the_same_whatever_the_order_of_its_fields() -> None:
    assert record_digest({"a": 1, "b": "\ud800"}) == record_digest({"b": "\ud800", "a": 1})


def test_the_summary_is_one_line() -> None:
    summary = Summary(unusable=2)
    summary.verdicts.update({Verdict.NEW: 1234, Verdict.UNCHANGED: 3, Verdict.OLDER: 1})
    assert str(summary) == "1,234 new, 0 updated, 4 unchanged, 2 rejected (1 older than what we have)"


def test_the_press_hears_of_what_was_loaded_and_of_nothing_when_nothing_was(run: Run, dump: Dump) -> None:
    path = dump(record(1), record(2))
    before = newest_number()
    run(path)
    changes = changes_after(before)
    editions = {number for change in changes for number in change.facts["editions"]}
    assert set(Placement.objects.values_list("edition", flat=True)) <= editions
    before = newest_number()
    run(path)
    assert changes_after(before) == []

"""The copy desk over the stored stories: what is read, what is counted, what is told."""

from __future__ import annotations

import pytest

from warraq.arabic.copydesk import DEFAULT, HouseRules, Severity
from warraq.project.checking import report, tally, trying
from warraq.project.replaying import house_of, stories_of, texts_of
from warraq.search.archive_words import ArchiveWords
from warraq.search.models import Word

pytestmark = pytest.mark.django_db


def test_headlines_and_texts_are_read_and_counted_by_story(network, make_story):
    first = make_story("الهلال و النصر", paragraphs=("عاد الوفد و سافر و عاد.",))
    make_story("عنوان سليم")
    tallies = tally(texts_of(stories_of(None), limit=None))
    found = tallies["detached-waw", Severity.ERROR]
    assert (found.findings, found.stories) == (3, 1)
    assert found.examples == [f"{first.pk}: الهلال ⟦و ⟧النصر → و"]


def test_the_newest_are_read_first_and_no_more_than_asked(network, make_story):
    stories = [make_story(f"خبر {number}") for number in range(5)]
    read = [number for number, _, _ in texts_of(stories_of(None), limit=3)]
    assert read == [story.pk for story in reversed(stories)][:3]


def test_an_edition_reads_its_own_stories(network, make_story):
    make_story("خبر المغرب", home=network.maghrib)
    shared = make_story("خبر مشترك", home=network.maghrib, also=[(network.misr, "politics")])
    assert [number for number, _, _ in texts_of(stories_of(network.misr), limit=None)] == [shared.pk]


def test_drafts_are_not_of_the_archive(network, make_story):
    make_story("مسودة", publish=False)
    assert list(texts_of(stories_of(None), limit=None)) == []


def test_batches_follow_each_other_without_a_gap(network, make_story, monkeypatch):
    monkeypatch.setattr("warraq.project.replaying.AT_ONCE", 2)
    stories = [make_story(f"خبر {number}") for number in range(5)]
    read = [number for number, _, _ in texts_of(stories_of(None), limit=None)]
    assert read == [story.pk for story in reversed(stories)]


def test_a_rule_is_tried_alone_even_where_it_is_off():
    house = trying("abd-names", house=DEFAULT)
    assert house.severities["abd-names"] is Severity.WARNING
    tallies = tally([(7, "قال عبدالله و عاد", "")], house=house)
    assert list(tallies) == [("abd-names", Severity.WARNING)]


def test_without_a_rule_the_house_is_as_it_is():
    house = HouseRules(severities={"hamza": None})
    assert trying(None, house=house) is house


def test_the_report_tells_the_gravest_first():
    tallies = tally([(7, "عاد  الوفد و سافر", "")])
    lines = list(report(tallies, stories=1))
    assert lines[0].startswith("error detached-waw: 1 in 1 of 1 stories.")
    assert lines[2].startswith("warning doubled-space: 1 in 1 of 1 stories.")
    assert lines[3] == "  7: عاد⟦  ⟧الوفد و سافر →  "


def test_a_clean_archive_is_told_in_a_line():
    assert list(report({}, stories=12)) == ["Nothing found in 12 stories."]


def test_words_that_the_archive_writes_often_are_its_own(network):
    Word.objects.create(form="تشاغوس", folded="تشاغوس", documents=20)
    Word.objects.create(form="تشاغوص", folded="تشاغوص", documents=1)
    assert frozenset(ArchiveWords()) == {"تشاغوس"}
    assert house_of(network.misr).archive_words == {"تشاغوس"}

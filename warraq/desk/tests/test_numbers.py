"""The pages of numbers: who sees which, what they say, and the file of the same."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from conftest import BROWSER
from warraq.desk.numbers.charts import WIDTH, chart_of, scale_top
from warraq.desk.numbers.periods import PERIODS, Step, spans_back, steps_of
from warraq.desk.numbers.sheet import cell, sheet_of
from warraq.desk.roles.grants import Role
from warraq.desk.roles.services import role_give
from warraq.reads.numbers import origins_within, subject_of
from warraq.reads.services import flush_reads, read_record
from warraq.reads.spans import Span, place_of
from warraq.stories.models import Story

CAIRO = ZoneInfo("Africa/Cairo")
NOW = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)  # 00:30 of the 25th in Cairo


@pytest.fixture
def person(network):
    """Return a function that gives a browser to a person of a role, on the Moroccan site unless said."""

    def enter(role: Role = Role.EDITOR, **where) -> Client:
        user = get_user_model().objects.create_user(f"{role.value}-{len(where)}")
        role_give(user, role, **(where or {"edition": network.maghrib}))
        client = Client(headers={"host": network.hub.host})
        client.force_login(user)
        return client

    return enter


def read(story: Story, edition, *, times: int = 1) -> None:
    for _ in range(times):
        assert read_record(edition, story_id=story.pk, now=timezone.now())


def page(client: Client, name: str, number: int, **query: str) -> str:
    answer = client.get(reverse(name, args=[number]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_page_tells_how_a_story_is_read_and_where(person, network, make_story):
    story = make_story("خبر مقروء", also=[(network.misr, "sport")])
    read(story, network.maghrib, times=3)
    read(story, network.misr, times=4)
    editor = person()
    text = page(editor, "desk_numbers_story", story.pk)
    assert "خبر مقروء" in text
    assert "<dd>7</dd>" in text
    assert "مجموع القراءات 7" in text
    assert page(editor, "desk_numbers_edition", network.maghrib.pk).count("<dd>3</dd>") == 3


def test_an_editions_page_ranks_its_stories(person, network, make_story):
    less, more = make_story("خبر أقل"), make_story("خبر أكثر")
    read(less, network.maghrib)
    read(more, network.maghrib, times=2)
    chief = person(Role.CHIEF)
    for period in ("hour", "day", "week", "month"):
        text = page(chief, "desk_numbers_edition", network.maghrib.pk, period=period)
        ranking = text[text.index('id="most-read"') :]
        assert ranking.index("خبر أكثر") < ranking.index("خبر أقل")


def test_an_editions_ranking_tells_who_reads_on_that_edition_now(person, network, make_story):
    story = make_story(also=[(network.misr, "sport")])
    read(story, network.maghrib, times=2)
    read(story, network.misr, times=5)
    text = page(person(), "desk_numbers_edition", network.maghrib.pk)
    assert text[text.index('id="most-read"') :].count("<td>2</td>") == 2


def test_a_year_is_told_without_a_ranking_of_its_stories(person, network, make_story):
    read(make_story(), network.maghrib, times=2)
    text = page(person(), "desk_numbers_edition", network.maghrib.pk, period="year")
    assert "مجموع القراءات 2" in text
    assert 'id="most-read"' not in text


def test_numbers_are_seen_where_a_person_has_a_role(person, network, make_story):
    story = make_story(home=network.misr)
    editor = person()
    refused = [
        reverse("desk_numbers_edition", args=[network.misr.pk]),
        reverse("desk_numbers_edition_file", args=[network.misr.pk]),
        reverse("desk_numbers_edition", args=[network.hub.pk]),
        reverse("desk_numbers_story", args=[story.pk]),
        reverse("desk_numbers_story_file", args=[story.pk]),
    ]
    assert [editor.get(address).status_code for address in refused] == [403] * 5
    everywhere = get_user_model().objects.create_user("network")
    role_give(everywhere, Role.NETWORK)
    editor.force_login(everywhere)
    assert [editor.get(address).status_code for address in refused] == [200] * 5


def test_of_a_story_that_stands_on_the_persons_site_only_that_site_is_told(person, network, make_story):
    story = make_story(home=network.misr, also=[(network.maghrib, "sport")])
    read(story, network.misr, times=5)
    read(story, network.maghrib, times=2)
    text = page(person(), "desk_numbers_story", story.pk)
    assert "مجموع القراءات 2" in text
    assert network.misr.name not in text[text.index("numbers-totals") :]


def test_the_list_has_the_persons_editions_and_the_menu_leads_there(person, network, make_story):
    read(make_story(), network.maghrib, times=2)
    text = person().get(reverse("desk_numbers")).content.decode()
    table = text[text.index("<tbody>") :]
    assert network.maghrib.name in table
    assert network.misr.name not in table
    assert table.count("<td>2</td>") == 3


def test_a_storys_form_leads_to_its_numbers_once_readers_had_it(person, network, make_story):
    editor = person()
    there = {
        story: reverse("desk_numbers_story", args=[story.pk])
        in editor.get(reverse("wagtailsnippets_stories_story:edit", args=[story.pk])).content.decode()
        for story in (make_story(), make_story(publish=False), make_story(home=network.misr))
    }
    assert list(there.values()) == [True, False, False]


def test_who_has_no_role_sees_no_numbers(network):
    client = Client(headers={"host": network.hub.host})
    client.force_login(get_user_model().objects.create_user("nobody"))
    assert client.get(reverse("desk_numbers")).status_code in (302, 403)


def test_without_the_counter_the_page_says_so(person, network, settings):
    editor = person()
    settings.READS_URL = "redis://127.0.0.1:1/0"
    answer = editor.get(reverse("desk_numbers_edition", args=[network.maghrib.pk]))
    assert answer.status_code == 503
    assert "لا يجيب" in answer.content.decode()


def test_a_beacons_second_line_is_where_its_reader_came_from(network, make_story, reader):
    story = make_story()
    body = f"{story.pk}\nwww.google.com.eg"
    answer = reader.post(
        "/reads",
        body,
        content_type="text/plain",
        headers={"host": network.maghrib.host, "user-agent": BROWSER},
    )
    assert answer.status_code == 204
    flush_reads()
    assert origins_within(subject_of(network.maghrib), days=1, now=timezone.now()) == [("search:google", 1)]


def test_the_file_says_what_the_page_says_and_holds_no_formula(person, network, make_story):
    story = make_story('=HYPERLINK("http://evil.example")')
    read(story, network.maghrib, times=2)
    answer = person().get(reverse("desk_numbers_edition_file", args=[network.maghrib.pk]), {"period": "hour"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="numbers-maghrib-hour-')
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["النوع", "البند", "القراءات"]
    assert len([row for row in rows if row[0] == "الزمن"]) == 60
    assert rows[-1] == ["القصة", '\'=HYPERLINK("http://evil.example")', "2"]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "  =1", "＝1"])
def test_no_cell_is_computed(text):
    assert cell(text) == f"'{text}"


def test_other_cells_stay_as_they_are():
    assert cell("خبر - عاجل") == "خبر - عاجل"
    assert (
        sheet_of([("أ", 'قال: "نعم", ثم', 1)]).decode("utf-8-sig").splitlines()[1] == 'أ,"قال: ""نعم"", ثم",1'
    )


def test_a_weeks_days_are_those_of_the_editions_clock():
    week = PERIODS["week"]
    back = spans_back(week, now=NOW, zone=CAIRO)
    assert back == 6 * 24 + 1
    last = place_of(NOW, span=Span.HOUR)
    numbers = dict.fromkeys(range(last - back + 1, last + 1), 0) | {last: 5, last - 1: 7}
    steps = steps_of(week, numbers, zone=CAIRO)
    assert len(steps) == 7
    assert steps[-1] == Step("25/11", "2026-11-25", 5)
    assert steps[-2].reads == 7


def test_a_days_hours_are_told_in_the_editions_time():
    last = place_of(NOW, span=Span.HOUR)
    assert steps_of(PERIODS["day"], {last: 3}, zone=CAIRO) == [Step("00:00", "2026-11-25 00:00", 3)]


def test_time_runs_from_right_to_left_and_the_highest_bar_stays_below_the_top():
    steps = [Step("1", "one", 10), Step("2", "two", 40), Step("3", "three", 0)]
    chart = chart_of(steps)
    oldest, middle, newest = chart.bars
    assert WIDTH > oldest.x > middle.x > newest.x >= 0
    assert middle.height > oldest.height > newest.height == 0
    assert all(bar.y >= 0 and bar.y + bar.height == pytest.approx(chart.floor) for bar in chart.bars)
    assert [moment.text for moment in chart.moments] == ["1", "2", "3"]
    assert chart.told == "مجموع القراءات 50، وأعلاها 40 في \u2066two\u2069."


def test_moments_below_never_crowd_and_the_newest_is_named():
    chart = chart_of([Step(str(number), "", number) for number in range(365)])
    assert len(chart.moments) <= 10
    assert chart.moments[-1].text == "364"


@pytest.mark.parametrize(
    ("most", "top"), [(0, 4), (4, 4), (5, 8), (19, 20), (21, 40), (333, 400), (10**9, 2 * 10**9)]
)
def test_the_scale_ends_on_a_round_number(most, top):
    assert scale_top(most) == top
    assert top % 4 == 0


def test_a_chart_of_nothing_says_so():
    assert chart_of([Step("1", "one", 0)]).told == "لا قراءات في هذه المدة."

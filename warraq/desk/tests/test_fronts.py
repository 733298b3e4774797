"""The screen on which fronts are composed: steps, saving, publishing, stepping back, and who may."""

from __future__ import annotations

import html
import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from warraq.desk.roles.grants import Role
from warraq.desk.roles.services import role_give
from warraq.fronts.models import Front, FrontVersion
from warraq.fronts.selectors import front_of
from warraq.stories.models import Story
from warraq.stories.services import story_withdraw

BOARD = {"X-Requested-With": "board"}


def person(name: str, *, role: Role | None = Role.CHIEF, edition=None, section=None) -> Any:
    user = get_user_model().objects.create_user(name, password="x")
    if role is not None:
        role_give(user, role, edition=edition, section=section)
    return user


class Desk:
    """An editor in front of the screen: presses its buttons with whatever the form holds."""

    def __init__(self, network, user: Any, *, path: str) -> None:
        self.client = Client(headers={"host": network.hub.host})
        self.client.force_login(user)
        self.path = path
        self.fields: dict[str, str] = {}
        self.text = ""

    def open(self, query: str = "") -> Desk:
        self._read(self.client.get(self.path + query))
        return self

    def press(self, op: str, **fields: str) -> Any:
        """Press a button of the board, as its script does."""
        data = {**self.fields, **fields, "op": op}
        answer = self.client.post(self.path, data, headers=BOARD)
        self._read(answer)
        return answer

    def keep(self, op: str, **fields: str) -> Any:
        """Press a button that leaves the page."""
        answer = self.client.post(self.path, {**self.fields, **fields, "op": op}, follow=True)
        self._read(answer)
        return answer

    def _read(self, answer: Any) -> None:
        self.text = html.unescape(answer.content.decode())
        if answer.status_code == 200:
            raw = answer.content.decode()
            self.fields = {
                name: html.unescape(re.search(rf'name="{name}" value="([^"]*)"', raw)[1])
                for name in ("layout", "opened")
            }

    @property
    def layout(self) -> dict[str, Any]:
        return json.loads(self.fields["layout"])

    def rows(self, part: int) -> list[int]:
        """Return the stories of a part as the screen shows them."""
        block = re.search(rf'data-part="{part}".*?</section>', self.text, flags=re.DOTALL)[0]
        return [
            int(number) for number in re.findall(r'<li class="front-row[^>]*data-story="([0-9]+)"', block)
        ]


@pytest.fixture
def news(network, make_story) -> list[Story]:
    """Twenty stories, newest last."""
    return [make_story(section=("politics", "sport", "arts")[n % 3]) for n in range(20)]


@pytest.fixture
def desk(network, news) -> Desk:
    return Desk(network, person("chief"), path=f"/desk/fronts/{network.maghrib.pk}/").open()


def home(reader, network) -> list[int]:
    page = reader.on(network.maghrib, "/").content.decode()
    return [int(number) for number in re.findall(r'<a href="/[^/"]+/([0-9]+)-', page)]


def test_the_screen_begins_with_what_readers_see(network, news, reader, desk):
    assert desk.rows(0) == home(reader, network)[:9]
    assert Front.objects.count() == 0


def test_an_automatic_story_that_is_moved_is_pinned_and_nothing_is_kept_until_it_is_saved(
    network, news, desk
):
    first, second = desk.rows(0)[:2]
    desk.press(f"put:{second}:0:1")
    assert desk.rows(0)[:2] == [second, first]
    assert desk.layout["parts"][0]["pins"] == [{"story": second, "position": 1, "until": None}]
    assert "ثُبّتت القصة في الموضع 1 من «أهم الأخبار»" in desk.text
    assert FrontVersion.objects.count() == 0


def test_a_front_is_published_in_one_press_and_readers_see_it(network, news, reader, desk):
    desk.press(f"put:{news[0].pk}:0:2")
    desk.keep("publish")
    assert "نُشرت الواجهة." in desk.text
    assert home(reader, network)[1] == news[0].pk
    front = front_of(network.maghrib, section=None)
    entry = ModelLogEntry.objects.get(action="warraq.front_publish", object_id=str(front.pk))
    assert entry.user.username == "chief"
    assert front.published.published_by.username == "chief"


def test_a_saved_draft_is_seen_at_the_desk_alone(network, news, reader, desk):
    before = home(reader, network)
    desk.press(f"put:{news[0].pk}:0:1")
    desk.keep("save")
    assert home(reader, network) == before
    assert desk.rows(0)[0] == news[0].pk
    assert "هذه مسودة حفظها" in desk.text


def test_undo_gives_readers_what_they_saw_and_keeps_what_was_not_saved(network, news, reader, desk):
    before = home(reader, network)
    desk.press(f"put:{news[0].pk}:0:1")
    desk.keep("publish")
    desk.press(f"put:{news[1].pk}:0:1")
    desk.keep("undo")
    assert home(reader, network) == before
    layouts = [version.layout for version in FrontVersion.objects.order_by("pk")]
    assert [layout and layout["parts"][0]["pins"][0]["story"] for layout in layouts] == [
        news[0].pk,
        news[1].pk,
        None,
    ]


def test_a_pin_ends_at_the_minute_that_is_typed_on_the_editions_clock(network, news, desk):
    story = desk.rows(0)[0]
    desk.press(f"put:{story}:0:1")
    moment = timezone.now().astimezone(network.maghrib.zone) + timedelta(hours=2)
    desk.press("fields", **{f"until-{story}": f"{moment:%Y-%m-%dT%H:%M}"})
    until = datetime.fromisoformat(desk.layout["parts"][0]["pins"][0]["until"])
    assert until == moment.replace(second=0, microsecond=0)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("until-{0}", "2020-01-01T10:00", "موعد انتهاء التثبيت مضى"),
        ("until-{0}", "غدًا", "اكتب موعد انتهاء التثبيت"),
        ("count-0", "99", "عدد القصص في الكتلة من 1 إلى 15"),
        ("count-0", "كثير", "تعذّرت قراءة الطلب"),
        ("seconds", "9", "عدد القصص البارزة"),
    ],
)
def test_a_field_that_makes_no_sense_is_answered_in_a_sentence_and_loses_nothing(
    news, desk, field, value, sentence
):
    story = desk.rows(0)[0]
    desk.press(f"put:{story}:0:1")
    before = desk.layout
    answer = desk.press("fields", **{field.format(story): value})
    assert answer.status_code == 200
    assert sentence in desk.text
    assert desk.layout == before


def test_lists_are_added_moved_and_removed(network, make_story, news, desk):
    topic = make_story(topics=("السدود",)).topics[0]
    desk.press("add", kind="topic", topic=str(topic.pk))
    number = desk.layout["parts"][-1]["number"]
    assert "السدود" in desk.text
    desk.press(f"part:{number}:1")
    assert desk.layout["parts"][1]["number"] == number
    desk.press("add", kind="topic", topic=str(topic.pk))
    assert "هذه القائمة في الواجهة من قبل." in desk.text
    desk.press(f"remove:{number}")
    assert all(part["number"] != number for part in desk.layout["parts"])
    desk.press("add", kind="topic", topic="")
    assert "اختر القسم أو الموضوع" in desk.text


def test_a_second_editor_who_saves_over_a_newer_draft_is_told_and_loses_nothing(network, news, desk):
    other = Desk(network, person("other"), path=desk.path).open()
    other.press(f"put:{news[5].pk}:0:1")
    other.keep("save")
    desk.press(f"put:{news[6].pk}:0:1")
    assert "حفظ other نسخة أحدث" in desk.text
    mine = desk.layout
    desk.keep("publish")
    assert "لم يُحفظ ما عندك ولم يضِع" in desk.text
    assert desk.layout == mine
    assert FrontVersion.objects.count() == 1
    # Pressed again, knowing of it, the second editor's front is published and the first one's stays in the history.
    desk.keep("publish")
    assert [version.layout["parts"][0]["pins"][0]["story"] for version in FrontVersion.objects.all()] == [
        news[6].pk,
        news[5].pk,
    ]


def test_a_pinned_story_that_readers_no_longer_see_is_marked_with_the_reason(network, news, desk):
    desk.press(f"put:{news[0].pk}:0:1")
    desk.keep("publish")
    story_withdraw(Story.objects.get(pk=news[0].pk), reason="خطأ", now=timezone.now())
    desk.open()
    assert "لا يراها القراء: سُحبت القصة" in desk.text
    assert desk.rows(0)[0] == news[0].pk


def test_stories_are_found_by_their_words_and_drafts_are_marked(network, make_story, news, desk):
    make_story("افتتاح جسر الوادي", publish=False)
    make_story("جسر آخر على موقع آخر", home=network.misr)
    answer = desk.client.post(f"{desk.path}stories/", {**desk.fields, "q": "جسر الوادي"})
    text = answer.content.decode()
    assert "افتتاح جسر الوادي" in text
    assert "مسودة لم تُنشر" in text
    assert "على موقع آخر" not in text


def test_the_preview_is_the_readers_page_with_what_is_not_saved(network, news, reader, desk):
    desk.press(f"put:{news[0].pk}:0:1")
    answer = desk.client.post(f"{desk.path}preview/", desk.fields)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'lang="ar-MA"' in page
    assert re.search(r'<a href="/[^/"]+/([0-9]+)-', page)[1] == str(news[0].pk)
    assert home(reader, network)[0] != news[0].pk


def test_a_sections_front_is_composed_like_a_home(network, news, reader, desk):
    sport = network.section(network.maghrib, "sport")
    own = Desk(
        network, person("of_sport", role=Role.EDITOR, section=sport), path=f"{desk.path}{sport.pk}/"
    ).open()
    own.press(f"put:{news[0].pk}:0:1")
    own.press("add", kind="latest")
    own.keep("publish")
    page = reader.on(network.maghrib, "/sport/").content.decode()
    shown = [int(number) for number in re.findall(r'<a href="/[^/"]+/([0-9]+)-', page)]
    assert shown[0] == news[0].pk
    assert len(shown) == len(set(shown))
    answer = own.client.post(f"{own.path}preview/", own.fields)
    assert answer.status_code == 200


def test_the_history_says_who_did_what_and_puts_a_version_back(network, news, reader, desk):
    desk.press(f"put:{news[0].pk}:0:1")
    desk.keep("publish")
    desk.press(f"lift:{news[0].pk}")
    desk.press("add", kind="latest")
    desk.press("fields", seconds="4")
    desk.keep("publish")
    text = html.unescape(desk.client.get(f"{desk.path}history/").content.decode())
    assert f"ثُبّتت «{news[0].headline}» في الموضع 1 من «أهم الأخبار»" in text
    assert f"أُلغي تثبيت «{news[0].headline}»" in text
    assert "أُضيفت قائمة «آخر الأخبار»" in text
    assert "صار عدد القصص البارزة بعد الأولى 4" in text
    first = FrontVersion.objects.order_by("pk").first()
    desk.open(f"?version={first.pk}")
    assert "هذه نسخة قديمة" in desk.text
    assert desk.rows(0)[0] == news[0].pk
    desk.client.post(f"{desk.path}history/", {"version": str(first.pk)})
    assert home(reader, network)[0] == news[0].pk


@pytest.mark.parametrize(
    "layout", ["", "{", "[]", '{"parts": []}', '{"seconds": 2, "parts": [{"kind": "x"}]}']
)
def test_a_form_that_was_not_written_by_the_screen_changes_nothing(news, desk, layout):
    answer = desk.client.post(desk.path, {"layout": layout, "op": "publish"}, follow=True)
    assert answer.status_code == 200
    assert FrontVersion.objects.count() == 0


def test_who_may_not_compose_a_front_is_refused_and_does_not_find_it_in_the_menu(network, news):
    sport = network.section(network.maghrib, "sport")
    reporter = Desk(network, person("reporter", role=Role.REPORTER), path="/desk/")
    of_misr = Desk(network, person("of_misr", role=Role.EDITOR, edition=network.misr), path="/desk/")
    of_sport = Desk(network, person("of_sport", role=Role.EDITOR, section=sport), path="/desk/")
    own, foreign = f"/desk/fronts/{network.misr.pk}/", f"/desk/fronts/{network.maghrib.pk}/"
    screens = ("", "history/")
    for desk, path in ((reporter, own), (of_misr, foreign), (of_sport, foreign)):
        for screen in screens:
            assert desk.client.get(path + screen).status_code == 403, (path, screen)
        for screen in ("", "preview/", "stories/", "history/"):
            assert desk.client.post(path + screen, {"op": "publish"}).status_code == 403, (path, screen)
    assert reporter.client.get("/desk/fronts/").status_code == 403
    assert of_misr.client.get(own).status_code == 200
    assert of_sport.client.get(f"{foreign}{sport.pk}/").status_code == 200
    assert "/desk/fronts/" not in reporter.client.get("/desk/").content.decode()
    assert "/desk/fronts/" in of_misr.client.get("/desk/").content.decode()
    listed = of_sport.client.get("/desk/fronts/").content.decode()
    assert f"{foreign}{sport.pk}/" in listed
    assert f'"{foreign}"' not in listed


def test_the_hub_has_no_front_to_compose(network, news, desk):
    assert desk.client.get(f"/desk/fronts/{network.hub.pk}/").status_code == 404

"""A live coverage on a real press: what a post costs, how soon it shows, and that no reader misses or doubles one."""

# ruff: noqa: F811 - a test names the fixture that this module imports

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from warraq.live.models import LiveBlog, LivePost
from warraq.live.selectors import CHANGES, RANGE
from warraq.live.services import (
    MOST_KEYS,
    MOST_PINNED,
    PostText,
    live_begin,
    live_end,
    post_add,
    post_edit,
    post_mark_key,
    post_pin,
    post_remove,
    post_unpin,
)
from warraq.live.writing import Written, blocks_of
from warraq.pages.pressing.backend import key_of
from warraq.pages.pressing.tests.test_presser import Room, placed, room  # noqa: F401 - a fixture
from warraq.stories.models import Story
from warraq.stories.services import story_restore, story_withdraw
from warraq.stories.tags import story_tag

SCRIPT = Path(__file__).parents[2] / "static" / "pages" / "live.js"
SIMULATION = Path(__file__).parent / "live_readers" / "simulate.js"
READERS = 400


def says(words: str, **fields: Any) -> PostText:
    return PostText(body=tuple(blocks_of(Written(text=words))), **fields)


class Coverage:
    """A story that is told live, on a press, by somebody who posts."""

    def __init__(self, room: Room, story: Story) -> None:
        self.room, self.story = room, story
        self.blog = live_begin(story, at=timezone.now())
        self.placement = placed(story, story.home_placement().edition)
        self.count = 0

    def post(self, words: str = "", **fields: Any) -> LivePost:
        self.count += 1
        return post_add(
            self.blog,
            text=says(words or f"مشاركة {self.count}"),
            token=str(self.count),
            at=timezone.now(),
            **fields,
        )

    def page(self) -> str:
        return self.room.read(self.placement)

    def fragment(self, path: str) -> dict[str, Any]:
        text = self.text(path)
        assert text, path
        return json.loads(text)

    def text(self, path: str) -> str:
        return self.room.read_path(self.placement.edition, f"/live/{self.story.pk}/{path}")


@pytest.fixture
def coverage(network, make_story, room) -> Coverage:
    found = Coverage(room, make_story("تغطية على موقعين", also=[(network.misr, "sport")], topics=("س",)))
    room.follow()
    return found


def keys_of(coverage: Coverage, network) -> list[str]:
    """The keys of the story's page and its latest fragment, on both of its sites."""
    return sorted(
        key_of(edition.host, path)
        for edition in (network.maghrib, network.misr)
        for path in (placed(coverage.story, edition).path, f"/live/{coverage.story.pk}/latest")
    )


def test_a_post_draws_the_storys_shell_and_the_fragment_on_its_sites_and_nothing_else(
    network,
    make_story,
    room,
    coverage,
):
    neighbour = make_story("خبر جار", topics=("س",))
    room.follow()
    room.read(placed(neighbour, network.maghrib))
    lists = ["/", "/politics/", f"/topic/{coverage.story.topics[0].slug}/"]
    for path in lists:
        room.read_path(network.maghrib, path)
    coverage.page()
    generation = room.press.board.generation
    coverage.post("وصل الخبر الآن")
    assert sorted(room.follow()) == keys_of(coverage, network)
    assert room.press.board.generation == generation
    room.backend.asked.clear()
    assert "وصل الخبر الآن" in coverage.page()
    for path in lists:
        room.read_path(network.maghrib, path)
    room.read(placed(neighbour, network.maghrib))
    assert room.backend.asked == []


def test_an_edit_of_an_old_post_draws_its_page_of_older_posts_too_and_takes_it_from_its_link(
    network,
    room,
    coverage,
):
    posts = [coverage.post() for _ in range(2 * RANGE + 10)]
    room.follow()
    older = f"/live/{coverage.story.pk}/before/{RANGE + 1}/"
    assert "مشاركة 3<" in room.read_path(network.maghrib, older)
    assert 3 in [post["number"] for post in coverage.fragment("changes/0")["posts"]]
    post_edit(posts[2], text=says("نص مصحح"), at=timezone.now())
    drawn = room.follow()
    beside = {
        key_of(network.maghrib.host, older),
        f"{network.maghrib.host}/live/{coverage.story.pk}/changes/0",
    }
    assert set(drawn) == {*keys_of(coverage, network), *beside}
    assert "نص مصحح" in room.read_path(network.maghrib, older)
    assert 3 not in [post["number"] for post in coverage.fragment("changes/0")["posts"]]
    assert "نص مصحح" in coverage.fragment("latest")["posts"][-1]["html"]


def test_a_removed_post_is_on_no_page_and_in_no_fragment_and_caches_are_told_at_once(
    network,
    room,
    coverage,
):
    post = coverage.post("كلام لا يجوز", is_key=True, is_pinned=True)
    for _ in range(2 * RANGE + 10):
        coverage.post()
    room.follow()
    places = [f"before/{RANGE + 1}/", "latest", "changes/0"]
    assert all("كلام لا يجوز" in text for text in (coverage.page(), *map(coverage.text, places)))
    post_remove(post, at=timezone.now(), reason="خطأ")
    room.told.gone.clear()
    room.follow()
    assert not [text for text in (coverage.page(), *map(coverage.text, places)) if "كلام لا يجوز" in text]
    assert coverage.fragment("latest")["posts"][-1] == {"number": 1, "sequence": 63, "removed": True}
    room.presser._changed.tell()
    assert story_tag(coverage.story.pk) in room.told.gone


def test_the_fragments_of_a_withdrawn_story_say_so_until_it_is_given_back(network, room, coverage):
    coverage.post("نص الخبر")
    room.follow()
    key = key_of(network.maghrib.host, f"/live/{coverage.story.pk}/latest")
    assert room.press.held(key).page.status == 200
    story_withdraw(Story.objects.get(pk=coverage.story.pk), reason="خطأ", now=timezone.now())
    room.follow()
    assert room.press.held(key) is None
    assert coverage.text("latest") == "{}"
    assert room.press.held(key).page.status == 410
    story_restore(Story.objects.get(pk=coverage.story.pk))
    room.follow()
    assert "نص الخبر" in coverage.text("latest")


def test_the_end_is_told_to_open_pages_and_the_page_stands_without_a_script(room, coverage):
    coverage.post("نص أخير")
    room.follow()
    assert coverage.fragment("latest")["ended"] is False
    assert "live.js" in coverage.page()
    live_end(coverage.blog, at=timezone.now())
    room.follow()
    assert coverage.fragment("latest")["ended"] is True
    page = coverage.page()
    assert "نص أخير" in page
    assert "انتهت التغطية" in page
    assert "live.js" not in page
    assert "data-live=" not in page


def act(coverage: Coverage, *, dice: random.Random) -> None:
    """Do what a newsroom does in the heat: mostly post, often mend, sometimes take back."""
    posts = list(LivePost.objects.filter(blog=coverage.blog, removed_at=None).select_related("blog"))
    recent = posts[-8:] if dice.random() < 0.7 else posts
    chosen = dice.choice(recent) if recent else None
    what = dice.random()
    now = timezone.now()
    if chosen is None or what < 0.55:
        coverage.post()
    elif what < 0.75:
        post_edit(chosen, text=says(f"مشاركة {chosen.number}، مصححة {dice.random()}"), at=now)
    elif what < 0.85:
        post_remove(chosen, at=now, reason="خطأ")
    elif what < 0.93:
        pinned = [each for each in posts if each.pinned_at]
        if chosen.pinned_at or len(pinned) >= MOST_PINNED:
            post_unpin((pinned or [chosen])[0])
        else:
            post_pin(chosen, at=now)
    else:
        keys = sum(each.is_key for each in posts)
        post_mark_key(chosen, is_key=not chosen.is_key and keys < MOST_KEYS)


def snapshot(coverage: Coverage) -> dict[str, Any]:
    """Return what every address of the coverage answers now, from the press, and what is true now."""
    blog = LiveBlog.objects.get(pk=coverage.blog.pk)
    answers = {"latest": coverage.text("latest")}
    for link in range(blog.sequence // CHANGES):
        answers[f"/changes/{link}"] = coverage.text(f"changes/{link}")
    page = coverage.page()
    posts = re.findall(r'<article class="post[^>]*data-post="(\d+)" data-sequence="(\d+)"', page)
    shown = LivePost.objects.filter(blog=blog, removed_at=None).order_by("number")
    return {
        "sequence": blog.sequence,
        "answers": answers,
        "truth": list(shown.values_list("number", "sequence")),
        "page": {
            "sequence": int(re.search(r'<section class="live"[^>]*data-sequence="(\d+)"', page)[1]),
            "first": int(re.search(r'data-first="(\d+)"', page)[1]),
            "posts": [{"number": int(number), "sequence": int(sequence)} for number, sequence in posts],
        },
    }


def restarted(room: Room) -> None:
    """Have a new press on the same folder, as after its process was killed."""
    folder = room.presser._position.parent
    told, backend = room.told, room.backend
    room.press.close()
    room.__init__(folder)
    room.told, room.backend = told, backend
    room.presser.backend = backend
    room.presser.begin()


def needed_node() -> str:
    """Return the command of Node; without it the test is skipped by name, and in CI it fails."""
    found = shutil.which("node")
    if found is None:
        remedy = "Node is missing: apt-get install nodejs"
        pytest.fail(remedy) if os.environ.get("CI") else pytest.skip(remedy)
    return found


@pytest.mark.parametrize("seed", [1])
def test_hundreds_of_readers_on_bad_lines_each_end_with_exactly_the_posts(room, coverage, seed):
    node, dice = needed_node(), random.Random(seed)
    moments = [snapshot(coverage)]
    for change in range(150):
        act(coverage, dice=dice)
        if change in (60, 61, 62):
            continue  # the press is down; its readers have what they had
        if change == 63:
            restarted(room)
        room.follow()
        moments.append(snapshot(coverage))
    done = subprocess.run(
        [node, str(SIMULATION), str(SCRIPT), str(seed), str(READERS)],
        input=json.dumps({"moments": moments}),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    told = json.loads(done.stdout)
    assert told["wrongs"] == 0, told["wrong"]
    # It was no walk in the sun: every kind of trouble came often.
    counts = told["counts"]
    assert all(
        counts[trouble] > READERS / 2 for trouble in ("failed", "stale", "late", "moved", "chained")
    ), counts
    assert counts["commits"] > 5 * READERS
    judge_pauses(told["pauses"])


def judge_pauses(pauses: list[dict[str, Any]]) -> None:
    """Ten to fifteen seconds apart in front, slower behind and after failures, never more than five minutes."""
    usual = {each["isHidden"]: each for each in pauses if not each["failures"]}
    assert (usual[False]["shortest"], usual[False]["longest"]) == (10_000, 15_000)
    assert (usual[True]["shortest"], usual[True]["longest"]) == (50_000, 75_000)
    for each in pauses:
        assert each["shortest"] >= usual[each["isHidden"]]["shortest"]
        assert each["longest"] <= 300_000
        if each["failures"] >= 6:
            assert each["shortest"] == each["longest"] == 300_000

"""The verbs of live coverage: what they keep, what they refuse, whom they tell."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from wagtail.models import ModelLogEntry

from warraq.live.models import LivePost
from warraq.live.services import (
    MOST_KEYS,
    MOST_PINNED,
    MOST_POSTS,
    PostText,
    live_begin,
    live_end,
    live_reopen,
    post_add,
    post_edit,
    post_mark_key,
    post_pin,
    post_remove,
    post_unpin,
)
from warraq.live.tests.conftest import NOON, text
from warraq.search.finding import Filters
from warraq.search.selectors import Order, search
from warraq.stories.models import Change, Story
from warraq.stories.services import NotAllowed, author_named, story_withdraw

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def reporter(db):
    return get_user_model().objects.create_user("reporter")


def newest_change() -> Change:
    return Change.objects.order_by("-pk")[0]


def logged() -> list[tuple[str, str | None, dict]]:
    rows = ModelLogEntry.objects.filter(action__startswith="warraq.live").order_by("pk")
    return [(row.action, row.user and row.user.username, row.data) for row in rows.select_related("user")]


def test_posts_are_numbered_from_one_and_every_change_takes_the_next_number_of_the_sequence(blog, post):
    first, second = post("أولى"), post("ثانية")
    assert [first.number, second.number] == [1, 2]
    assert [first.sequence, second.sequence] == [2, 3]
    edited = post_edit(first, text=text("أولى معدّلة"), at=LATER)
    removed = post_remove(second, at=LATER, reason="خطأ")
    assert [edited.sequence, removed.sequence] == [4, 5]
    blog.refresh_from_db()
    assert (blog.sequence, blog.last_number) == (5, 2)


def test_a_post_that_is_sent_again_is_kept_once(blog, post):
    first = post("وصل الخبر", token="t")
    changes = Change.objects.count()
    assert post("وصل الخبر", token="t") == first
    assert LivePost.objects.count() == 1
    assert Change.objects.count() == changes


def test_the_same_token_names_another_post_in_another_coverage(blog, post, make_story):
    other = live_begin(make_story(), at=NOON)
    assert post("هنا", token="t").pk != post("هناك", token="t", to=other).pk


def test_each_verb_is_in_the_log_with_who_and_why(blog, post, reporter):
    one = post("قبل", headline="عنوان", by=reporter)
    post_edit(one, text=text("بعد"), at=LATER, by=reporter)
    post_pin(one, at=LATER, by=reporter)
    post_unpin(one, by=reporter)
    post_mark_key(one, is_key=True, by=reporter)
    post_remove(one, at=LATER, reason=" خبر غير صحيح ", by=reporter)
    live_end(blog, at=LATER, by=reporter)
    live_reopen(blog, by=reporter)
    assert logged()[1:] == [
        ("warraq.live_post", "reporter", {"post": 1}),
        ("warraq.live_edit", "reporter", {"post": 1, "before": {"headline": "عنوان", "text": "قبل"}}),
        ("warraq.live_pin", "reporter", {"post": 1}),
        ("warraq.live_unpin", "reporter", {"post": 1}),
        ("warraq.live_key", "reporter", {"post": 1, "is_key": True}),
        ("warraq.live_remove", "reporter", {"post": 1, "reason": "خبر غير صحيح"}),
        ("warraq.live_end", "reporter", {}),
        ("warraq.live_reopen", "reporter", {}),
    ]


def test_the_outbox_says_that_one_post_changed_and_no_more_of_the_story(blog, post):
    one = post("نص")
    assert newest_change().facts["within"]["post"] == {"number": 1, "sequences": [2], "is_removed": False}
    post_edit(one, text=text("نص آخر"), at=LATER)
    assert newest_change().facts["within"]["post"] == {"number": 1, "sequences": [2, 3], "is_removed": False}
    post_remove(one, at=LATER, reason="خطأ")
    assert newest_change().facts["within"]["post"] == {"number": 1, "sequences": [3, 4], "is_removed": True}


def test_begin_and_end_change_the_story_for_its_lists_too(blog):
    assert "within" not in newest_change().facts
    live_end(blog, at=LATER)
    assert "within" not in newest_change().facts


def test_a_draft_may_be_covered_and_the_public_is_told_nothing(make_story):
    draft = make_story("مسودة", publish=False)
    before = Change.objects.count()
    blog = live_begin(draft, at=NOON)
    post_add(blog, text=text("نص"), token="t", at=NOON)
    assert Change.objects.count() == before


def test_what_a_post_said_before_an_edit_that_says_the_same_is_left_alone(blog, post):
    author = author_named("ليلى")
    one = post("نص", headline="عنوان", author=author)
    same = post_edit(one, text=text("نص", headline=" عنوان ", author=author), at=LATER)
    assert (same.sequence, same.edited_at) == (2, None)
    assert post_edit(one, text=text("نص", headline="عنوان"), at=LATER).edited_at == LATER


def test_a_removed_post_keeps_its_text_for_the_newsroom_and_is_pinned_no_more(blog, post):
    one = post("نص", is_pinned=True)
    removed = post_remove(one, at=LATER, reason="خطأ")
    assert (removed.removed_at, removed.pinned_at) == (LATER, None)
    assert "نص" in LivePost.objects.get(pk=one.pk).body.raw_data[0]["value"]


@pytest.mark.parametrize(
    "verb",
    [
        lambda one: post_edit(one, text=text("آخر"), at=LATER),
        lambda one: post_remove(one, at=LATER, reason="خطأ"),
        lambda one: post_pin(one, at=LATER),
        lambda one: post_unpin(one),
        lambda one: post_mark_key(one, is_key=True),
    ],
)
def test_nothing_is_done_to_a_removed_post(blog, post, verb):
    one = post("نص")
    post_remove(one, at=LATER, reason="خطأ")
    with pytest.raises(NotAllowed, match="removed"):
        verb(one)


def test_what_makes_no_sense_is_refused_in_one_sentence(blog, post):
    one = post("نص")
    with pytest.raises(NotAllowed, match="says something"):
        post_add(blog, text=PostText(headline="  "), token="x", at=LATER)
    with pytest.raises(NotAllowed, match="says something"):
        post_edit(one, text=PostText(), at=LATER)
    with pytest.raises(NotAllowed, match="says why"):
        post_remove(one, at=LATER, reason="  ")
    with pytest.raises(NotAllowed, match="already"):
        live_begin(blog.story, at=LATER)
    with pytest.raises(NotAllowed, match="goes on"):
        live_reopen(blog)
    live_end(blog, at=LATER)
    with pytest.raises(NotAllowed, match="ended"):
        live_end(blog, at=LATER)
    with pytest.raises(NotAllowed, match="ended"):
        post("بعد النهاية")


def test_coverage_that_has_ended_can_be_mended(blog, post):
    one = post("نص فيه خطأ")
    live_end(blog, at=LATER)
    assert post_edit(one, text=text("نص صحيح"), at=LATER).edited_at == LATER


def test_a_withdrawn_story_is_not_covered(make_story):
    story = make_story()
    story_withdraw(story, reason="خطأ", now=NOON)
    with pytest.raises(NotAllowed, match="withdrawn"):
        live_begin(story, at=NOON)


def test_every_list_of_a_coverage_has_an_end(blog, post):
    posts = [post(f"نص {number}", is_key=True) for number in range(MOST_KEYS)]
    for one in posts[:MOST_PINNED]:
        post_pin(one, at=LATER)
    with pytest.raises(NotAllowed, match="pinned"):
        post_pin(posts[-1], at=LATER)
    with pytest.raises(NotAllowed, match="pinned"):
        post("نص", is_pinned=True)
    with pytest.raises(NotAllowed, match="marked"):
        post("نص", is_key=True)
    post_remove(posts[0], at=LATER, reason="خطأ")
    assert post("نص", is_key=True, is_pinned=True).is_key
    blog.last_number = MOST_POSTS
    blog.save()
    with pytest.raises(NotAllowed, match="full"):
        post("نص")


def test_a_refused_verb_changes_nothing(blog, post):
    post("نص")
    with pytest.raises(NotAllowed):
        post("", headline="")
    blog.refresh_from_db()
    assert (blog.sequence, blog.last_number) == (2, 1)


def test_stories_are_found_by_what_their_posts_say_until_the_post_is_removed(network, blog, post):
    one = post("هبوط المنطاد في الواحة")

    def found() -> list[int]:
        results = search(
            "منطاد",
            edition=network.maghrib,
            filters=Filters(),
            order=Order.BEST,
            after=None,
            now=timezone.now(),
            limit=9,
        )
        return [each.placement.story_id for each in results.found]

    assert found() == [blog.story_id]
    post_edit(one, text=text("هبوط الطائرة"), at=LATER)
    assert found() == []
    post_edit(one, text=text("هبوط المنطاد"), at=LATER)
    assert found() == [blog.story_id]
    post_remove(one, at=LATER, reason="خطأ")
    assert found() == []


def test_a_coverage_goes_with_its_story(blog, post):
    post("نص")
    Story.objects.get(pk=blog.pk).delete()
    assert not LivePost.objects.exists()

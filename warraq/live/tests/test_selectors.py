"""What readers and the newsroom are shown of a coverage, range by range."""

from __future__ import annotations

from datetime import timedelta

import pytest

from warraq.live.models import LiveBlog, LivePost
from warraq.live.selectors import (
    CHANGES,
    DESK_PAGE,
    RANGE,
    changes_after,
    changes_in,
    coverages,
    desk_posts,
    first_on_page,
    latest_changes,
    link_of,
    live_page,
    older_posts,
    range_of,
)
from warraq.live.services import live_begin, live_end, post_edit, post_mark_key, post_pin, post_remove
from warraq.live.tests.conftest import NOON, text
from warraq.network.models import Edition


def numbers(posts) -> list[int]:
    return [post.number for post in posts]


@pytest.fixture
def filled(blog) -> LiveBlog:
    """A coverage of 60 posts: 61 changes, with its beginning."""
    blog.last_number, blog.sequence = 60, 61
    blog.save()
    LivePost.objects.bulk_create(
        LivePost(
            blog=blog,
            number=number,
            sequence=number + 1,
            token=str(number),
            posted_at=NOON + timedelta(minutes=number),
            body=[{"type": "paragraph", "value": f"<p>نص {number}</p>"}],
        )
        for number in range(1, 61)
    )
    return blog


def named(number: int) -> LivePost:
    return LivePost.objects.select_related("blog").get(number=number)


@pytest.mark.parametrize(
    ("last", "first"), [(0, 1), (1, 1), (25, 1), (49, 1), (50, 26), (60, 26), (74, 26), (75, 51)]
)
def test_the_storys_page_has_the_last_whole_range_and_what_came_since(last, first):
    assert first_on_page(last) == first


def test_ranges_are_whole_and_leave_no_post_out():
    assert {range_of(number) for number in range(1, RANGE + 1)} == {RANGE + 1}
    assert range_of(RANGE + 1) == 2 * RANGE + 1


def test_every_post_is_on_the_storys_page_or_on_one_page_of_older_ones(filled):
    page = live_page(filled)
    assert numbers(page.posts) == list(range(60, 25, -1))
    assert page.older == 26
    assert numbers(older_posts(filled, before=page.older)) == list(range(25, 0, -1))


@pytest.mark.parametrize("before", [0, 1, 2, 25, 27, 76])
def test_no_other_address_than_a_whole_range_has_a_page(filled, before):
    assert older_posts(filled, before=before) is None


def test_a_pinned_post_stands_first_and_nowhere_else_and_the_last_pinned_before_others(filled):
    post_pin(named(58), at=NOON + timedelta(hours=2))
    post_pin(named(3), at=NOON + timedelta(hours=3))
    page = live_page(LiveBlog.objects.get())
    assert numbers(page.pinned) == [3, 58]
    assert 58 not in numbers(page.posts)
    assert page.sequence == 63


def test_the_summary_names_key_posts_however_old_and_no_removed_one(filled):
    for number in (2, 40, 59):
        post_mark_key(named(number), is_key=True)
    post_remove(named(40), at=NOON, reason="خطأ")
    page = live_page(LiveBlog.objects.get())
    assert numbers(page.keys) == [59, 2]
    assert 40 not in numbers(page.posts)
    assert 2 not in numbers(page.posts)


def test_the_last_change_that_readers_see_dates_the_page(filled):
    assert live_page(filled).modified_at == NOON + timedelta(minutes=60)
    post_edit(named(30), text=text("آخر"), at=NOON + timedelta(hours=2))
    assert live_page(filled).modified_at == NOON + timedelta(hours=2)
    live_end(filled, at=NOON + timedelta(hours=3))
    assert live_page(filled).modified_at == NOON + timedelta(hours=3)


def test_the_latest_changes_say_after_which_number_they_are_all(filled):
    found = latest_changes(filled)
    assert (found.first, found.sequence) == (61 - CHANGES, 61)
    assert [post.sequence for post in found.posts] == list(range(found.first + 1, 62))


def test_few_changes_are_known_from_the_beginning(blog, post):
    post("نص")
    blog.refresh_from_db()
    found = latest_changes(blog)
    assert (found.first, found.sequence, numbers(found.posts)) == (0, 2, [1])


def test_a_reader_who_read_the_blogs_row_early_is_told_no_less_than_it_shows(blog, post):
    post("نص")
    assert latest_changes(blog).sequence == 2  # `blog` is the row as it was before the post
    assert live_page(blog).sequence == 2


def test_links_of_the_chain_meet_and_are_whole(filled):
    assert link_of(1) == link_of(CHANGES) == 0
    assert link_of(CHANGES + 1) == 1
    first, second = changes_in(filled, link=0), changes_in(filled, link=1)
    assert [post.sequence for post in (*first.posts, *second.posts)] == list(range(2, 61))
    assert (first.first, second.first) == (0, CHANGES)
    assert changes_in(filled, link=2) is None


def test_the_chain_reaches_the_latest_changes_from_anywhere(filled):
    latest = latest_changes(filled)
    for seen in range(filled.sequence):
        links = range(link_of(seen + 1), link_of(latest.first) + 1) if seen < latest.first else ()
        found = [post.sequence for link in links for post in changes_in(filled, link=link).posts]
        joined = {number for number in (*found, *(post.sequence for post in latest.posts)) if number > seen}
        assert joined == set(range(max(2, seen + 1), 62)), seen


def test_a_post_that_changes_leaves_its_link_for_the_latest(filled):
    post_remove(named(5), at=NOON, reason="خطأ")
    blog = LiveBlog.objects.get()
    assert 5 not in numbers(changes_in(blog, link=0).posts)
    assert numbers(latest_changes(blog).posts)[-1] == 5


def test_a_link_names_no_earlier_change_than_what_may_have_left_it(filled):
    post_remove(named(5), at=NOON, reason="خطأ")
    assert changes_in(filled, link=0).sequence == 62  # `filled` is the row as it was before the removal


def test_the_newsroom_pages_by_number_and_sees_removed_posts(filled):
    post_remove(named(60), at=NOON, reason="خطأ")
    page, before = desk_posts(filled)
    assert numbers(page) == list(range(60, 60 - DESK_PAGE, -1))
    assert page[0].removed_at == NOON
    rest, end = desk_posts(filled, before=before)
    assert (numbers(rest), end) == (list(range(10, 0, -1)), None)


def test_the_newsroom_is_told_what_changed_in_its_order(filled):
    post_edit(named(3), text=text("آخر"), at=NOON)
    assert numbers(changes_after(filled, sequence=60)) == [60, 3]
    assert len(changes_after(filled, sequence=0)) == DESK_PAGE


def test_coverages_are_listed_the_last_begun_first_for_the_editions_that_were_asked_for(network, make_story):
    blogs = [live_begin(make_story(), at=NOON + timedelta(hours=number)) for number in range(3)]
    live_begin(make_story(home=network.misr), at=NOON)
    here = Edition.objects.filter(pk=network.maghrib.pk)
    page, following = coverages(editions=here)
    assert (page, following) == (blogs[::-1], None)
    assert coverages(editions=here, before=blogs[2])[0] == [blogs[1], blogs[0]]

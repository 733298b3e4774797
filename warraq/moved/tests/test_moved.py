"""Old addresses lead to stories."""

from __future__ import annotations

from warraq.moved.selectors import story_moved_from
from warraq.moved.services import Move, addresses_keep


def test_an_address_leads_to_its_story_on_its_edition_alone(network, make_story, django_assert_num_queries):
    story = make_story()
    told = addresses_keep(
        [Move(network.maghrib.pk, "/2021/05/خبر/", story.pk), Move(network.maghrib.pk, "/?p=7", story.pk)]
    )
    assert told == 2
    with django_assert_num_queries(1):
        assert story_moved_from(network.maghrib, address="/2021/05/%D8%AE%D8%A8%D8%B1") == story.pk
    assert story_moved_from(network.maghrib, address="/?p=7") == story.pk
    assert story_moved_from(network.misr, address="/?p=7") is None
    assert story_moved_from(network.maghrib, address="/2021/05/آخر") is None


def test_the_home_page_leads_nowhere(network, make_story):
    assert addresses_keep([Move(network.maghrib.pk, "https://example.org/", make_story().pk)]) == 0
    assert story_moved_from(network.maghrib, address="/") is None


def test_a_long_slug_is_found_whole_and_cut(network, make_story):
    story, slug = make_story(), "-".join(["كلمة"] * 30)
    assert addresses_keep([Move(network.maghrib.pk, f"/{slug}/", story.pk)]) == 2
    assert story_moved_from(network.maghrib, address=f"/{slug}/") == story.pk
    assert story_moved_from(network.maghrib, address=f"/{slug}-زيادة/") == story.pk


def test_told_again_an_address_leads_where_it_is_told_last(network, make_story):
    first, second = make_story(), make_story()
    for story in (first, second, second):
        addresses_keep([Move(network.maghrib.pk, "/a", story.pk)])
    assert story_moved_from(network.maghrib, address="/a") == second.pk


def test_many_are_kept_at_once(network, make_story):
    story = make_story()
    assert addresses_keep(Move(network.maghrib.pk, f"/{number}", story.pk) for number in range(1, 701)) == 700
    assert story_moved_from(network.maghrib, address="/700") == story.pk


def test_stories_that_share_a_path_are_told_apart_by_their_queries(network, make_story):
    first, second = make_story(), make_story()
    addresses_keep(
        [
            Move(network.maghrib.pk, "http://e.org/News.aspx?id=1&utm_source=x", first.pk),
            Move(network.maghrib.pk, "http://e.org/News.aspx?id=2", second.pk),
            Move(network.maghrib.pk, "http://e.org/2021/خبر", first.pk),
        ]
    )
    assert story_moved_from(network.maghrib, address="/News.aspx?ID=1") == first.pk
    assert story_moved_from(network.maghrib, address="/News.aspx?id=2&share=1") == second.pk
    assert story_moved_from(network.maghrib, address="/News.aspx") is None
    assert story_moved_from(network.maghrib, address="/News.aspx?id=3") is None
    assert story_moved_from(network.maghrib, address="/2021/خبر?id=3") == first.pk

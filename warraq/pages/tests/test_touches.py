"""What a change touches, as a table."""

from dataclasses import replace

from warraq.pages.touches import Touches, edition_touches, front_touches, post_touches, story_touches
from warraq.stories.addresses import live_data_path, story_data_path
from warraq.stories.changes import NOWHERE, Place, Standing
from warraq.stories.tags import (
    blocks_tag,
    edition_tag,
    followed_tag,
    link_tag,
    list_tag,
    network_tag,
    posts_tag,
    story_tag,
)

NOW = 1_800_000_000.0
HOME = Place(edition=1, section=10, path="/politics/5-x", day="2027-01-15", shown_at=NOW - 1)
SISTER = Place(edition=2, section=20, path="/world/5-x", day="2027-01-15", shown_at=NOW - 1)
SHOWN = Standing(is_published=True, is_withdrawn=False, places=(HOME, SISTER), topics=(7,), authors=(8,))


# What programs read of the story itself, on both sites.
DATA = {(edition, path) for edition in (1, 2) for path in (story_data_path(5), live_data_path(5))}


def touched(before: Standing, after: Standing) -> Touches:
    return story_touches(5, before=before, after=after, now=NOW)


def test_a_new_story_presses_its_own_shells_and_the_heads_of_its_lists_alone():
    found = touched(NOWHERE, SHOWN)
    assert found.press == {(1, HOME.path), (2, SISTER.path)}
    assert found.forget == DATA
    assert found.choose == {1, 2}
    assert found.chrome == frozenset()
    assert story_tag(5) in found.drop
    assert {tag.split(".")[0] for tag in found.drop} == {"story", "head"}
    assert list_tag("section", 10, is_first=True) in found.drop
    assert list_tag("edition", 2, is_first=True) in found.drop
    assert list_tag("topic", 7, is_first=True) in found.drop
    assert list_tag("author", 8, is_first=True) in found.drop
    assert list_tag("day", "1.2027-01-15", is_first=True) in found.drop


def test_a_story_published_with_an_old_date_touches_the_deeper_pages_too():
    old = replace(SHOWN, places=(replace(HOME, shown_at=NOW - 90_000),))
    assert list_tag("section", 10, is_first=False) in touched(NOWHERE, old).drop


def test_new_words_in_a_story_leave_the_deeper_pages_to_its_tag():
    found = touched(SHOWN, SHOWN)
    assert not [tag for tag in found.drop if tag.startswith("deep.")]
    assert story_tag(5) in found.drop


def test_a_new_headline_forgets_the_old_address():
    renamed = replace(SHOWN, places=(replace(HOME, path="/politics/5-y"), SISTER))
    found = touched(SHOWN, renamed)
    assert found.press == {(1, "/politics/5-y"), (2, SISTER.path)}
    assert found.forget == DATA | {(1, HOME.path)}


def test_a_withdrawal_presses_the_page_that_says_so_and_touches_every_list():
    found = touched(SHOWN, replace(SHOWN, is_withdrawn=True))
    assert found.press == {(1, HOME.path), (2, SISTER.path)}
    assert list_tag("section", 20, is_first=False) in found.drop
    assert list_tag("author", 8, is_first=False) in found.drop


def test_a_story_has_left_when_it_may_no_longer_be_shown_in_some_place():
    assert touched(SHOWN, replace(SHOWN, is_withdrawn=True)).left == {5}
    assert touched(SHOWN, replace(SHOWN, places=(HOME,))).left == {5}
    assert touched(SHOWN, NOWHERE).left == {5}
    assert touched(NOWHERE, SHOWN).left == frozenset()
    draft = replace(SHOWN, is_published=False)
    assert touched(NOWHERE, draft).left == touched(draft, SHOWN).left == frozenset()
    withdrawn_and_another = touched(SHOWN, NOWHERE) | story_touches(6, before=NOWHERE, after=SHOWN, now=NOW)
    assert withdrawn_and_another.left == {5}


def test_an_unpublished_story_is_forgotten():
    found = touched(SHOWN, replace(SHOWN, is_published=False))
    assert found.press == frozenset()
    assert found.forget == DATA | {(1, HOME.path), (2, SISTER.path)}


def test_a_deleted_story_is_forgotten():
    assert touched(SHOWN, NOWHERE).forget == DATA | {(1, HOME.path), (2, SISTER.path)}


def test_a_story_that_moves_touches_the_lists_that_it_leaves_and_enters():
    moved = replace(SHOWN, places=(replace(HOME, section=11, path="/sport/5-x"), SISTER))
    found = touched(SHOWN, moved)
    for section in (10, 11):
        assert list_tag("section", section, is_first=True) in found.drop
        assert list_tag("section", section, is_first=False) in found.drop
    assert found.forget == DATA | {(1, HOME.path)}


def test_a_story_with_corrections_touches_the_corrections_pages_of_its_editions():
    corrected = replace(SHOWN, corrections=1)
    heads = {list_tag("corrections", edition, is_first=True) for edition in (1, 2)}
    deeper = {list_tag("corrections", edition, is_first=False) for edition in (1, 2)}
    assert not heads & touched(SHOWN, SHOWN).drop
    # A new correction comes at the head; what goes or comes back changes the deeper pages too.
    assert heads <= touched(SHOWN, corrected).drop
    assert not deeper & touched(SHOWN, corrected).drop
    assert heads | deeper <= touched(corrected, replace(corrected, is_withdrawn=True)).drop
    assert heads | deeper <= touched(replace(corrected, is_withdrawn=True), corrected).drop


def test_a_follow_up_touches_the_page_of_the_story_before_it():
    following = replace(SHOWN, follows=4)
    assert followed_tag(4) in touched(NOWHERE, following).drop
    assert followed_tag(4) in touched(following, NOWHERE).drop
    assert not [tag for tag in touched(NOWHERE, SHOWN).drop if tag.startswith("followed")]


def test_an_edition_touches_all_that_stands_on_it():
    found = edition_touches([3])
    assert found.drop == {edition_tag(3), network_tag()}
    assert found.choose == found.chrome == {3}


def test_of_several_changes_the_last_word_on_a_shell_counts():
    first, last = touched(NOWHERE, SHOWN), touched(SHOWN, NOWHERE)
    both = first | last
    assert both.press == frozenset()
    assert both.forget == DATA | {(1, HOME.path), (2, SISTER.path)}
    assert (last | first).press == {(1, HOME.path), (2, SISTER.path)}
    assert (last | first).forget == DATA


def test_a_front_presses_its_own_shell_and_a_strip_none_and_what_tells_of_its_blocks_alone_is_dropped():
    found = front_touches([3], paths=["/sport/"])
    assert found.press == {(3, "/sport/")}
    assert found.choose == {3}
    assert front_touches([3, 4], paths=[]).choose == {3, 4}
    assert not front_touches([3], paths=[]).press
    assert found.drop == front_touches([3], paths=[]).drop == {blocks_tag(3)}


def post_touched(standing: Standing, *, is_removed: bool = False) -> Touches:
    return post_touches(5, standing=standing, number=3, sequences=[4, 61], is_removed=is_removed)


def test_a_post_presses_the_storys_shells_and_its_fragment_and_no_list_and_no_block():
    shown = {(1, HOME.path), (1, "/live/5/latest"), (2, SISTER.path), (2, "/live/5/latest")}
    drop = frozenset({posts_tag(5, before=26), link_tag(5, link=0), link_tag(5, link=2)})
    assert post_touched(SHOWN) == Touches(press=frozenset(shown), forget=frozenset(DATA), drop=drop)


def test_a_removed_post_may_not_be_shown_another_moment():
    found = post_touched(SHOWN, is_removed=True)
    assert found.gone == found.press
    assert found.left == {5}


def test_a_post_of_a_story_that_nobody_sees_touches_nothing():
    assert post_touched(replace(SHOWN, is_published=False)) == Touches()
    assert post_touched(replace(SHOWN, is_withdrawn=True)) == Touches()
    assert post_touched(NOWHERE) == Touches()

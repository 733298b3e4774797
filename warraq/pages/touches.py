"""What a change touches: a pure decision. The outbox's facts in, what to press and what to drop out.

- The story's own shells are pressed again where it stands, and dropped where it no longer does.
- Everything that prints the story (lists, see-also picks, related lists) is dropped, to be pressed when next asked for:
  a story that is new is printed nowhere, so no other shell is touched.
- The page of the story that it follows is dropped: it leads on to it.
- The first pages of the lists that it stands in are dropped; their deeper pages only when it comes in between or goes.
- A post of its live coverage presses its own shells and the fragment that open pages ask for; no list and no block.
- A front that is published presses its own shell, and a strip that is raised presses none: what they show are blocks.
- What programs read of the story itself is forgotten, wherever it stands or stood: by its address, so that an answer
  that is being drawn meanwhile is not kept.
- The blocks of its editions (and the hub's) are chosen again; those that turn out the same are left alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from warraq.live.selectors import link_of, range_of
from warraq.pages.live.coverage import latest_path
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

# A story that is newer than this many seconds when the change is read came at the head of its lists.
NEW_SECONDS = 600


@dataclass(frozen=True)
class Touches:
    """What follows from one change or several.

    `press` and `forget` are shells by edition and path (percent-encoded); those in `gone` may not be shown for another
    moment; `drop` are tags of pages and blocks;
    `choose` are the editions whose blocks are chosen again; `chrome` those whose masthead and footer are drawn again;
    `stories` are the stories that were changed, `left` those of them that may no longer be shown somewhere; `sections`
    are those that they stood or stand in.
    """

    press: frozenset[tuple[int, str]] = field(default_factory=frozenset)
    forget: frozenset[tuple[int, str]] = field(default_factory=frozenset)
    gone: frozenset[tuple[int, str]] = field(default_factory=frozenset)
    drop: frozenset[str] = field(default_factory=frozenset)
    choose: frozenset[int] = field(default_factory=frozenset)
    chrome: frozenset[int] = field(default_factory=frozenset)
    stories: frozenset[int] = field(default_factory=frozenset)
    left: frozenset[int] = field(default_factory=frozenset)
    sections: frozenset[int] = field(default_factory=frozenset)

    def __or__(self, other: Touches) -> Touches:
        """Return what follows from both; what the later one presses is not forgotten, and the other way round."""
        return Touches(
            press=(self.press - other.forget) | other.press,
            forget=(self.forget - other.press) | other.forget,
            gone=self.gone | other.gone,
            drop=self.drop | other.drop,
            choose=self.choose | other.choose,
            chrome=self.chrome | other.chrome,
            stories=self.stories | other.stories,
            left=self.left | other.left,
            sections=self.sections | other.sections,
        )


def story_touches(story_id: int, *, before: Standing, after: Standing, now: float) -> Touches:
    """Decide what a change of a story touches; `now` is in epoch seconds."""
    stands = {(place.edition, place.path) for place in after.places}
    stood = {(place.edition, place.path) for place in before.places}
    is_shown = after.is_published or after.is_withdrawn
    gone = frozenset(stood | stands if after.is_withdrawn or not is_shown else stood - stands)
    return Touches(
        press=frozenset(stands if is_shown else ()),
        forget=frozenset((stood - stands) if is_shown else stood | stands)
        | _data_of(story_id, editions={place.edition for place in (*before.places, *after.places)}),
        gone=gone,
        drop=frozenset(
            {
                story_tag(story_id),
                *(followed_tag(number) for number in (before.follows, after.follows) if number),
                *_list_tags(before=before, after=after, now=now),
            }
        ),
        choose=frozenset(place.edition for place in (*before.places, *after.places)),
        stories=frozenset({story_id}),
        left=frozenset({story_id} if gone and before.is_published else ()),
        sections=frozenset(place.section for place in (*before.places, *after.places)),
    )


def post_touches(
    story_id: int, *, standing: Standing, number: int, sequences: Iterable[int], is_removed: bool
) -> Touches:
    """Decide what a change of one post of a live coverage touches; `sequences` are its change before and this one."""
    if not standing.is_published or standing.is_withdrawn:
        return Touches()
    shown = frozenset(
        (place.edition, path) for place in standing.places for path in (place.path, latest_path(story_id))
    )
    return Touches(
        press=shown,
        forget=_data_of(story_id, editions={place.edition for place in standing.places}),
        gone=shown if is_removed else frozenset(),
        drop=frozenset(
            {
                posts_tag(story_id, before=range_of(number)),
                *(link_tag(story_id, link=link_of(each)) for each in sequences),
            }
        ),
        left=frozenset({story_id} if is_removed else ()),
    )


def edition_touches(editions: Iterable[int]) -> Touches:
    """Decide what a change of whole editions touches: everything that stands on them."""
    numbers = frozenset(editions)
    drop = {network_tag(), *(edition_tag(number) for number in numbers)}
    return Touches(drop=frozenset(drop), choose=numbers, chrome=numbers)


def front_touches(editions: Iterable[int], *, paths: Iterable[str]) -> Touches:
    """Decide what a front that was published touches, or a strip that was raised: what is chosen, and the fronts' own
    shells, whose blocks may be others."""
    numbers, own = frozenset(editions), tuple(paths)
    return Touches(
        press=frozenset((edition, path) for edition in numbers for path in own),
        drop=frozenset(blocks_tag(edition) for edition in numbers),
        choose=numbers,
    )


def _data_of(story_id: int, *, editions: Iterable[int]) -> frozenset[tuple[int, str]]:
    """Return what programs read of the story itself."""
    paths = (story_data_path(story_id), live_data_path(story_id))
    return frozenset((edition, path) for edition in editions for path in paths)


def _list_tags(*, before: Standing, after: Standing, now: float) -> set[str]:
    """Return the tags of the lists that the story enters, leaves or stands in."""
    lists = _lists(before) | _lists(after)
    tags = {list_tag(kind, number, is_first=True) for kind, number in lists}
    if _comes_in_between(before=before, after=after, now=now):
        tags |= {list_tag(kind, number, is_first=False) for kind, number in lists}
    return tags


def _lists(standing: Standing) -> set[tuple[str, int | str]]:
    return {
        *(("edition", place.edition) for place in standing.places),
        *(("section", place.section) for place in standing.places),
        *(("day", f"{place.edition}.{place.day}") for place in standing.places),
        *(("topic", topic) for topic in standing.topics),
        *(("author", author) for author in standing.authors),
        *(("corrections", place.edition) for place in standing.places if standing.corrections),
    }


def _comes_in_between(*, before: Standing, after: Standing, now: float) -> bool:
    """Whether deeper pages of lists change: unless the story is new, or its places are what they were."""
    if _order(before) == _order(after):
        return False
    return before != NOWHERE or any(place.shown_at < now - NEW_SECONDS for place in after.places)


def _order(standing: Standing) -> tuple[object, ...]:
    """Return what decides where the story stands in lists."""
    places: set[Place] = set(standing.places)
    return (
        standing.is_published and not standing.is_withdrawn,
        frozenset((place.edition, place.section, place.shown_at) for place in places),
        frozenset(standing.topics),
        frozenset(standing.authors),
    )

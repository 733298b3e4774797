"""The whole of a story, and of its live coverage, as programs are told it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from warraq.live.models import LiveBlog, LivePost
from warraq.live.selectors import RANGE, LivePage, live_blog, range_of
from warraq.network.style import HouseStyle
from warraq.outlets.api.bodies import Beside, parts_of, pictures_in
from warraq.outlets.api.schemas import (
    CorrectionTold,
    LiveTold,
    OlderPosts,
    PlacementTold,
    PostTold,
    StoryTold,
)
from warraq.outlets.api.selectors import refs_of
from warraq.outlets.api.telling import (
    author_told,
    edition_ref,
    moments_of,
    section_ref,
    story_ref,
    topic_told,
)
from warraq.outlets.text import line
from warraq.stories.addresses import absolute, live_data_path, story_data_path, story_path
from warraq.stories.models import Placement
from warraq.stories.selectors import corrections_of, follow_up_ids, see_also_ids


def story_told(placement: Placement, *, placements: Sequence[Placement], now: datetime) -> StoryTold:
    """Return the whole of a story (as `stories.selectors.story_on` fetched it), in a fixed number of queries.

    `placements` are all at which readers see it.
    """
    story, edition = placement.story, placement.edition
    style = HouseStyle.of(edition)
    following = follow_up_ids(story)
    beside = refs_of({*following, *see_also_ids(story)}, edition=edition, now=now)
    home = next((each for each in placements if each.is_home), placement)
    body = list(story.body.raw_data)
    return StoryTold(
        **dict(story_ref(placement)),
        canonical=_address(home),
        dateline=line(story.dateline),
        authors=[author_told(author, edition=edition) for author in story.authors],
        agency=line(story.agency.name) if story.agency else "",
        topics=[topic_told(topic, edition=edition) for topic in story.topics],
        body=parts_of(body, beside=Beside(edition=edition, pictures=pictures_in([body]), stories=beside)),
        placements=[placement_told(each) for each in placements],
        corrections=[
            CorrectionTold(text=line(each.text), made_at=style.local(each.made_at))
            for each in corrections_of(story)
        ],
        follow_ups=[ref for number, ref in beside.items() if number in set(following)],
        live=absolute(edition, path=live_data_path(story.pk)) if live_blog(story.pk) is not None else None,
    )


def placement_told(placement: Placement) -> PlacementTold:
    """Return where a story stands."""
    edition = placement.edition
    return PlacementTold(
        edition=edition_ref(edition),
        section=section_ref(placement.section, edition=edition),
        headline=line(placement.shown_headline),
        is_home=placement.is_home,
        published_at=moments_of(placement)[0],
        address=_address(placement),
        api=absolute(edition, path=story_data_path(placement.story_id)),
    )


def live_told(placement: Placement, *, page: LivePage) -> LiveTold:
    """Return a coverage with its newest posts."""
    style, blog = HouseStyle.of(placement.edition), page.blog
    told = _posts_told((*page.pinned, *page.keys, *page.posts), placement=placement, first=page.first_number)
    return LiveTold(
        story=placement.story_id,
        headline=line(placement.shown_headline),
        address=_address(placement),
        is_live=blog.is_live,
        started_at=style.local(blog.started_at),
        ended_at=style.local(blog.ended_at) if blog.ended_at else None,
        sequence=page.sequence,
        pinned=[told[each.number] for each in page.pinned],
        key_moments=[told[each.number] for each in page.keys],
        posts=[told[each.number] for each in page.posts],
        older=_older(placement, before=page.older),
    )


def older_told(
    placement: Placement, *, blog: LiveBlog, posts: tuple[LivePost, ...], before: int
) -> OlderPosts:
    """Return one range of older posts."""
    told = _posts_told(posts, placement=placement, first=blog.last_number + 1)
    following = before - RANGE
    return OlderPosts(
        story=placement.story_id,
        address=_address(placement),
        posts=[told[each.number] for each in posts],
        older=_older(placement, before=following if following > 1 else 0),
    )


def _posts_told(posts: Iterable[LivePost], *, placement: Placement, first: int) -> Mapping[int, PostTold]:
    """Return posts by number; `first` is the oldest that stands on the story's own page."""
    edition, found = placement.edition, {each.number: each for each in posts}
    style = HouseStyle.of(edition)
    bodies = {number: list(each.body.raw_data) for number, each in found.items()}
    beside = Beside(edition=edition, pictures=pictures_in(bodies.values()))
    return {
        number: PostTold(
            number=number,
            posted_at=style.local(post.posted_at),
            edited_at=style.local(post.edited_at) if post.edited_at else None,
            is_pinned=post.pinned_at is not None,
            is_key=post.is_key,
            headline=line(post.headline),
            author=line(post.author.name) if post.author else "",
            body=parts_of(bodies[number], beside=beside),
            address=_post_address(post, placement=placement, first=first),
        )
        for number, post in found.items()
    }


def _post_address(post: LivePost, *, placement: Placement, first: int) -> str:
    """Return where people read a post: on the story's page, or on a page of older posts."""
    path = story_path(placement)
    if post.number < first and post.pinned_at is None:
        path = f"/live/{placement.story_id}/before/{range_of(post.number)}/"
    return absolute(placement.edition, path=f"{path}#post-{post.number}")


def _older(placement: Placement, *, before: int) -> str | None:
    path = f"{live_data_path(placement.story_id)}/before/{before}"
    return absolute(placement.edition, path=path) if before else None


def _address(placement: Placement) -> str:
    return absolute(placement.edition, path=story_path(placement))

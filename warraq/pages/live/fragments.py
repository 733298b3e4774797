"""What an open page asks for while a coverage goes on: JSON that the press keeps like any page.

All readers share two kinds of addresses. The *latest* fragment holds the last changes and the number after which it
knows them all; a reader who has seen that far takes the rest from it. Who missed more asks for the links of the *chain*
in between first. A change is a post as it is now: taking it twice, or late, changes nothing, because a post is never
replaced by what has a smaller number.

A link of the chain does not stay for ever: a post that is changed again leaves it, since a removed post must be found
nowhere. So a link says when it was read (`sequence`), and a reader joins only links that were read before the latest
fragment was: then no post can have left one of them without being in the other.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.template.loader import render_to_string

from warraq.live.models import LiveBlog, LivePost
from warraq.live.selectors import CHANGES, Changes, changes_in, latest_changes
from warraq.network.style import HouseStyle
from warraq.pages.live.coverage import coverage_of
from warraq.pages.shells import ShellPage
from warraq.stories.addresses import story_path
from warraq.stories.models import Placement
from warraq.stories.tags import edition_tag, link_tag, story_tag

JSON_TYPE = "application/json; charset=utf-8"
# Text that a template made may hold anything; as JSON it opens no tag and no slot.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def latest_fragment(placement: Placement, *, blog: LiveBlog) -> ShellPage:
    """Return the last changes with what stands around the posts: the state of the coverage and its summary."""
    changes = latest_changes(blog)
    coverage = coverage_of(placement.story)
    around = _context(placement) | {"coverage": coverage}
    said = _said(changes, placement=placement) | {
        "link": CHANGES,
        "ended": not blog.is_live,
        "state": render_to_string("pages/parts/live_state.html", around),
        "summary": render_to_string("pages/parts/live_summary.html", around),
    }
    return _fragment(said, placement=placement)


def link_fragment(placement: Placement, *, blog: LiveBlog, link: int) -> ShellPage | None:
    """Return a link of the chain; None while it is not whole."""
    changes = changes_in(blog, link=link)
    if changes is None:
        return None
    tag = link_tag(placement.story_id, link=link)
    return _fragment(_said(changes, placement=placement), placement=placement, tags=(tag,))


def gone_fragment(story_id: int, *, edition_id: int) -> ShellPage:
    """Return what is said of the coverage of a story that was withdrawn: nothing."""
    return ShellPage(
        html="{}",
        tags=(edition_tag(edition_id), story_tag(story_id)),
        status=410,
        content_type=JSON_TYPE,
    )


def _fragment(said: dict[str, Any], *, placement: Placement, tags: Iterable[str] = ()) -> ShellPage:
    return ShellPage(
        html=json.dumps(said, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES),
        tags=(edition_tag(placement.edition_id), story_tag(placement.story_id), *tags),
        content_type=JSON_TYPE,
    )


def _said(changes: Changes, *, placement: Placement) -> dict[str, Any]:
    return {
        "page": story_path(placement),
        "first": changes.first,
        "sequence": changes.sequence,
        "posts": [_post(each, context=_context(placement)) for each in changes.posts],
    }


def _post(post: LivePost, *, context: dict[str, Any]) -> dict[str, Any]:
    """Return a post as a script takes it; of a removed one nothing but its numbers."""
    said: dict[str, Any] = {"number": post.number, "sequence": post.sequence}
    if post.removed_at is not None:
        return said | {"removed": True}
    html = render_to_string("pages/parts/live_post.html", context | {"post": post})
    return said | {"pinned": post.pinned_at.isoformat() if post.pinned_at else "", "html": html.strip()}


def _context(placement: Placement) -> dict[str, Any]:
    return {"edition": placement.edition, "style": HouseStyle.of(placement.edition)}

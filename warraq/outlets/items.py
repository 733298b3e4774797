"""What feeds tell: a channel and its items, described once for every form that they are written in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import urljoin

from warraq.arabic.truncate import truncate
from warraq.network.models import Edition
from warraq.network.style import HouseStyle
from warraq.outlets.text import body_html, line, opening
from warraq.stories.addresses import absolute, author_path, permanent_path, story_path
from warraq.stories.models import Picture, Placement, Rendition, Story

SUMMARY_LIMIT = 500

_MEDIA_TYPES = {
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}


@dataclass(frozen=True)
class Media:
    """A picture of an item: an absolute address, its media type, and its size in pixels."""

    address: str
    media_type: str
    width: int
    height: int
    caption: str
    credit: str


@dataclass(frozen=True)
class Creator:
    """Who wrote an item, and the absolute address of their page; an agency has none."""

    name: str
    address: str = ""


@dataclass(frozen=True)
class Item:
    """A story as feeds tell it. Texts are plain and on one line, but for `content`, which is HTML; moments are on the
    edition's clock. `permanent` stays what it is when the headline or the section changes."""

    permanent: str
    address: str
    title: str
    summary: str
    content: str
    published_at: datetime
    changed_at: datetime
    creators: tuple[Creator, ...]
    categories: tuple[str, ...]
    media: Media | None


@dataclass(frozen=True)
class Channel:
    """A feed without its items: its own address, the page that lists the same stories, who publishes it in which
    language, and the WebSub hubs that are told when it changes."""

    address: str
    page: str
    title: str
    description: str
    language: str
    publisher: str
    origin: str
    hubs: tuple[str, ...] = ()


def channel_of(
    edition: Edition, *, title: str, path: str, feed_path: str, hubs: tuple[str, ...] = ()
) -> Channel:
    """Return the channel of a feed of the edition; `path` is the page that lists the same stories."""
    return Channel(
        address=absolute(edition, path=feed_path),
        page=absolute(edition, path=path),
        title=line(title),
        description=line(edition.tagline or edition.name),
        language=edition.locale,
        publisher=line(edition.name),
        origin=f"{edition.origin}/",
        hubs=hubs,
    )


def item_of(placement: Placement, *, edition: Edition) -> Item:
    """Return a placement as feeds of its edition tell it."""
    story, style = placement.story, HouseStyle.of(edition)
    assert placement.shown_at is not None  # noqa: S101 - a visible placement has it
    changed_at = max(placement.shown_at, story.modified_at or placement.shown_at)
    return Item(
        permanent=absolute(edition, path=permanent_path(placement.story_id)),
        address=absolute(edition, path=story_path(placement)),
        title=line(placement.shown_headline),
        summary=summary_of(story),
        content=body_html(story.body.raw_data, origin=edition.origin),
        published_at=style.local(placement.shown_at),
        changed_at=style.local(changed_at),
        creators=creators_of(story, edition=edition),
        categories=(line(placement.section.name), *(line(topic.name) for topic in story.topics)),
        media=lead_media(story, edition=edition),
    )


def summary_of(story: Story) -> str:
    """Return the standfirst, or how the text of a story without one begins."""
    return truncate(line(story.standfirst) or opening(story.body.raw_data), limit=SUMMARY_LIMIT)


def creators_of(story: Story, *, edition: Edition) -> tuple[Creator, ...]:
    """Return who wrote it: the authors in their order, then the agency."""
    authors = [
        Creator(line(author.name), absolute(edition, path=author_path(author))) for author in story.authors
    ]
    return (*authors, *([Creator(line(story.agency.name))] if story.agency else []))


def lead_media(
    story: Story, *, edition: Edition, widest: int | None = None, highest: int | None = None
) -> Media | None:
    """Return the lead picture with the story's own words for it, as `media_of` finds it."""
    if story.lead_picture is None:
        return None
    return media_of(
        story.lead_picture,
        edition=edition,
        caption=story.lead_caption,
        credit=story.lead_credit,
        widest=widest,
        highest=highest,
    )


def media_of(
    picture: Picture,
    *,
    edition: Edition,
    caption: str = "",
    credit: str = "",
    widest: int | None = None,
    highest: int | None = None,
) -> Media | None:
    """Return a picture as the widest rendition that is already there, or as it was uploaded.

    None where nothing is within `widest` and `highest` (pixels). Nothing is drawn for a feed. AVIF is passed over,
    since few readers of feeds know it; so is an upload in a format that we have no media type for.
    """
    drawn = [each for each in picture.renditions.all() if _fits(each, widest=widest, highest=highest)]
    shown: Picture | Rendition = max(drawn, key=lambda each: (each.width, each.pk), default=picture)
    if not _fits(shown, widest=widest, highest=highest):
        return None
    return Media(
        address=urljoin(f"{edition.origin}/", shown.file.url),
        media_type=_media_type(shown),
        width=shown.width,
        height=shown.height,
        caption=line(caption or picture.caption),
        credit=line(credit or picture.credit),
    )


def _fits(picture: Picture | Rendition, *, widest: int | None, highest: int | None) -> bool:
    """Whether readers know the picture's format, and it is within the bounds that there are."""
    return (
        bool(_media_type(picture))
        and (widest is None or picture.width <= widest)
        and (highest is None or picture.height <= highest)
    )


def _media_type(picture: Picture | Rendition) -> str:
    """Return the media type that the file's name tells, or nothing."""
    return _MEDIA_TYPES.get(PurePosixPath(picture.file.name).suffix.lower(), "")

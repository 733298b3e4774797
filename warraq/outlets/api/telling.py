"""What programs are told of sites, sections, pictures and stories in lists.

Nothing is asked of the database here but for a picture's sizes that nobody made yet. A placement carries its edition,
with hosts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from pathlib import PurePosixPath
from urllib.parse import quote

from warraq.fronts.showing import ShownBlock
from warraq.live.selectors import is_told_live
from warraq.network.models import Edition, Kind, Section
from warraq.network.style import HouseStyle
from warraq.outlets.api.schemas import (
    BlockTold,
    EditionRef,
    EditionTold,
    FoundTold,
    Named,
    PictureTold,
    SectionRef,
    SectionTold,
    Size,
    StoryRef,
)
from warraq.outlets.text import line
from warraq.search.selectors import Found
from warraq.search.snippets import Piece
from warraq.stories.addresses import (
    API,
    absolute,
    author_path,
    section_path,
    story_data_path,
    story_path,
    topic_path,
)
from warraq.stories.models import Author, Picture, Placement, Story, Topic
from warraq.stories.renditions import renditions_of


def edition_ref(edition: Edition) -> EditionRef:
    """Return a site's name."""
    return EditionRef(slug=edition.slug, name=edition.name)


def edition_told(edition: Edition) -> EditionTold:
    """Return a site with what an app needs to look like it."""
    return EditionTold(
        slug=edition.slug,
        name=edition.name,
        tagline=edition.tagline,
        kind=Kind(edition.kind),
        locale=edition.locale,
        time_zone=edition.time_zone,
        colour=edition.colour,
        accent=edition.accent,
        address=absolute(edition, path="/"),
        api=absolute(edition, path=API),
    )


def section_ref(section: Section, *, edition: Edition) -> SectionRef:
    """Return a section's name and page."""
    return SectionRef(
        slug=section.slug,
        name=section.name,
        address=absolute(edition, path=section_path(section)),
    )


def section_told(section: Section, *, edition: Edition) -> SectionTold:
    """Return a section with its lists; reads its parent."""
    slug = quote(section.slug)
    return SectionTold(
        **section_ref(section, edition=edition).model_dump(),
        edition=edition_ref(edition),
        parent=section.parent.slug if section.parent else None,
        colour=section.colour,
        in_bar=section.in_bar,
        stories=absolute(edition, path=f"{API}/sections/{slug}/stories"),
        front=absolute(edition, path=f"{API}/fronts/sections/{slug}"),
    )


def author_told(author: Author, *, edition: Edition) -> Named:
    """Return an author by name."""
    return Named(
        name=line(author.name),
        slug=author.slug,
        address=absolute(edition, path=author_path(author)),
        stories=absolute(edition, path=f"{API}/authors/{quote(author.slug)}/stories"),
    )


def topic_told(topic: Topic, *, edition: Edition) -> Named:
    """Return a topic by name."""
    return Named(
        name=line(topic.name),
        slug=topic.slug,
        address=absolute(edition, path=topic_path(topic)),
        stories=absolute(edition, path=f"{API}/topics/{quote(topic.slug)}/stories"),
    )


def picture_told(
    picture: Picture, *, edition: Edition, alt: str = "", caption: str = "", credit: str = ""
) -> PictureTold | None:
    """Return a picture with a story's own words for it; None when its file is gone."""
    renditions = renditions_of(picture)
    if renditions is None:
        return None
    # A picture smaller than a size is never blown up to it: it has fewer sizes.
    sizes = {
        (each.width, name): Size(
            address=absolute(edition, path=each.url),
            type=f"image/{PurePosixPath(each.file.name).suffix.lstrip('.')}",
            width=each.width,
            height=each.height,
        )
        for (_, name), each in renditions.items()
    }
    return PictureTold(
        alt=line(alt or picture.description),
        caption=line(caption or picture.caption),
        credit=line(credit or picture.credit),
        sizes=list(sizes.values()),
    )


def lead_told(story: Story, *, edition: Edition) -> PictureTold | None:
    """Return a story's lead picture."""
    if story.lead_picture is None:
        return None
    return picture_told(
        story.lead_picture,
        edition=edition,
        alt=story.lead_alt,
        caption=story.lead_caption,
        credit=story.lead_credit,
    )


def story_ref(placement: Placement) -> StoryRef:
    """Return a story as lists tell it (as `stories.selectors.listed` fetched it)."""
    story, edition = placement.story, placement.edition
    shown_at, modified_at = moments_of(placement)
    return StoryRef(
        id=placement.story_id,
        headline=line(placement.shown_headline),
        teaser_headline=line(placement.teaser_headline),
        standfirst=line(story.standfirst),
        label=story.label,
        label_name=story.get_label_display(),
        is_live=is_told_live(story),
        edition=edition_ref(edition),
        section=section_ref(placement.section, edition=edition),
        published_at=shown_at,
        modified_at=modified_at,
        picture=lead_told(story, edition=edition),
        address=absolute(edition, path=story_path(placement)),
        api=absolute(edition, path=story_data_path(placement.story_id)),
    )


def moments_of(placement: Placement) -> tuple[datetime, datetime]:
    """Return when a visible story came to its site and when it last changed, on the site's clock."""
    style, shown_at = HouseStyle.of(placement.edition), placement.shown_at
    assert shown_at is not None  # noqa: S101 - a visible placement has it
    modified_at = max(shown_at, placement.story.modified_at or shown_at)
    return style.local(shown_at), style.local(modified_at)


def block_told(block: ShownBlock, *, edition: Edition) -> BlockTold:
    """Return a block of an edition."""
    return BlockTold(
        kind=block.kind,
        title=block.title,
        text=line(block.text),
        section=section_ref(block.section, edition=edition) if block.section else None,
        edition=edition_ref(block.site) if block.site else None,
        stories=[story_ref(placement) for placement in block.placements],
    )


def found_told(found: Found) -> FoundTold:
    """Return a story that was found, with what was looked for marked."""
    return FoundTold(
        story=story_ref(found.placement),
        headline_html=_marked(found.headline),
        passage_html=_marked(found.passage),
    )


def _marked(pieces: Sequence[Piece]) -> str:
    return "".join(
        f"<mark>{escape(piece.text)}</mark>" if piece.is_found else escape(piece.text) for piece in pieces
    )

"""Pictures on the page: AVIF with WebP behind it, in a few widths, with their dimensions."""

from __future__ import annotations

from dataclasses import dataclass

from warraq.stories.models import Picture, Rendition, Story
from warraq.stories.renditions import SIZES, renditions_of


@dataclass(frozen=True)
class PictureView:
    """One picture, ready to print: `avif` and `webp` are srcset values, `src` the middle WebP."""

    avif: str
    webp: str
    src: str
    large: str
    width: int
    height: int
    alt: str
    caption: str
    credit: str


def picture_view(
    picture: Picture, *, alt: str = "", caption: str = "", credit: str = ""
) -> PictureView | None:
    """Return the picture's view; None when its file is gone, so that the page stands without it."""
    by_size = renditions_of(picture)
    if by_size is None:
        return None
    largest = by_size[SIZES[-1][0], "webp"]

    def srcset(name: str) -> str:
        # The true width: a picture smaller than a size is never blown up to it.
        entries = {by_size[width, name].width: by_size[width, name].url for width, _ in SIZES}
        return ", ".join(f"{url} {width}w" for width, url in entries.items())

    return PictureView(
        avif=srcset("avif"),
        webp=srcset("webp"),
        src=by_size[640, "webp"].url,
        large=largest.url,
        width=largest.width,
        height=largest.height,
        alt=alt or picture.description,
        caption=caption or picture.caption,
        credit=credit or picture.credit,
    )


def lead_picture(story: Story) -> PictureView | None:
    """Return the story's lead picture with the story's own words for it."""
    if story.lead_picture is None:
        return None
    return picture_view(
        story.lead_picture, alt=story.lead_alt, caption=story.lead_caption, credit=story.lead_credit
    )


def make_renditions(picture: Picture) -> list[Rendition]:
    """Make every size and format now, so that no reader waits for one."""
    return list((renditions_of(picture) or {}).values())

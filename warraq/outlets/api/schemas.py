"""What the API's answers hold. A field that is added is no breach; one that goes or changes is another version.

Addresses are absolute. Moments have the offset of the clock of the site that they are read on. Texts are plain, on
one line, but for what is called `html`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from warraq.fronts.showing import BlockKind
from warraq.network.models import Kind


class Told(BaseModel):
    """The base of all answers."""

    model_config = ConfigDict(frozen=True)


class Problem(Told):
    """Why there is no answer: a stable code for programs, a sentence for who reads their logs."""

    code: str
    detail: str


class Withdrawn(Problem):
    """A story that was taken back from the public: keep nothing of it. `note` is what readers are told."""

    note: str
    withdrawn_at: datetime


class EditionRef(Told):
    """A site of the network by name."""

    slug: str
    name: str


class EditionTold(EditionRef):
    """A site of the network. `api` is where this API answers for it."""

    tagline: str
    kind: Kind
    locale: str
    time_zone: str
    colour: str
    accent: str
    address: str
    api: str


class SectionRef(Told):
    """A section by name; `slug` is its name in addresses."""

    slug: str
    name: str
    address: str


class SectionTold(SectionRef):
    """A section of a site. `parent` is the slug of the section above it; `stories` and `front` are addresses."""

    edition: EditionRef
    parent: str | None
    colour: str
    in_bar: bool
    stories: str
    front: str


class Size(Told):
    """A picture in one size; `type` is its media type, width and height are pixels."""

    address: str
    type: str
    width: int
    height: int


class PictureTold(Told):
    """A picture, cut to 16:9, in the sizes that pages use, the smallest first."""

    alt: str
    caption: str
    credit: str
    sizes: list[Size]


class Named(Told):
    """An author or a topic: name, name in addresses, page, and where this API lists its stories."""

    name: str
    slug: str
    address: str
    stories: str


class StoryRef(Told):
    """A story in a list, as it stands on the site that `edition` names. `api` is where the whole of it is read."""

    id: int
    headline: str
    teaser_headline: str
    standfirst: str
    label: str = Field(description="urgent, report, interview, opinion, analysis, gallery, or empty")
    label_name: str
    is_live: bool
    edition: EditionRef
    section: SectionRef
    published_at: datetime
    modified_at: datetime
    picture: PictureTold | None
    address: str
    api: str


class Text(Told):
    """A paragraph, subheading, quotation or list of a body."""

    type: Literal["paragraph", "heading", "quote", "list"]
    html: str


class PictureInText(Told):
    """A picture within a body."""

    type: Literal["picture"] = "picture"
    picture: PictureTold


class Embed(Told):
    """Something that stands elsewhere; `address` is its page there."""

    type: Literal["embed"] = "embed"
    address: str


class SeeAlso(Told):
    """Stories that the text leads to, those that readers can see on this site."""

    type: Literal["see_also"] = "see_also"
    stories: list[StoryRef]


Part = Text | PictureInText | Embed | SeeAlso


class PlacementTold(Told):
    """Where else on the network the story stands; canonical addresses lead to its home."""

    edition: EditionRef
    section: SectionRef
    headline: str
    is_home: bool
    published_at: datetime
    address: str
    api: str


class CorrectionTold(Told):
    """What was wrong in the story, told to its readers."""

    text: str
    made_at: datetime


class StoryTold(StoryRef):
    """The whole of a story. `live` is where its live coverage is read, if it has one."""

    canonical: str
    dateline: str
    authors: list[Named]
    agency: str
    topics: list[Named]
    body: list[Part]
    placements: list[PlacementTold]
    corrections: list[CorrectionTold]
    follow_ups: list[StoryRef]
    live: str | None


class StoryList(Told):
    """A page of a list, newest first; `next` is the address of the page after it."""

    stories: list[StoryRef]
    next: str | None


class BlockTold(Told):
    """A block and its stories. `text` is what a raised strip says, which may lead to no story."""

    kind: BlockKind
    title: str
    text: str
    section: SectionRef | None
    edition: EditionRef | None
    stories: list[StoryRef]


class FrontTold(Told):
    """A front in the reader's order; no story stands in it twice."""

    edition: EditionRef
    section: SectionRef | None
    blocks: list[BlockTold]


class FoundTold(Told):
    """A story that was found; in `headline_html` and `passage_html` the words looked for stand in <mark>."""

    story: StoryRef
    headline_html: str
    passage_html: str


class SearchTold(Told):
    """A page of what was found. `meant` is another query that finds more; empty if there is none."""

    query: str
    meant: str
    found: list[FoundTold]
    next: str | None


class PostTold(Told):
    """A post of a live coverage; its number never changes."""

    number: int
    posted_at: datetime
    edited_at: datetime | None
    is_pinned: bool
    is_key: bool
    headline: str
    author: str
    body: list[Part]
    address: str


class LiveTold(Told):
    """A live coverage: its newest posts, newest first, and the address of older ones.

    `sequence` grows with every change that readers can see. Pinned posts and key moments are told again above
    the posts, wherever they stand; a post that was removed is in none of these lists.
    """

    story: int
    headline: str
    address: str
    is_live: bool
    started_at: datetime
    ended_at: datetime | None
    sequence: int
    pinned: list[PostTold]
    key_moments: list[PostTold]
    posts: list[PostTold]
    older: str | None


class OlderPosts(Told):
    """Posts of one range of numbers, newest first, and the address of the range before it."""

    story: int
    address: str
    posts: list[PostTold]
    older: str | None


class Editions(Told):
    """The sites of the network, its hub first if there is one."""

    editions: list[EditionTold]


class Sections(Told):
    """Sections in their site's order."""

    sections: list[SectionTold]


class Blocks(Told):
    """What stands beside every page of a site: the newest, the most read, the sections."""

    edition: EditionRef
    blocks: list[BlockTold]

"""The addresses of the API. Each operation finds its subject, tells it, and names the tags that it falls by."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from ninja import NinjaAPI, Path, Query
from ninja.errors import ValidationError

from warraq.fronts.showing import BlockKind, ShownBlock, home_blocks, section_blocks, shared_blocks
from warraq.live.selectors import live_blog, live_page, older_posts
from warraq.network.models import Edition, Section
from warraq.network.requests import edition_of
from warraq.network.selectors import section_of, sites
from warraq.network.style import HouseStyle
from warraq.outlets.api import schemas
from warraq.outlets.api.answers import (
    JSON_TYPE,
    Elsewhere,
    NotThere,
    TakenBack,
    answer,
    answer_text,
    away,
    problem,
)
from warraq.outlets.api.searching import Asked, searched
from warraq.outlets.api.selectors import (
    Page,
    author_page,
    editions,
    home_placement,
    newest_page,
    section_page,
    sections_told_on,
    standing_placements,
    topic_page,
    with_editions,
    withdrawn_from,
)
from warraq.outlets.api.telling import (
    author_told,
    block_told,
    edition_ref,
    edition_told,
    section_ref,
    section_told,
    story_ref,
    topic_told,
)
from warraq.outlets.api.whole import live_told, older_told, story_told
from warraq.outlets.text import line
from warraq.search.seats import NoSeat
from warraq.stories.addresses import API, absolute
from warraq.stories.models import Author, Placement, Topic
from warraq.stories.selectors import Key, story_on
from warraq.stories.tags import (
    blocks_tag,
    edition_tag,
    followed_tag,
    list_tag,
    network_tag,
    posts_tag,
    story_tag,
)

_log = logging.getLogger(__name__)

# Numbers fit a row's (64 bits); names are one segment of an address, without what databases refuse.
Number = Annotated[int, Path(ge=1, le=10**18 - 1)]
Slug = Annotated[str, Path(min_length=1, max_length=200, pattern=r"^[^/\x00-\x1f\x7f]+$")]
ListKey = Annotated[
    str,
    Path(
        pattern=r"^[0-9]{1,17}-[0-9]{1,18}$",
        description="From the address in `next`; nothing to be made by hand.",
    ),
]

ERRORS = {400: schemas.Problem, 404: schemas.Problem, 503: schemas.Problem}
GONE = {410: schemas.Withdrawn, 302: None}

api = NinjaAPI(
    title="Warraq: the read API",
    version="1",
    description=(
        "What readers of this site see, as JSON. On the host of a site it tells of the site, on that of the hub of"
        " the whole network. No key is needed, no cookie is read."
    ),
    openapi_url=None,
    docs_url=None,
)


def _get(path: str, *, name: str, response: Any, more: dict[int, Any] | None = None) -> Callable[..., Any]:
    """Return the decorator of an operation at a path of the API."""
    return api.get(
        path,
        url_name=f"api_{name}",
        operation_id=name,
        summary=name.replace("_", " ").capitalize(),
        response={200: response, **ERRORS, **(more or {})},
    )


# The network and its sites


@_get("/editions", name="editions", response=schemas.Editions)
def read_editions(request: HttpRequest) -> HttpResponse:
    """The sites of the network, its hub first."""
    found = editions()
    told = schemas.Editions(editions=[edition_told(each) for each in found])
    return answer(request, told, tags=[network_tag(), *(edition_tag(each.pk) for each in found)])


@_get("/sections", name="sections", response=schemas.Sections)
def read_sections(request: HttpRequest) -> HttpResponse:
    """The sections of this site; on the hub those of every site."""
    edition = edition_of(request)
    told = schemas.Sections(
        sections=[section_told(section, edition=of) for section, of in sections_told_on(edition)]
    )
    return answer(request, told, tags=_standing_tags(edition))


# Lists of stories


@_get("/stories", name="stories", response=schemas.StoryList)
def read_stories(request: HttpRequest) -> HttpResponse:
    """The newest stories; on the hub those of every site, each at its home."""
    return _stories(request)


@_get("/stories/before/{key}", name="stories_before", response=schemas.StoryList)
def read_stories_before(request: HttpRequest, key: ListKey) -> HttpResponse:
    """A further page of the newest stories."""
    return _stories(request, key=key)


@_get("/sections/{slug}/stories", name="section_stories", response=schemas.StoryList)
def read_section_stories(request: HttpRequest, slug: Slug) -> HttpResponse:
    """The newest stories of a section of this site."""
    return _section_stories(request, slug=slug)


@_get("/sections/{slug}/stories/before/{key}", name="section_stories_before", response=schemas.StoryList)
def read_section_stories_before(request: HttpRequest, slug: Slug, key: ListKey) -> HttpResponse:
    """A further page of a section's stories."""
    return _section_stories(request, slug=slug, key=key)


@_get("/topics/{slug}/stories", name="topic_stories", response=schemas.StoryList)
def read_topic_stories(request: HttpRequest, slug: Slug) -> HttpResponse:
    """The newest stories of a topic."""
    return _topic_stories(request, slug=slug)


@_get("/topics/{slug}/stories/before/{key}", name="topic_stories_before", response=schemas.StoryList)
def read_topic_stories_before(request: HttpRequest, slug: Slug, key: ListKey) -> HttpResponse:
    """A further page of a topic's stories."""
    return _topic_stories(request, slug=slug, key=key)


@_get("/authors/{slug}/stories", name="author_stories", response=schemas.StoryList)
def read_author_stories(request: HttpRequest, slug: Slug) -> HttpResponse:
    """The newest stories that an author signs."""
    return _author_stories(request, slug=slug)


@_get("/authors/{slug}/stories/before/{key}", name="author_stories_before", response=schemas.StoryList)
def read_author_stories_before(request: HttpRequest, slug: Slug, key: ListKey) -> HttpResponse:
    """A further page of an author's stories."""
    return _author_stories(request, slug=slug, key=key)


def _stories(request: HttpRequest, *, key: str = "") -> HttpResponse:
    edition, after = edition_of(request), _key_of(key)
    of = sites() if edition.is_hub else [edition]
    return _story_list(
        request,
        newest_page(edition, now=timezone.now(), after=after),
        path=f"{API}/stories",
        lists=[("edition", each.pk) for each in of],
        is_first=not key,
    )


def _section_stories(request: HttpRequest, *, slug: str, key: str = "") -> HttpResponse:
    edition, after = edition_of(request), _key_of(key)
    section = _section(edition, slug=slug)
    return _story_list(
        request,
        section_page(section, edition=edition, now=timezone.now(), after=after),
        path=section_told(section, edition=edition).stories,
        lists=[("section", section.pk)],
        is_first=not key,
    )


def _topic_stories(request: HttpRequest, *, slug: str, key: str = "") -> HttpResponse:
    edition, after = edition_of(request), _key_of(key)
    topic = Topic.objects.filter(slug=slug).first()
    if topic is None:
        raise NotThere("There is no topic with this slug.")
    return _story_list(
        request,
        topic_page(topic, edition=edition, now=timezone.now(), after=after),
        path=topic_told(topic, edition=edition).stories,
        lists=[("topic", topic.pk)],
        is_first=not key,
    )


def _author_stories(request: HttpRequest, *, slug: str, key: str = "") -> HttpResponse:
    edition, after = edition_of(request), _key_of(key)
    author = Author.objects.filter(slug=slug).first()
    if author is None:
        raise NotThere("There is no author with this slug.")
    return _story_list(
        request,
        author_page(author, edition=edition, now=timezone.now(), after=after),
        path=author_told(author, edition=edition).stories,
        lists=[("author", author.pk)],
        is_first=not key,
    )


def _story_list(
    request: HttpRequest, page: Page, *, path: str, lists: Sequence[tuple[str, int]], is_first: bool
) -> HttpResponse:
    """Answer with a page of a list that begins at `path`; `lists` name it as tags do."""
    edition = edition_of(request)
    placements, following = page
    if not is_first and not placements:
        raise NotThere("This list has no such page.")
    told = schemas.StoryList(
        stories=[story_ref(placement) for placement in placements],
        next=absolute(edition, path=f"{path}/before/{following}") if following else None,
    )
    tags = (
        *_standing_tags(edition),
        *(list_tag(kind, number, is_first=is_first) for kind, number in lists),
        *_tags_of(placements),
    )
    return answer(request, told, tags=tags)


# A story, and its live coverage


@_get("/stories/{story_id}", name="story", response=schemas.StoryTold, more=GONE)
def read_story(request: HttpRequest, story_id: Number) -> HttpResponse:
    """The whole of a story as it stands on this site; the hub leads to its home."""
    placement, now = _placement(request, story_id=story_id), timezone.now()
    placements = standing_placements(placement.story, now=now)
    told = story_told(placement, placements=placements, now=now)
    picks = [ref.id for part in told.body if isinstance(part, schemas.SeeAlso) for ref in part.stories]
    tags = (
        *(
            edition_tag(number)
            for number in {placement.edition_id, *(each.edition_id for each in placements)}
        ),
        *(story_tag(number) for number in (story_id, *picks, *(ref.id for ref in told.follow_ups))),
        # Its follow-ups that nobody sees yet find the answer by this.
        followed_tag(story_id),
    )
    return answer(request, told, tags=tags)


@_get("/live/{story_id}", name="live", response=schemas.LiveTold, more=GONE)
def read_live(request: HttpRequest, story_id: Number) -> HttpResponse:
    """A story's live coverage: its newest posts, what is pinned, the key moments."""
    placement = _placement(request, story_id=story_id)
    blog = live_blog(story_id)
    if blog is None:
        raise NotThere("This story has no live coverage.")
    told = live_told(placement, page=live_page(blog))
    return answer(request, told, tags=(edition_tag(placement.edition_id), story_tag(story_id)))


@_get("/live/{story_id}/before/{number}", name="live_before", response=schemas.OlderPosts, more=GONE)
def read_live_before(request: HttpRequest, story_id: Number, number: Number) -> HttpResponse:
    """A range of older posts of a live coverage."""
    placement = _placement(request, story_id=story_id)
    blog = live_blog(story_id)
    posts = older_posts(blog, before=number) if blog is not None else None
    if blog is None or posts is None:
        raise NotThere("This coverage has no such range of posts.")
    told = older_told(placement, blog=blog, posts=posts, before=number)
    tags = (edition_tag(placement.edition_id), story_tag(story_id), posts_tag(story_id, before=number))
    return answer(request, told, tags=tags)


def _placement(request: HttpRequest, *, story_id: int) -> Placement:
    """Return the story's placement here with all that is told of it; raises what else is to be answered."""
    edition, now = edition_of(request), timezone.now()
    placement = story_on(edition, story_id=story_id, now=now)
    if placement is not None:
        placement.edition = edition
        return placement
    if edition.is_hub and (home := home_placement(story_id, now=now)) is not None:
        raise Elsewhere(absolute(home.edition, path=request.path))
    withdrawn = withdrawn_from(edition, story_id=story_id)
    if withdrawn is not None and withdrawn.withdrawn_at is not None:
        raise TakenBack(withdrawn, at=withdrawn.withdrawn_at)
    raise NotThere("There is no such story on this site.")


# Fronts and blocks


@_get("/fronts/home", name="home_front", response=schemas.FrontTold)
def read_home_front(request: HttpRequest) -> HttpResponse:
    """The home page: composed by an editor, or chosen automatically; the hub's has a block for each site."""
    edition = edition_of(request)
    return _front(request, home_blocks(edition, now=timezone.now()))


@_get("/fronts/sections/{slug}", name="section_front", response=schemas.FrontTold)
def read_section_front(request: HttpRequest, slug: Slug) -> HttpResponse:
    """A section's front; one that nobody composed is the newest of the section."""
    edition, now = edition_of(request), timezone.now()
    section = _section(edition, slug=slug)
    section.edition = edition
    composed = section_blocks(section, now=now)
    if composed is not None:
        return _front(request, composed, section=section)
    page, _ = section_page(section, edition=edition, now=now, after=None)
    newest = ShownBlock(kind=BlockKind.SECTION, title=section.name, placements=tuple(page), section=section)
    return _front(request, (newest,), section=section)


@_get("/blocks", name="blocks", response=schemas.Blocks)
def read_blocks(request: HttpRequest) -> HttpResponse:
    """What stands beside every page of this site: the newest, the most read, the newest of sections."""
    edition = edition_of(request)
    blocks = shared_blocks(edition, now=timezone.now())
    told = schemas.Blocks(edition=edition_ref(edition), blocks=_blocks(blocks, edition=edition))
    return answer(request, told, tags=_block_tags(blocks, edition=edition))


def _front(
    request: HttpRequest, blocks: tuple[ShownBlock, ...], *, section: Section | None = None
) -> HttpResponse:
    edition = edition_of(request)
    told = schemas.FrontTold(
        edition=edition_ref(edition),
        section=section_ref(section, edition=edition) if section else None,
        blocks=_blocks(blocks, edition=edition),
    )
    head = [list_tag("section", section.pk, is_first=True)] if section else []
    return answer(request, told, tags=(*_block_tags(blocks, edition=edition), *head))


def _blocks(blocks: Iterable[ShownBlock], *, edition: Edition) -> list[schemas.BlockTold]:
    for block in blocks:
        with_editions(block.placements, of=[edition, *([block.site] if block.site else [])])
    return [block_told(block, edition=edition) for block in blocks]


# Search


@_get("/search", name="search", response=schemas.SearchTold)
def read_search(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """Search this site, or from the hub the whole network."""
    return answer(request, searched(asked, edition=edition_of(request), now=timezone.now()), tags=None)


# What operations share


def _section(edition: Edition, *, slug: str) -> Section:
    section = section_of(edition, slug=slug)
    if section is None:
        raise NotThere("There is no section with this slug on this site.")
    return section


def _key_of(text: str) -> Key | None:
    """Return the key that a page begins after, None for the first page; of no list are keys that lie ahead."""
    key = Key.parse(text) if text else None
    if text and (key is None or key.moment > timezone.now()):
        raise NotThere("This list has no such page.")
    return key


def _standing_tags(edition: Edition) -> tuple[str, ...]:
    """Return the tags of what stands on an edition; on the hub it tells of all sites."""
    if not edition.is_hub:
        return (edition_tag(edition.pk),)
    return (edition_tag(edition.pk), network_tag())


def _block_tags(blocks: Iterable[ShownBlock], *, edition: Edition) -> tuple[str, ...]:
    placements = [placement for block in blocks for placement in block.placements]
    return (*_standing_tags(edition), blocks_tag(edition.pk), *_tags_of(placements))


def _tags_of(placements: Iterable[Placement]) -> Iterable[str]:
    return (story_tag(placement.story_id) for placement in placements)


# The schema, and what else is answered


def document() -> dict[str, Any]:
    """Return this API as an OpenAPI 3.1 document, the same on every site."""
    return api.get_openapi_schema(path_prefix=f"{API}/")


def schema(request: HttpRequest) -> HttpResponse:
    """Answer with the document."""
    text = json.dumps(document(), ensure_ascii=False)
    return answer_text(request, text, tags=(edition_tag(edition_of(request).pk),))


def unknown(request: HttpRequest, rest: str) -> HttpResponse:
    """Say that nothing stands at an address under the API's."""
    return problem(
        "not_found",
        f"Nothing stands at this address; {API}/openapi.json names those that there are.",
        status=404,
    )


@api.exception_handler(NotThere)
def not_there(request: HttpRequest, problem_met: NotThere) -> HttpResponse:
    """Say what is not there."""
    return problem("not_found", str(problem_met), status=404)


@api.exception_handler(Elsewhere)
def elsewhere(request: HttpRequest, found: Elsewhere) -> HttpResponse:
    """Lead to the site that a story is at home on."""
    return HttpResponseRedirect(found.address, content_type=JSON_TYPE)


@api.exception_handler(TakenBack)
def taken_back(request: HttpRequest, found: TakenBack) -> HttpResponse:
    """Say that a story was withdrawn, with the note that readers are told; nothing of its text."""
    edition, story = edition_of(request), found.story
    told = schemas.Withdrawn(
        code="withdrawn",
        detail="This story was withdrawn; keep nothing of it.",
        note=line(story.withdrawal_note),
        withdrawn_at=HouseStyle.of(edition).local(found.at),
    )
    # Only a site keeps an answer about a story: there the presser knows by which addresses to forget it.
    tags = None if edition.is_hub else (edition_tag(edition.pk), story_tag(story.pk))
    return answer(request, told, tags=tags, status=410)


@api.exception_handler(ValidationError)
def not_understood(request: HttpRequest, refused: ValidationError) -> HttpResponse:
    """Say what of the question can't be understood: the first thing, in one sentence."""
    first = refused.errors[0]
    where = ".".join(str(each) for each in first["loc"][1:]) or "question"
    return problem("invalid", f"The parameter {where} can't be understood: {first['msg']}.", status=400)


@api.exception_handler(DatabaseError)
@api.exception_handler(NoSeat)
def not_now(request: HttpRequest, trouble: Exception) -> HttpResponse:
    """Say that the answer can't be had for a moment."""
    _log.warning("The API answers 503: %s", str(trouble).strip() or type(trouble).__name__)
    return away()

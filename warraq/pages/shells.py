"""The shell of each page type: everything that belongs to this one page, with slots for the live blocks.

A shell reads its own subject and nothing else: it never queries for a block.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.template.loader import render_to_string

from warraq.arabic.truncate import truncate
from warraq.fronts.layouts import Kind, slot_number
from warraq.fronts.selectors import ShownFront
from warraq.network.models import Edition, Section
from warraq.network.selectors import sections_of, sites
from warraq.network.style import HouseStyle
from warraq.pages.live.coverage import OlderPage, coverage_of, older_path
from warraq.pages.metadata import (
    DESCRIPTION_LIMIT,
    Crumb,
    Head,
    breadcrumb_list,
    collection_page,
    crumbs_of,
    feed_links,
    live_blog_posting,
    news_article,
    organization,
    profile_page,
)
from warraq.pages.models import StandingPage
from warraq.pages.pictures import lead_picture
from warraq.pages.teasers import Teaser, teaser
from warraq.search.selectors import Results
from warraq.search.snippets import Piece
from warraq.stories.addresses import (
    SEARCH_PATH,
    absolute,
    oembed_path,
    permanent_path,
    section_path,
    story_address,
    story_path,
)
from warraq.stories.models import Author, Correction, Placement, Story, Topic
from warraq.stories.selectors import (
    corrections_of,
    follow_up_ids,
    listed,
    newest,
    on_edition,
    see_also_ids,
    see_also_picks,
)
from warraq.stories.tags import edition_tag, followed_tag, list_tag, posts_tag, story_tag

CORRECTIONS_PATH = "/corrections/"


@dataclass(frozen=True)
class ShellPage:
    """A drawn shell. `subject_id` is the page's own story, which its blocks leave out; `status` is HTTP's; by `tags`
    a change finds the page; `reads_query` says that the page is another one with another query string. A shell need not
    be HTML: `content_type` says what it is."""

    html: str
    tags: tuple[str, ...]
    subject_id: int | None = None
    status: int = 200
    modified_at: datetime | None = None
    reads_query: bool = False
    content_type: str = "text/html; charset=utf-8"


@dataclass(frozen=True)
class ListPage:
    """One page of a list: its stories, and the path of the page of older ones if there are any."""

    placements: Sequence[Placement]
    older: str = ""
    is_first: bool = True


@dataclass(frozen=True)
class CorrectionsPage:
    """One page of an edition's corrections with the stories that they are of, and the path of the older ones."""

    corrections: Sequence[tuple[Correction, Placement]]
    older: str = ""
    is_first: bool = True


@dataclass(frozen=True)
class SearchForm:
    """What stands in the search form; `sections` and `sites` are those to choose from."""

    text: str
    section: Section | None
    site: Edition | None
    topic: Topic | None
    author: Author | None
    start: date | None
    end: date | None
    is_newest_first: bool
    sections: tuple[Section, ...]
    sites: tuple[Edition, ...]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but words is asked for."""
        return bool(
            self.section
            or self.site
            or self.topic
            or self.author
            or self.start
            or self.end
            or self.is_newest_first
        )


@dataclass(frozen=True)
class SearchPage:
    """A page of what was found, the address of the page after it if there is one, and its feeds' query string."""

    form: SearchForm
    results: Results
    older: str = ""
    feed_query: str = ""


@dataclass(frozen=True)
class FoundTeaser:
    """A story that was found: its teaser, with headline and passage in pieces, and the site where it is read."""

    teaser: Teaser
    headline: tuple[Piece, ...]
    passage: tuple[Piece, ...]
    origin: str
    site: str


@dataclass(frozen=True)
class BodyPart:
    """A block of a story's body, or the `picks` that a see-also block leads to."""

    block: Any = None
    picks: tuple[Teaser, ...] = ()


def _shell(edition: Edition, template: str, *, head: Head, **context: Any) -> str:
    """Draw a shell with what every page type needs."""
    return render_to_string(
        template,
        {
            "edition": edition,
            "style": HouseStyle.of(edition),
            "head": head,
            "open_graph_locale": edition.locale.replace("-", "_"),
            "teaser_sections": [section for section in sections_of(edition) if section.has_teasers],
            **context,
        },
    )


@dataclass(frozen=True)
class ListGroup:
    """Lists of a composed front that stand side by side, by the arguments of their slots; ranks stand alone."""

    is_ranked: bool
    slots: tuple[int, ...]


def list_groups(front: ShownFront) -> list[ListGroup]:
    """Return the lists of a front in the reader's order."""
    lists = [part for part in front.layout.parts if part.kind is not Kind.TOP]
    return [
        ListGroup(is_ranked, tuple(slot_number(front.number, part=part.number) for part in parts))
        for is_ranked, parts in groupby(lists, key=lambda part: part.kind is Kind.MOST_READ)
    ]


def home_shell(edition: Edition, *, front: ShownFront | None = None) -> ShellPage:
    """Draw an edition's home page: all of it is live blocks, in the order of its front if one was composed."""
    head = Head(
        title=edition.name,
        description=edition.tagline,
        canonical=absolute(edition, path="/"),
        feeds=feed_links(edition, path="/", title=edition.name),
        structured=(
            {
                "@context": "https://schema.org",
                "@type": "WebSite",
                "name": edition.name,
                "url": absolute(edition, path="/"),
                "inLanguage": edition.locale,
            },
            organization(edition),
        ),
    )
    if edition.is_hub:
        html = _shell(edition, "pages/hub.html", head=head, sites=sites())
    else:
        groups = list_groups(front) if front is not None else None
        html = _shell(edition, "pages/home.html", head=head, list_groups=groups)
    return ShellPage(html=html, tags=(edition_tag(edition.pk),))


def story_shell(
    placement: Placement, *, home: Placement | None, now: datetime, is_preview: bool = False
) -> ShellPage:
    """Draw a story's page on the placement's edition. `home` is where canonical leads, if not here.

    A preview is not counted as a read.
    """
    edition, story = placement.edition, placement.story
    elsewhere = home if home is not None and home.edition_id != edition.pk else None
    shown_on = elsewhere.edition if elsewhere else edition
    canonical = story_address(elsewhere) if elsewhere else absolute(edition, path=story_path(placement))
    picture = lead_picture(story)
    crumbs = crumbs_of(placement)
    style = HouseStyle.of(edition)
    published_at = story.published_at or now
    corrections = corrections_of(story)
    following = follow_up_ids(story)
    coverage = coverage_of(story)
    article = news_article(
        placement, edition=edition, canonical=canonical, picture=picture, corrections=corrections
    )
    modified_at = _last_of(story.modified_at, coverage.modified_at if coverage else None)
    head = Head(
        title=f"{placement.shown_headline} | {edition.name}",
        description=truncate(story.standfirst or placement.shown_headline, limit=DESCRIPTION_LIMIT),
        canonical=canonical,
        kind="article",
        picture=absolute(edition, path=picture.large) if picture else "",
        picture_alt=picture.alt if picture else "",
        picture_size=(picture.width, picture.height) if picture else None,
        section=placement.section.name,
        topics=tuple(topic.name for topic in story.topics),
        feeds=feed_links(
            edition,
            path=section_path(placement.section),
            title=f"{placement.section.name} | {edition.name}",
        ),
        # The address that stays is short, and leads where the story is canonical.
        embed=(
            ""
            if is_preview
            else absolute(edition, path=oembed_path(absolute(shown_on, path=permanent_path(story.pk))))
        ),
        structured=(
            live_blog_posting(article, page=coverage.page, edition=edition) if coverage else article,
            breadcrumb_list(edition, crumbs=crumbs),
        ),
        published=style.local(published_at).isoformat(timespec="seconds"),
        modified=style.local(modified_at or now).isoformat(timespec="seconds"),
    )
    follow_ups = _teasers_of(following, edition=edition, now=now)
    html = _shell(
        edition,
        "pages/story.html",
        head=head,
        story=story,
        placement=placement,
        section=placement.section,
        crumbs=crumbs,
        picture=picture,
        body=_body_parts(story, edition=edition, now=now),
        corrections=corrections,
        follow_ups=follow_ups,
        coverage=coverage,
        published_at=published_at,
        # A publication within the first minutes is no change that a reader should hear of; a coverage tells its own.
        changed_at=None if coverage else _change_worth_telling(story),
        elsewhere=elsewhere,
        elsewhere_address=canonical if elsewhere else "",
        counted_id="" if is_preview else story.pk,
    )
    printed = {story.pk, *see_also_ids(story), *(each.story_id for each in follow_ups)}
    return ShellPage(
        html=html,
        tags=(
            edition_tag(edition.pk),
            *(story_tag(number) for number in sorted(printed)),
            # Its follow-ups that nobody sees yet find the page by this.
            *([followed_tag(story.pk)] if following else ()),
        ),
        subject_id=story.pk,
        modified_at=modified_at,
    )


def _last_of(*moments: datetime | None) -> datetime | None:
    """Return the last of the moments that are known."""
    return max([moment for moment in moments if moment], default=None)


def older_posts_shell(placement: Placement, *, home: Placement | None, page: OlderPage) -> ShellPage:
    """Draw a page of older posts of the story's live coverage; `home` is where canonical leads, if not here."""
    edition, story = placement.edition, placement.story
    path = older_path(story.pk, before=page.before)
    shown_at = home.edition if home is not None else edition
    crumbs = [*crumbs_of(placement), Crumb(name=placement.teaser_headline, path=story_path(placement))]
    head = Head(
        title=f"مشاركات سابقة: {placement.shown_headline} | {edition.name}",
        description=truncate(
            f"مشاركات سابقة من التغطية المباشرة: {placement.shown_headline}", limit=DESCRIPTION_LIMIT
        ),
        canonical=absolute(shown_at, path=path),
        structured=(breadcrumb_list(edition, crumbs=crumbs),),
    )
    html = _shell(
        edition,
        "pages/live_older.html",
        head=head,
        story=story,
        placement=placement,
        section=placement.section,
        crumbs=crumbs,
        page=page,
        story_address=story_path(placement),
    )
    return ShellPage(
        html=html,
        tags=(edition_tag(edition.pk), story_tag(story.pk), posts_tag(story.pk, before=page.before)),
        subject_id=story.pk,
    )


def _teasers_of(story_ids: Sequence[int], *, edition: Edition, now: datetime) -> list[Teaser]:
    """Return those of the stories that the public sees on the edition, newest first."""
    if not story_ids:
        return []
    return [teaser(each) for each in newest(listed(on_edition(edition, now=now)).filter(story__in=story_ids))]


def _body_parts(story: Story, *, edition: Edition, now: datetime) -> list[BodyPart]:
    """Return the body with its picks as teasers; a pick that the public can't see here is left out."""
    picked = see_also_picks(story)
    ids = {number for numbers in picked.values() for number in numbers}
    found = listed(on_edition(edition, now=now)).filter(story__in=ids) if ids else []
    shown = {placement.story_id: teaser(placement) for placement in found}
    # A block of picks is not opened: that would fetch the picked stories whole.
    return [
        BodyPart(picks=tuple(shown[number] for number in picked[place] if number in shown))
        if place in picked
        else BodyPart(block=story.body[place])
        for place in range(len(story.body))
    ]


def _change_worth_telling(story: Story) -> datetime | None:
    """Return the moment of the last change if it came five minutes or more after the publication."""
    published_at, modified_at = story.published_at, story.modified_at
    if published_at is None or modified_at is None or (modified_at - published_at).total_seconds() < 300:
        return None
    return modified_at


def withdrawn_shell(story: Story, *, edition: Edition) -> ShellPage:
    """Draw the page that says that a story was withdrawn; nothing of its text stands on it."""
    head = Head(
        title=f"سُحبت هذه القصة | {edition.name}",
        description="",
        canonical="",
        indexed=False,
    )
    html = _shell(edition, "pages/withdrawn.html", head=head, note=story.withdrawal_note)
    return ShellPage(html=html, tags=(edition_tag(edition.pk), story_tag(story.pk)), status=410)


def missing_shell(edition: Edition) -> ShellPage:
    """Draw the edition's page for an address that leads nowhere."""
    head = Head(title=f"الصفحة غير موجودة | {edition.name}", description="", canonical="", indexed=False)
    html = _shell(edition, "pages/404.html", head=head)
    return ShellPage(html=html, tags=(edition_tag(edition.pk),), status=404)


def list_shell(
    edition: Edition,
    *,
    template: str,
    title: str,
    path: str,
    page: ListPage,
    of: tuple[str, int | str],
    crumbs: list[Crumb] | None = None,
    fed_by: str = "",
    person: Author | None = None,
    **context: Any,
) -> ShellPage:
    """Draw a page of a list: a section, a topic, an author or a day.

    `path` is the canonical path of this page of the list, percent-encoded; `of` is the kind of list and its number,
    as tags name it; `fed_by` is the path of the first page of a list that has feeds, `person` whose list it is.
    """
    steps = [Crumb(name="الرئيسية", path="/"), *(crumbs or [Crumb(name=title, path=path)])]
    head = Head(
        title=f"{title} | {edition.name}",
        description=f"{title}: آخر الأخبار على {edition.name}",
        canonical=absolute(edition, path=path),
        feeds=feed_links(edition, path=fed_by, title=f"{title} | {edition.name}") if fed_by else (),
        kind="profile" if person else "website",
        structured=(
            profile_page(person, edition=edition)
            if person
            else collection_page(edition, title=title, path=path, placements=page.placements),
            breadcrumb_list(edition, crumbs=steps),
        ),
    )
    html = _shell(
        edition,
        template,
        head=head,
        title=title,
        crumbs=steps,
        teasers=[teaser(placement) for placement in page.placements],
        older=page.older,
        is_first=page.is_first,
        **context,
    )
    tags = (
        edition_tag(edition.pk),
        list_tag(*of, is_first=page.is_first),
        *(story_tag(placement.story_id) for placement in page.placements),
    )
    return ShellPage(html=html, tags=tags)


def corrections_shell(edition: Edition, *, path: str, page: CorrectionsPage) -> ShellPage:
    """Draw a page of the edition's corrections; `path` is its canonical path."""
    crumbs = [Crumb(name="الرئيسية", path="/"), Crumb(name="التصحيحات", path=CORRECTIONS_PATH)]
    head = Head(
        title=f"التصحيحات | {edition.name}",
        description=f"ما صحّحه {edition.name} في أخباره، بتاريخ كل تصحيح.",
        canonical=absolute(edition, path=path),
        structured=(breadcrumb_list(edition, crumbs=crumbs),),
    )
    html = _shell(
        edition,
        "pages/corrections.html",
        head=head,
        crumbs=crumbs,
        corrections=[(correction, teaser(placement)) for correction, placement in page.corrections],
        older=page.older,
        is_first=page.is_first,
    )
    tags = (
        edition_tag(edition.pk),
        list_tag("corrections", edition.pk, is_first=page.is_first),
        *sorted({story_tag(placement.story_id) for _, placement in page.corrections}),
    )
    return ShellPage(html=html, tags=tags)


def search_shell(edition: Edition, *, page: SearchPage) -> ShellPage:
    """Draw a page of what was found. On the hub each story names its site and leads there."""
    text = page.form.text
    title = f"نتائج البحث عن «{text}»" if text else "البحث"
    head = Head(
        title=f"{title} | {edition.name}",
        description="",
        canonical="",
        indexed=False,
        feeds=(
            feed_links(edition, path=SEARCH_PATH, title=f"{title} | {edition.name}", query=page.feed_query)
            if page.feed_query
            else ()
        ),
    )
    found = [
        FoundTeaser(
            teaser=teaser(each.placement),
            headline=each.headline,
            passage=each.passage,
            origin=each.placement.edition.origin if edition.is_hub else "",
            site=each.placement.edition.name if edition.is_hub else "",
        )
        for each in page.results.found
    ]
    html = _shell(
        edition,
        "pages/search.html",
        head=head,
        title=title,
        form=page.form,
        asked=bool(page.results.query),
        found=found,
        meant=page.results.meant,
        older=page.older,
        crumbs=[Crumb(name="الرئيسية", path="/"), Crumb(name="البحث", path="/search")],
    )
    return ShellPage(html=html, tags=(edition_tag(edition.pk),), reads_query=True)


def furnished_shell(edition: Edition, *, template: str, title: str, values: Mapping[str, Any]) -> ShellPage:
    """Draw a page of another room within the readers' page; it is found by nobody's search."""
    head = Head(title=f"{title} | {edition.name}", description="", canonical="", indexed=False)
    html = _shell(edition, template, head=head, title=title, **values)
    return ShellPage(html=html, tags=(edition_tag(edition.pk),))


def section_crumbs(section: Section) -> list[Crumb]:
    """Return the steps from the home page to a section."""
    parents = [section.parent] if section.parent else []
    return [Crumb(name=each.name, path=section_path(each)) for each in [*parents, section]]


def section_front_shell(section: Section, *, edition: Edition, front: ShownFront) -> ShellPage:
    """Draw a section's first page as its front was composed: all of it is live blocks."""
    path = section_path(section)
    steps = [Crumb(name="الرئيسية", path="/"), *section_crumbs(section)]
    head = Head(
        title=f"{section.name} | {edition.name}",
        description=f"{section.name}: آخر الأخبار على {edition.name}",
        canonical=absolute(edition, path=path),
        feeds=feed_links(edition, path=path, title=f"{section.name} | {edition.name}"),
        structured=(
            collection_page(edition, title=section.name, path=path),
            breadcrumb_list(edition, crumbs=steps),
        ),
    )
    html = _shell(
        edition,
        "pages/section_front.html",
        head=head,
        title=section.name,
        section=section,
        crumbs=steps,
        own=slot_number(front.number, part=0),
        list_groups=list_groups(front),
    )
    return ShellPage(html=html, tags=(edition_tag(edition.pk),))


def standing_shell(page: StandingPage) -> ShellPage:
    """Draw a standing page."""
    edition = page.edition
    head = Head(
        title=f"{page.title} | {edition.name}",
        description=page.search_description,
        canonical=absolute(edition, path=f"/{page.slug}/"),
    )
    html = _shell(
        edition,
        "pages/standing.html",
        head=head,
        page=page,
        crumbs=[Crumb(name="الرئيسية", path="/"), Crumb(name=page.title, path=f"/{page.slug}/")],
    )
    return ShellPage(html=html, tags=(edition_tag(edition.pk),))

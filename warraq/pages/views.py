"""Readers' pages: find the subject, draw its shell, fill its slots."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from warraq.common.numbers import whole
from warraq.fronts.selectors import shown_front
from warraq.moved.selectors import story_moved_from
from warraq.network.models import Edition
from warraq.network.requests import edition_of
from warraq.network.selectors import section_of
from warraq.network.style import HouseStyle
from warraq.pages import shells
from warraq.pages.blocks.render import LiveBlocks
from warraq.pages.errors import failure_page
from warraq.pages.models import StandingPage, standing_views
from warraq.pages.selectors import standing_page
from warraq.pages.shells import CORRECTIONS_PATH, CorrectionsPage, ListPage, ShellPage
from warraq.press.shells import fill, split_shell
from warraq.reads.origins import LONGEST_HOST
from warraq.reads.services import read_count
from warraq.stories.addresses import author_path, section_path, story_path, topic_path
from warraq.stories.models import Author, Placement, Story, Topic
from warraq.stories.previews import previews
from warraq.stories.selectors import (
    Key,
    corrections_on,
    home_of,
    in_section,
    listed,
    newest,
    of_author,
    of_topic,
    on_day,
    placement_key,
    story_on,
    withdrawn_story,
)
from warraq.stories.tags import story_tag

LIST_LENGTH = 20
# How a former site named its posts by number; the front passes these on (project.pressroom).
POST_QUERIES = ("p=", "page_id=", "attachment_id=")


def respond(
    request: HttpRequest, shell: ShellPage, *, edition: Edition, now: datetime, live: LiveBlocks | None = None
) -> HttpResponse:
    """Answer with a page: to the press with its shell, to anybody else with its slots filled.

    `live` are other blocks than those of the edition as it is, for who looks at a draft.
    """
    if request.META.get("warraq.press") == "1":
        return _to_the_press(shell)
    slots = split_shell(shell.html.encode()).slots
    blocks = (live or LiveBlocks(edition, now=now)).filled(slots, subject_id=shell.subject_id)
    return HttpResponse(fill(shell.html, blocks), status=shell.status, content_type=shell.content_type)


def _to_the_press(shell: ShellPage) -> HttpResponse:
    """Hand over a shell with what the press asks about it (warraq.press.backend names the headers)."""
    response = HttpResponse(shell.html, status=shell.status, content_type=shell.content_type)
    response["X-Warraq-Shell"] = "1"
    if not shell.reads_query:
        response["X-Warraq-Query"] = "ignore"
    response["Surrogate-Key"] = " ".join(shell.tags)
    if shell.subject_id is not None:
        response["X-Warraq-Subject"] = story_tag(shell.subject_id)
    if shell.modified_at is not None:
        response["X-Warraq-Last-Modified"] = str(shell.modified_at.timestamp())
    return response


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """An edition's home page, or the hub's."""
    edition = edition_of(request)
    if request.META["QUERY_STRING"].startswith(POST_QUERIES):
        raise Http404  # which leads on from an address of a former site
    front = None if edition.is_hub else shown_front(edition)
    return respond(request, shells.home_shell(edition, front=front), edition=edition, now=timezone.now())


@require_safe
def story(request: HttpRequest, section: str, number: str, tail: str = "") -> HttpResponse:
    """A story's page. The number decides: a wrong section or slug leads to the right address."""
    edition, now = edition_of(request), timezone.now()
    placement = story_on(edition, story_id=int(number), now=now)
    if placement is None:
        withdrawn = withdrawn_story(edition, story_id=int(number))
        if withdrawn is None:
            raise Http404
        gone = shells.withdrawn_shell(withdrawn, edition=edition)
        return respond(request, gone, edition=edition, now=now)
    placement.edition = edition
    path = story_path(placement)
    if quote(request.path) != path:
        # Another system may have given this number to another story.
        return HttpResponsePermanentRedirect(_moved_to(request) or path)
    home = placement if placement.is_home else home_of(placement.story, now=now)
    return respond(request, shells.story_shell(placement, home=home, now=now), edition=edition, now=now)


@require_safe
def section_or_standing(request: HttpRequest, slug: str) -> HttpResponse:
    """A section's front, or the standing page of that name."""
    edition = edition_of(request)
    if section_of(edition, slug=slug) is not None:
        return section_list(request, slug=slug)
    page = standing_page(edition, slug=slug)
    if page is None:
        raise Http404
    return standing(request, page)


def standing(request: HttpRequest, page: StandingPage) -> HttpResponse:
    """A standing page, for readers and for the desk's preview."""
    return respond(request, shells.standing_shell(page), edition=page.edition, now=timezone.now())


@require_safe
def section_list(request: HttpRequest, slug: str, before: str = "") -> HttpResponse:
    """A section's stories, newest first; `before` is the key of the last story of the page before."""
    edition, now = edition_of(request), timezone.now()
    section = section_of(edition, slug=slug)
    if section is None:
        raise Http404
    front = None if before else shown_front(edition, section=section)
    if front is not None:
        composed = shells.section_front_shell(section, edition=edition, front=front)
        return respond(request, composed, edition=edition, now=now)
    path = section_path(section)
    page = _keyed_page(
        lambda after: listed_page(newest(listed(in_section(section, now=now)), after=after)),
        path=path,
        before=before,
    )
    shell = shells.list_shell(
        edition,
        template="pages/section.html",
        title=section.name,
        path=_page_path(path, before=before),
        page=page,
        of=("section", section.pk),
        crumbs=shells.section_crumbs(section),
        fed_by=path,
        section=section,
    )
    return respond(request, shell, edition=edition, now=now)


@require_safe
def topic(request: HttpRequest, slug: str, before: str = "") -> HttpResponse:
    """A topic's stories on this edition."""
    edition, now = edition_of(request), timezone.now()
    found = get_object_or_404(Topic, slug=slug)
    page = _keyed_page(
        lambda after: of_topic(found, edition=edition, now=now, limit=LIST_LENGTH, after=after),
        path=topic_path(found),
        before=before,
    )
    return _list_of(request, found, kind="topic", path=topic_path(found), page=page, before=before, now=now)


@require_safe
def author(request: HttpRequest, slug: str, before: str = "") -> HttpResponse:
    """An author's stories on this edition."""
    edition, now = edition_of(request), timezone.now()
    found = get_object_or_404(Author, slug=slug)
    page = _keyed_page(
        lambda after: of_author(found, edition=edition, now=now, limit=LIST_LENGTH, after=after),
        path=author_path(found),
        before=before,
    )
    return _list_of(request, found, kind="author", path=author_path(found), page=page, before=before, now=now)


def _list_of(
    request: HttpRequest,
    found: Topic | Author,
    *,
    kind: str,
    path: str,
    page: ListPage,
    before: str,
    now: datetime,
) -> HttpResponse:
    """Answer with a page of what a topic or an author has; `kind` names its template, tag and template variable."""
    edition = edition_of(request)
    named: dict[str, Any] = {kind: found}
    shell = shells.list_shell(
        edition,
        template=f"pages/{kind}.html",
        title=found.name,
        path=_page_path(path, before=before),
        page=page,
        of=(kind, found.pk),
        fed_by=path,
        person=found if isinstance(found, Author) else None,
        **named,
    )
    return respond(request, shell, edition=edition, now=now)


@require_safe
def day(request: HttpRequest, year: str, month: str, day: str, before: str = "") -> HttpResponse:
    """What came on one day of the edition's calendar."""
    edition, now = edition_of(request), timezone.now()
    try:
        wanted = date(int(year), int(month), int(day))
        start = datetime.combine(wanted, time.min, edition.zone)
        end = datetime.combine(wanted + timedelta(days=1), time.min, edition.zone)
        start, end = start.astimezone(UTC), end.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Http404 from None
    if start > now:
        raise Http404
    path = f"/archive/{wanted:%Y/%m/%d}/"
    page = _keyed_page(
        lambda after: listed_page(
            newest(listed(on_day(edition, start=start, end=end, now=now)), after=after)
        ),
        path=path,
        before=before,
        may_be_empty=True,
    )
    style = HouseStyle.of(edition)
    shell = shells.list_shell(
        edition,
        template="pages/day.html",
        title=f"أخبار {style.day(start)}",
        path=_page_path(path, before=before),
        page=page,
        of=("day", f"{edition.pk}.{wanted.isoformat()}"),
        previous_day=f"/archive/{wanted - timedelta(days=1):%Y/%m/%d}/" if wanted > date.min else "",
        next_day=f"/archive/{wanted + timedelta(days=1):%Y/%m/%d}/" if end <= now else "",
    )
    return respond(request, shell, edition=edition, now=now)


@require_safe
def corrections(request: HttpRequest, before: str = "") -> HttpResponse:
    """An edition's corrections, newest first. A section or standing page that has this name already keeps it."""
    edition, now = edition_of(request), timezone.now()
    if section_of(edition, slug="corrections") is not None:
        return section_list(request, slug="corrections", before=before)
    named = standing_page(edition, slug="corrections")
    if named is not None and not before:
        return standing(request, named)
    # The hub has no stories of its own.
    if edition.is_hub:
        raise Http404
    after = _key_of(before)
    found, following = corrections_on(edition, now=now, limit=LIST_LENGTH, after=after)
    if before and not found:
        raise Http404
    page = CorrectionsPage(
        corrections=found,
        older=f"{CORRECTIONS_PATH}before/{following}/" if following else "",
        is_first=not before,
    )
    path = _page_path(CORRECTIONS_PATH, before=before)
    shell = shells.corrections_shell(edition, path=path, page=page)
    return respond(request, shell, edition=edition, now=now)


def listed_page(placements: object) -> tuple[list[Placement], Key | None]:
    """Return one page of an ordered queryset and the key of the page after it, if there is one."""
    rows: list[Placement] = list(placements[: LIST_LENGTH + 1])  # type: ignore[index]
    page = rows[:LIST_LENGTH]
    return page, placement_key(page[-1]) if len(rows) > LIST_LENGTH else None


def _keyed_page(
    page_after: Callable[[Key | None], tuple[list[Placement], Key | None]],
    *,
    path: str,
    before: str,
    may_be_empty: bool = False,
) -> ListPage:
    """Return the page of a list that begins after key `before`; Http404 for a bad key or a page of nothing."""
    after = _key_of(before)
    placements, following = page_after(after)
    if before and not placements and not may_be_empty:
        raise Http404
    older = f"{path}before/{following}/" if following else ""
    return ListPage(placements=placements, older=older, is_first=not before)


def _key_of(before: str) -> Key | None:
    """Return the key that a page begins after, None for the first page; Http404 for a key that no page links to."""
    after = Key.parse(before) if before else None
    if before and (after is None or after.moment > timezone.now()):
        raise Http404
    return after


def _page_path(path: str, *, before: str) -> str:
    """Return the canonical path of a page of a list."""
    return f"{path}before/{before}/" if before else path


@csrf_exempt
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """A reader's beacon: a story's number, and on its own line the host of the page before, if the script tells it.

    No cookie is read or set.
    """
    text, told, referrer = request.read(20 + LONGEST_HOST).decode("ascii", errors="replace").partition("\n")
    number = whole(text)
    if number is None:
        return HttpResponse("The body is a story's number.", status=400, content_type="text/plain")
    read_count(
        edition_of(request),
        story_id=number,
        meta=request.META,
        now=timezone.now(),
        referrer=referrer if told else None,
    )
    return HttpResponse(status=204)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The edition's 404 page, or the way on from an address of a former site."""
    edition = edition_of(request)
    if request.method in ("GET", "HEAD") and (path := _moved_to(request)):
        return HttpResponsePermanentRedirect(path)
    return respond(request, shells.missing_shell(edition), edition=edition, now=timezone.now())


def _moved_to(request: HttpRequest) -> str:
    """Return the path of the story that an address of a former site leads to; "" if it leads nowhere."""
    edition = edition_of(request)
    number = story_moved_from(edition, address=request.get_full_path())
    placement = (
        Placement.objects.filter(edition=edition, story=number).select_related("story", "section").first()
        if number is not None
        else None
    )
    return story_path(placement) if placement is not None else ""


def failed(request: HttpRequest) -> HttpResponse:
    """The page for a fault of ours: it asks nothing of the database."""
    return HttpResponse(failure_page(), status=500)


def preview(draft: Story, request: HttpRequest, edition: int | None = None) -> HttpResponse:
    """A draft as an edition would show it, or its home site; drawn from memory, seen by nobody else."""
    placements = list(draft.placements.all())
    home = draft.home_placement()
    wanted = next((each for each in placements if edition is not None and each.edition_id == edition), None)
    placement = wanted or home or next(iter(placements), None)
    if placement is None:
        return HttpResponse(_NO_PLACE_TO_PREVIEW)
    now = timezone.now()
    shell = shells.story_shell(placement, home=home or placement, now=now, is_preview=True)
    return respond(request, shell, edition=placement.edition, now=now)


# Drawn beside a form in which no site was chosen yet: no house style to follow.
_NO_PLACE_TO_PREVIEW = """<!doctype html>
<html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>معاينة القصة</title></head>
<body><h1>لا معاينة بعد</h1><p>اختر في «أين تظهر» موقعًا وقسمًا للقصة، فتظهر هنا كما يراها القراء.</p></body></html>
"""


standing_views.register("standing", standing)
previews.register("story", preview)

"""The addresses of live coverage: fragments for open pages, and pages of older posts."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from warraq.live.models import LiveBlog
from warraq.live.selectors import live_blog
from warraq.network.requests import edition_of
from warraq.pages import shells
from warraq.pages.live.coverage import latest_path, older_page
from warraq.pages.live.fragments import gone_fragment, latest_fragment, link_fragment
from warraq.pages.shells import ShellPage
from warraq.pages.views import respond
from warraq.stories.models import Placement
from warraq.stories.selectors import home_of, story_on, withdrawn_story
from warraq.stories.surfaces import surfaces

Fragment = Callable[[Placement, LiveBlog], ShellPage | None]


@require_safe
def latest(request: HttpRequest, number: str) -> HttpResponse:
    """The last changes of a story's coverage."""
    return _fragment(
        request, story_id=int(number), draw=lambda placement, blog: latest_fragment(placement, blog=blog)
    )


@require_safe
def changes(request: HttpRequest, number: str, link: str) -> HttpResponse:
    """A link of the chain of changes, for who missed more than the last ones."""
    return _fragment(
        request,
        story_id=int(number),
        draw=lambda placement, blog: link_fragment(placement, blog=blog, link=int(link)),
    )


def _fragment(request: HttpRequest, *, story_id: int, draw: Fragment) -> HttpResponse:
    """Answer with a fragment as the story's own page would: 410 when it was withdrawn, 404 when nobody may see it."""
    edition, now = edition_of(request), timezone.now()
    placement = story_on(edition, story_id=story_id, now=now)
    if placement is None:
        if withdrawn_story(edition, story_id=story_id) is None:
            raise Http404
        gone = gone_fragment(story_id, edition_id=edition.pk)
        return respond(request, gone, edition=edition, now=now)
    placement.edition = edition
    blog = live_blog(story_id)
    shell = draw(placement, blog) if blog is not None else None
    if shell is None:
        raise Http404
    return respond(request, shell, edition=edition, now=now)


@require_safe
def older(request: HttpRequest, number: str, before: str) -> HttpResponse:
    """A page of older posts."""
    edition, now = edition_of(request), timezone.now()
    placement = story_on(edition, story_id=int(number), now=now)
    if placement is None:
        withdrawn = withdrawn_story(edition, story_id=int(number))
        if withdrawn is None:
            raise Http404
        return respond(request, shells.withdrawn_shell(withdrawn, edition=edition), edition=edition, now=now)
    placement.edition = edition
    page = older_page(placement.story_id, before=int(before))
    if page is None:
        raise Http404
    home = placement if placement.is_home else home_of(placement.story, now=now)
    shell = shells.older_posts_shell(placement, home=home, page=page)
    return respond(request, shell, edition=edition, now=now)


def live_paths(placement: Placement) -> list[str]:
    """Return the addresses that tell of a placement's coverage, for the ledger of withdrawals."""
    return [latest_path(placement.story_id)] if live_blog(placement.story_id) is not None else []


surfaces.register("live", live_paths)

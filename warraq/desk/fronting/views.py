"""The screens of fronts: the list of them, one that is composed, stories to pick, preview and history."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views import View
from wagtail.admin import messages
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.snippets.widgets import AdminSnippetChooser

from warraq.arabic.dates import is_recent, relative_time
from warraq.arabic.digits import Digits
from warraq.common.numbers import whole
from warraq.desk.fronting.board import board_of
from warraq.desk.fronting.changes import Wording, changes_between
from warraq.desk.fronting.reading import (
    beginning,
    front_url,
    fronts_for,
    headlines_of,
    known_of,
    picks,
)
from warraq.desk.fronting.steps import Told, stepped, with_fields
from warraq.desk.fronting.titles import titles_of
from warraq.desk.roles.asking import require
from warraq.desk.roles.verbs import Verb
from warraq.fronts.drawing import Subject, drawn
from warraq.fronts.layouts import MOST_SECONDS, Layout, NotALayout
from warraq.fronts.models import Front, FrontVersion
from warraq.fronts.selectors import front_of, history_of, newest_version
from warraq.fronts.services import (
    Overtaken,
    front_leave,
    front_publish,
    front_restore,
    front_save,
    front_undo,
)
from warraq.network.models import Edition, Kind, Section
from warraq.network.selectors import sections_of
from warraq.network.style import HouseStyle
from warraq.stories.models import Topic

PAGE = 20
# A front of the greatest size is some 20 KB; what is longer was not written by the form.
LONGEST_LAYOUT = 100_000


class FrontsView(WagtailAdminTemplateMixin, View):
    """The fronts that the person may compose."""

    page_title = "الواجهات"
    header_icon = "grid"
    template_name = "desk/fronting/index.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The list stands right below the start page."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Draw the list."""
        require(request.user, Verb.FRONT)
        context = {"editions": fronts_for(request.user), "css": versioned_static("desk/fronts.css")}
        return self.render_to_response(self.get_context_data(**context))


@dataclass(frozen=True)
class Place:
    """Which front a screen is of."""

    edition: Edition
    section: Section | None

    @cached_property
    def front(self) -> Front | None:
        """The front's row; none before anything was saved."""
        return front_of(self.edition, section=self.section)

    @property
    def name(self) -> str:
        """What the front is called."""
        return self.section.name if self.section else "الرئيسية"

    @property
    def address(self) -> str:
        """Where readers meet it."""
        return self.edition.origin + (self.section.path if self.section else "/")

    def url(self, name: str = "desk_front") -> str:
        """Return one of its screens."""
        return front_url(self.edition, section=self.section, name=name)

    def subject(self, layout: Layout) -> Subject:
        """Return the front with a layout, to be filled and drawn."""
        number = self.front.pk if self.front is not None else 0
        return Subject(edition=self.edition, section=self.section, layout=layout, number=number)


def place_for(request: HttpRequest, *, edition: int, section: int | None) -> Place:
    """Return the front that is asked for, if the person may compose it."""
    found = get_object_or_404(Edition.objects.prefetch_related("hosts").exclude(kind=Kind.HUB), pk=edition)
    part = get_object_or_404(Section, pk=section, edition=found) if section is not None else None
    if part is not None:
        require(request.user, Verb.FRONT, section=part)
    else:
        require(request.user, Verb.FRONT, edition=found)
    return Place(found, part)


def layout_in(request: HttpRequest) -> Layout:
    """Return the layout that the form holds. Raises NotALayout."""
    text = request.POST.get("layout", "")
    if len(text) > LONGEST_LAYOUT:
        raise NotALayout("الواجهة أطول مما يُقرأ.")
    try:
        facts = json.loads(text)
    except ValueError:
        raise NotALayout("تعذّرت قراءة الواجهة؛ أعد فتح الصفحة.") from None
    return Layout.read(facts)


class FrontView(WagtailAdminTemplateMixin, View):
    """A front that is composed. Each step is sent with the whole layout and answered with the board: nothing is kept
    until it is saved."""

    header_icon = "grid"
    template_name = "desk/fronting/front.html"
    place: Place

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the front."""
        super().setup(request, *args, **kwargs)
        self.place = place_for(request, edition=kwargs["edition"], section=kwargs.get("section"))

    def get_page_title(self) -> str:
        """Name the front."""
        return f"{self.place.edition.name}: {self.place.name}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The front stands below the list of fronts."""
        from_list = {"url": front_list_url(), "label": "الواجهات"}
        return [*self.breadcrumbs_items, from_list, {"url": "", "label": self.get_page_title()}]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Open the newest version, or an old one that was asked for."""
        front = self.place.front
        newest = newest_version(front) if front is not None else None
        version = self._asked_for(front) or newest
        layout = version.arranged() if version is not None else None
        if layout is None:
            layout = beginning(self.place.edition, section=self.place.section)
        is_old = version is not None and newest is not None and version.pk != newest.pk
        return self.show(layout, opened=newest.pk if newest else None, old=version if is_old else None)

    def _asked_for(self, front: Front | None) -> FrontVersion | None:
        asked = self.request.GET.get("version", "")
        if not asked:
            return None
        number = whole(asked)
        if front is None or number is None:
            raise Http404
        return get_object_or_404(front.versions, pk=number)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Take a step, or save, publish or undo."""
        now = timezone.now()
        try:
            layout = layout_in(request)
        except NotALayout as problem:
            messages.error(request, str(problem))
            return redirect(self.place.url())
        data, step = request.POST.dict(), request.POST.get("op", "")
        told = Told("")
        try:
            layout = with_fields(layout, data=data, zone=self.place.edition.zone, now=now)
            if step in ("save", "publish", "undo", "leave"):
                return self.keep(layout, step=step)
            layout, told = stepped(layout, step=step, data=data)
        except NotALayout as problem:
            return self.show(layout, opened=self._opened(), trouble=str(problem))
        return self.show(layout, opened=self._opened(), told=told)

    def keep(self, layout: Layout, *, step: str) -> HttpResponse:
        """Save, publish or step back; whoever was overtaken keeps what they have, and is told."""
        now, place = timezone.now(), self.place
        user: Any = self.request.user
        opened = self._opened()
        verb = front_publish if step == "publish" else front_save
        front = place.front
        is_changed = step in ("save", "publish") or self._is_changed(layout, opened=opened)
        try:
            if is_changed:
                verb(place.edition, section=place.section, layout=layout, opened=opened, now=now, by=user)
        except Overtaken as overtaken:
            return self.show(layout, opened=overtaken.newest.pk, overtaken=overtaken.newest)
        if step == "undo" and front is not None and front.published is not None:
            front_undo(front, now=now, by=user)
        elif step == "leave" and front is not None:
            front_leave(front, now=now, by=user)
        messages.success(self.request, _DONE[step])
        return redirect(place.url())

    def _is_changed(self, layout: Layout, *, opened: int | None) -> bool:
        """Return whether the form holds what nobody saved: it is kept as a draft before a step back."""
        version = FrontVersion.objects.filter(pk=opened, front=self.place.front).first() if opened else None
        if version is None or version.layout is None:
            return layout != beginning(self.place.edition, section=self.place.section)
        return version.arranged() != layout

    def _opened(self) -> int | None:
        return whole(self.request.POST.get("opened", ""))

    def show(
        self,
        layout: Layout,
        *,
        opened: int | None,
        told: Told | None = None,
        trouble: str = "",
        overtaken: FrontVersion | None = None,
        old: FrontVersion | None = None,
    ) -> HttpResponse:
        """Draw the screen, or the board alone for its script."""
        now, place = timezone.now(), self.place
        style = HouseStyle.of(place.edition)
        titles = titles_of(place.edition, layouts=[layout])
        known = known_of(place.subject(layout), now=now)
        newest = newest_version(place.front) if place.front is not None else None
        blocks = board_of(layout, known=known, titles=titles, section=place.section, style=style, now=now)
        context = {
            "place": place,
            "blocks": blocks,
            "layout": json.dumps(layout.facts),
            "opened": opened or "",
            "seconds": layout.seconds,
            "most_seconds": MOST_SECONDS,
            "told": _sentence(told, blocks=blocks) if told else "",
            "focus": told,
            "trouble": trouble,
            "overtaken": overtaken,
            "overtaken_when": since(overtaken, style=style) if overtaken else "",
            "newer": newest if newest is not None and newest.pk != opened and not overtaken else None,
        }
        if self.request.headers.get("X-Requested-With") == "board":
            return render(self.request, "desk/fronting/board.html", context)
        published = place.front.published if place.front is not None else None
        chooser = AdminSnippetChooser(Topic)
        context |= {
            "old": old,
            "published": published if published is not None and published.layout is not None else None,
            "published_when": since(published, style=style) if published else "",
            "can_undo": published is not None and published.layout is not None,
            "draft": newest if newest is not None and newest.published_at is None else None,
            "draft_when": since(newest, style=style) if newest else "",
            "picks": picks(
                self.request.user,
                edition=place.edition,
                text=self.request.POST.get("q", ""),
                layout=layout,
                now=now,
            ),
            "query": self.request.POST.get("q", ""),
            "sections": sections_of(place.edition),
            "topic_field": chooser.render("topic", None, {"id": "front-topic"}),
            "media": chooser.media,
            "css": versioned_static("desk/fronts.css"),
            "js": versioned_static("desk/fronts.js"),
            "versions_url": place.url("desk_front_history"),
            "preview_url": place.url("desk_front_preview"),
            "stories_url": place.url("desk_front_stories"),
        }
        return self.render_to_response(self.get_context_data(**context))


_DONE = {
    "save": "حُفظت المسودة؛ لا يراها القراء حتى تُنشر.",
    "publish": "نُشرت الواجهة.",
    "undo": "عادت الواجهة إلى ما كان القراء يرونه قبل آخر نشر.",
    "leave": "تُركت الواجهة للاختيار الآلي.",
}


def front_list_url() -> str:
    """Return the list of fronts."""
    return reverse("desk_fronts")


def _sentence(told: Told, *, blocks: list[Any]) -> str:
    """Say what a step did, with the names of what it was done to."""
    part = next((block.title for block in blocks if block.number == told.part), "")
    rows = (row for block in blocks for row in block.rows)
    headline = next((row.headline for row in rows if row.story == told.story), "")
    return (
        told.sentence
        + (f" من «{part}»" if part and told.story else f": {part}" if part else "")
        + (f": {headline}" if headline else "")
    )


def since(version: FrontVersion | None, *, style: HouseStyle) -> str:
    """Return when a version was published, or saved."""
    if version is None:
        return ""
    now, moment = timezone.now(), version.published_at or version.made_at
    return (
        relative_time(moment, now=now, digits=Digits.LATIN)
        if is_recent(moment, now=now)
        else style.moment(moment)
    )


def preview(request: HttpRequest, *, edition: int, section: int | None = None) -> HttpResponse:
    """The whole page with the form's layout, as readers would see it."""
    place = place_for(request, edition=edition, section=section)
    try:
        layout = layout_in(request)
        layout = with_fields(layout, data=request.POST.dict(), zone=place.edition.zone, now=timezone.now())
    except NotALayout as problem:
        return HttpResponse(str(problem), status=400, content_type="text/plain; charset=utf-8")
    return drawn(place.subject(layout), request=request)


def stories(request: HttpRequest, *, edition: int, section: int | None = None) -> HttpResponse:
    """The stories to pick from, for the script that searches while somebody types."""
    place = place_for(request, edition=edition, section=section)
    try:
        layout = layout_in(request)
    except NotALayout:
        layout = beginning(place.edition, section=place.section)
    text = request.POST.get("q", "")[:200]
    found = picks(request.user, edition=place.edition, text=text, layout=layout, now=timezone.now())
    return render(request, "desk/fronting/stories.html", {"picks": found, "query": text})


class HistoryView(FrontView):
    """The versions of a front: who, when, what changed; each can be opened, and put back."""

    template_name = "desk/fronting/history.html"
    header_icon = "history"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The history stands below its front."""
        *above, own = super().get_breadcrumbs_items()
        return [*above, {**own, "url": self.place.url()}, {"url": "", "label": f"سجل {own['label']}"}]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Draw a page of versions, newest first."""
        front, style = self.place.front, HouseStyle.of(self.place.edition)
        versions = history_of(front) if front is not None else FrontVersion.objects.none()
        page = Paginator(versions, PAGE).get_page(request.GET.get("p"))
        context = {
            "place": self.place,
            "page": page,
            "entries": self._entries(list(page), style=style),
            "front": front,
            "css": versioned_static("desk/fronts.css"),
        }
        return self.render_to_response(self.get_context_data(**context))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Put a version back."""
        front = self.place.front
        number = whole(request.POST.get("version", ""))
        if front is None or number is None:
            raise Http404
        version = get_object_or_404(front.versions, pk=number)
        user: Any = request.user
        front_restore(version, now=timezone.now(), by=user)
        messages.success(request, "أُعيدت النسخة ويراها القراء الآن.")
        return redirect(self.place.url())

    def _entries(self, versions: list[FrontVersion], *, style: HouseStyle) -> list[dict[str, Any]]:
        """Return the versions of a page, each with what it changed of the one before it."""
        if not versions:
            return []
        before = history_of(versions[-1].front).filter(pk__lt=versions[-1].pk).first()
        chain = [*versions, before]
        layouts = {version.pk: version.arranged() for version in chain if version is not None}
        wording = Wording(
            titles=titles_of(self.place.edition, layouts=layouts.values()),
            headlines=headlines_of(layouts.values(), edition=self.place.edition),
            style=style,
        )
        return [
            {
                "version": version,
                "made": style.moment(version.made_at),
                "published": style.moment(version.published_at) if version.published_at else "",
                "changes": changes_between(
                    layouts[older.pk] if older is not None else None, layouts[version.pk], wording=wording
                ),
            }
            for version, older in zip(versions, chain[1:], strict=True)
        ]

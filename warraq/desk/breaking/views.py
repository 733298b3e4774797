"""The screens of the strip: what is raised, raising another, changing it, taking it down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views import View
from wagtail.admin import messages
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from warraq.common.numbers import whole
from warraq.desk.breaking.forms import LONGEST, ChangeForm, RaiseForm, editions_to_break_on
from warraq.desk.roles.asking import require
from warraq.desk.roles.seeing import stories_seen_by
from warraq.desk.roles.verbs import Verb
from warraq.fronts.models import Strip
from warraq.fronts.selectors import strips_ended, strips_raised
from warraq.fronts.services import NotRaised, strip_change, strip_end, strip_raise
from warraq.network.models import Edition

PAGE = 20


@dataclass(frozen=True)
class Standing:
    """A strip on the screen: where it stands, how many minutes are left, and whether the person may change it."""

    strip: Strip
    editions: tuple[Edition, ...]
    ends_at: datetime
    minutes: int
    is_mine: bool


def standing(strip: Strip, *, now: datetime, mine: frozenset[int]) -> Standing:
    """Return a raised strip with where it stands; `mine` are the editions on which the person may raise strips."""
    holding = [raising for raising in strip.raisings.all() if raising.holds(now)]
    ends_at = max((raising.ends_at for raising in holding), default=now)
    return Standing(
        strip=strip,
        editions=tuple(raising.edition for raising in holding),
        ends_at=ends_at,
        minutes=max(1, -(-(ends_at - now) // timedelta(minutes=1))),
        is_mine=bool(holding) and all(raising.edition_id in mine for raising in holding),
    )


class BreakingView(WagtailAdminTemplateMixin, View):
    """What is raised now, the form that raises another strip, and those of before."""

    page_title = "عاجل"
    header_icon = "warning"
    template_name = "desk/breaking/index.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The strip stands right below the start page."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Draw the screen; `story` names one that the strip is to lead to."""
        require(request.user, Verb.BREAK)
        return self._show(RaiseForm(user=request.user, initial=self._of_story()))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Raise a strip."""
        require(request.user, Verb.BREAK)
        form, now, user = RaiseForm(request.POST, user=request.user), timezone.now(), _user(request)
        if not form.is_valid():
            return self._show(form)
        asked = form.cleaned_data
        try:
            strip_raise(
                asked["text"],
                editions=asked["editions"],
                story=asked["story"],
                until=form.until(now),
                now=now,
                by=user,
            )
        except NotRaised as problem:
            form.add_error(None, str(problem))
            return self._show(form)
        messages.success(request, "رُفع الشريط.")
        return redirect(reverse("desk_breaking"))

    def _of_story(self) -> dict[str, Any]:
        """Return what the form begins with for the story that the address names."""
        number = whole(self.request.GET.get("story", ""))
        if number is None:
            return {}
        seen = stories_seen_by(self.request.user, now=timezone.now())
        story = seen.filter(pk=number).defer("body").first()
        return {} if story is None else {"story": story, "text": story.headline[:LONGEST]}

    def _show(self, form: RaiseForm) -> HttpResponse:
        now = timezone.now()
        mine = frozenset(editions_to_break_on(self.request.user).values_list("pk", flat=True))
        page = Paginator(strips_ended(now=now), PAGE).get_page(self.request.GET.get("p"))
        context = {
            "form": form,
            "raised": [standing(strip, now=now, mine=mine) for strip in strips_raised(now=now)],
            "page": page,
            "media": form.media,
            "css": versioned_static("desk/fronts.css"),
        }
        return self.render_to_response(self.get_context_data(**context))


class StripView(WagtailAdminTemplateMixin, View):
    """A raised strip: what it says, where it leads, when it comes down."""

    page_title = "عدّل الشريط"
    header_icon = "warning"
    template_name = "desk/breaking/strip.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """A strip stands below the screen of all."""
        above = {"url": reverse("desk_breaking"), "label": BreakingView.page_title}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Draw the form."""
        found = _asked_for(request, pk=pk)
        form = ChangeForm(
            user=request.user, initial={"text": found.strip.text, "story": found.strip.story_id}
        )
        return self._show(form, found=found)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Change the strip."""
        found, now = _asked_for(request, pk=pk), timezone.now()
        form = ChangeForm(request.POST, user=request.user)
        if not form.is_valid():
            return self._show(form, found=found)
        asked = form.cleaned_data
        try:
            strip_change(
                found.strip,
                text=asked["text"],
                story=asked["story"],
                until=form.until(now, before=found.ends_at),
                now=now,
                by=_user(request),
            )
        except NotRaised as problem:
            form.add_error(None, str(problem))
            return self._show(form, found=found)
        messages.success(request, "عُدّل الشريط.")
        return redirect(reverse("desk_breaking"))

    def _show(self, form: ChangeForm, *, found: Standing) -> HttpResponse:
        context = {
            "form": form,
            "found": found,
            "media": form.media,
            "css": versioned_static("desk/fronts.css"),
        }
        return self.render_to_response(self.get_context_data(**context))


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a strip down."""
    found = _asked_for(request, pk=pk)
    try:
        strip_end(found.strip, editions=found.editions, now=timezone.now(), by=_user(request))
    except NotRaised as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "أُنزل الشريط.")
    return redirect(reverse("desk_breaking"))


def _asked_for(request: HttpRequest, *, pk: int) -> Standing:
    """Return a strip that the person may change: one that stands on no edition but theirs."""
    require(request.user, Verb.BREAK)
    mine = frozenset(editions_to_break_on(request.user).values_list("pk", flat=True))
    strips = Strip.objects.prefetch_related("raisings__edition")
    found = standing(get_object_or_404(strips, pk=pk), now=timezone.now(), mine=mine)
    if found.editions and not found.is_mine:
        raise PermissionDenied
    return found


def _user(request: HttpRequest) -> Any:
    return request.user

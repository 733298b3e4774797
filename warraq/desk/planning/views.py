"""The screens of planning: the agenda, one plan, its history, and the button that begins its story."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic import EditView, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.history import HistoryView

from warraq.arabic.dates import format_date
from warraq.arabic.digits import Digits
from warraq.desk.planning.days import WEEK, Day, by_day, day_of
from warraq.desk.planning.forms import AgendaForm, PlanForm, QuickForm, place_key
from warraq.desk.planning.models import Plan, State
from warraq.desk.planning.selectors import MOST, week_of
from warraq.desk.planning.services import NotBegun, plan_add, plan_begin, plan_change
from warraq.desk.roles.asking import editions_for, may, require
from warraq.desk.roles.verbs import Verb
from warraq.network.models import Edition
from warraq.stories.models import Story

if TYPE_CHECKING:
    from django.contrib.auth.models import User

TITLE = "الخطة"


class AgendaView(WagtailAdminTemplateMixin, View):
    """Seven days, today first, each with its plans; above them the line that adds one."""

    page_title = TITLE
    header_icon = "calendar-alt"
    template_name = "planning/agenda.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse who plans nowhere, and read what is asked."""
        require(request.user, Verb.PLAN)
        # Nobody is granted anything without having logged in.
        self.user = cast("User", request.user)
        self.asked = AgendaForm(request.GET, user=self.user)
        self.edition = self.asked.asked("edition") or _usual_edition(self.user)
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The agenda stands right below the start page."""
        return [*self.breadcrumbs_items, {"url": "", "label": TITLE}]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Draw the agenda."""
        return self._drawn(QuickForm(user=self.user, initial=self._usual()))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Add a plan, and show the week in which it stands."""
        form = QuickForm(request.POST, user=self.user)
        if not form.is_valid():
            return self._drawn(form)
        told = form.cleaned_data
        edition, section = told["where"]
        plan = plan_add(
            told["title"],
            edition=edition,
            section=section,
            starts_at=told["starts_at"],
            people=told["people"],
            by=self.user,
        )
        more = messages.button(reverse("desk_plan", args=[plan.pk]), "أكمل التفاصيل")
        messages.success(request, f"أُضيفت «{plan.title}» إلى الخطة.", buttons=[more])
        first, day = self._first(), day_of(plan.starts_at, edition.zone)
        is_shown = first <= day < first + timedelta(days=WEEK)
        return redirect(self._address(first if is_shown else day))

    def _usual(self) -> dict[str, Any]:
        """Return what the line begins with: the edition looked at, the next full hour, oneself."""
        if self.edition is None:
            return {}
        hour = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        on_its_clock = hour.astimezone(self.edition.zone).replace(tzinfo=None)
        return {"where": place_key(self.edition), "starts_at": on_its_clock, "person": self.user.pk}

    def _today(self) -> date:
        now = timezone.now()
        return day_of(now, self.edition.zone) if self.edition is not None else now.date()

    def _first(self) -> date:
        return self.asked.first_day(today=self._today())

    def _address(self, first: date) -> str:
        """Return where the agenda from that day on is, asked the same."""
        query = {
            "edition": self.request.GET.get("edition"),
            "person": self.request.GET.get("person"),
            "day": first.isoformat() if first != self._today() else "",
        }
        told = urlencode({name: value for name, value in query.items() if value})
        return f"{reverse('desk_plans')}?{told}" if told else reverse("desk_plans")

    def _drawn(self, form: QuickForm) -> HttpResponse:
        first, today = self._first(), self._today()
        plans = week_of(
            self.user, first=first, edition=self.asked.asked("edition"), person=self.asked.asked("person")
        )
        days = by_day(plans[:MOST], first=first)
        context = {
            "form": form,
            "asked": self.asked,
            "days": [_told(day, today=today, edition=self.edition, user=self.user) for day in days],
            "week": f"{_said(days[0].day, self.edition)} – {_said(days[-1].day, self.edition)}",
            "is_this_week": first == today,
            "before_url": self._address(first - timedelta(days=WEEK)),
            "after_url": self._address(first + timedelta(days=WEEK)),
            "today_url": self._address(today),
            "own_url": f"{reverse('desk_plans')}?person={self.user.pk}",
            "is_filtered": bool(self.asked.asked("edition") or self.asked.asked("person")),
            "most": MOST if len(plans) > MOST else None,
            "here": self.request.get_full_path(),
            "media": form.media,
        }
        return self.render_to_response(self.get_context_data(**context))


def _usual_edition(user: User) -> Edition | None:
    """Return the first site that the person plans for; the hub for who has no other."""
    editions = list(editions_for(user, Verb.PLAN).order_by("position", "name"))
    return min(editions, key=lambda edition: edition.is_hub, default=None)


def _said(day: date, edition: Edition | None, *, weekday: bool = False) -> str:
    """Return a day as the edition names its months."""
    locale = edition.locale if edition is not None else "ar-SA"
    return format_date(day, locale=locale, digits=Digits.LATIN, weekday=weekday)


def _told(day: Day, *, today: date, edition: Edition | None, user: User) -> dict[str, Any]:
    """Return what the template prints of a day."""
    names = {today: "اليوم", today + timedelta(days=1): "غدًا"}
    return {
        "heading": _said(day.day, edition, weekday=True),
        "name": names.get(day.day, ""),
        "entries": [
            {
                "plan": entry.plan,
                "moment": entry.moment,
                "is_off": entry.plan.state == State.CALLED_OFF,
                **_story_of(entry.plan, user=user),
            }
            for entry in day.entries
        ],
    }


def _story_of(plan: Plan, *, user: User) -> dict[str, Any]:
    """Return where the plan's story is, for who may change it, or whether the person may begin it."""
    if plan.story is None:
        return {"may_begin": _may_begin(plan, user=user)}
    if not may(user, Verb.WRITE, story=plan.story):
        return {"story_url": ""}
    return {"story_url": reverse(Story.snippet_viewset.get_url_name("edit"), args=[plan.story.pk])}


def _may_begin(plan: Plan, *, user: User) -> bool:
    return plan.state != State.CALLED_OFF and may(
        user, Verb.WRITE, edition=plan.edition, section=plan.section
    )


class PlanEditView(EditView):
    """All of a plan: what is planned, and its story."""

    model = Plan
    form_class = PlanForm
    # The plan's edition decides, below.
    permission_policy = None
    index_url_name = "desk_plans"
    edit_url_name = "desk_plan"
    history_url_name = "desk_plan_history"
    header_icon = "calendar-alt"
    template_name = "planning/plan.html"
    success_message = "حُفظت الخطة."
    error_message = "لم تُحفظ الخطة؛ انظر ما بجانب الحقول."

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse who does not plan for its edition; say times on its edition's clock."""
        self.object = self.get_object()
        require(request.user, Verb.PLAN, edition=self.object.edition)
        self.zone_of = self.object.edition
        with timezone.override(self.zone_of.zone):
            response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response

    def get_queryset(self) -> Any:
        """Return plans with what the page prints."""
        return Plan.objects.select_related("edition", "section", "story", "made_by")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form its person."""
        kwargs: dict[str, Any] = super().get_form_kwargs()
        return kwargs | {"user": self.request.user}

    def save_instance(self) -> Plan:
        """Keep it, and what it was in the log."""
        plan: Plan = self.form.instance
        plan_change(plan, people=self.form.cleaned_data["people"], by=self.request.user)
        return plan

    def get_success_url(self) -> str:
        """Go back to the week in which it stands."""
        plan: Plan = self.object
        return f"{reverse('desk_plans')}?day={day_of(plan.starts_at, plan.edition.zone).isoformat()}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the clock and the story."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        user = cast("User", self.request.user)
        return context | {"zone_of": self.zone_of, "plan": self.object, **_story_of(self.object, user=user)}


class PlanHistoryView(HistoryView):
    """What was done to a plan, by whom."""

    model = Plan
    permission_policy = None
    index_url_name = "desk_plans"
    edit_url_name = "desk_plan"
    history_url_name = "desk_plan_history"
    history_results_url_name = "desk_plan_history_results"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse who does not plan for its edition."""
        require(request.user, Verb.PLAN, edition=self.object.edition)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer


def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a draft of a plan, and open its form."""
    plan = get_object_or_404(Plan.objects.select_related("edition", "section"), pk=pk)
    require(request.user, Verb.PLAN, edition=plan.edition)
    require(request.user, Verb.WRITE, edition=plan.edition, section=plan.section)
    try:
        story = plan_begin(plan, by=cast("User", request.user))
    except NotBegun as refusal:
        messages.error(request, str(refusal))
        return redirect("desk_plan", plan.pk)
    said = "أصبحت الخطة مسودة قصة، وهي لك الآن."
    if plan.section is None:
        said += " اختر أين تظهر."
    messages.success(request, said)
    return redirect(Story.snippet_viewset.get_url_name("edit"), story.pk)

"""The pages of numbers: all editions of a person, one edition (the hub is the network), one story."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from warraq.desk.numbers.periods import PERIODS, Period
from warraq.desk.numbers.reading import numbers_of, rows_of, totals_of
from warraq.desk.numbers.sheet import sheet_of
from warraq.desk.roles.asking import editions_for, may, require
from warraq.desk.roles.seeing import sees, stories_seen_by
from warraq.desk.roles.verbs import Verb
from warraq.network.models import Edition
from warraq.reads.numbers import Subject, subject_of
from warraq.reads.stores import StoreGone
from warraq.stories.models import Story

# Each edition of the first page is asked for by itself.
MOST_EDITIONS = 40
AWAY = "عدّاد القراءات لا يجيب الآن. لا يضيع ما يُقرأ؛ أعد المحاولة بعد قليل."


class NumbersListView(WagtailAdminTemplateMixin, View):
    """How much each of the person's editions is read now."""

    page_title = "الأرقام"
    header_icon = "history"
    template_name = "desk/numbers/index.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Numbers stand right below the start page."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Draw the list."""
        require(request.user, Verb.NUMBERS)
        now = timezone.now()
        editions = [
            edition
            for edition in editions_for(request.user, Verb.NUMBERS)[:MOST_EDITIONS]
            if may(request.user, Verb.NUMBERS, edition=edition)
        ]
        try:
            rows = [(edition, totals_of(subject_of(edition), now=now)) for edition in editions]
            away = ""
        except StoreGone:
            rows, away = [], AWAY
        return self.render_to_response(self.get_context_data(rows=rows, away=away))


class NumbersView(WagtailAdminTemplateMixin, View):
    """The numbers of one subject: as a page, or as a file of the same."""

    header_icon = "history"
    template_name = "desk/numbers/numbers.html"
    page_title = "الأرقام"
    name = "numbers"
    is_file = False

    subject: Subject
    zone: ZoneInfo
    about: str

    def find(self, request: HttpRequest, pk: int) -> None:
        """Find the subject; raises PermissionDenied for who may not."""
        raise NotImplementedError

    def get_page_subtitle(self) -> str:
        """Say of what the numbers are."""
        return self.about

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """A subject stands below the list of editions."""
        above = {"url": reverse("desk_numbers"), "label": NumbersListView.page_title}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.about}]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Draw the page, or give the file."""
        self.find(request, pk)
        period = PERIODS.get(request.GET.get("period", ""), PERIODS["day"])
        now = timezone.now()
        try:
            numbers = numbers_of(
                self.subject,
                period=period,
                zone=self.zone,
                seen=stories_seen_by(request.user, now=now),
                now=now,
            )
        except StoreGone:
            return self.render_to_response(self._context(period, away=AWAY), status=503)
        if self.is_file:
            answer = HttpResponse(sheet_of(rows_of(numbers)), content_type="text/csv; charset=utf-8")
            name = f"{self.name}-{period.name}-{now:%Y%m%d-%H%M}.csv"
            answer["Content-Disposition"] = f'attachment; filename="{name}"'
            return answer
        return self.render_to_response(self._context(period, numbers=numbers))

    def _context(self, period: Period, **more: Any) -> dict[str, Any]:
        context: dict[str, Any] = self.get_context_data(
            period=period,
            periods=list(PERIODS.values()),
            file_url=f"{self.file_url()}?period={period.name}",
            zone=self.zone.key,
            **more,
        )
        return context

    def file_url(self) -> str:
        """Return where the file is."""
        raise NotImplementedError


class EditionNumbersView(NumbersView):
    """The numbers of an edition; the hub's are the whole network's."""

    def find(self, request: HttpRequest, pk: int) -> None:
        """Find the edition."""
        self.edition = get_object_or_404(Edition, pk=pk)
        require(request.user, Verb.NUMBERS, edition=self.edition)
        self.subject = subject_of(self.edition)
        self.zone = self.edition.zone
        self.about = f"الشبكة كلها ({self.edition.name})" if self.edition.is_hub else self.edition.name
        self.name = f"numbers-{self.edition.slug}"

    def file_url(self) -> str:
        """Return where the edition's file is."""
        return reverse("desk_numbers_edition_file", args=[self.edition.pk])


class StoryNumbersView(NumbersView):
    """The numbers of a story, on the editions whose numbers the person may see."""

    def find(self, request: HttpRequest, pk: int) -> None:
        """Find the story and where it stands."""
        self.story = get_object_or_404(Story.objects.defer("body"), pk=pk)
        user = request.user
        if not sees(user, self.story, now=timezone.now()):
            raise PermissionDenied
        places = list(self.story.placements.get_live_queryset().select_related("edition"))
        allowed = [
            place.edition
            for place in places
            if may(user, Verb.NUMBERS, story=self.story, edition=place.edition)
        ]
        whole = may(user, Verb.NUMBERS, story=self.story)
        if not (whole or allowed):
            raise PermissionDenied
        # Where the story no longer stands it was read all the same.
        self.subject = (
            subject_of(story=pk) if whole else Subject(tuple(edition.pk for edition in allowed), pk)
        )
        home = next((place.edition for place in places if place.is_home), None)
        self.zone = home.zone if home is not None else ZoneInfo("UTC")
        self.about = str(self.story)
        self.name = f"numbers-story-{pk}"
        self.editions = allowed

    def _context(self, period: Period, **more: Any) -> dict[str, Any]:
        places = []
        if "numbers" in more and len(self.editions) > 1:
            now, story = timezone.now(), self.story.pk
            places = [
                (edition, totals_of(subject_of(edition, story=story), now=now))
                for edition in self.editions[:MOST_EDITIONS]
            ]
        return super()._context(period, story=self.story, places=places, **more)

    def file_url(self) -> str:
        """Return where the story's file is."""
        return reverse("desk_numbers_story_file", args=[self.story.pk])

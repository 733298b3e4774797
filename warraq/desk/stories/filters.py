"""What the list of stories is asked: each question walks an index."""

from __future__ import annotations

from typing import Any

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from warraq.desk.stories.standing import MOST_WAITING, Standing, standing
from warraq.desk.workflow.waiting import steps_waiting_for, story_of
from warraq.network.models import Edition, Section
from warraq.stories.models import Agency, Byline, Label, Placement, Story


class SectionChoiceField(django_filters.fields.ModelChoiceField):
    """A section by its site's name and its own."""

    def label_from_instance(self, obj: Any) -> str:
        """Name the section."""
        return f"{obj.edition.name}: {obj.name}"


class SectionFilter(django_filters.ModelChoiceFilter):
    """Stories of one section."""

    field_class = SectionChoiceField


class StoryFilterSet(WagtailFilterSet):
    """The questions beside the list."""

    standing = django_filters.ChoiceFilter(label="الحال", choices=Standing.choices, method="of_standing")
    mine = django_filters.ChoiceFilter(
        label="قصص من؟",
        choices=[("on", "قصصي وحدها"), ("waiting", "التي تنتظر مراجعتي")],
        method="of_mine",
    )
    edition = django_filters.ModelChoiceFilter(
        label="الموقع", queryset=Edition.objects.all(), method="of_edition"
    )
    section = SectionFilter(
        label="القسم",
        queryset=Section.objects.select_related("edition").order_by("edition__position", "position"),
        method="of_section",
    )
    owner = django_filters.ModelChoiceFilter(
        label="صاحب القصة",
        queryset=get_user_model().objects.filter(is_active=True).order_by("first_name", "pk"),
    )
    author = django_filters.CharFilter(label="التوقيع", method="of_author")
    agency = django_filters.ModelChoiceFilter(label="الوكالة", queryset=Agency.objects.all())
    label = django_filters.ChoiceFilter(label="الوسم", choices=Label.choices)
    published = django_filters.DateFromToRangeFilter(
        label="تاريخ النشر", field_name="first_published_at", widget=DateRangePickerWidget
    )

    class Meta:
        model = Story
        fields: list[str] = []

    def of_standing(self, stories: QuerySet[Story], name: str, value: str) -> QuerySet[Story]:
        """Keep those that stand so."""
        return standing(stories, value, now=timezone.now())

    def of_mine(self, stories: QuerySet[Story], name: str, value: str) -> QuerySet[Story]:
        """Keep those of who asks, or those whose step they may pass."""
        if value == "waiting":
            steps = steps_waiting_for(self.request.user, limit=MOST_WAITING)
            return stories.filter(pk__in=[story_of(step) for step in steps])
        return stories.filter(owner=self.request.user.pk)

    def of_edition(self, stories: QuerySet[Story], name: str, value: Edition) -> QuerySet[Story]:
        """Keep those that stand on the site."""
        return stories.filter(pk__in=Placement.objects.filter(edition=value).values("story"))

    def of_section(self, stories: QuerySet[Story], name: str, value: Section) -> QuerySet[Story]:
        """Keep those that stand in the section."""
        return stories.filter(pk__in=Placement.objects.filter(section=value).values("story"))

    def of_author(self, stories: QuerySet[Story], name: str, value: str) -> QuerySet[Story]:
        """Keep those that somebody of that name signs."""
        return stories.filter(pk__in=Byline.objects.filter(author__name__icontains=value).values("story"))

    @property
    def asks_for_days(self) -> bool:
        """Return whether days of publication are asked for; their index is by them."""
        return bool(self.is_valid() and self.form.cleaned_data.get("published"))

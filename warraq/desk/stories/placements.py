"""Where a story stands, as its form asks: a row for each site, with that site's sections."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q, QuerySet
from django.forms import Media
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, get_form_for_model
from wagtail.admin.staticfiles import versioned_static

from warraq.desk.roles.asking import editions_for, sections_for
from warraq.desk.roles.placing import PLACING
from warraq.network.models import Edition, Kind, Section

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_NONE = ("", "———")


class SectionSelect(forms.Select):
    """Sections under the names of their sites; each says whose it is, for the script that shows one site's alone."""

    editions: dict[int, int]

    def offer(self, sections: Iterable[Section]) -> None:
        """Offer these, which come in the order of their sites."""
        rows = list(sections)
        self.editions = {row.pk: row.edition_id for row in rows}
        groups = groupby(rows, key=lambda row: row.edition.name)
        self.choices = [_NONE, *((name, [(row.pk, row.name) for row in group]) for name, group in groups)]

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add whose section it is."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if value:
            option["attrs"]["data-edition"] = self.editions[int(value)]
        return option


class PlacementForm(WagtailAdminModelForm):
    """A row: it offers where the person may put stories, and where this one stands already.

    What is sent is judged by `roles.placing`, which says why it refuses.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        editions = _editions(self.for_user, placed=self.instance.edition_id)
        sections = _sections(self.for_user, placed=self.instance.section_id)
        self.fields["edition"].widget.choices = [_NONE, *((row.pk, row.name) for row in editions)]
        self.fields["section"].widget.offer(sections)
        if not self.is_bound and self.instance.pk is None and len(editions) == 1:
            self.initial["edition"] = editions[0].pk
        # The row that a new story begins with.
        if not self.is_bound and self.instance.pk is None and str(self.prefix).endswith("-0"):
            self.initial.setdefault("is_home", self.instance.edition_id is None or self.instance.is_home)


def _editions(user: User | None, *, placed: int | None) -> list[Edition]:
    """Return the sites that bear stories and that the person may choose, in the network's order."""
    free = editions_for(user, *PLACING) if user is not None else Edition.objects.none()
    sites = Edition.objects.filter(Q(pk__in=free.values("pk")) & ~Q(kind=Kind.HUB) | Q(pk=placed))
    return list(sites)


def _sections(user: User | None, *, placed: int | None) -> QuerySet[Section]:
    """Return the sections that the person may choose, site by site."""
    free = sections_for(user, *PLACING) if user is not None else Section.objects.none()
    found = Section.objects.filter(Q(pk__in=free.values("pk")) | Q(pk=placed))
    return found.select_related("edition").order_by("edition__position", "edition__name", "position", "name")


class PlacementsPanel(InlinePanel):
    """The rows of a story's form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("panels", _row())
        super().__init__("placements", *args, **kwargs)

    def clone_kwargs(self) -> dict[str, Any]:
        """Leave out what the panel says itself."""
        kwargs: dict[str, Any] = super().clone_kwargs()
        del kwargs["relation_name"]
        return kwargs

    def get_form_options(self) -> dict[str, Any]:
        """Have rows know who fills them in."""
        options: dict[str, Any] = super().get_form_options()
        rows = options["formsets"][self.relation_name]
        deferred = self.child_edit_handler.get_form_options().get("defer_required_on_fields", [])
        rows["form"] = get_form_for_model(
            self.db_field.related_model, form_class=PlacementForm, defer_required_on_fields=deferred
        )
        rows["inherit_kwargs"] = ["for_user"]
        return options

    class BoundPanel(InlinePanel.BoundPanel):
        """The rows of one story."""

        @property
        def media(self) -> Media:
            """The script that shows the chosen site's sections alone, and keeps one home."""
            return super().media + Media(js=[versioned_static("desk/placements.js")])


def _row() -> list[Any]:
    return [
        FieldRowPanel(
            [FieldPanel("edition", widget=forms.Select), FieldPanel("section", widget=SectionSelect)]
        ),
        FieldPanel("is_home", help_text="موقع واحد هو الموقع الأم: عنوان القصة عنده هو عنوانها المعتمد."),
        FieldPanel("headline", help_text="اتركه فارغًا ليظهر عنوان القصة نفسه."),
        FieldRowPanel(
            [
                FieldPanel("starts_at", help_text="فارغ: منذ نشر القصة."),
                FieldPanel("ends_at", help_text="فارغ: بلا نهاية."),
            ]
        ),
        FieldPanel("pinned_position"),
    ]

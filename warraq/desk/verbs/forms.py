"""What each verb asks: when, why, and what readers are told."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django import forms
from wagtail.admin.widgets import AdminDateTimeInput

from warraq.desk.roles.asking import may, sections_for
from warraq.desk.roles.verbs import Verb
from warraq.network.models import Section
from warraq.notices.models import LONGEST_TEXT
from warraq.stories.models import Placement, Story

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LONGEST_REASON = 500
LONGEST_NOTE = 1_000


class VerbForm(forms.Form):
    """Of one story, for one person; `zone` is the home edition's, in which times are read and said."""

    def __init__(self, *args: Any, story: Story, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.story, self.user = story, user

    def said(self, name: str) -> str:
        """Return what was written in a field."""
        told: str = self.cleaned_data.get(name, "")
        return told.strip()


def reason(label: str, *, required: str = "") -> forms.CharField:
    """Return the field of a reason that the log keeps; `required` is what who leaves it empty is told."""
    return forms.CharField(
        label=label,
        required=bool(required),
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 2}),
        help_text="يُحفظ في سجل القصة ولا يراه القراء.",
        error_messages={"required": required} if required else {},
    )


def withdrawal_note() -> forms.CharField:
    """Return the field of what readers are told in place of a withdrawn story."""
    return forms.CharField(
        label="ما يقرؤه القراء مكانها",
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea({"rows": 3}),
        help_text="إن تُرك فارغًا قرأ القراء أن القصة سُحبت، لا أكثر.",
    )


class MomentField(forms.DateTimeField):
    """A day and a time, in the zone that the request stands in (`views` activates the home edition's)."""

    widget = AdminDateTimeInput
    default_error_messages = {
        "required": "اختر اليوم والساعة.",
        "invalid": "اكتب الموعد هكذا: 2026-11-25 18:30.",
    }


class ScheduleForm(VerbForm):
    """When the newest draft goes out."""

    at = MomentField(label="موعد النشر")


class EmbargoForm(VerbForm):
    """Until when readers see nothing of the story."""

    until = MomentField(label="محظورة حتى")
    reason = reason("لماذا؟")


class ReasonForm(VerbForm):
    """A verb that asks no more than why."""

    reason = reason("لماذا؟")


class PlainForm(VerbForm):
    """A verb that asks nothing but to be sure."""


class CorrectionForm(VerbForm):
    """What readers are told, and whether the mended text goes out with it."""

    text = forms.CharField(
        label="نص التصحيح",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea({"rows": 4}),
        help_text="يقرؤه القراء في ذيل القصة وفي صفحة التصحيحات: ما كان خطأ وما صوابه.",
        error_messages={"required": "اكتب ما كان خطأ وما صوابه."},
    )
    publishes = forms.BooleanField(
        label="انشر معه آخر مسودة", required=False, help_text="النص المصحَّح الذي حُفظ ولم يُنشر بعد."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not (self.story.has_unpublished_changes and may(self.user, Verb.PUBLISH, story=self.story)):
            del self.fields["publishes"]


class WithdrawalForm(VerbForm):
    """Why the story goes, for the log; what stands in its place, for readers."""

    reason = reason("لماذا تُسحب؟", required="اكتب سبب السحب؛ يُحفظ في سجل القصة.")
    note = withdrawal_note()


class FollowUpForm(VerbForm):
    """The headline of the new story, if it has one yet."""

    headline = forms.CharField(
        label="عنوان القصة الجديدة", required=False, max_length=250, help_text="يمكن أن يُكتب لاحقًا."
    )


class PlacementField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the story's placements, by the site's and the section's names."""

    def label_from_instance(self, obj: Any) -> str:
        """Name the place."""
        return f"{obj.edition.name}، قسم {obj.section.name}"


class OfPlacementForm(VerbForm):
    """A verb of one placement among those where the person may do `of_places`."""

    of_places = Verb.PLACE
    placement = PlacementField(
        Placement.objects.none(),
        label="الموقع",
        error_messages={"required": "اختر الموقع.", "invalid_choice": "اختر موقعًا تظهر عليه القصة."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["placement"]
        field.queryset = Placement.objects.filter(
            story=self.story, section__in=sections_for(self.user, self.of_places)
        ).select_related("edition", "section", "story")
        field.empty_label = None


class MoveForm(OfPlacementForm):
    """Where the story goes on its site."""

    section = forms.ModelChoiceField(
        Section.objects.none(),
        label="القسم الجديد",
        error_messages={"required": "اختر القسم الجديد.", "invalid_choice": "اختر قسمًا لك أن تضع فيه."},
    )
    reason = reason("لماذا؟")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        editions = self.story.placements.values_list("edition_id", flat=True)
        offer_sections(
            self.fields["section"], sections_for(self.user, Verb.PLACE).filter(edition__in=editions)
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a section of another site."""
        told: dict[str, Any] = super().clean() or {}
        placement, section = told.get("placement"), told.get("section")
        if placement and section and placement.edition_id != section.edition_id:
            self.add_error("section", f"اختر قسمًا من «{placement.edition.name}».")
        return told


class EndForm(OfPlacementForm):
    """When the story leaves one site."""

    at = MomentField(label="ينتهي في", required=False, help_text="إن تُرك فارغًا انتهى الآن.")
    reason = reason("لماذا؟")


class NotifyForm(OfPlacementForm):
    """The readers of which site are told, and in which words."""

    of_places = Verb.NOTIFY
    text = forms.CharField(
        label="نص التنبيه",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=f"إن تُرك فارغًا قرؤوا عنوان القصة في القوائم. {LONGEST_TEXT} حرفًا على الأكثر.",
        error_messages={"max_length": f"نص التنبيه أطول من {LONGEST_TEXT} حرفًا؛ اختصره."},
    )


class PlaceForm(VerbForm):
    """Another site for the story."""

    section = forms.ModelChoiceField(
        Section.objects.none(),
        label="الموقع والقسم",
        error_messages={"required": "اختر القسم.", "invalid_choice": "اختر قسمًا لك أن تضع فيه."},
    )
    headline = forms.CharField(label="عنوان خاص بهذا الموقع", required=False, max_length=250)
    starts_at = MomentField(label="يظهر من", required=False)
    ends_at = MomentField(label="يظهر حتى", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.story.placements.values_list("edition_id", flat=True)
        offer_sections(self.fields["section"], sections_for(self.user, Verb.PLACE).exclude(edition__in=held))


def offer_sections(field: Any, sections: Any) -> None:
    """Offer sections under the names of their sites."""
    rows = sections.select_related("edition").order_by("edition__position", "edition_id", "position")
    field.queryset = rows
    # None is chosen beforehand; a closed list shows an option without its group.
    field.choices = [
        ("", "اختر القسم"),
        *(
            (edition.name, [(section.pk, f"{section.name} ({edition.name})") for section in group])
            for edition, group in groupby(rows, key=lambda section: section.edition)
        ),
    ]


def moment(form: VerbForm, name: str) -> datetime | None:
    """Return the moment that a field gives, if any."""
    told: datetime | None = form.cleaned_data.get(name)
    return told

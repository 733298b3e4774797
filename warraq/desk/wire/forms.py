"""What the list is asked, and where a story goes that is made of an item."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from django import forms

from warraq.desk.roles.asking import sections_for
from warraq.desk.roles.verbs import Verb
from warraq.inbox.matching import Asked, Standing
from warraq.inbox.models import Kind, Source
from warraq.network.models import Section

if TYPE_CHECKING:
    from django.contrib.auth.models import User

ALL = ("", "الكل")


class WireFilterForm(forms.Form):
    """The question above the list."""

    words = forms.CharField(
        label="كلمات",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "كلمات من العنوان أو المكان"}),
    )
    source = forms.ModelChoiceField(Source.objects.all(), label="المصدر", required=False, empty_label=ALL[1])
    kind = forms.ChoiceField(label="النوع", required=False, choices=[ALL, *Kind.choices])
    urgency = forms.TypedChoiceField(
        label="الأهمية",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[ALL, ("1", "عاجلة جدًا"), ("2", "عاجلة"), ("3", "مهمة فأعلى"), ("4", "عادية فأعلى")],
    )
    language = forms.ChoiceField(
        label="اللغة",
        required=False,
        choices=[ALL, ("ar", "العربية"), ("en", "الإنجليزية"), ("fr", "الفرنسية")],
    )
    standing = forms.ChoiceField(
        label="الحال",
        required=False,
        choices=[
            ALL,
            (Standing.FREE, "لم تُؤخذ"),
            (Standing.TAKEN, "أُخذت"),
            (Standing.WARNS, "أُخذت ثم تغيّرت"),
        ],
    )

    def asked(self) -> Asked:
        """Return what is asked; a field that makes no sense asks for all."""
        self.is_valid()
        told = self.cleaned_data
        source: Source | None = told.get("source")
        standing = told.get("standing")
        return Asked(
            source=source.pk if source is not None else None,
            kind=told.get("kind", ""),
            language=told.get("language", ""),
            urgency=told.get("urgency"),
            standing=Standing(standing) if standing else None,
            words=told.get("words", ""),
        )


class TakeForm(forms.Form):
    """Where the story will be at home: a section in which the person may write."""

    section = forms.ModelChoiceField(Section.objects.none(), label="القسم")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = (
            sections_for(user, Verb.WRITE).select_related("edition").order_by("edition__position", "position")
        )
        field: Any = self.fields["section"]
        field.queryset = sections
        field.choices = [
            (edition.name, [(section.pk, section.name) for section in rows])
            for edition, rows in groupby(sections, key=lambda section: section.edition)
        ]
        field.error_messages["invalid_choice"] = "اختر قسمًا مما لك أن تكتب فيه."
        field.error_messages["required"] = "اختر القسم الذي تظهر فيه القصة."

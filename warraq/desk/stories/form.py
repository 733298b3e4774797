"""What a story's form checks."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms.models import WagtailAdminModelForm

from warraq.arabic.text import clean
from warraq.desk.roles.placing import refuse_misplaced
from warraq.desk.writing.cleaning import cleaned_body

_LINES = ("headline", "teaser_headline", "standfirst", "dateline", "lead_caption", "lead_credit", "lead_alt")


class StoryForm(WagtailAdminModelForm):
    """The story's form: its texts cleaned, one home among the placements, and none where the person may not.

    `form_key` tells a new story's form from all others, however often it is sent (`beginning`).
    """

    form_key = forms.UUIDField(required=False, initial=uuid4, widget=forms.HiddenInput)

    class Media:
        # Named only: files are collected later than classes are made.
        js = ["desk/saving.js", "desk/unsaved.js"]

    def clean(self) -> dict[str, Any]:
        """Refuse a story with no home site or with two, and a site that is not the person's to place on."""
        cleaned: dict[str, Any] = super().clean()
        for name in _LINES:
            if cleaned.get(name):
                cleaned[name] = clean(cleaned[name])
        if cleaned.get("body"):
            cleaned["body"] = cleaned_body(cleaned["body"])
        placements: BaseChildFormSet | None = getattr(self, "formsets", {}).get("placements")
        if placements is not None and placements.is_bound and placements.is_valid():
            kept = [form for form in placements.forms if form not in placements.deleted_forms]
            homes = [form for form in kept if form.cleaned_data.get("is_home")]
            if len(homes) != 1 and kept:
                raise ValidationError("اختر موقعًا أمًّا واحدًا بين مواضع الظهور.")
            if self.for_user is not None:
                refuse_misplaced(placements, user=self.for_user)
        return cleaned

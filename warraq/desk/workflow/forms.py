"""What is asked of who passes a story on or hands it back."""

from __future__ import annotations

from django import forms
from wagtail.forms import TaskStateCommentForm


class PassForm(TaskStateCommentForm):
    """A word for whoever has the story next; none is needed."""

    comment = forms.CharField(
        label="ملاحظة", required=False, max_length=1000, widget=forms.Textarea({"rows": 3})
    )


class HandBackForm(TaskStateCommentForm):
    """What has to be mended: nobody gets a story back without a word."""

    comment = forms.CharField(
        label="ما المطلوب؟",
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "اكتب ما المطلوب قبل أن تعيد القصة."},
    )


class UrgentForm(forms.Form):
    """Why a story goes out before anybody checked it."""

    reason = forms.CharField(
        label="لماذا لا تنتظر المراجعة؟",
        max_length=300,
        widget=forms.TextInput,
        error_messages={"required": "اكتب السبب؛ يُحفظ في سجل القصة."},
    )

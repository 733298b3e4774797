"""What a chief editor decides on an edition's newsletter."""

from __future__ import annotations

from typing import Any

from django import forms

from warraq.letters.models import Newsletter


class NewsletterForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is sent, when, from whom."""

    class Meta:
        model = Newsletter
        fields = ["daily", "daily_at", "breaking", "most_breaking", "sender", "postal_address"]
        widgets = {
            "daily_at": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            "sender": forms.EmailInput(attrs={"dir": "ltr"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["daily_at"].error_messages["invalid"] = "اكتب الساعة هكذا: 07:30."
        self.fields["daily_at"].error_messages["required"] = "اختر ساعة الإرسال."

"""The desk's own forms."""

from __future__ import annotations

from django import forms
from wagtail.admin.forms.auth import LoginForm


class DeskLoginForm(LoginForm):
    """Wagtail's log-in with Arabic labels for both fields."""

    password = forms.CharField(
        label="كلمة المرور",
        widget=forms.PasswordInput(
            attrs={"placeholder": "أدخل كلمة المرور", "autocomplete": "current-password"}
        ),
    )

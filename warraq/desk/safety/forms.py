"""Forms of the second step and of a person's factors."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django_otp.models import Device

from warraq.desk.safety.attempts import attempt_begin, attempt_succeeded
from warraq.desk.safety.factors import app_code_fits, code_accept
from warraq.desk.safety.keys import keys_of
from warraq.desk.safety.records import LOG_IN_FAILED, SECOND_STEP_FAILED, record
from warraq.desk.safety.sentences import wait_sentence
from warraq.desk.safety.throttle import NOTHING, Kind

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_CODE = {"autocomplete": "one-time-code", "inputmode": "text", "dir": "ltr", "autofocus": ""}


class ThrottledForm(forms.Form):
    """A form that judges a secret of one account; `wait` is how long the person has to wait before it does so again."""

    wait: timedelta = NOTHING

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        """Judge, unless there were too many before."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        keys = keys_of({Kind.CODE: str(self.user.pk).encode()}, now=timezone.now())
        self.wait = attempt_begin(keys, now=timezone.now())
        if self.wait > NOTHING:
            raise forms.ValidationError(wait_sentence(self.wait), code="throttled")
        self.judge()
        attempt_succeeded(keys)
        return cleaned

    def judge(self) -> None:
        """Raise ValidationError for a wrong secret."""
        raise NotImplementedError


class SecondStepForm(ThrottledForm):
    """A code of an app, or one on paper; `device` is what it was of."""

    code = forms.CharField(
        label="رمز التحقق", max_length=32, widget=forms.TextInput(attrs={**_CODE, "placeholder": "123456"})
    )
    device: Device | None = None

    def judge(self) -> None:
        """Find the factor that the code is of."""
        self.device = code_accept(self.user, self.cleaned_data["code"])
        if self.device is None:
            record(self.user, SECOND_STEP_FAILED)
            raise forms.ValidationError("الرمز غير صحيح؛ اكتب الرمز الظاهر في تطبيقك الآن.", code="wrong")


class PasswordForm(ThrottledForm):
    """The person's password once more."""

    password = forms.CharField(
        label="كلمة المرور",
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": ""}),
    )

    def judge(self) -> None:
        """Check it."""
        if not self.user.check_password(self.cleaned_data["password"]):
            record(self.user, LOG_IN_FAILED)
            raise forms.ValidationError("كلمة المرور غير صحيحة.", code="wrong")


class AppForm(forms.Form):
    """The first code that a new app shows."""

    name = forms.CharField(
        label="اسم الجهاز", max_length=64, initial="هاتفي", help_text="لتعرفه بين وسائلك، مثل: هاتفي."
    )
    code = forms.CharField(
        label="الرمز الظاهر في التطبيق",
        max_length=10,
        widget=forms.TextInput(attrs={**_CODE, "placeholder": "123456"}),
    )

    def __init__(self, *args: Any, secret: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.secret = secret

    def clean_code(self) -> str:
        """Refuse a code that the app does not show now."""
        code = "".join(self.cleaned_data["code"].split())
        if not app_code_fits(self.secret, code, now=timezone.now()):
            raise forms.ValidationError("الرمز لا يطابق؛ تأكد من وقت هاتفك ثم اكتب الرمز الظاهر الآن.")
        return code

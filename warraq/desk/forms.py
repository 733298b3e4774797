"""The desk's own forms of log-in and of forgotten passwords."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils import timezone
from wagtail.admin.forms.auth import LoginForm, PasswordResetForm

from warraq.desk.safety.attempts import attempt_begin, attempt_succeeded
from warraq.desk.safety.browsers import Browser, browser_of
from warraq.desk.safety.keys import Keys, address_in, keys_of
from warraq.desk.safety.records import log_in_failed
from warraq.desk.safety.sentences import wait_sentence
from warraq.desk.safety.throttle import NOTHING, Kind


class DeskLoginForm(LoginForm):
    """Wagtail's log-in with Arabic labels for both fields, and with pauses after failures.

    `wait` is how long the person has to wait before a password is looked at again; nothing if it was.
    """

    password = forms.CharField(
        label="كلمة المرور",
        max_length=4096,  # what is hashed costs by its length
        strip=False,
        widget=forms.PasswordInput(
            attrs={"placeholder": "أدخل كلمة المرور", "autocomplete": "current-password"}
        ),
    )
    wait: timedelta = NOTHING
    browser: Browser

    def __init__(self, request: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.browser = browser_of(request) if request is not None else Browser("")

    def clean(self) -> dict[str, Any]:
        """Look at the password, unless there were too many before."""
        name = self.cleaned_data.get("username", "")
        if not name or not self.cleaned_data.get("password"):
            return super().clean()
        user = get_user_model().objects.filter(username=name).first()
        keys = self._keys(name, user=user)
        self.wait = attempt_begin(keys, now=timezone.now())
        if self.wait > NOTHING:
            raise forms.ValidationError(wait_sentence(self.wait), code="throttled")
        try:
            cleaned = super().clean()
        except forms.ValidationError:
            log_in_failed(user)
            raise
        attempt_succeeded(keys)
        return cleaned

    def _keys(self, name: str, *, user: Any) -> Keys:
        """Return by what the attempt counts: a browser that knows the person counts for itself alone."""
        things = {Kind.ADDRESS: address_in(self.request), Kind.ACCOUNT: name.casefold().encode()}
        if user is not None and self.browser.knows(user.pk):
            things = {Kind.BROWSER: f"{self.browser.number}:{user.pk}".encode()}
        return keys_of(things, now=timezone.now())


class DeskPasswordResetForm(PasswordResetForm):
    """Wagtail's form of a forgotten password, which sends no flood of mails.

    The pause of the own address is said; that of an account is not, as it would tell who has one.
    """

    email = forms.EmailField(label="البريد الإلكتروني لحسابك", max_length=254)
    # Set by the view: where the form was sent from.
    address: bytes = b""

    def clean(self) -> dict[str, Any]:
        """Refuse an address that asks too often."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        keys = keys_of({Kind.MAILER: self.address}, now=timezone.now())
        wait = attempt_begin(keys, now=timezone.now())
        if wait > NOTHING:
            raise forms.ValidationError(wait_sentence(wait), code="throttled")
        return cleaned

    def save(self, **options: Any) -> None:
        """Send the mail, unless the same account had its share."""
        mail = self.cleaned_data["email"].casefold().encode()
        keys = keys_of({Kind.MAIL: mail}, now=timezone.now())
        if attempt_begin(keys, now=timezone.now()) == NOTHING:
            super().save(**options)

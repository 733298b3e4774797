"""Passkeys: django-otp-webauthn's views, with the password asked before, names, and the log."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django_otp_webauthn import exceptions
from django_otp_webauthn.helpers import WebAuthnHelper
from django_otp_webauthn.models import WebAuthnCredential
from django_otp_webauthn.views import (
    BeginCredentialAuthenticationView,
    BeginCredentialRegistrationView,
    CompleteCredentialAuthenticationView,
    CompleteCredentialRegistrationView,
)

from warraq.desk.safety.factors import MOST_FACTORS, factors_of
from warraq.desk.safety.passwords import gave_password_lately
from warraq.desk.safety.records import FACTOR_ADDED, SECOND_STEP, record

_LONGEST_NAME = 64


def relying_party(request: HttpRequest) -> str:
    """Return the domain that passkeys are bound to: the one that is set, or the host at which the desk is used.

    A host is an edition's, else the request would not have come so far; and a browser offers a passkey nowhere but at
    its own host.
    """
    return settings.PASSKEY_DOMAIN or request.get_host().partition(":")[0]


class PasskeyHelper(WebAuthnHelper):
    """Expects answers from the address at which the desk is used, and from no other."""

    def get_allowed_origins(self) -> list[str]:
        """Return the one origin."""
        return [f"{settings.PUBLIC_SCHEME}://{self.request.get_host()}"]


class TooMany(exceptions.OTPWebAuthnApiError):
    """The person has as many factors as one may have."""

    status_code = 409
    default_code = "too_many"


class PasswordFirst(exceptions.OTPWebAuthnApiError):
    """The password was not given lately."""

    status_code = 403
    default_code = "password_first"


class _AskingFirst:
    """Asks for the password, and bounds how many factors a person has."""

    request: HttpRequest

    def check_can_register(self) -> None:
        if not gave_password_lately(self.request):
            raise PasswordFirst
        if len(factors_of(self.request.user)) >= MOST_FACTORS:  # type: ignore[arg-type]
            raise TooMany


class OfferView(_AskingFirst, BeginCredentialRegistrationView):
    """What a browser needs to make a passkey."""


class AddView(_AskingFirst, CompleteCredentialRegistrationView):
    """Keeps the passkey that a browser made, by the name in the query."""

    def post(self, *args: Any, **kwargs: Any) -> JsonResponse:
        """Keep it."""
        response: JsonResponse = super().post(*args, **kwargs)
        credential = WebAuthnCredential.objects.filter(user=self.request.user).latest("pk")
        credential.name = self.request.GET.get("name", "").strip()[:_LONGEST_NAME] or "مفتاح مرور"
        credential.save(update_fields=["name"])
        record(credential.user, FACTOR_ADDED, factor=credential.name)
        return response


class AskView(BeginCredentialAuthenticationView):
    """What a browser needs to show a passkey."""


class AnswerView(CompleteCredentialAuthenticationView):
    """Lets in whoever showed a passkey of theirs."""

    def complete_auth(self, device: Any) -> Any:
        """Mark the session, under a new number."""
        self.request.session.cycle_key()
        super().complete_auth(device)
        record(device.user, SECOND_STEP, factor=device.name or "مفتاح مرور")

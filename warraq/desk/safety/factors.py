"""A person's second factors: codes of an app, passkeys, and codes on paper for the day when both are lost.

django-otp keeps and judges them; what we add is that codes on paper are kept as digests.
"""

from __future__ import annotations

import secrets
from base64 import b32decode, b32encode
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.crypto import salted_hmac
from django_otp.models import Device
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

from warraq.desk.models import Assignment
from warraq.desk.safety.records import CODES_MADE, FACTOR_ADDED, FACTOR_REMOVED, FACTORS_RESET, record
from warraq.network.models import Edition

if TYPE_CHECKING:
    from django.contrib.auth.models import User

CODES = 10
MOST_FACTORS = 10
_SECRET_BYTES = 20  # as RFC 4226 recommends
_KEPT = 16  # characters that the package keeps of a code on paper
_TOLERANCE = 1  # a clock may be half a minute slow or fast


@dataclass(frozen=True)
class Factor:
    """A factor as its owner sees it."""

    reference: str
    name: str
    kind: str
    made_at: datetime | None
    used_at: datetime | None


def standing_of(user: User) -> tuple[bool, bool]:
    """Return whether the person has a second factor, and whether an edition where they have a role requires one."""
    demanding = Edition.objects.filter(requires_second_factor=True)
    roles = Assignment.objects.filter(user=OuterRef("pk")).filter(
        Q(edition__requires_second_factor=True) | (Q(edition__isnull=True) & Exists(demanding))
    )
    row = (
        get_user_model()
        .objects.filter(pk=user.pk)
        .annotate(
            app=Exists(TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)),
            passkey=Exists(WebAuthnCredential.objects.filter(user=OuterRef("pk"), confirmed=True)),
            bound=Exists(roles),
            demanded=Exists(demanding),
        )
        .values("app", "passkey", "bound", "demanded")
        .first()
    )
    if row is None:
        return False, False
    # A superuser's role is everywhere.
    return row["app"] or row["passkey"], row["bound"] or (user.is_superuser and row["demanded"])


def factors_of(user: User) -> list[Factor]:
    """Return the person's factors, the oldest first."""
    apps = [_factor(each, kind="تطبيق رموز") for each in TOTPDevice.objects.filter(user=user, confirmed=True)]
    keys = [
        _factor(each, kind="مفتاح مرور")
        for each in WebAuthnCredential.objects.filter(user=user, confirmed=True)
    ]
    return [*apps, *keys]


def codes_left(user: User) -> int:
    """Return how many codes on paper the person has left."""
    return StaticToken.objects.filter(device__user=user).count()


def new_secret() -> str:
    """Return a secret for an app, in the alphabet that people can type."""
    return b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def app_address(user: User, secret: str) -> str:
    """Return the otpauth address that a square code carries (Key URI format)."""
    issuer = settings.WAGTAIL_SITE_NAME
    label = quote(f"{issuer}:{user.get_username()}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer})}"


def app_code_fits(secret: str, code: str, *, now: datetime) -> bool:
    """Return whether an app that was given the secret shows this code now."""
    clock = TOTP(b32decode(secret))
    clock.time = now.timestamp()
    return code.isdecimal() and clock.verify(int(code), _TOLERANCE)


def app_add(user: User, *, secret: str, name: str) -> TOTPDevice:
    """Keep an app that has shown the right code."""
    device = TOTPDevice.objects.create(
        user=user, name=name[:64], key=b32decode(secret).hex(), tolerance=_TOLERANCE, confirmed=True
    )
    record(user, FACTOR_ADDED, factor=device.name)
    return device


def codes_make(user: User) -> list[str]:
    """Make new codes on paper in the place of the old; returns them, for they can be read this once."""
    codes = [_spaced(b32encode(secrets.token_bytes(10)).decode().lower()) for _ in range(CODES)]
    with transaction.atomic():
        device, _ = StaticDevice.objects.get_or_create(user=user, name="recovery")
        device.token_set.all().delete()
        StaticToken.objects.bulk_create(StaticToken(device=device, token=_kept(code)) for code in codes)
        record(user, CODES_MADE)
    return codes


def code_accept(user: User, code: str) -> Device | None:
    """Return the factor that a code is of, and use the code up; None if it is of none."""
    typed = "".join(code.split()).replace("-", "")
    if typed.isdecimal():
        found: list[Device] = list(TOTPDevice.objects.filter(user=user, confirmed=True))
    else:
        found, typed = list(StaticDevice.objects.filter(user=user)), _kept(typed)
    with transaction.atomic():
        for each in found:
            # Of two requests with the same code one waits here, and finds it used.
            device = type(each)._default_manager.select_for_update().get(pk=each.pk)
            if device.verify_token(typed):
                return device
    return None


def factor_remove(user: User, reference: str) -> Factor | None:
    """Take a factor away; None if the person has none of that name. The last one takes the codes on paper with it."""
    factor = next((each for each in factors_of(user) if each.reference == reference), None)
    device = Device.from_persistent_id(reference) if factor is not None else None
    if factor is None or device is None:
        return None
    with transaction.atomic():
        device.delete()
        if not factors_of(user):
            StaticDevice.objects.filter(user=user).delete()
        record(user, FACTOR_REMOVED, factor=factor.name)
    return factor


def factors_reset(user: User, *, by: User) -> None:
    """Take all of a person's factors away, for whoever lost them."""
    with transaction.atomic():
        for model in (TOTPDevice, WebAuthnCredential, StaticDevice):
            model.objects.filter(user=user).delete()
        record(user, FACTORS_RESET, by=by)


def _factor(device: Any, *, kind: str) -> Factor:
    return Factor(
        reference=device.persistent_id,
        name=device.name or kind,
        kind=kind,
        made_at=device.created_at,
        used_at=device.last_used_at,
    )


def _spaced(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _kept(code: str) -> str:
    """Return what is kept of a code on paper: 80 bits of a digest of its 80 bits."""
    plain = "".join(code.split()).replace("-", "").lower()
    digest = salted_hmac("warraq.desk.safety.codes", plain, algorithm="sha256").digest()
    return b32encode(digest)[:_KEPT].decode()

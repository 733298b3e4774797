"""By which keys an attempt is counted: digests that change with the day."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime
from hashlib import blake2b

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from warraq.desk.safety.models import Attempts, DailySalt
from warraq.desk.safety.throttle import Kind
from warraq.reads.readers import address_of, day_key

Keys = dict[Kind, str]

_SALT_BYTES = 16


def keys_of(things: Mapping[Kind, bytes], *, now: datetime) -> Keys:
    """Return the day's key for each of the things, by its kind."""
    key = _key_of_day(now)
    return {kind: _digest(key, kind, what) for kind, what in things.items()}


def address_in(request: HttpRequest) -> bytes:
    """Return the packed address that a request comes from; whoever hides it shares one key with all who do."""
    return address_of(request.META, trusted_proxies=settings.TRUSTED_PROXIES) or b""


def _digest(key: bytes, kind: Kind, what: bytes) -> str:
    return blake2b(kind.encode() + b":" + what, key=key, digest_size=16).hexdigest()


def _key_of_day(now: datetime) -> bytes:
    day = now.astimezone(UTC).date()
    row = DailySalt.objects.filter(pk=day).first() or _new_salt(day)
    return day_key(salt=bytes(row.salt), secret=settings.SECRET_KEY)


def _new_salt(day: date) -> DailySalt:
    """Begin a day: without the salts of the days before, their rows stand for nobody."""
    with transaction.atomic():
        DailySalt.objects.filter(day__lt=day).delete()
        row, made = DailySalt.objects.get_or_create(
            pk=day, defaults={"salt": secrets.token_bytes(_SALT_BYTES)}
        )
        if made:
            Attempts.objects.all().delete()
    return row

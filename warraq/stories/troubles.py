"""Noting what fails in the background, so that the desk's start page says it, and taking the note away again.

A name begins with who notes it: `press/…`, `cache/…`. Noting is for who must go on whatever happens: it never raises.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import DatabaseError

from warraq.stories.alarms import Concern, concerns
from warraq.stories.models.troubles import Trouble

_log = logging.getLogger(__name__)

# What was not met for a day is over, though nobody said so.
KEPT = timedelta(days=1)
MOST = 10
_NAME = Trouble._meta.get_field("name").max_length
_SENTENCE = Trouble._meta.get_field("sentence").max_length


def trouble_note(name: str, *, sentence: str, now: datetime) -> None:
    """Note that something fails, or fails still."""
    try:
        Trouble.objects.update_or_create(
            name=name[:_NAME],
            defaults={"sentence": sentence[:_SENTENCE], "seen_at": now},
            create_defaults={"sentence": sentence[:_SENTENCE], "seen_at": now, "since": now},
        )
        Trouble.objects.filter(seen_at__lt=now - KEPT).delete()
    except DatabaseError as problem:
        _log.warning("A trouble could not be noted (%s): %s", problem, sentence)


def trouble_end(name: str) -> None:
    """Take a note away: what it told of works again."""
    try:
        Trouble.objects.filter(name=name[:_NAME]).delete()
    except DatabaseError as problem:
        _log.warning("The end of a trouble could not be noted (%s): %s", problem, name)


def troubles_named(beginning: str) -> set[str]:
    """Return the names of the noted troubles that begin so."""
    return set(Trouble.objects.filter(name__startswith=beginning).values_list("name", flat=True))


def troubles_now(now: datetime) -> Iterator[Concern]:
    """Tell of what fails, the newest first, at most MOST."""
    for trouble in Trouble.objects.filter(seen_at__gte=now - KEPT).order_by("-since", "-pk")[:MOST]:
        yield Concern(trouble.sentence)


concerns.register("troubles", troubles_now)

"""Who is told when readers have what the newsroom did: notices go out after the page is right, never before.

The presser tells; the same stories may be told twice, when it is killed in between or on every node that presses.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial

from django.db import DatabaseError

from warraq.common.registry import Registry

_log = logging.getLogger(__name__)

# Takes the numbers of stories that were published, changed or withdrawn, and the moment.
Listener = Callable[[Collection[int], datetime], None]
listeners: Registry[Listener] = Registry("listener to fresh stories")

# Told when a presser begins: every page is right then, and of what happened while nobody pressed nobody was told.
Beginner = Callable[[datetime], None]
beginners: Registry[Beginner] = Registry("listener to a presser that begins")


def tell_fresh(story_ids: Collection[int], *, now: datetime) -> None:
    """Tell every listener; one that fails is logged and stops no other.

    Raises DatabaseError when the database is the trouble: then the whole is told again.
    """
    if story_ids:
        for name in listeners:
            _tell(name, partial(listeners.get(name), story_ids, now))


def tell_begun(*, now: datetime) -> None:
    """Tell that every page is right, as `tell_fresh` does."""
    for name in beginners:
        _tell(name, partial(beginners.get(name), now))


def _tell(name: str, listener: Callable[[], None]) -> None:
    try:
        listener()
    except DatabaseError:
        raise
    except Exception:
        _log.exception("The listener %s failed.", name)

"""Who is told when readers have what the newsroom did: notices go out after the page is right, never before.

The presser tells; the same stories may be told twice, when it is killed in between or on every node that presses.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from datetime import datetime

from django.db import DatabaseError

from warraq.common.registry import Registry

_log = logging.getLogger(__name__)

# Takes the numbers of stories that were published, changed or withdrawn, and the moment.
Listener = Callable[[Collection[int], datetime], None]
listeners: Registry[Listener] = Registry("listener to fresh stories")


def tell_fresh(story_ids: Collection[int], *, now: datetime) -> None:
    """Tell every listener; one that fails is logged and stops no other.

    Raises DatabaseError when the database is the trouble: then the whole is told again.
    """
    if not story_ids:
        return
    for name in listeners:
        try:
            listeners.get(name)(story_ids, now)
        except DatabaseError:
            raise
        except Exception:
            _log.exception("The listener %s failed.", name)

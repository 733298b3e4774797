"""Who is told that somebody asked for a notice: the room that sends, which stands above this one."""

from __future__ import annotations

from collections.abc import Callable

from warraq.common.registry import Registry
from warraq.notices.models import PushRequest

# Called within the transaction of the request: what is done of it must be a row of the same database.
Listener = Callable[[PushRequest], None]
listeners: Registry[Listener] = Registry("listener to requests of notices")

"""What the audit log calls this room's verbs."""

from __future__ import annotations

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def name_the_verbs(actions: LogActionRegistry) -> None:
    """Name the verbs."""
    actions.register_action("warraq.partner_key", "مفتاح شريك", "صُنع مفتاح جديد")

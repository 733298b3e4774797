"""What the audit log calls the verbs of rules, each with the rule's name."""

from __future__ import annotations

from typing import Any

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter

VERBS = {
    "warraq.rule_publish": ("نشر تلقائي", "نشرت قاعدة النشر التلقائي القصة"),
    "warraq.rule_add": ("إضافة قاعدة نشر", "أُضيفت قاعدة النشر التلقائي"),
    "warraq.rule_change": ("تعديل قاعدة نشر", "عُدّلت قاعدة النشر التلقائي"),
    "warraq.rule_delete": ("حذف قاعدة نشر", "حُذفت قاعدة النشر التلقائي"),
    "warraq.rule_stop": ("توقف قاعدة نشر", "توقفت قاعدة النشر التلقائي"),
}


class RuleFormatter(LogFormatter):
    """Says what was done, and names the rule, which may be gone."""

    def format_message(self, log_entry: Any) -> str:
        """Return what was done."""
        return f"{self.message}: «{log_entry.data.get('name', '')}»"


@hooks.register("register_log_actions")
def name_the_verbs(actions: LogActionRegistry) -> None:
    """Name the verbs."""
    for action, (label, message) in VERBS.items():
        formatter = type("Formatter", (RuleFormatter,), {"label": label, "message": message})
        actions.register_action(action)(formatter)

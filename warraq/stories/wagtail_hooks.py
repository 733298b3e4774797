"""What the audit log calls the newsroom's verbs, and what it says of why."""

from typing import Any

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter

# What Wagtail does not have: the verb's name and what is said of a story that it was done to.
VERBS = {
    "warraq.withdraw": ("سحب القصة", "سُحبت القصة"),
    "warraq.restore": ("إعادة القصة", "أُعيدت القصة"),
    "warraq.correct": ("تصحيح القصة", "نُشر تصحيح للقصة"),
    "warraq.follow_up": ("متابعة القصة", "بدأت قصة تتابعها"),
    "warraq.embargo": ("حظر النشر", "حُظر نشر القصة"),
    "warraq.lift_embargo": ("رفع الحظر", "رُفع حظر النشر"),
    "warraq.break": ("نشر عاجل", "نُشرت القصة عاجلةً قبل أن تُراجع"),
    "warraq.place": ("وضع القصة على موقع", "وُضعت القصة على موقع"),
    "warraq.move": ("نقل القصة", "نُقلت القصة إلى قسم آخر"),
    "warraq.take_wire": ("أخذ برقية", "أُخذت القصة من برقية"),
    "warraq.see_wire": ("مراجعة نسخة البرقية", "رُوجعت نسخة أحدث من برقيتها"),
    "warraq.push": ("تنبيه القراء", "طُلب تنبيه قراء موقع إلى القصة"),
    "warraq.push_cancel": ("إلغاء تنبيه القراء", "أُلغي تنبيه قراء موقع إلى القصة"),
    "warraq.end_placement": ("إنهاء ظهور القصة", "أُنهي ظهور القصة على موقع"),
}


class VerbFormatter(LogFormatter):
    """Says what was done, and as a comment why."""

    def format_comment(self, log_entry: Any) -> str:
        """Return the reason that was given; empty when none was."""
        reason: str = log_entry.data.get("reason", "")
        return reason


@hooks.register("register_log_actions")
def name_the_verbs(actions: LogActionRegistry) -> None:
    """Name the verbs that Wagtail does not have."""
    for action, (label, message) in VERBS.items():
        formatter = type("Formatter", (VerbFormatter,), {"label": label, "message": message})
        actions.register_action(action)(formatter)

"""What is written in Wagtail's log of who comes in, and of factors. Never an address, never what was typed."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from wagtail.log_actions import LogActionRegistry, LogFormatter, log

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_log = logging.getLogger(__name__)

LOG_IN = "warraq.log_in"
LOG_IN_FAILED = "warraq.log_in_failed"
LOG_OUT = "warraq.log_out"
SECOND_STEP = "warraq.second_step"
SECOND_STEP_FAILED = "warraq.second_step_failed"
FACTOR_ADDED = "warraq.factor_added"
FACTOR_REMOVED = "warraq.factor_removed"
FACTORS_RESET = "warraq.factors_reset"
CODES_MADE = "warraq.recovery_codes_made"

_ACTIONS = (
    (LOG_IN, "دخول", "دخل مكتب التحرير"),
    (LOG_IN_FAILED, "دخول فاشل", "محاولة دخول بكلمة مرور غير صحيحة"),
    (LOG_OUT, "خروج", "خرج من مكتب التحرير"),
    (SECOND_STEP_FAILED, "تحقق فاشل", "رمز تحقق غير صحيح بعد كلمة المرور"),
    (FACTORS_RESET, "إعادة ضبط التحقق", "أُزيلت كل وسائل تحققه، ويضيف غيرها عند دخوله"),
    (CODES_MADE, "رموز الاسترداد", "أنشأ رموز استرداد جديدة"),
)


def register_actions(actions: LogActionRegistry) -> None:
    """Tell Wagtail what these acts are called."""
    for action, label, message in _ACTIONS:
        actions.register_action(action, label, message)
    actions.register_action(SECOND_STEP)(_with_factor("تحقق ثانٍ", "تحقق منه"))
    actions.register_action(FACTOR_ADDED)(_with_factor("إضافة وسيلة تحقق", "أُضيفت وسيلة تحقق"))
    actions.register_action(FACTOR_REMOVED)(_with_factor("إزالة وسيلة تحقق", "أُزيلت وسيلة تحقق"))


def record(person: User, action: str, *, by: User | None = None, factor: str = "") -> None:
    """Write an act down: whom it is about, who did it (else the person), and with which factor."""
    log(person, action, user=by or person, data={"factor": factor} if factor else None)


def log_in_failed(person: User | None) -> None:
    """Write a failed log-in down, at the account if there is one; its pauses bound how many that can be."""
    if person is None:
        _log.info("A log-in failed with a name that is no account's.")
    else:
        log(person, LOG_IN_FAILED)


def _with_factor(title: str, sentence: str) -> type[LogFormatter]:
    class Formatter(LogFormatter):
        label = title
        message = sentence

        def format_message(self, log_entry: Any) -> str:
            factor = (log_entry.data or {}).get("factor", "")
            return f"{sentence}: {factor}" if factor else sentence

    return Formatter

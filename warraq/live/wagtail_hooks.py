"""What the audit log calls the verbs of live coverage."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from warraq.stories.wagtail_hooks import VerbFormatter

VERBS = {
    "warraq.live_begin": ("بدء تغطية مباشرة", "بدأت تغطيتها المباشرة"),
    "warraq.live_end": ("إنهاء تغطية مباشرة", "انتهت تغطيتها المباشرة"),
    "warraq.live_reopen": ("استئناف تغطية مباشرة", "استُؤنفت تغطيتها المباشرة"),
    "warraq.live_post": ("نشر مشاركة", "نُشرت مشاركة في تغطيتها المباشرة"),
    "warraq.live_edit": ("تعديل مشاركة", "عُدّلت مشاركة في تغطيتها المباشرة"),
    "warraq.live_remove": ("حذف مشاركة", "حُذفت مشاركة من تغطيتها المباشرة"),
    "warraq.live_pin": ("تثبيت مشاركة", "ثُبّتت مشاركة في رأس تغطيتها المباشرة"),
    "warraq.live_unpin": ("إلغاء تثبيت مشاركة", "أُلغي تثبيت مشاركة في تغطيتها المباشرة"),
    "warraq.live_key": ("تمييز لحظة مهمة", "غُيّر تمييز لحظة مهمة في تغطيتها المباشرة"),
}


@hooks.register("register_log_actions")
def name_the_verbs(actions: LogActionRegistry) -> None:
    """Name the verbs."""
    for action, (label, message) in VERBS.items():
        formatter = type("Formatter", (VerbFormatter,), {"label": label, "message": message})
        actions.register_action(action)(formatter)

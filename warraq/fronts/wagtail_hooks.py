"""What the audit log calls the verbs of fronts and of the strip."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

VERBS = {
    "warraq.front_save": ("حفظ مسودة واجهة", "حُفظت مسودة الواجهة"),
    "warraq.front_publish": ("نشر واجهة", "نُشرت الواجهة"),
    "warraq.front_restore": ("إعادة نسخة من واجهة", "أُعيدت نسخة سابقة من الواجهة"),
    "warraq.front_leave": ("ترك واجهة للاختيار الآلي", "تُركت الواجهة للاختيار الآلي"),
    "warraq.strip_raise": ("رفع شريط عاجل", "رُفع شريط العاجل"),
    "warraq.strip_change": ("تعديل شريط عاجل", "عُدّل شريط العاجل"),
    "warraq.strip_end": ("إنزال شريط عاجل", "أُنزل شريط العاجل"),
}


@hooks.register("register_log_actions")
def name_the_verbs(actions: LogActionRegistry) -> None:
    """Name the verbs."""
    for action, (label, message) in VERBS.items():
        actions.register_action(action, label, message)

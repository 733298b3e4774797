"""What the audit log calls the newsroom's verbs."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def name_the_verbs(actions: LogActionRegistry) -> None:
    """Name the verbs that Wagtail does not have."""
    actions.register_action("warraq.withdraw", "سحب القصة", "سُحبت القصة")
    actions.register_action("warraq.restore", "إعادة القصة", "أُعيدت القصة")

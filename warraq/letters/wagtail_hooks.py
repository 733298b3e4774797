"""What the audit log calls the verbs of newsletters."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def name_the_verbs(actions: LogActionRegistry) -> None:
    """Name the verb."""
    actions.register_action("warraq.newsletter_change", "تعديل نشرة بريدية", "عُدّلت النشرة البريدية")

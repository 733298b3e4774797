from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The newsroom's admin, on Wagtail's."""

    name = "warraq.desk"
    label = "desk"
    verbose_name = "مكتب التحرير"

    def ready(self) -> None:
        """Have roles follow their groups, and Wagtail and the wires' rules ask the desk who may."""
        from warraq.desk.roles.asking import may
        from warraq.desk.roles.membership import follow_memberships
        from warraq.desk.roles.policies import register_policies
        from warraq.desk.roles.refusing import refuse_with_403
        from warraq.desk.roles.verbs import Verb
        from warraq.inbox.permits import judges

        judges.register("roles", lambda user, section: may(user, Verb.PUBLISH, section=section))
        register_policies()
        refuse_with_403()
        follow_memberships()

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The newsroom's admin, on Wagtail's."""

    name = "warraq.desk"
    label = "desk"
    verbose_name = "مكتب التحرير"

    def ready(self) -> None:
        """Have roles follow their groups, and Wagtail ask the desk's own policies."""
        from warraq.desk.roles.membership import follow_memberships
        from warraq.desk.roles.policies import register_policies
        from warraq.desk.roles.refusing import refuse_with_403

        register_policies()
        refuse_with_403()
        follow_memberships()

from importlib import import_module

from django.apps import AppConfig


class OutletsConfig(AppConfig):
    """Stories out: feeds, sitemaps, robots and metadata files."""

    name = "warraq.outlets"
    label = "outlets"
    verbose_name = "المنافذ"

    def ready(self) -> None:
        """Say where stories show, and who is told when they do."""
        import_module("warraq.outlets.surfaces")
        from warraq.letters.doors import trials
        from warraq.notices.listening import listeners as askers
        from warraq.outlets.announcing import announce, announce_missed, announcers
        from warraq.outlets.newsletter.making import announce_breaking
        from warraq.outlets.newsletter.sending import LETTERS, trial
        from warraq.outlets.pings import PINGS, ping
        from warraq.outlets.push.sending import PUSH, push, take
        from warraq.queue.selectors import queue_names
        from warraq.stories.freshness import beginners, listeners

        listeners.register("outlets", announce)
        beginners.register("outlets", announce_missed)
        announcers.register("pings", ping)
        announcers.register("newsletter", announce_breaking)
        trials.register("daily", trial)
        queue_names.register(LETTERS, "رسائل النشرات البريدية")
        announcers.register("push", push)
        askers.register("push", take)
        queue_names.register(PUSH, "تنبيه القراء في متصفحاتهم")
        queue_names.register(PINGS, "إبلاغ محركات البحث وقراء الخلاصات")

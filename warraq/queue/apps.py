from django.apps import AppConfig


class QueueConfig(AppConfig):
    """The queue."""

    name = "warraq.queue"
    label = "queue"
    verbose_name = "الطابور"

    def ready(self) -> None:
        """Tell the desk of what failed for good."""
        from warraq.queue.selectors import failures_now
        from warraq.stories.alarms import concerns

        concerns.register("queue", failures_now)

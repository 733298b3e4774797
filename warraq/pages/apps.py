from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """What readers see."""

    name = "warraq.pages"
    label = "pages"
    verbose_name = "الصفحات"

    def ready(self) -> None:
        """Register the live blocks, and the views that lower rooms know by name."""
        from warraq.pages import blocks

        for module in iter_modules(blocks.__path__):
            if module.ispkg:
                import_module(f"{blocks.__name__}.{module.name}.block")
        import_module("warraq.pages.views")
        import_module("warraq.pages.composing")
        import_module("warraq.pages.furnished")
        import_module("warraq.pages.showing")
        from warraq.pages.pressing.alarm import pages_behind
        from warraq.stories.alarms import concerns

        concerns.register("pages", pages_behind)

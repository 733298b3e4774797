from django.apps import AppConfig


class LettersConfig(AppConfig):
    """Newsletters: their settings, readers and issues."""

    name = "warraq.letters"
    label = "letters"
    verbose_name = "النشرات البريدية"

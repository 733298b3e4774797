"""Menu items that are there for who has a verb."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem

from warraq.desk.roles.asking import may
from warraq.desk.roles.verbs import Verb


class VerbMenuItem(MenuItem):
    """Leads to a screen whoever has one of its verbs, be it in one section alone."""

    def __init__(self, *args: Any, verbs: tuple[Verb, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.verbs = verbs

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the person has one of the verbs."""
        return any(may(request.user, verb) for verb in self.verbs)

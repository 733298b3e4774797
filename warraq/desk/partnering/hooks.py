"""Where the desk meets partners' keys."""

from __future__ import annotations

from django.urls import URLPattern, path
from wagtail import hooks

from warraq.desk.partnering.views import partner_key


@hooks.register("register_admin_urls")
def answer_at_partners() -> list[URLPattern]:
    """The page of a partner's key."""
    return [path("partners/<int:pk>/key/", partner_key, name="desk_partner_key")]

"""The wires' addresses and their place in the menu."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from warraq.desk.roles.asking import may
from warraq.desk.roles.verbs import Verb
from warraq.desk.wire.secrets import SecretView
from warraq.desk.wire.views import WireItemView, WireListView, wire_seen


class WiresMenuItem(MenuItem):
    """Shown to who writes or edits."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the person may open the list."""
        return may(request.user, Verb.WRITE) or may(request.user, Verb.EDIT)


@hooks.register("register_admin_urls")
def wire_addresses() -> list[URLPattern]:
    """The list, an item, and its warning; the secret of a source."""
    return [
        path("wires/", WireListView.as_view(), name="desk_wires"),
        path("wires/<int:number>/", WireItemView.as_view(), name="desk_wire"),
        path("wires/<int:number>/seen/", wire_seen, name="desk_wire_seen"),
        path("wires/sources/<int:number>/secret/", SecretView.as_view(), name="desk_wire_secret"),
    ]


@hooks.register("register_admin_menu_item")
def wires_in_the_menu() -> MenuItem:
    """Stand below the stories."""
    return WiresMenuItem("البرقيات", reverse("desk_wires"), name="wires", icon_name="mail", order=120)

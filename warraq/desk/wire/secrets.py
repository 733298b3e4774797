"""The secret with which a source sends by itself: made at the desk, shown once, renewed when it got about."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views import View
from wagtail.admin.panels import Panel
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from warraq.desk.roles.asking import require
from warraq.desk.roles.verbs import Verb
from warraq.inbox.models import Source
from warraq.inbox.services import token_renew


def edit_address(source: Source) -> str:
    """Return where the source's form is."""
    return reverse(Source.snippet_viewset.get_url_name("edit"), args=[source.pk])  # type: ignore[attr-defined]


class SecretPanel(Panel):
    """At the form of a source that sends by itself: where it sends to, and the way to its secret."""

    class BoundPanel(Panel.BoundPanel):
        """The secret of one source."""

        template_name = "desk/wire/secret_panel.html"

        def is_shown(self) -> bool:
            """Return whether the source is kept, and sends by itself."""
            return self.instance.pk is not None and self.instance.way == Source.Way.PUSH

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add the address that files are sent to."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            path = reverse("wires_push", args=[self.instance.pk])
            return context | {"source": self.instance, "address": self.request.build_absolute_uri(path)}


class SecretView(WagtailAdminTemplateMixin, View):
    """Asks first; makes a secret and shows it this one time."""

    page_title = "سرّ الإرسال"
    header_icon = "key"
    template_name = "desk/wire/secret.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The source's form, then this."""
        return [
            *self.breadcrumbs_items,
            {"url": edit_address(self.source), "label": str(self.source)},
            {"url": self.request.path, "label": self.page_title},
        ]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the source, for who may change it."""
        super().setup(request, *args, **kwargs)
        require(request.user, Verb.NETWORK)
        self.source = get_object_or_404(Source, pk=kwargs["number"], way=Source.Way.PUSH)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say what a new secret means."""
        return self._drawn()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make the secret, and show it; no cache keeps a page of the desk."""
        return self._drawn(token=token_renew(self.source, by=request.user))  # type: ignore[arg-type]

    def _drawn(self, **more: str) -> HttpResponse:
        path = reverse("wires_push", args=[self.source.pk])
        told = {
            "source": self.source,
            "address": self.request.build_absolute_uri(path),
            "edit_url": edit_address(self.source),
        }
        return self.render_to_response(self.get_context_data() | told | more)

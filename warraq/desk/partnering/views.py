"""The page that gives a partner a key, and the ways to it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views import View
from django.views.decorators.cache import never_cache
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import CreateView, EditView

from warraq.desk.roles.asking import require
from warraq.desk.roles.verbs import Verb
from warraq.partners.models import Partner
from warraq.partners.services import key_make


class PartnerCreateView(CreateView):
    """A new partner gets its key next."""

    def get_success_url(self) -> str:
        """Lead to the page that makes a key."""
        return reverse("desk_partner_key", args=[self.object.pk])


class PartnerEditView(EditView):
    """A partner's form, with the way to another key."""

    @property
    def header_more_buttons(self) -> list[Button]:
        """Return Wagtail's buttons, and one for the key."""
        address = reverse("desk_partner_key", args=[self.object.pk])
        return [
            *super().header_more_buttons,
            Button("مفتاح الشريك", url=address, icon_name="key", priority=15),
        ]


class KeyView(WagtailAdminTemplateMixin, View):
    """Makes a partner's key. It stands in this one answer and nowhere else: not in the session, not in a log."""

    page_title = "مفتاح الشريك"
    header_icon = "key"
    template_name = "desk/partnering/key.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The key belongs to the partner's form."""
        above = {"url": self._form_address(), "label": str(self.partner)}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what will happen."""
        return self._show(request, pk=pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make a key and show it."""
        return self._show(request, pk=pk, makes=True)

    def _show(self, request: HttpRequest, *, pk: int, makes: bool = False) -> HttpResponse:
        require(request.user, Verb.NETWORK)
        self.partner = get_object_or_404(Partner, pk=pk)
        key = key_make(self.partner, now=timezone.now(), by=request.user) if makes else ""  # type: ignore[arg-type]
        context = self.get_context_data(partner=self.partner, key=key, form_address=self._form_address())
        return self.render_to_response(context)

    def _form_address(self) -> str:
        return reverse("wagtailsnippets_partners_partner:edit", args=[self.partner.pk])


partner_key = never_cache(KeyView.as_view())

"""Standing pages (about, contact, privacy): Wagtail pages, one small tree per edition."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from warraq.common.registry import Registry
from warraq.network.models import Edition


class EditionPages(Page):
    """The folder of an edition's standing pages; readers never see it."""

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="+", verbose_name="الموقع")

    content_panels = [*Page.content_panels, FieldPanel("edition")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["pages.StandingPage"]

    class Meta:
        verbose_name = "صفحات موقع"
        verbose_name_plural = "صفحات المواقع"

    def get_url_parts(self, request: HttpRequest | None = None) -> None:
        """The folder has no address."""
        return


class StandingPage(Page):
    """A page that is not news."""

    body = RichTextField("النص", features=["h2", "h3", "bold", "italic", "link", "ol", "ul"])

    content_panels = [*Page.content_panels, FieldPanel("body")]
    parent_page_types = ["pages.EditionPages"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "صفحة ثابتة"
        verbose_name_plural = "الصفحات الثابتة"

    @property
    def edition(self) -> Edition:
        """The edition whose page it is."""
        return self.get_parent().specific.edition

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str]:
        """Return the page's address on its edition."""
        edition = self.edition
        return edition.pk, edition.origin, f"/{self.slug}/"

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Draw the page, for the desk's preview too."""
        return standing_views.get("standing")(request, self)


standing_views: Registry[Any] = Registry("view of standing pages")

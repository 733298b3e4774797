"""Reading standing pages."""

from __future__ import annotations

from warraq.network.models import Edition
from warraq.pages.models import EditionPages, StandingPage


def standing_pages(edition: Edition) -> list[StandingPage]:
    """Return the edition's public standing pages in the tree's order."""
    folder = EditionPages.objects.filter(edition=edition).first()
    if folder is None:
        return []
    return list(StandingPage.objects.child_of(folder).live().public().order_by("path"))


def standing_page(edition: Edition, *, slug: str) -> StandingPage | None:
    """Return the edition's public standing page of that slug, or None."""
    return next((page for page in standing_pages(edition) if page.slug == slug), None)

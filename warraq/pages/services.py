"""Making the folders of standing pages."""

from __future__ import annotations

from wagtail.models import Page

from warraq.network.models import Edition
from warraq.pages.models import EditionPages


def standing_folder(edition: Edition) -> EditionPages:
    """Return the folder of the edition's standing pages, made if it is missing."""
    folder = EditionPages.objects.filter(edition=edition).first()
    if folder is not None:
        return folder
    root = Page.get_first_root_node()
    folder = EditionPages(title=edition.name, slug=f"pages-{edition.slug}", edition=edition)
    root.add_child(instance=folder)
    return folder

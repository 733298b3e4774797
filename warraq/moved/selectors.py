"""What reads: where an old address leads."""

from __future__ import annotations

from warraq.moved.addresses import digest, normal_form, shortened
from warraq.moved.models import OldAddress
from warraq.network.models import Edition


def story_moved_from(edition: Edition, *, address: str) -> int | None:
    """Return the number of the story that an old address of the edition leads to, or None. One query."""
    form = normal_form(address)
    forms = {form, shortened(form)} - {"", "/"}
    if not forms:
        return None
    found = dict(
        OldAddress.objects.filter(edition=edition, digest__in=[digest(each) for each in forms]).values_list(
            "digest", "story_id"
        )
    )
    return found.get(digest(form), found.get(digest(shortened(form))))

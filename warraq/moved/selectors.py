"""What reads: where an old address leads."""

from __future__ import annotations

from warraq.moved.addresses import asked_form, digest, normal_form, shortened
from warraq.moved.models import OldAddress
from warraq.network.models import Edition


def story_moved_from(edition: Edition, *, address: str) -> int | None:
    """Return the number of the story that an old address of the edition leads to, or None. One query."""
    form = normal_form(address)
    # The nearest first: by what the query asks for, by the path, by the path as it would have been cut.
    forms = [each for each in (asked_form(address), form, shortened(form)) if each not in ("", "/")]
    if not forms:
        return None
    found = dict(
        OldAddress.objects.filter(edition=edition, digest__in=[digest(each) for each in forms]).values_list(
            "digest", "story_id"
        )
    )
    return next((found[number] for each in forms if (number := digest(each)) in found), None)

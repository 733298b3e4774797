"""Where else a story may show: upper rooms say which addresses of an edition they print stories on."""

from __future__ import annotations

from collections.abc import Callable

from warraq.common.registry import Registry
from warraq.stories.models import Placement

# From a placement to the paths (percent-encoded) on its edition that print it beside its own page.
Surfaces = Callable[[Placement], list[str]]
surfaces: Registry[Surfaces] = Registry("surface of stories")


def other_paths(placement: Placement) -> list[str]:
    """Return every path on the placement's edition that may print the story beside its own page."""
    return [path for name in surfaces for path in surfaces.get(name)(placement)]

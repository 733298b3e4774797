"""Proving that a withdrawn story is gone: every surface is looked at, and the moment is written to the ledger."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from warraq.pages.pressing.backend import ask_as_reader, key_of
from warraq.press.engine import Press
from warraq.stories.models import Clearance, Placement, Story
from warraq.stories.surfaces import other_paths
from warraq.stories.tags import story_tag

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

# Serving processes follow within some 20 ms; who is not there by then is written down as not clean.
WAIT_SECONDS = 2.0


def clear(
    press: Press, backend: WSGIApplication, *, story_ids: Iterable[int], dropped: frozenset[str]
) -> None:
    """Write the ledger of these stories, those of them that are withdrawn and not in it yet.

    `dropped` are the keys of the pages that were dropped because they printed them.
    """
    for story in Story.objects.filter(pk__in=story_ids, withdrawn_at__isnull=False).defer("body"):
        withdrawn_at = story.withdrawn_at
        if (
            withdrawn_at
            and not Clearance.objects.filter(story_id=story.pk, withdrawn_at=withdrawn_at).exists()
        ):
            _clear_one(press, backend, story=story, withdrawn_at=withdrawn_at, dropped=dropped)


def _clear_one(
    press: Press, backend: WSGIApplication, *, story: Story, withdrawn_at: datetime, dropped: frozenset[str]
) -> None:
    surfaces: dict[str, bool] = dict.fromkeys(sorted(dropped), True)
    placements = Placement.objects.filter(story=story).select_related("story", "section", "edition")
    for placement in placements.prefetch_related("edition__hosts"):
        host = placement.edition.host
        own = key_of(host, placement.path)
        held = press.held(own) if own else None
        surfaces[f"{host}{placement.path} (410)"] = held is None or held.page.status == 410
        for path in other_paths(placement):
            text = ask_as_reader(backend, host=host, path=path)
            surfaces[f"{host}{path}"] = f"/{story.pk}-" not in text and f"/{story.pk}<" not in text
    _, naming = press.tagged([story_tag(story.pk)])
    surfaces["live blocks"] = not naming
    moment = press.followed_at(press.store.mark(), wait=WAIT_SECONDS)
    cleared_at = None if moment is None else datetime.fromtimestamp(moment, tz=UTC)
    node = socket.gethostname()[:100]
    Clearance.objects.bulk_create(
        Clearance(
            story_id=story.pk,
            withdrawn_at=withdrawn_at,
            node=node,
            surface=surface[:1000],
            cleared_at=cleared_at if is_clean else None,
        )
        for surface, is_clean in surfaces.items()
    )

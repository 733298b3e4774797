"""Pictures of a source whose addresses end soon: fetched behind, by the queue, when their items have come."""

from __future__ import annotations

import logging
from datetime import datetime

from django.utils import timezone
from django_tasks import task

from warraq.inbox.contents import pictures_in
from warraq.inbox.models import Source, WireItem
from warraq.inbox.pictures import is_address, pictures_fetch
from warraq.queue.working import QUEUE

_log = logging.getLogger(__name__)

# Of one file; whatever is beyond is fetched when a story needs it.
MOST_ITEMS = 200


@task(backend=QUEUE, queue_name="wires")
def fetch_pictures(number: int) -> None:
    """Fetch an item's pictures and hold them; those that are not to be had are noted in the log."""
    item = WireItem.objects.select_related("source").filter(pk=number).first()
    if item is None:
        return
    for missing in pictures_fetch(item, now=timezone.now()):
        _log.info("A picture of the item %s is not held: %s: %s", number, missing.name, missing.sentence)


def pictures_order(source: Source, *, now: datetime) -> None:
    """Have the pictures fetched of all items that came or changed at this moment."""
    items = WireItem.objects.filter(source=source, changed_at=now).order_by("pk")
    for number, content in items.values_list("pk", "content")[:MOST_ITEMS]:
        if any(is_address(picture.href) for picture in pictures_in(content)):
            fetch_pictures.enqueue(number)

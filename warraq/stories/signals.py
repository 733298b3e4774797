"""What happens to the network below is written to the outbox too."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from warraq.network.models import Edition, EditionHost, Section
from warraq.stories.changes import note_editions


@receiver([post_save, post_delete], sender=Edition)
def edition_changed(sender: type, instance: Edition, **kwargs: Any) -> None:
    """An edition's name, style or colours stand on all its pages."""
    note_editions([instance.pk])


@receiver([post_save, post_delete], sender=Section)
@receiver([post_save, post_delete], sender=EditionHost)
def part_of_edition_changed(sender: type, instance: Section | EditionHost, **kwargs: Any) -> None:
    """A section or host stands on all pages of its edition."""
    note_editions([instance.edition_id])

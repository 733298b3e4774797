"""`warraq manage duplicates_rebuild`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from warraq.related.models import Likeness
from warraq.related.services import duplicates_rebuild
from warraq.stories.models import Story


class Command(BaseCommand):
    """Find the copies of an archive anew."""

    help = (
        "Sign every story anew and find its copies: once for an archive that was there before,"
        " and after a change of signatures."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild; how far it is stands on standard error, one line that is drawn again."""
        total = Story.objects.count()

        def tell(done: int) -> None:
            self.stderr.write(f"\r{done:,} of {total:,} stories", ending="")
            self.stderr.flush()

        duplicates_rebuild(tell=tell)
        self.stderr.write("")
        self.stdout.write(f"{total:,} stories signed; {Likeness.objects.count():,} pairs of copies.")

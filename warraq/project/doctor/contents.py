"""What stands in the database: stories with their placements, pictures with their files, the index, the editions."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Warning
from django.db.models import Exists, F, Max, Model, OuterRef, Q

from warraq.network.models import Edition
from warraq.project.doctor.checks import check
from warraq.search.models import Document
from warraq.search.services import out_of_step
from warraq.stories.models import Picture, Placement, Story

# The newest, which readers meet, and others from anywhere.
SAMPLE = 200
_AT_ONCE = 20
_NAMED = 5


@check("hosts", needs=("migrations",))
def hosts() -> Iterator[CheckMessage]:
    """An edition is found by its host."""
    for name in Edition.objects.filter(hosts=None).values_list("name", flat=True):
        yield Error(
            f"The edition “{name}” has no host: nobody can reach it.", hint="Give it one at the desk."
        )


@check("placements", needs=("migrations",))
def placements() -> Iterator[CheckMessage]:
    """A published story has one home; a placement has an edition, and a section of that."""
    at_home = Placement.objects.filter(story=OuterRef("pk"), is_home=True)
    homeless = Story.objects.filter(~Exists(at_home), live=True, withdrawn_at=None)
    yield from _told(homeless, "published stories have no home", hint="Open them at the desk and choose one.")
    lost = Placement.objects.exclude(edition__in=Edition.objects.values("pk")).values_list("story", flat=True)
    yield from _told(
        lost,
        "stories stand on an edition that does not exist",
        hint="Restore a backup, or move them: rows were deleted past the desk.",
    )
    strange = Placement.objects.exclude(section__edition=F("edition")).values_list("story", flat=True)
    yield from _told(
        strange, "stories stand in a section of another edition", hint="Open them at the desk and choose one."
    )


@check("index", needs=("migrations",))
def index() -> Iterator[CheckMessage]:
    """The search index has each story once, as it is."""
    public = Q(live=True, first_published_at__isnull=False, withdrawn_at=None)
    wanted = (
        Story.objects.filter(public).count(),
        Story.objects.exclude(public).count()
        + Story.objects.filter(public, has_unpublished_changes=True).count(),
    )
    indexed = (Document.objects.filter(number__gte=0).count(), Document.objects.filter(number__lt=0).count())
    remedy = "Run `warraq search rebuild`."
    if wanted != indexed:
        yield Warning(
            f"The index has {indexed[0]} stories for readers and {indexed[1]} drafts instead of"
            f" {wanted[0]} and {wanted[1]}.",
            hint=remedy,
        )
    behind: list[int] = []
    numbers = _sample(Story)
    for start in range(0, len(numbers), _AT_ONCE):
        behind += sorted(out_of_step(numbers[start : start + _AT_ONCE]))
    if behind:
        yield Warning(
            f"The index is not in step with {len(behind)} of {len(numbers)} stories: {_names(behind)}.",
            hint=remedy,
        )


@check("pictures", needs=("migrations",))
def pictures() -> Iterator[CheckMessage]:
    """Pictures of a sample have their files."""
    numbers = _sample(Picture)
    lost = [
        picture.pk
        for picture in Picture.objects.filter(pk__in=numbers).only("pk", "file")
        if not picture.file.storage.exists(picture.file.name)
    ]
    if lost:
        yield Error(
            f"{len(lost)} of {len(numbers)} pictures (there are {Picture.objects.count()}) have no file:"
            f" {_names(lost)}.",
            hint="Take the files from a backup, or put new ones in their place at the desk.",
        )


def _sample(model: type[Model]) -> list[int]:
    """Return numbers of rows: the newest half, and a half from anywhere."""
    rows: Any = model._default_manager
    newest = list(rows.order_by("-pk").values_list("pk", flat=True)[: SAMPLE // 2])
    most = rows.aggregate(most=Max("pk"))["most"] or 0
    anywhere = set(random.sample(range(1, most + 1), min(most, SAMPLE)))
    others = rows.filter(pk__in=anywhere).exclude(pk__in=newest).values_list("pk", flat=True)
    return [*newest, *others[: SAMPLE // 2]]


def _told(rows: Any, sentence: str, *, hint: str) -> Iterator[CheckMessage]:
    """Tell how many rows there are, if any, and the stories' first numbers."""
    number = rows.count()
    if number:
        first = [row.pk if isinstance(row, Model) else row for row in rows[:_NAMED]]
        yield Error(f"{number} {sentence}: {_names(first, of=number)}.", hint=hint)


def _names(numbers: Sequence[int], *, of: int | None = None) -> str:
    more = ", …" if (of or len(numbers)) > _NAMED else ""
    return ", ".join(str(number) for number in numbers[:_NAMED]) + more

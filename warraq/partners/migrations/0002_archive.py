"""Number what the public sees already, the last changed last, so that partners may have the archive from the start."""

from django.db import migrations
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

BATCH = 2_000


def number_archive(apps, schema_editor):
    """Number the visible stories in the order of their last changes; without a mark, their next change is news."""
    Story = apps.get_model("stories", "Story")
    Tape = apps.get_model("partners", "Tape")
    now = timezone.now()
    stories = (
        Story.objects.filter(
            Q(embargo_until__isnull=True) | Q(embargo_until__lte=now),
            live=True,
            withdrawn_at__isnull=True,
            first_published_at__isnull=False,
        )
        .annotate(changed_at=Coalesce("last_published_at", "first_published_at"))
        .order_by("changed_at", "pk")
    )
    sequence = 0
    batch = []
    for row in stories.values_list("pk", "first_published_at", "changed_at").iterator(chunk_size=BATCH):
        batch.append(row)
        if len(batch) == BATCH:
            sequence = _number(apps, batch, sequence=sequence, now=now)
            batch = []
    sequence = _number(apps, batch, sequence=sequence, now=now)
    Tape.objects.create(pk=1, sequence=sequence, clock_at=now)


def _number(apps, batch, *, sequence, now):
    Told, ToldPlace = apps.get_model("partners", "Told"), apps.get_model("partners", "ToldPlace")
    Placement, EditionHost = apps.get_model("stories", "Placement"), apps.get_model("network", "EditionHost")
    hosts = dict(EditionHost.objects.order_by("is_primary", "-pk").values_list("edition", "name"))
    places = {}
    for placement in (
        Placement.objects.filter(
            Q(ends_at__isnull=True) | Q(ends_at__gt=now),
            story__in=[number for number, _, _ in batch],
            shown_at__lte=now,
        )
        .select_related("story")
        .only("edition", "section", "headline", "is_home", "story__headline")
        .order_by("-is_home", "pk")
    ):
        places.setdefault(placement.story_id, []).append(placement)
    rows, stood = [], []
    for number, published_at, changed_at in batch:
        if number not in places:
            continue
        sequence += 1
        host = hosts.get(places[number][0].edition_id, "localhost")
        rows.append(
            Told(
                story_id=number,
                guid=f"urn:newsml:{host}:{published_at:%Y%m%d}:{number}",
                sequence=sequence,
                version=1,
                told_at=min(changed_at, now),
                mark="",
            )
        )
        stood += [
            ToldPlace(
                told_id=number,
                edition_id=each.edition_id,
                section_id=each.section_id,
                headline=each.headline or each.story.headline,
            )
            for each in places[number]
        ]
    Told.objects.bulk_create(rows, batch_size=500)
    ToldPlace.objects.bulk_create(stood, batch_size=500)
    return sequence


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0001_partners"),
        ("stories", "0011_troubles"),
    ]

    operations = [migrations.RunPython(number_archive, migrations.RunPython.noop)]

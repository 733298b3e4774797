"""A score becomes a heat: a moment in hours, which a new half-life leaves comparable."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import F


def in_hours(apps, schema_editor):
    scores = apps.get_model("reads", "ReadScore").objects
    scores.update(heat=F("heat") * settings.READS_HALF_LIFE_HOURS)


def in_half_lives(apps, schema_editor):
    scores = apps.get_model("reads", "ReadScore").objects
    scores.update(heat=F("heat") / settings.READS_HALF_LIFE_HOURS)


class Migration(migrations.Migration):
    dependencies = [("reads", "0001_initial")]

    operations = [
        migrations.RemoveIndex("readscore", "score_by_edition"),
        migrations.RenameField("readscore", "log_score", "heat"),
        migrations.RunPython(in_hours, in_half_lives),
        migrations.AddIndex("readscore", models.Index(fields=["edition", "-heat"], name="score_by_edition")),
    ]

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("stories", "0004_placement_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=1000, verbose_name="نص التصحيح")),
                ("made_at", models.DateTimeField(verbose_name="صُححت في")),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="صحّحها",
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="stories.story",
                        verbose_name="القصة",
                    ),
                ),
            ],
            options={
                "verbose_name": "تصحيح",
                "verbose_name_plural": "التصحيحات",
                "indexes": [models.Index(fields=["-made_at", "-id"], name="correction_by_moment")],
            },
        ),
    ]

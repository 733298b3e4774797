import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("stories", "0006_follow_ups"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "verb",
                    models.CharField(choices=[("publish", "publish"), ("expire", "expire")], max_length=8),
                ),
                ("object_id", models.CharField(max_length=255)),
                ("due_at", models.DateTimeField()),
                ("tries", models.PositiveIntegerField()),
                ("next_try_at", models.DateTimeField()),
                ("problem", models.TextField(blank=True)),
                (
                    "content_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("verb", "content_type", "object_id"), name="one_attempt_a_schedule"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="story",
            index=models.Index(
                condition=models.Q(("expire_at__isnull", False)),
                fields=["expire_at"],
                name="story_by_expiry",
            ),
        ),
    ]

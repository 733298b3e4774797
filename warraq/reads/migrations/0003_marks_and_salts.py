"""What lets readers count once, and several processes write at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reads", "0002_heat")]

    operations = [
        migrations.AddIndex(
            model_name="readscore",
            index=models.Index(fields=["edition", "-last_read_at"], name="last_read_by_edition"),
        ),
        migrations.CreateModel(
            name="ReadMarks",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("hour", models.PositiveIntegerField()),
                ("address", models.BigIntegerField()),
                ("marks", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("hour", "address"), name="one_row_per_address_and_hour")
                ],
            },
        ),
        migrations.CreateModel(
            name="DailySalt",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("salt", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="FlushLock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tidied_at", models.DateTimeField()),
            ],
        ),
    ]

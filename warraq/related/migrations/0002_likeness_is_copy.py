from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("related", "0001_duplicates"),
    ]

    operations = [
        migrations.AddField(
            model_name="likeness",
            name="is_copy",
            field=models.BooleanField(default=True),
        ),
    ]

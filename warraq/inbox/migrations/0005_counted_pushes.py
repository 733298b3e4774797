from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inbox", "0004_sent_pictures"),
    ]

    operations = [
        migrations.AddField(
            model_name="source",
            name="push_minute",
            field=models.BigIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="source",
            name="pushes",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
    ]

from django.db import migrations, models


def keep_agencies_pictures(apps, schema_editor):
    """Pictures that were taken from wires have a name of their own."""
    pictures = apps.get_model("stories", "Picture").objects
    pictures.filter(file__startswith="original_images/wire-").update(for_partners=False)


class Migration(migrations.Migration):
    dependencies = [("stories", "0011_troubles")]

    operations = [
        migrations.AddField(
            model_name="picture",
            name="for_partners",
            field=models.BooleanField(
                default=True,
                help_text="تخرج مع القصة إلى من يأخذ أخبارنا بمفتاح. صور الوكالات لا تخرج إلا باختيار هذه الخانة.",
                verbose_name="تُعطى للشركاء",
            ),
        ),
        migrations.RunPython(keep_agencies_pictures, migrations.RunPython.noop),
    ]

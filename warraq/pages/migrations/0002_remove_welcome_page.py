from django.db import migrations


def remove_welcome_page(apps, schema_editor):
    """Wagtail greets a new installation with a page and a site of its own; ours are editions."""
    Site = apps.get_model("wagtailcore", "Site")
    Page = apps.get_model("wagtailcore", "Page")
    Site.objects.filter(hostname="localhost", root_page__slug="home").delete()
    removed = Page.objects.filter(slug="home", depth=2, content_type__model="page")
    count = removed.count()
    removed.delete()
    for root in Page.objects.filter(depth=1):
        root.numchild = max(0, root.numchild - count)
        root.save(update_fields=["numchild"])


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(remove_welcome_page, migrations.RunPython.noop)]

"""Items that were there before the index are indexed too."""

from typing import Any

from django.db import migrations

from warraq.inbox.contents import text_of
from warraq.inbox.matching import stems_of

_BATCH = 500


def forwards(apps: Any, editor: Any) -> None:
    items, texts = apps.get_model("inbox", "WireItem"), apps.get_model("inbox", "WireText")
    last = 0
    while rows := list(items.objects.filter(pk__gt=last).order_by("pk")[:_BATCH]):
        texts.objects.bulk_create(texts(item_id=row.pk, stems=" ".join(stems_of(_said(row)))) for row in rows)
        last = rows[-1].pk


def _said(row: Any) -> str:
    keywords = row.content.get("keywords", [])
    return "\n".join((row.headline, row.slug, row.dateline, *keywords, text_of(row.content)))


class Migration(migrations.Migration):
    """Their words are read once."""

    dependencies = [("inbox", "0007_words_index")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop, elidable=True)]

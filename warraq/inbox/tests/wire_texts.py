"""What tests of the inbox receive: an agency's report, the same cut by another, and one of another day's work."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from warraq.inbox.models import Source, WireItem
from warraq.inbox.parsed import ParsedItem
from warraq.inbox.services import item_receive
from warraq.markup.pieces import paragraphs_of
from warraq.stories.models import Agency

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)

REPORT = (
    "افتتح وزير الثقافة صباح اليوم مكتبة عامة في بلدة جبلية صغيرة بعد ثلاث سنوات من العمل المتواصل في مبناها القديم"
    " الذي كان مدرسة قبل أن يهجره أهله.\n"
    "وقال الوزير إن المكتبة تضم أربعين ألف كتاب وقاعة للأطفال ومختبرًا لترميم المخطوطات، وإنها ستفتح أبوابها كل يوم"
    " من الصباح حتى المساء.\n"
    "وعبر سكان البلدة عن فرحهم بالمكتبة التي انتظروها طويلًا، ووعدت البلدية بحافلة تنقل التلاميذ إليها من القرى"
    " المجاورة مجانًا طوال العام الدراسي."
)
# Another desk's cut of it: a few words at the beginning differ.
CUT = REPORT.replace("صباح اليوم مكتبة عامة", "اليوم مكتبة جديدة").replace(" مجانًا طوال العام الدراسي", "")
OTHER = (
    "تساقطت الثلوج بكثافة على الطرق المؤدية إلى المرتفعات الشرقية فأغلقت الشرطة ثلاثة منها أمام السيارات الصغيرة،"
    " ودعت المسافرين إلى تأجيل رحلاتهم حتى تنتهي فرق الصيانة من فتحها.\n"
    "وتوقعت الأرصاد أن تستمر موجة البرد أربعة أيام أخرى وأن تنخفض الحرارة ليلًا إلى ما دون الصفر في معظم المناطق."
)

ITEM = ParsedItem(
    provider="agency.example",
    item_id="1",
    version=1,
    sent_at=NOW,
    headline="افتتاح مكتبة في الجبال",
    dateline="إفران",
    urgency=3,
    language="ar",
    pieces=tuple(paragraphs_of(REPORT)),
)


def agency_source(name: str) -> Source:
    """Return a source and its agency."""
    return Source.objects.create(name=name, agency=Agency.objects.create(name=name))


def receive(source: Source, *, minutes: int = 0, text: str | None = None, **changes: Any) -> WireItem:
    """Receive an item of a source, its provider of the same name, and return its row."""
    if text is not None:
        changes["pieces"] = tuple(paragraphs_of(text))
    item = replace(ITEM, **{"provider": source.name, **changes})
    item_receive(source, item, now=NOW + timedelta(minutes=minutes))
    return WireItem.objects.get(provider=item.provider, item_id=item.item_id)

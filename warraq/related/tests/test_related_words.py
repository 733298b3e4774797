"""Related stories by what they say."""

from datetime import UTC, datetime, timedelta

import pytest

from warraq.related.selectors import related_stories
from warraq.search.vocabulary import vocabulary_grow
from warraq.stories.models import Placement
from warraq.stories.services import story_withdraw

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)

QUAKE = (
    "هز زلزال قوي منطقة الأطلس فجر اليوم وأسفر عن سقوط قتلى وانهيار بيوت في قرى جبلية بعيدة.",
    "وقالت فرق الإنقاذ إن الطرق إلى القرى مقطوعة بسبب الصخور، وإن المروحيات تنقل الجرحى.",
)
RESCUE = (
    "واصلت فرق الإنقاذ البحث عن ناجين تحت أنقاض البيوت التي دمرها زلزال الأطلس في القرى الجبلية.",
    "ووصلت خيام وأغطية إلى المنكوبين بعد فتح أول طريق بين الصخور.",
)
MATCH = (
    "تعادل الفريقان في مباراة القمة بهدف لمثله أمام مدرجات ممتلئة.",
    "وسجل المهاجم هدف التعادل في الدقائق الأخيرة من ركلة ركنية.",
)


@pytest.fixture
def archive(make_story):
    """Two stories of an earthquake, a match, and forty of other things, counted."""
    quake = make_story("زلزال يضرب قرى الأطلس ويوقع قتلى", paragraphs=QUAKE, at=NOW - 5 * DAY)
    rescue = make_story("فرق الإنقاذ تبحث عن ناجين من زلزال الأطلس", paragraphs=RESCUE, at=NOW - 4 * DAY)
    make_story("تعادل في مباراة القمة", paragraphs=MATCH, section="sport", at=NOW - 5 * DAY)
    for number in range(40):
        text = f"اجتمع مجلس بلدي رقم {number} لمناقشة ميزانية الحدائق والشوارع في المدينة."
        make_story(f"مجلس يناقش ميزانية {number}", paragraphs=(text,), at=NOW - timedelta(hours=10 + number))
    while vocabulary_grow():
        pass
    return quake, rescue


@pytest.fixture
def related_to(network):
    def ask(story, *, limit=3, without=()) -> list[int]:
        placement = Placement.objects.select_related("edition", "section").get(
            story=story, edition=network.maghrib
        )
        return [each.story_id for each in related_stories(placement, now=NOW, limit=limit, without=without)]

    return ask


def test_the_story_of_the_same_event_comes_first_without_any_shared_topic(archive, related_to):
    quake, rescue = archive

    assert related_to(quake)[0] == rescue.pk
    assert related_to(rescue)[0] == quake.pk


def test_a_copy_of_the_story_is_never_related_to_it_and_of_two_copies_one_is_shown(
    archive, make_story, related_to
):
    quake, rescue = archive
    copy = make_story("زلزال الأطلس: قتلى وبيوت منهارة", paragraphs=QUAKE, at=NOW - 5 * DAY)
    make_story("الإنقاذ يبحث عن ناجين", paragraphs=RESCUE, at=NOW - 4 * DAY)
    while vocabulary_grow():
        pass
    shown = related_to(quake, limit=4)

    assert copy.pk not in shown
    headlines = set(Placement.objects.filter(story__in=shown).values_list("story__headline", flat=True))
    assert len(headlines & {rescue.headline, "الإنقاذ يبحث عن ناجين"}) == 1


def test_what_stands_on_the_page_or_is_withdrawn_is_left_out(archive, related_to):
    quake, rescue = archive

    assert rescue.pk not in related_to(quake, without=[rescue.pk])
    story_withdraw(rescue, reason="خطأ", now=NOW)
    assert rescue.pk not in related_to(quake)


def test_only_stories_of_the_edition_are_related(network, archive, make_story, related_to):
    quake, _ = archive
    elsewhere = make_story(
        "زلزال الأطلس: ناجون من تحت الأنقاض", paragraphs=RESCUE[::-1], home=network.misr, at=NOW - 4 * DAY
    )

    assert elsewhere.pk not in related_to(quake)


def test_a_story_that_is_like_no_other_has_neighbours(archive, make_story, related_to):
    lonely = make_story("اكتشاف مذنب", paragraphs=("رصد فلكيون مذنبًا نادرًا.",), at=NOW - 2 * DAY)

    assert len(related_to(lonely)) == 3

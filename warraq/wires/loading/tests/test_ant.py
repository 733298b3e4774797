"""Records in the corpus's shape, with invented news."""

from __future__ import annotations

from typing import Any

import pytest

from warraq.wires.loading.items import Item, Unusable
from warraq.wires.loading.mappings.ant import item_of


def item(**fields: Any) -> Item:
    record = {
        "docno": "SK-sport-1-20180501",
        "source": "skynews",
        "url": "http://www.skynewsarabia.com/sport/1039378",
        "category": "sport",
        "title": "فريق الواحة يفوز",
        "time": "Tue, 01 May 2018 15:27:55 GMT",
        "author": "أبوظبي - سكاي نيوز عربية",
        "abstract": "فاز فريق الواحة في مباراة الأمس",
        "text": "فاز فريق الواحة في مباراة الأمس على ضيفه.\nوسجل الهدف لاعب شاب.",
        "published": "2018-05-01T15:27:55+00:00",
    }
    return item_of(record | fields)


def test_an_article_becomes_an_item() -> None:
    told = item()
    assert (told.edition, told.section, told.dateline) == ("skynews", "sport", "أبو ظبي")
    assert told.published_at.isoformat() == "2018-05-01T15:27:55+00:00"
    assert told.paragraphs == ("فاز فريق الواحة في مباراة الأمس على ضيفه.", "وسجل الهدف لاعب شاب.")
    assert (told.authors, told.agency) == ((), None)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.skynewsarabia.com/sport/1039378",
        "http://www.skynewsarabia.com/sport/1039378-فريق-الواحة-يفوز",
        "https://www.skynewsarabia.com/web/article/1039378",
    ],
)
def test_a_story_is_known_under_every_form_of_its_address(url: str) -> None:
    assert item(url=url).origin_key == item().origin_key == "skynews:1039378"


def test_http_and_https_are_one_address() -> None:
    one, other = (
        item(source="france24", url=f"{scheme}://www.france24.com/ar/20180501-خبر")
        for scheme in ("http", "https")
    )
    assert one.origin_key == other.origin_key == "france24:/ar/20180501-خبر"


def test_an_abstract_that_only_begins_the_text_is_no_standfirst() -> None:
    assert item().standfirst == ""
    assert item(abstract="فاز فريق الواحة في مباراة الأمس على ض").standfirst == ""
    assert item(text="دبي (CNN) -- فاز فريق الواحة في مباراة الأمس على ضيفه.").standfirst == ""
    assert item(abstract="مباراة مثيرة انتهت بهدف").standfirst == "مباراة مثيرة انتهت بهدف"


def test_a_number_is_no_author_and_a_byline_is_read() -> None:
    assert item(source="alarabia", author="b94838c1-5156-4655-9788-795118301147").authors == ()
    told = item(source="alarabia", author="القاهرة - سالم ناجي")
    assert (told.dateline, told.authors) == ("القاهرة", ("سالم ناجي",))
    assert item(source="alarabia", author="العربية.نت - سالم ناجي").authors == ("سالم ناجي",)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"source": "other"}, "none of the five broadcasters"),
        ({"category": "weather"}, "none of the six sections"),
        ({"published": "today"}, "can't be read"),
    ],
)
def test_a_record_out_of_shape_has_its_reason(fields: dict[str, Any], reason: str) -> None:
    with pytest.raises(Unusable, match=reason):
        item(**fields)

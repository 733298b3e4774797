"""Records in the corpus's shape, with invented news."""

from __future__ import annotations

from typing import Any

import pytest

from warraq.wires.loading.items import AgencyCredit, Item, Unusable
from warraq.wires.loading.mappings.saudinewsnet import MAPPING, item_of


def item(**fields: Any) -> Item:
    record = {
        "source": "alriyadh",
        "url": "http://www.alriyadh.com/1000001",
        "date_extracted": "2015-08-02 14:30:00",
        "title": "افتتاح مكتبة عامة في أبها",
        "author": "أبها - سالم ناجي",
        "content": "\xa0\xa0\xa0\xa0افتُتحت مكتبة.\n\n وزارها كثيرون.\n",
    }
    return item_of(record | fields)


def test_an_article_becomes_an_item() -> None:
    assert item() == Item(
        origin_key="alriyadh:/1000001",
        edition="alriyadh",
        section="news",
        headline="افتتاح مكتبة عامة في أبها",
        paragraphs=("افتُتحت مكتبة.", "وزارها كثيرون."),
        published_at=item().published_at,
        dateline="أبها",
        authors=("سالم ناجي",),
        source_url="http://www.alriyadh.com/1000001",
    )
    assert item().published_at.isoformat() == "2015-08-02T14:30:00+03:00"


@pytest.mark.parametrize(
    ("fields", "published"),
    [
        # The address's day is an earlier one: its noon.
        (
            {"source": "aleqtisadiya", "url": "http://x.org/2015/08/01/article_1.html"},
            "2015-08-01T12:00:00+03:00",
        ),
        ({"source": "aljazirah", "url": "http://x.org/2015/20150802/ln1.htm"}, "2015-08-02T14:30:00+03:00"),
        ({"source": "okaz", "url": "http://x.org/new/Issues/20150731/C1.htm"}, "2015-07-31T12:00:00+03:00"),
        ({"source": "okaz", "url": "http://x.org/new/Issues/20159931/C1.htm"}, "2015-08-02T14:30:00+03:00"),
        # The paper gives its own time where the author stands.
        (
            {"source": "arriyadiyah", "author": "جدة – سالم ناجي | Sunday, 02 August 2015 - 13:08 pm"},
            "2015-08-02T13:08:00+03:00",
        ),
        (
            {"source": "arriyadiyah", "author": "بقلم: سالم ناجي | Sat, 2015-08-01 22:22"},
            "2015-08-01T22:22:00+03:00",
        ),
        (
            {"source": "arriyadiyah", "author": "| Sunday, 02 August 2015 - 00:00 am"},
            "2015-08-02T14:30:00+03:00",
        ),
    ],
)
def test_the_best_moment_there_is_becomes_the_publication(fields: dict[str, str], published: str) -> None:
    assert item(**fields).published_at.isoformat() == published


def test_a_papers_own_time_is_no_part_of_its_byline() -> None:
    told = item(source="arriyadiyah", author="جدة – سالم ناجي | Sunday, 02 August 2015 - 13:08 pm")
    assert (told.dateline, told.authors) == ("جدة", ("سالم ناجي",))


@pytest.mark.parametrize(
    ("source", "url", "section"),
    [
        ("aljazirah", "http://x.org/2015/20150802/sp15.htm", "sport"),
        ("aljazirah", "http://x.org/2015/20150802/zz1.htm", "news"),
        ("alwatan", "http://x.org/Economy/News_Detail.aspx?ArticleID=1&CategoryID=2", "economy"),
        ("alwatan", "http://x.org/Nation/News_Detail.aspx?ArticleID=1&CategoryID=3", "news"),
        ("3alyoum", "http://x.org/news/local/خبر/", "local"),
        ("3alyoum", "http://x.org/finance/a/خبر/", "economy"),
        ("3alyoum", "http://x.org/news/a/خبر/", "news"),
        ("arreyadi", "http://x.org/Home/Details/MTM=", "sport"),
        ("sabq", "http://x.org/AbCdef", "news"),
    ],
)
def test_the_section_comes_from_the_address(source: str, url: str, section: str) -> None:
    assert item(source=source, url=url).section == section


def test_the_press_agencys_desk_stands_before_its_title() -> None:
    told = item(source="was", title="ثقافي / افتتاح مكتبة", url="http://x.org/details.php?id=1", author="")
    assert (told.section, told.headline) == ("culture", "افتتاح مكتبة")
    assert told.agency == AgencyCredit("وكالة الأنباء السعودية", "واس")
    assert item(source="was", title="مكتبة / كتاب", author="").headline == "مكتبة / كتاب"


def test_two_addresses_of_one_article_are_one_story() -> None:
    address = "http://www.al-madina.com/node/620113/خبر.html"
    assert item(source="almadina", url=address).origin_key == "almadina:620113"
    assert item(source="almadina", url=f"{address}?weekly").origin_key == "almadina:620113"


def test_an_address_that_differs_only_in_its_query_is_another_article() -> None:
    one, other = (item(source="was", url=f"http://x.org/details.php?id={number}") for number in (1, 2))
    assert one.origin_key != other.origin_key


def test_a_space_in_an_address_is_encoded() -> None:
    assert item(url="http://x.org/a\xa0b").source_url == "http://x.org/a%C2%A0b"


def test_sabqs_paragraphs_are_parted_by_a_no_break_space() -> None:
    told = item(source="sabq", content="فقرة أولى. \xa0 فقرة ثانية.", title="&quot;عنوان&quot;")
    assert told.paragraphs == ("فقرة أولى.", "فقرة ثانية.")
    assert told.headline == '"عنوان"'


def test_several_agencies_are_one_credit_whatever_their_order() -> None:
    one = item(author="تونس - أ ف ب، رويترز").agency
    assert one == item(author="تونس - رويترز، أ ف ب").agency == AgencyCredit("أ ف ب، رويترز", "أ ف ب، رويترز")
    assert item(author="تونس - رويترز، وكالات").agency == AgencyCredit("رويترز", "رويترز")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"source": "unknown"}, "none of the fourteen papers"),
        ({"date_extracted": "yesterday"}, "can't be read"),
        ({"title": ["list"]}, "“title” is not text"),
    ],
)
def test_a_record_out_of_shape_has_its_reason(fields: dict[str, Any], reason: str) -> None:
    with pytest.raises(Unusable, match=reason):
        item(**fields)


def test_every_paper_has_its_own_host_and_colour() -> None:
    plans = MAPPING.editions.values()
    assert len({plan.host for plan in plans}) == len({plan.colour for plan in plans}) == len(plans) == 14

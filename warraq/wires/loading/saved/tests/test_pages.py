"""What saved pages become: golden pairs in the manners of several systems, and real pages where they are."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conftest import DATA
from warraq.markup.pieces import plain
from warraq.wires.loading.items import Item, Unusable
from warraq.wires.loading.saved.moments import day_in_address, moment_of
from warraq.wires.loading.saved.pages import Pages, identity_of
from warraq.wires.loading.saved.tests.golden import PAGES, item_at, told

REAL = DATA / "html-pages"
needs_real = pytest.mark.skipif(not REAL.is_dir(), reason="needs shared/data/html-pages")
TEXT = "<p>" + "جملة طويلة من خبر كتب لهذا الاختبار وحده، وفيها ما يكفي من الكلام. " * 6 + "</p>"


def item_of(head: str, body: str = TEXT, *, url: str = "https://old.example/a/1") -> Item:
    page = f"<html><head><title>عنوان الخبر</title>{head}</head><body><article>{body}</article></body></html>"
    pages = Pages(edition="old", time_zone="Asia/Riyadh", general=("general", "عام"))
    return pages.item({"url": url, "html": page})


DATED = '<meta property="article:published_time" content="2021-05-01T10:00:00Z">'


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.html")), ids=lambda path: path.stem)
def test_a_page_becomes_what_stands_beside_it(path: Path) -> None:
    assert told(path) == json.loads(path.with_suffix(".json").read_text())


def test_what_a_page_says_in_json_ld_wins_over_all_else() -> None:
    # The page's metadata has another title, another day, another section and «admin» for an author.
    item = item_at(PAGES / "wordpress.html")
    assert (item.section, item.authors) == ("ثقافة", ("سلمى الراوي", "هادي الجبلي"))
    assert item.published_at.date().isoformat() == "2022-03-05"


@pytest.mark.parametrize(
    ("head", "body", "url", "reason"),
    [
        (DATED, TEXT, "", "does not say its address"),
        (DATED, TEXT, "https://old.example/", "that of a front page"),
        ("", "<p>سطر</p>", "https://old.example/a", "its text has 3 letters"),
        ("", TEXT, "https://old.example/a", "does not say when"),
        ('<meta property="og:type" content="website">', TEXT, "https://old.example/a", "a list or a site"),
        (
            '<script type="application/ld+json">{"@type": "CollectionPage"}</script>',
            TEXT,
            "https://old.example/a",
            "a list or a site",
        ),
    ],
)
def test_what_is_no_article_has_a_reason(head: str, body: str, url: str, reason: str) -> None:
    with pytest.raises(Unusable, match=reason):
        item_of(head, body, url=url)


@pytest.mark.parametrize("html", ["", " ", "\0", "<!-- -->"])
def test_what_is_no_page_has_a_reason(html: str) -> None:
    with pytest.raises(Unusable, match=r"no page|no article|address"):
        Pages(edition="old", time_zone="UTC", general=("g", "g")).item({"url": "", "html": html})


@pytest.mark.parametrize(
    "json_ld",
    [
        "{",
        "[]",
        "null",
        '{"@graph": {"@graph": 3}}',
        "[" * 5_000,
        '{"@type": ["NewsArticle", 3], "author": [[], 7]}',
    ],
)
def test_broken_json_ld_says_nothing_and_harms_nothing(json_ld: str) -> None:
    item = item_of(f'{DATED}<script type="application/ld+json">{json_ld}</script>')
    assert item.headline == "عنوان الخبر"


def test_a_page_is_known_by_one_identity_however_its_address_is_written() -> None:
    same = {
        identity_of(address)
        for address in (
            "https://www.old.example/a/%D8%AE%D8%A8%D8%B1/",
            "http://old.example/a/خبر",
            "https://m.old.example/a/خبر?utm_source=x&fbclid=1",
        )
    }
    assert same == {"old.example/a/خبر"}
    assert identity_of("https://old.example/n.php?id=1") != identity_of("https://old.example/n.php?id=2")


def test_a_canonical_address_that_is_the_front_page_is_not_believed() -> None:
    head = '<link rel="canonical" href="https://old.example/"><meta property="og:url" content="https://old.example/b/2">'
    assert item_of(DATED + head).source_url == "https://old.example/b/2"


def test_a_first_paragraph_that_only_holds_a_date_among_its_words_stays() -> None:
    body = f"<p>وقع الاتفاق في 3 مايو 2020 في المدينة.</p>{TEXT}"
    assert plain(item_of(DATED, body).pieces[0].html) == "وقع الاتفاق في 3 مايو 2020 في المدينة."


def test_a_script_of_the_page_never_comes_along() -> None:
    item = item_of(DATED, f'{TEXT}<p>نص <a href="javascript:alert(1)">رابط</a><script>alert(2)</script></p>')
    assert "alert" not in repr(item.pieces)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2020-06-03T03:01+0400", datetime(2020, 6, 2, 23, 1, tzinfo=UTC)),
        ("2020-06-03T03:01:00Z", datetime(2020, 6, 3, 3, 1, tzinfo=UTC)),
        ("2020-06-03 03:01:00", datetime(2020, 6, 3, 0, 1, tzinfo=UTC)),
        ("2020-06-03", datetime(2020, 6, 3, 9, tzinfo=UTC)),
        ("Wed, 03 Jun 2020 03:01:00 GMT", datetime(2020, 6, 3, 3, 1, tzinfo=UTC)),
        ("الأربعاء، 07 أكتوبر 2020 - 12:09 م", datetime(2020, 10, 7, 9, 9, tzinfo=UTC)),
        ("٢٤ آب/أغسطس ٢٠٢٠ ٠٥:٣٠ مساءً", datetime(2020, 8, 24, 14, 30, tzinfo=UTC)),
        ("3 كانون الثاني 2019", datetime(2019, 1, 3, 9, tzinfo=UTC)),
        ("الجمعة 8 فيفري 2019", datetime(2019, 2, 8, 9, tzinfo=UTC)),
        ("10 غشت 2021 12:05 ص", datetime(2021, 8, 9, 21, 5, tzinfo=UTC)),
        ("قبل ساعتين", None),
        ("32 مايو 2020", None),
        ("", None),
    ],
)
def test_moments_are_read_in_all_their_forms_by_the_clock_of_the_site(
    text: str, moment: datetime | None
) -> None:
    assert moment_of(text, zone="Asia/Riyadh") == moment


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("https://e.example/story/2020/8/24/خبر/4943459", "2020-08-24"),
        ("https://e.example/x/2020-06-03-1.3874341", "2020-06-03"),
        ("http://e.example/2013/middle_east/8/3/syria/index.html", "2013-08-03"),
        ("https://e.example/2021/05/خبر", None),
        ("https://e.example/2021/13/40/x", None),
    ],
)
def test_a_day_in_an_address_is_found(address: str, day: str | None) -> None:
    found = day_in_address(address, zone="UTC")
    assert (found.date().isoformat() if found else None) == day


@needs_real
def test_a_real_page_has_the_text_that_is_expected_of_it() -> None:
    item = item_at(REAL / "arabic.cnn.com_2013.html")
    expected = json.loads((REAL / "arabic.cnn.com_2013.expected.json").read_text())
    text = " ".join(plain(piece.html) for piece in item.pieces)
    assert text.startswith(expected["expected"]["cleaned_text"])
    assert item.source_url == expected["url"]


@needs_real
@pytest.mark.parametrize(
    ("name", "published", "section", "topics", "paragraphs"),
    [
        ("akhbarelyom.com_1731695567", "2020-10-07T12:09:00+02:00", "أخبار الفن", 5, 4),
        ("albayan.ae_1623715966", "2020-06-03T03:01:00+04:00", "عبر الإمارات", 0, 3),
        ("arabic.cnn.com_2013", "2013-08-03T12:00:00+02:00", "general", 0, 9),
        ("assabah.com.tn", "2019-02-08T00:00:00+01:00", "general", 0, 24),
        ("youm7.com_1691196862", "2020-08-24T09:23:13+00:00", "تقارير مصرية", 4, 6),
    ],
)
def test_real_pages_are_read(name: str, published: str, section: str, topics: int, paragraphs: int) -> None:
    path = REAL / f"{name}.html"
    pages = Pages(edition="old", time_zone="Africa/Cairo", general=("general", "عام"))
    item = pages.item({"url": "", "html": path.read_text()})
    assert item.published_at == datetime.fromisoformat(published)
    assert (item.section, len(item.topics), len(item.pieces)) == (section, topics, paragraphs)
    assert item.headline
    assert item.picture is not None

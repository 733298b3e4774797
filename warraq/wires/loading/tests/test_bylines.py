"""Golden bylines: the forms are those of real papers, the names are made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warraq.wires.loading.bylines import House, Layout, parse_byline
from warraq.wires.loading.gazetteer import known_place

FIRST = House(("الصباح", "الصباح أونلاين", "كلمة الصباح"))
LAST = House(("الصباح",), Layout.LAST)
BRACKETS = House(("الصباح", "الصباح خاص"), Layout.BRACKETS)
# Papers named after a town.
TOWN_FIRST = House(("الرياض", "الرياض الإلكتروني"))
TOWN_LAST = House(("المدينة",), Layout.LAST)

# byline, house, places, authors, agencies by their short names
GOLDEN = [
    ("لندن: رنا حنا", FIRST, ["لندن"], ["رنا حنا"], []),
    ("لندن: «الصباح أونلاين»", FIRST, ["لندن"], [], []),
    ("صنعاء: سالم ناجي - الرياض: ناصر القرني", FIRST, ["صنعاء", "الرياض"], ["سالم ناجي", "ناصر القرني"], []),
    ("الدمام: سالم ناجي  موسكو: «الصباح»", FIRST, ["الدمام", "موسكو"], ["سالم ناجي"], []),
    ("الرياض: ناصر القرني بغداد: حمد صالح", FIRST, ["الرياض", "بغداد"], ["ناصر القرني", "حمد صالح"], []),
    ("أ ف ب - رويترز - تونس", LAST, ["تونس"], [], ["أ ف ب", "رويترز"]),
    ("الصباح - الرياض", LAST, ["الرياض"], [], []),
    ("الرياض - واس", FIRST, ["الرياض"], [], ["واس"]),
    ("الرياض:واس", FIRST, ["الرياض"], [], ["واس"]),
    ("لندن ـ د. ب. أ:", FIRST, ["لندن"], [], ["د ب أ"]),
    ("مدريد - (أ.ف.ب):", FIRST, ["مدريد"], [], ["أ ف ب"]),
    ("لندن \"رويترز", FIRST, ["لندن"], [], ["رويترز"]),
    ("القاهرة/بكين : (د ب أ)", FIRST, ["القاهرة", "بكين"], [], ["د ب أ"]),
    ("عادل سليم من جدة", FIRST, ["جدة"], ["عادل سليم"], []),
    ("«الصباح» من الرياض", FIRST, ["الرياض"], [], []),
    ("إسطنبول ـ بيروت:  «الصباح»", FIRST, ["إسطنبول", "بيروت"], [], []),
    ("الدوحةـ أنقرة: «الصباح»", FIRST, ["الدوحة", "أنقرة"], [], []),
    ("سروج (تركيا): «الصباح»", FIRST, ["سروج"], [], []),
    ("بولي علم (أفغانستان) - أ ف ب", FIRST, ["بولي علم"], [], ["أ ف ب"]),
    ("بغداد: حمد صالح ومنير ناجي", FIRST, ["بغداد"], ["حمد صالح", "منير ناجي"], []),
    ("بغداد: حمد صالح  و منير ناجي", FIRST, ["بغداد"], ["حمد صالح", "منير ناجي"], []),
    ("القاهرة: محمد وليد", FIRST, ["القاهرة"], ["محمد وليد"], []),
    ("الأحساء، الرياض: سالم ناجي، الصباح", FIRST, ["الأحساء", "الرياض"], ["سالم ناجي"], []),
    ("العواصم: طه ناجي، أ ف ب", FIRST, ["العواصم"], ["طه ناجي"], ["أ ف ب"]),
    ("كتب - علاء ناجي:", FIRST, [], ["علاء ناجي"], []),
    ("تمير - خالد ناجي / تصوير - سعد ناجي:", FIRST, ["تمير"], ["خالد ناجي"], []),
    ("إعداد وترجمة: بدر ناجي", FIRST, [], ["بدر ناجي"], []),
    ("ترجمة: بدر ناجي", FIRST, [], [], []),
    ("د. سليمان بن عبدالله الناجي", FIRST, [], ["د. سليمان بن عبدالله الناجي"], []),
    ("كلمة الصباح", FIRST, [], [], []),
    ("القاهرة - مكتب الصباح - طارق ناجي:", FIRST, ["القاهرة"], ["طارق ناجي"], []),
    ("كليرليك - (أ.ف.ب):", FIRST, ["كليرليك"], [], ["أ ف ب"]),
    ("انقرة - رويترز", FIRST, ["أنقرة"], [], ["رويترز"]),
    ("حفرالباطن - مبارك ناجي:", FIRST, ["حفر الباطن"], ["مبارك ناجي"], []),
    ("محمد ناجي- الصباح- تبوك:&nbsp;", LAST, ["تبوك"], ["محمد ناجي"], []),
    ("علي ناجي-الصباح-الرياض:", LAST, ["الرياض"], ["علي ناجي"], []),
    ("هالة ناجي-الإسكندرية", LAST, ["الإسكندرية"], ["هالة ناجي"], []),
    ("عبدالعزيز ناجي - جـدة", LAST, ["جدة"], ["عبدالعزيز ناجي"], []),
    ("داود ناجي - جدة  تصوير - وليد ناجي", LAST, ["جدة"], ["داود ناجي"], []),
    ("علي ناجي - الرياض خالد سالم - المجمعة", LAST, ["الرياض", "المجمعة"], ["علي ناجي", "خالد سالم"], []),
    ("أ ف ب، رويترز - انقرة، أربيل", LAST, ["أنقرة", "أربيل"], [], ["أ ف ب", "رويترز"]),
    ("وكالات - عواصم", LAST, ["عواصم"], [], ["وكالات"]),
    ("\xa0سعاد ناجي (الرياض)", BRACKETS, ["الرياض"], ["سعاد ناجي"], []),
    ("&nbsp;سعاد ناجي (الشريط الحدودي) ، علي سالم (جازان)", BRACKETS, ["الشريط الحدودي", "جازان"],
     ["سعاد ناجي", "علي سالم"], []),
    ("\xa0مانيلا (رويترز)", BRACKETS, ["مانيلا"], [], ["رويترز"]),
    ("\xa0نادر ناجي (تبوك ـ هاتفياً عمان)", BRACKETS, ["تبوك", "عمان"], ["نادر ناجي"], []),
    ("\xa0الصباح خاص (بيروت)", BRACKETS, ["بيروت"], [], []),
    ("الرياض - سالم ناجي", TOWN_FIRST, ["الرياض"], ["سالم ناجي"], []),
    ("دبي - الرياض", TOWN_FIRST, ["دبي"], [], []),
    ("متابعة - الرياض الإلكتروني", TOWN_FIRST, [], [], []),
    (" قارئ مهتم (زائر)", TOWN_FIRST, [], [], []),
    ("المدينة ـ جدة", TOWN_LAST, ["جدة"], [], []),
    ("علي ناجي - المدينة المنورة", TOWN_LAST, ["المدينة المنورة"], ["علي ناجي"], []),
    ("", FIRST, [], [], []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "house", "places", "authors", "agencies"), GOLDEN)
def test_a_byline_is_taken_apart(
    text: str, house: House, places: list[str], authors: list[str], agencies: list[str]
) -> None:
    credits = parse_byline(text, house=house)
    assert list(credits.places) == places
    assert list(credits.authors) == authors
    assert [agency.short_name for agency in credits.agencies] == agencies
    assert credits.unread == ()


@pytest.mark.parametrize(
    "text",
    [
        "هل نحن مقبلون على انهيار كبير لأسعار سلعتنا الوحيدة؟",
        "1921 - باحثون يكتشفون للمرة الأولى هرمونًا يفرزه البنكرياس في الجسم.",
        "قال الوزير في كلمة طويلة إن المشروع الجديد سيغير وجه المدينة خلال السنوات العشر المقبلة، وإن العمل"
        " سيبدأ فيه قبل نهاية العام الجاري إذا اكتملت التصاميم وتوفرت الأموال اللازمة لذلك كله",
    ],
)
def test_a_sentence_in_place_of_a_byline_makes_no_author(text: str) -> None:
    assert parse_byline(text, house=FIRST).authors == ()


@given(st.text(max_size=200), st.sampled_from([FIRST, LAST, BRACKETS, TOWN_FIRST]))
def test_any_text_is_read_without_an_error(text: str, house: House) -> None:
    credits = parse_byline(text, house=house)
    assert all(name.strip() for name in (*credits.places, *credits.authors))


_PEOPLE = st.lists(
    st.sampled_from(["سالم ناجي", "منى حمدان", "عبدالله بن سعد", "فهد القرني"]), min_size=1, unique=True
)


@given(_PEOPLE, st.sampled_from(["جدة", "أبها", "تونس", "نيودلهي"]))
def test_whoever_signs_from_wherever_is_found_in_every_layout(people: list[str], place: str) -> None:
    names = "، ".join(people)
    for text, house in (
        (f"{place}: {names}", FIRST),
        (f"{place} - {names}", FIRST),
        (f"{names} - {place}", LAST),
        (f"{names} ({place})", BRACKETS),
    ):
        credits = parse_byline(text, house=house)
        assert (credits.places, credits.authors) == ((place,), tuple(people))


def test_a_place_is_known_whatever_its_spelling() -> None:
    assert known_place("ابوظبي") == known_place("أبو ظبى") == "أبو ظبي"
    assert known_place("الاحساء") == "الأحساء"
    assert known_place("لا مكان") is None

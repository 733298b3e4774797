"""The copy desk in the editor of a story: what is sent, what is found, and where it is said to stand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from warraq.arabic.copydesk import DEFAULT, Severity, Tanween
from warraq.desk.checking.findings import NOTHING, Placed, findings_in, seen, summary
from warraq.desk.checking.texts import MOST_BYTES, MOST_TEXTS, Kind, NotRead, Text, read_texts
from warraq.desk.roles.groups import make_roles
from warraq.network.house_rules import house_rules
from warraq.network.models import Edition, EditionRule, EditionTerm, Grade
from warraq.network.selectors import sellers_of
from warraq.search.archive_words import WRITTEN_OFTEN
from warraq.search.models import Word

ADDRESS = "/desk/stories/check/"


def found(*texts: Text) -> list[Placed]:
    return findings_in(texts, houses={None: DEFAULT})


def units(text: str, start: int, end: int) -> str:
    """Cut a text as a script does, by UTF-16 units."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    return encoded[2 * start : 2 * end].decode("utf-16-le", "surrogatepass")


def named(number: str) -> str:
    """Return how a character that cannot be seen is shown."""
    return f"\u2066[U+{number}]\u2069"


def body(*pieces: str) -> list[Text]:
    return [Text(Kind.BODY, piece) for piece in pieces]


# ---- where a finding stands -----------------------------------------------------------------------------------------


def test_each_finding_names_its_own_text_and_place():
    findings = found(
        Text(Kind.HEADLINE, "الهلال يفوز على النصر"),
        Text(Kind.APART, "وصل الوفد إلى إلى المدينة"),
        *body("فقرة سليمة.", "حلف شمال الأطلسي.جاء ذلك"),
    )
    assert [(each.text, each.rule) for each in findings] == [(1, "doubled-word"), (3, "glued-sentences")]
    glued = findings[1]
    assert (glued.before, glued.written, glued.shown, glued.after) == (
        "حلف شمال ",
        "الأطلسي.جاء",
        "الأطلسي. جاء",
        " ذلك",
    )


def test_places_count_as_scripts_count():
    text = "😀😀 وصل الوفد إلى إلى المدينة 😀"
    for texts in ([Text(Kind.APART, text)], body("😀", text)):
        (finding,) = found(*texts)
        assert units(text, finding.start, finding.end) == "إلى إلى" == finding.written


def test_the_body_is_read_as_one_text():
    pieces = body("«قال الوزير إن العمل مستمر.", "وأضاف أن النتائج قريبة».")
    assert found(*pieces) == []
    assert [each.rule for each in found(Text(Kind.APART, pieces[0].text))] != []
    mixed = found(*body("فاز 3 من 10", "في عام ٢٠١٥"))
    assert [(each.text, each.written, each.shown) for each in mixed] == [(1, "٢٠١٥", "2015")]


def test_a_headline_is_read_as_one():
    assert [each.rule for each in found(Text(Kind.HEADLINE, "الهلال يفوز على النصر."))] == ["headline-stop"]
    assert found(Text(Kind.APART, "الهلال يفوز على النصر.")) == []


def test_a_headline_that_is_turned_round_is_told_so_and_shown_unturned():
    (finding, other) = found(Text(Kind.HEADLINE, "الهلال \u202eيفوز\u202c على النصر"))
    assert (finding.rule, finding.severity, finding.suggestions) == (
        "bidi-override",
        Severity.ERROR,
        ("",),
    )
    assert "تقلب اتجاه" in finding.reason
    assert (finding.written, finding.shown) == (f"{named('202E')}يفوز{named('202C')}", f"يفوز{named('202C')}")
    assert (other.written, other.shown) == (f"{named('202E')}يفوز{named('202C')}", f"{named('202E')}يفوز")


def test_what_stands_around_is_cut_between_words():
    words = "كلمة طويلة " * 20
    (finding,) = found(Text(Kind.APART, f"{words}إلى إلى {words}".strip()))
    assert finding.before == "… كلمة طويلة كلمة طويلة "
    assert finding.after == " كلمة طويلة كلمة طويلة …"


@given(st.lists(st.text(), max_size=6))
def test_any_texts_have_findings_that_stand_within_them(texts: list[str]):
    sent = [Text(kind, text) for text in texts for kind in Kind]
    for finding in findings_in(sent, houses={None: DEFAULT}):
        text = sent[finding.text].text
        assert 0 <= finding.start < finding.end <= len(text.encode("utf-16-le", "surrogatepass")) // 2
        assert seen(units(text, finding.start, finding.end)) in finding.written


def placed(severities: Sequence[Severity]) -> list[Placed]:
    finding = found(Text(Kind.APART, "وصل الوفد إلى إلى المدينة"))[0]
    return [Placed(**{**finding_fields(finding), "severity": severity}) for severity in severities]


def finding_fields(finding: Placed) -> dict[str, Any]:
    return {name: getattr(finding, name) for name in Placed.__dataclass_fields__}


@pytest.mark.parametrize(
    ("errors", "warnings", "suggestions", "sentence"),
    [
        (0, 0, 0, NOTHING),
        (1, 0, 0, "خطأ واحد"),
        (2, 1, 2, "خطآن، تنبيه واحد، اقتراحان"),
        (3, 11, 100, "3 أخطاء، 11 تنبيهًا، 100 اقتراح"),
        (0, 2, 0, "تنبيهان"),
    ],
)
def test_findings_are_counted_as_arabic_counts(errors, warnings, suggestions, sentence):
    severities = (
        [Severity.ERROR] * errors + [Severity.WARNING] * warnings + [Severity.SUGGESTION] * suggestions
    )
    assert summary(placed(severities)) == sentence


# ---- what is sent ---------------------------------------------------------------------------------------------------


def test_texts_are_read_with_their_editions():
    sent = {"texts": [{"kind": "headline", "text": "أ", "edition": 3}, {"kind": "body", "text": ""}]}
    assert read_texts(json.dumps(sent).encode()) == [
        Text(Kind.HEADLINE, "أ", edition=3),
        Text(Kind.BODY, ""),
    ]


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b"null",
        b"[" * 100_000,
        b'{"texts": {}}',
        b'{"texts": [1]}',
        b'{"texts": [{"kind": "body"}]}',
        b'{"texts": [{"kind": "poem", "text": ""}]}',
        b'{"texts": [{"kind": [], "text": ""}]}',
        b'{"texts": [{"kind": "body", "text": 1}]}',
        b'{"texts": [{"kind": "body", "text": "", "edition": true}]}',
        b'{"texts": [{"kind": "body", "text": "", "edition": -1}]}',
        b'{"texts": [{"kind": "body", "text": "", "edition": 1e9}]}',
        b'{"texts": [{"kind": "body", "text": "", "edition": 99999999999999999999}]}',
        json.dumps({"texts": [{"kind": "body", "text": ""}] * (MOST_TEXTS + 1)}).encode(),
    ],
)
def test_what_are_no_texts_is_refused_in_a_sentence(sent):
    with pytest.raises(NotRead) as problem:
        read_texts(sent)
    assert (problem.value.status, problem.value.sentence) == (400, "تعذرت قراءة النص المرسل للتدقيق.")


def test_a_book_is_refused():
    with pytest.raises(NotRead) as problem:
        read_texts(b" " * (MOST_BYTES + 1))
    assert (problem.value.status, problem.value.sentence) == (413, "النص أطول من أن يُدقَّق دفعة واحدة.")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(sent: bytes):
    with suppress(NotRead):
        read_texts(sent)


# ---- the address ----------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(network) -> Client:
    """An editor's browser on the hub's desk."""
    user = get_user_model().objects.create_user("editor", password="كلمة")
    user.groups.add(make_roles()["editor"])
    client = Client(headers={"host": network.hub.host})
    client.force_login(user)
    return client


def asked(desk: Client, *texts: dict[str, Any]) -> dict[str, Any]:
    sent = json.dumps({"texts": texts}, ensure_ascii=False)
    answer = desk.post(ADDRESS, sent.encode(), content_type="application/json")
    assert answer.status_code == 200
    return answer.json()


def test_the_script_is_told_what_where_and_why(desk):
    answer = asked(desk, {"kind": "apart", "text": "وصل الوفد إلى إلى المدينة", "edition": None})
    assert answer["summary"] == "خطأ واحد"
    (finding,) = answer["findings"]
    assert finding == {
        "text": 0,
        "start": 10,
        "end": 17,
        "rule": "doubled-word",
        "severity": "error",
        "name": "خطأ",
        "reason": "الكلمة «إلى» مكررة.",
        "suggestions": ["إلى"],
        "before": "وصل الوفد ",
        "written": "إلى إلى",
        "after": " المدينة",
        "shown": "إلى",
    }


def test_a_clean_text_has_no_findings(desk):
    assert asked(desk, {"kind": "headline", "text": "الهلال يفوز على النصر"}) == {
        "summary": "لا ملاحظات",
        "findings": [],
    }
    assert asked(desk) == {"summary": "لا ملاحظات", "findings": []}


def test_each_text_is_read_by_the_rules_of_its_edition(desk, network):
    EditionTerm.objects.create(edition=network.maghrib, words="العملية", advice="صف ما حدث.")
    EditionRule.objects.create(edition=network.misr, rule="doubled-word", severity=Grade.OFF)
    text = "العملية إلى إلى النهاية"
    texts = [
        {"kind": "headline", "text": text, "edition": edition}
        for edition in (network.maghrib.pk, network.misr.pk, None, 10**9)
    ]
    rules = [(each["text"], each["rule"]) for each in asked(desk, *texts)["findings"]]
    assert rules == [(0, "house-term"), (0, "doubled-word"), (2, "doubled-word"), (3, "doubled-word")]


def test_what_the_archive_writes_often_is_no_slip(desk):
    text = {"kind": "apart", "text": "في شهر اغسطس"}
    assert [each["written"] for each in asked(desk, text)["findings"]] == ["اغسطس"]
    Word.objects.create(form="اغسطس", folded="اغسطس", documents=WRITTEN_OFTEN)
    assert asked(desk, text)["findings"] == []


def test_however_many_texts_the_editions_are_read_once(desk, network, django_assert_max_num_queries):
    texts = [{"kind": "body", "text": "نص سليم", "edition": network.maghrib.pk}] * 50
    asked(desk, *texts)
    # Session, user, permissions, and the edition with its rules and its terms.
    with django_assert_max_num_queries(10):
        asked(desk, *texts)


@pytest.mark.parametrize("text", ["", "\u202e" + "😀 " * 500, "<p>" * 5000, "كلمة " * 20_000, "«" * 50_000])
def test_any_text_may_be_sent(desk, text):
    assert asked(desk, {"kind": "body", "text": text})


def test_half_a_character_may_be_sent(desk):
    sent = b'{"texts": [{"kind": "headline", "text": "\\ud800 \\u0648\\u0635\\u0644"}]}'
    answer = desk.post(ADDRESS, sent, content_type="application/json")
    assert (answer.status_code, answer.json()["findings"][0]["written"]) == (200, named("D800"))


@pytest.mark.parametrize("size", [MOST_BYTES + 1, 4_000_000])
def test_a_book_is_answered_with_a_sentence(desk, size):
    answer = desk.post(ADDRESS, b" " * size, content_type="application/json")
    assert (answer.status_code, answer.json()) == (413, {"trouble": "النص أطول من أن يُدقَّق دفعة واحدة."})


def test_a_form_is_answered_with_a_sentence(desk):
    answer = desk.post(ADDRESS, {"text": "نص"})
    assert (answer.status_code, answer.json()) == (400, {"trouble": "تعذرت قراءة النص المرسل للتدقيق."})


def test_only_who_writes_stories_may_ask(desk, network):
    make_roles()
    stranger = get_user_model().objects.create_user("stranger", password="كلمة")
    client = Client(headers={"host": network.hub.host})
    assert client.post(ADDRESS).status_code == 302
    client.force_login(stranger)
    assert client.post(ADDRESS).status_code == 302
    assert desk.get(ADDRESS).status_code == 405


def test_a_foreign_page_may_not_ask(network, desk):
    strict = Client(headers={"host": network.hub.host}, enforce_csrf_checks=True)
    strict.cookies = desk.cookies
    answer = strict.post(ADDRESS, b'{"texts": []}', content_type="application/json")
    assert answer.status_code == 403


# ---- the form -------------------------------------------------------------------------------------------------------


def test_the_form_has_the_copy_desk_beside_it(desk, make_story):
    story = make_story(publish=False)
    for address in ("/desk/stories/add/", f"/desk/stories/edit/{story.pk}/"):
        page = desk.get(address).content.decode()
        assert page.count(f'data-copydesk="{ADDRESS}"') == 1
        assert page.count('data-side-panel-toggle="copydesk"') == 1
        assert "desk/copydesk.js" in page
        assert "desk/copydesk.css" in page
        assert 'id="icon-copydesk"' in desk.get("/desk/sprite/", follow=True).content.decode()


def test_an_editor_sees_the_houses_decisions_in_the_editions_form(network):
    admin = get_user_model().objects.create_superuser("admin", password="كلمة")
    client = Client(headers={"host": network.hub.host})
    client.force_login(admin)
    page = client.get(f"/desk/editions/edit/{network.maghrib.pk}/").content.decode()
    for words in ("تدقيق النص", "التنوين", "أسماء أجنبية", "قواعد لها درجة أخرى", "عبارات لا تُنشر"):
        assert words in page


def test_an_administrator_decides_in_the_editions_form(network):
    admin = get_user_model().objects.create_superuser("admin", password="كلمة")
    client = Client(headers={"host": network.hub.host})
    client.force_login(admin)
    sent = {
        "name": "مرآة المغرب",
        "slug": "maghrib",
        "kind": "site",
        "position": "1",
        "locale": "ar-MA",
        "time_zone": "Africa/Casablanca",
        "digits": "latn",
        "colour": "#8a1c3c",
        "accent": "#c8912d",
        "tanween": "on",
        "headline_limit": "60",
        "names": "نتانياهو = نتنياهو",
        "hosts-TOTAL_FORMS": "1",
        "hosts-INITIAL_FORMS": "1",
        "hosts-0-id": str(network.maghrib.hosts.get().pk),
        "hosts-0-name": "maghrib.example.org",
        "hosts-0-is_primary": "on",
        "hosts-0-ORDER": "1",
        "sellers-TOTAL_FORMS": "1",
        "sellers-INITIAL_FORMS": "0",
        "sellers-0-lines": "adnetwork.example, 1234, DIRECT",
        "rules-TOTAL_FORMS": "1",
        "rules-INITIAL_FORMS": "0",
        "rules-0-rule": "doubled-word",
        "rules-0-severity": "off",
        "rules-0-ORDER": "1",
        "terms-TOTAL_FORMS": "1",
        "terms-INITIAL_FORMS": "0",
        "terms-0-words": "العملية",
        "terms-0-advice": "صف ما حدث.",
        "terms-0-instead": "الهجوم",
        "terms-0-severity": "error",
        "terms-0-ORDER": "1",
    }
    address = f"/desk/editions/edit/{network.maghrib.pk}/"
    assert client.post(address, sent | {"names": "نتانياهو"}).status_code == 200
    refused = client.post(address, sent | {"sellers-0-lines": "# لنا\nadnetwork.example 1234"})
    assert "السطر 2 لا يُقرأ" in refused.content.decode()
    assert client.post(address, sent).status_code == 302
    assert sellers_of(network.maghrib) == "adnetwork.example, 1234, DIRECT"
    rules = house_rules(Edition.objects.get(pk=network.maghrib.pk))
    assert rules.severities == {"doubled-word": None}
    assert rules.names == {"نتانياهو": "نتنياهو"}
    assert [(term.words, term.severity) for term in rules.terms] == [("العملية", Severity.ERROR)]
    assert (rules.tanween, rules.headline_limit) == (Tanween.ON_ALEF, 60)

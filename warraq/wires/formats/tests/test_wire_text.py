"""What agencies' desks leave in their texts."""

import pytest

from warraq.markup.pieces import Kind, Piece, pieces_of
from warraq.wires.formats.wire_text import headline_of, is_memo, place_of, without_initials


@pytest.mark.parametrize(
    "initials", ["بور/نور/غ ر", "سب-لال/كام/شي", "ا ف ب/جص", "ab/cd", "(ففف/ح س/كام)", "او/كام/ص ك."]
)
def test_initials_at_the_end_go(initials):
    text = pieces_of(f"<p>قال الوزير نعم.</p><p>{initials}</p>")
    assert without_initials(text) == (Piece(Kind.PARAGRAPH, html="قال الوزير نعم."),)


@pytest.mark.parametrize("sentence", ["نعم.", "في حزيران/يونيو", "وكالات/الرباط", "قال لا/نعم", "1/2"])
def test_a_short_sentence_is_no_initials(sentence):
    text = tuple(pieces_of(f"<p>{sentence}</p>"))
    assert without_initials(text) == text


@pytest.mark.parametrize(
    ("dateline", "place"),
    [
        ("كييف (أوكرانيا), 25-11-2023 (أ ف ب) -", "كييف (أوكرانيا)"),
        ("نيويورك (أ ف ب)", "نيويورك"),
        ("الرباط، 3 مارس (و م ع) ـ", "الرباط"),
        ("PARIS (AFP) -", "PARIS"),
        ("القدس -", "القدس"),
        ("بورت أو برانس", "بورت أو برانس"),
        ("", ""),
    ],
)
def test_a_dateline_is_a_place(dateline, place):
    assert place_of(dateline) == place


def test_a_text_without_a_headline_gets_its_beginning():
    alert = pieces_of("<p>زلزال في البحر</p>")
    assert headline_of(alert) == ("زلزال في البحر", ())
    story = pieces_of("<p>زلزال في البحر.</p><p>وقع فجرًا.</p>")
    assert headline_of(story) == ("زلزال في البحر.", tuple(story))
    long = pieces_of(f"<p>{'كلمة ' * 60}</p>")
    headline, rest = headline_of(long)
    assert headline.endswith("كلمة…")
    assert rest == tuple(long)
    assert headline_of(()) == ("", ())


def test_a_memo_is_known_by_its_labels():
    assert is_memo("News", " مذكرة ")
    assert is_memo("Advisory")
    assert not is_memo("News", "مذكرة تفاهم بين بلدين")

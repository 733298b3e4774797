"""The passage that answers, in its original spelling."""

from hypothesis import given
from hypothesis import strategies as st

from warraq.search.query import read_query
from warraq.search.snippets import PASSAGE_WORDS, marked, passage

LONG = " ".join(["كلام"] * 100)


def stems(text: str) -> set[str]:
    return {term.stem for term in read_query(text).words}


def found(pieces) -> list[str]:
    return [piece.text for piece in pieces if piece.is_found]


def test_words_are_marked_as_they_are_written_whatever_their_form():
    text = "قال «الوُزَراءُ» إنّ وزيـرًا للنفط وصل."

    assert found(marked(text, stems=stems("وزير نفط"))) == ["الوُزَراءُ", "وزيـرًا", "للنفط"]


def test_the_passage_is_where_most_of_the_words_stand():
    text = f"وزير. {LONG} وزير النفط في كاراكاس. {LONG}"

    pieces = passage(text, stems=stems("وزير النفط كاراكاس"))
    assert found(pieces) == ["وزير", "النفط", "كاراكاس"]
    assert pieces[0].text == "… "
    assert pieces[-1].text == " …"


def test_a_text_without_the_words_is_shown_from_its_beginning():
    pieces = passage(f"بداية الخبر {LONG}", stems=stems("وزير"))

    assert found(pieces) == []
    assert "".join(piece.text for piece in pieces).startswith("بداية الخبر")
    assert pieces[-1].text == " …"


def test_a_short_text_is_shown_whole():
    pieces = passage("  وزير النفط.", stems=stems("نفط"))

    assert "".join(piece.text for piece in pieces) == "  وزير النفط."


@given(st.text(max_size=400), st.text("اب ج", max_size=20))
def test_marking_changes_no_letter(text, words):
    assert "".join(piece.text for piece in marked(text, stems=stems(words))) == text


@given(st.text("اب ج.", max_size=800))
def test_a_passage_is_a_stretch_of_its_text_and_has_an_end(text):
    shown = (
        "".join(piece.text for piece in passage(text, stems={"اب", "ج"}))
        .removeprefix("… ")
        .removesuffix(" …")
    )

    assert shown in text
    assert len(shown.split()) <= PASSAGE_WORDS + 2 or "." in shown

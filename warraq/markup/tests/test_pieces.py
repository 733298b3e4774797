"""Each kind of HTML that comes from outside, beside what is made of it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warraq.markup.pieces import LONGEST, MOST_PIECES, Kind, Piece, paragraphs_of, pieces_of, plain


def paragraph(html: str) -> Piece:
    return Piece(Kind.PARAGRAPH, html=html)


@pytest.mark.parametrize(
    ("html", "pieces"),
    [
        ("<p>جملة أولى.</p><p>جملة ثانية.</p>", [paragraph("جملة أولى."), paragraph("جملة ثانية.")]),
        ("سطر<br>سطر آخر<br/><br/>", [paragraph("سطر"), paragraph("سطر آخر")]),
        ("<div>في <div>قلب</div> أقسام</div>", [paragraph("في"), paragraph("قلب"), paragraph("أقسام")]),
        ("<p>\u200f نص&nbsp;&nbsp;فيه\n مسافات \u200b</p>", [paragraph("نص فيه مسافات")]),
        ("<p>1 &lt; 2 &amp; 3</p>", [paragraph("1 &lt; 2 &amp; 3")]),
        (
            "<p><strong>قال</strong> <em class=x>الوزير</em> <u>أمس</u></p>",
            [paragraph("<b>قال</b> <i>الوزير</i> أمس")],
        ),
        ('<p><a href="https://example.org/a?b=1&amp;c=2" onclick="x()">رابط</a></p>',
         [paragraph('<a href="https://example.org/a?b=1&amp;c=2">رابط</a>')]),
        ('<p><a href="javascript:alert(1)">لا</a> <a href="/local">ولا</a></p>', [paragraph("لا ولا")]),
        ("<p><b></b> <i> </i></p><p>&nbsp;</p>", []),
        ("<b>غليظ<p>يستمر</p></b>بعده", [paragraph("<b>غليظ</b>"), paragraph("<b>يستمر</b>"), paragraph("بعده")]),
        ("<h2>عنوان <b>فرعي</b></h2><p>نص</p>", [Piece(Kind.HEADING, text="عنوان فرعي"), paragraph("نص")]),
        ("<ul><li>واحد<li>اثنان<ul><li>فيه</ul></ul><p>بعد</p>",
         [Piece(Kind.LIST, items=("واحد", "اثنان", "فيه")), paragraph("بعد")]),
        ("<blockquote><p>قول</p><p>وآخر</p></blockquote>", [Piece(Kind.QUOTE, text="قول\nوآخر")]),
        ("<table><tr><td>أ<td>ب</table>", [paragraph("أ"), paragraph("ب")]),
        ("<script>alert('x')</script><style>p{}</style><!-- سر --><p>نص</p>", [paragraph("نص")]),
        ("<p>قال <q>نعم</q></p>", [paragraph("قال «نعم»")]),
        ('<iframe src="https://example.org/v"></iframe>', [Piece(Kind.FRAME, address="https://example.org/v")]),
        ('<iframe src="javascript:1"></iframe>', []),
        (
            '<figure><img src="a.jpg" alt="بحر"><figcaption>البحر <b>اليوم</b></figcaption></figure>',
            [Piece(Kind.PICTURE, address="a.jpg", alt="بحر", text="البحر اليوم")],
        ),
        ('<img src="data:image/gif;base64,AA" data-src="b.jpg">', [Piece(Kind.PICTURE, address="b.jpg")]),
        ('<p>قبل <img src="a.jpg"> بعد</p>',
         [paragraph("قبل"), Piece(Kind.PICTURE, address="a.jpg"), paragraph("بعد")]),
        ("<figcaption>بلا صورة</figcaption>", [paragraph("بلا صورة")]),
        ("ﻧﺺ ﻗﺪﻳﻢ", [paragraph("نص قديم")]),
        ("", []),
    ],
)  # fmt: skip
def test_html_is_read_into_pieces(html, pieces):
    assert pieces_of(html) == pieces


def test_plain_text_has_a_paragraph_for_each_line():
    assert paragraphs_of("أول\r\n\n  ثانٍ <b> & \n") == [paragraph("أول"), paragraph("ثانٍ &lt;b&gt; &amp;")]


def test_the_plain_text_of_html_stands_on_one_line():
    assert plain("<p>أ <b>ب</b></p><ul><li>ج</li></ul><h2>د &amp; هـ</h2>") == "أ ب ج د & هـ"


def test_what_is_endless_is_cut():
    assert len(pieces_of("<p>س</p>" * (MOST_PIECES + 5))) == MOST_PIECES
    assert len(pieces_of("س" * (LONGEST + 10))[0].html) == LONGEST


_ALLOWED = re.compile(r'</?(?:b|i)>|</a>|<a href="(?:https?://|mailto:)[^"<>\s]*">')


@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<b>", "</b>", "<a href='http://a'>", "<a href='x:y'>", "</a>", "<ul>", "<li>", "</ul>",
             "<blockquote>", "</blockquote>", "<h2>", "</h2>", "<img src=a>", "<script>", "</script>", "&lt;", "&",
             "<", ">", '"', "نص", " ", "<figcaption>", "</figcaption>", "<i", "--&gt;", "<!--", "\x00", "\ud800"]
        ),
        max_size=30,
    )
)  # fmt: skip
def test_whatever_comes_no_other_tag_is_left(parts):
    for piece in pieces_of("".join(parts)):
        left = _ALLOWED.sub("", piece.html)
        assert "<" not in left
        assert ">" not in left
        assert piece.html == piece.html.strip()
        for tag in ("b", "i", "a"):
            assert len(re.findall(rf"<{tag}[ >]", piece.html)) == piece.html.count(f"</{tag}>")

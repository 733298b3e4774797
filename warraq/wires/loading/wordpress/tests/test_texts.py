"""What WordPress keeps in a post's text, beside the pieces that are made of it."""

from __future__ import annotations

import pytest

from warraq.markup.pieces import Kind, Piece
from warraq.wires.loading.wordpress.texts import post_text


def paragraph(html: str) -> Piece:
    return Piece(Kind.PARAGRAPH, html=html)


@pytest.mark.parametrize(
    ("content", "pieces"),
    [
        # The classic editor: lines.
        ("سطر أول\n\nسطر ثانٍ\r\nسطر ثالث", [paragraph("سطر أول"), paragraph("سطر ثانٍ"), paragraph("سطر ثالث")]),
        # Blocks.
        (
            "<!-- wp:paragraph -->\n<p>فقرة\nفي سطرين</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:heading -->\n"
            "<h2>عنوان</h2>\n<!-- /wp:heading -->",
            [paragraph("فقرة في سطرين"), Piece(Kind.HEADING, text="عنوان")],
        ),
        ("قبل<!--more-->بعد", [paragraph("قبلبعد")]),
        # A caption, old and new.
        (
            '[caption id="a" width="300"]<a href="x"><img src="//o.example/a.jpg" alt="بحر" /></a> البحر[/caption]',
            [Piece(Kind.PICTURE, address="//o.example/a.jpg", alt="بحر", text="البحر")],
        ),
        # What is shown by its address.
        (
            "شاهد:\nhttps://www.youtube.com/watch?v=abcdef&t=1\nنهاية",
            [
                paragraph("شاهد:"),
                Piece(Kind.FRAME, address="https://www.youtube.com/watch?v=abcdef&t=1"),
                paragraph("نهاية"),
            ],
        ),
        (
            '<iframe src="https://www.youtube.com/embed/abcdef?rel=0"></iframe>',
            [Piece(Kind.FRAME, address="https://www.youtube.com/watch?v=abcdef")],
        ),
        ("[embed]https://youtu.be/abcdef[/embed]", [Piece(Kind.FRAME, address="https://youtu.be/abcdef")]),
        ("https://example.org/page", [paragraph("https://example.org/page")]),
        # Brackets that are somebody's words.
        ("قال [sic] وذهب [المترجم]", [paragraph("قال [sic] وذهب [المترجم]")]),
        ("[vc_row css=\"x\"]نص[/vc_row]", [paragraph("نص")]),
    ],
)  # fmt: skip
def test_a_text_is_read(content, pieces):
    assert list(post_text(content).pieces) == pieces


def test_what_has_no_place_is_counted_by_its_name():
    lost = post_text('[gallery ids="1,2"] [gallery ids="3"] [contact-form-7 id="4"]نص').lost
    assert lost == {"shortcode gallery": 2, "shortcode contact-form-7": 1}


def test_brackets_without_an_end_take_no_time():
    assert len(post_text("[caption " * 20_000).pieces) == 1

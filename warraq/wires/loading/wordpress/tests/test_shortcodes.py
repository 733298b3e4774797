"""Each shortcode beside what becomes of it."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warraq.markup.pieces import LONGEST, Kind, Piece
from warraq.wires.loading.wordpress.library import Attachment, Library
from warraq.wires.loading.wordpress.shortcodes import (
    MOST_NUMBERS,
    NOT_IN_EXPORT,
    as_html,
    has_own_gallery,
    numbers_named,
    picture_numbers,
)
from warraq.wires.loading.wordpress.texts import post_text

SEA = Attachment("https://old.example/sea.jpg", caption="البحر & الشاطئ", alt="موج")
PORT = Attachment("https://old.example/port.jpg")
LIBRARY = Library(named={5: SEA, 6: PORT}, own=(6, 5))
SEA_PIECE = Piece(Kind.PICTURE, address=SEA.address, alt="موج", text="البحر & الشاطئ")
PORT_PIECE = Piece(Kind.PICTURE, address=PORT.address)


def paragraph(html: str) -> Piece:
    return Piece(Kind.PARAGRAPH, html=html)


@pytest.mark.parametrize(
    ("content", "address"),
    [
        ("[embed]https://youtu.be/abcdef[/embed]", "https://youtu.be/abcdef"),
        ('[embed width="5"] https://youtu.be/abcdef [/embed]', "https://youtu.be/abcdef"),
        ("[youtube https://youtu.be/abcdef]", "https://youtu.be/abcdef"),
        ("[youtube=https://www.youtube.com/watch?v=abcdef&amp;w=5]", "https://www.youtube.com/watch?v=abcdef&w=5"),
        ('[youtube id="abcdef" width="5"]', "https://www.youtube.com/watch?v=abcdef"),
        ("[youtube]abcdef[/youtube]", "https://www.youtube.com/watch?v=abcdef"),
        ("[youtube abcdef]", "https://www.youtube.com/watch?v=abcdef"),
        ("[YouTube 'https://youtu.be/abcdef']", "https://youtu.be/abcdef"),
        ("[vimeo 123456]", "https://vimeo.com/123456"),
        ("[dailymotion id=x1abcd]", "https://www.dailymotion.com/video/x1abcd"),
        ("[tweet 1234567]", "https://twitter.com/i/status/1234567"),
        ('[soundcloud url="https://soundcloud.com/a/b" /]', "https://soundcloud.com/a/b"),
        ("[instagram url=https://www.instagram.com/p/abc]", "https://www.instagram.com/p/abc"),
        ("https://vimeo.com/123456", "https://vimeo.com/123456"),
        (
            '<!-- wp:embed {"url":"https://youtu.be/abcdef"} --><figure class="wp-block-embed"><div'
            ' class="wp-block-embed__wrapper">\nhttps://youtu.be/abcdef\n</div></figure><!-- /wp:embed -->',
            "https://youtu.be/abcdef",
        ),
    ],
)  # fmt: skip
def test_what_has_an_address_is_shown_by_it(content, address):
    text = post_text(f"قبل\n{content}\nبعد")
    assert list(text.pieces) == [paragraph("قبل"), Piece(Kind.FRAME, address=address), paragraph("بعد")]
    assert not text.lost


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("[youtube]", "youtube"),
        ("[youtube id=javascript:alert(1)]", "youtube"),
        ("[facebook 12345]", "facebook"),
        ('[audio mp3="https://old.example/a.mp3"]', "audio"),
        ('[video src="https://old.example/a.mp4"][/video]', "video"),
        ('[playlist ids="1,2"]', "playlist"),
        ("[gallery]", "gallery"),
        ('[contact-form-7 id="4"]', "contact-form-7"),
    ],
)
def test_what_has_none_goes_and_is_counted(content, name):
    text = post_text(f"قبل {content} بعد")
    assert list(text.pieces) == [paragraph("قبل بعد")]
    assert text.lost == {f"shortcode {name}": 1}


def test_the_words_within_an_unknown_shortcode_stay():
    assert list(post_text('[box color="red"]كلام[/box] و[sic]').pieces) == [paragraph("كلام و[sic]")]


@pytest.mark.parametrize(
    ("content", "pieces"),
    [
        ('[gallery ids="5,6"]', [SEA_PIECE, PORT_PIECE]),
        ("[gallery columns='2' include='6, 5' link=file]", [PORT_PIECE, SEA_PIECE]),
        ("[gallery]", [PORT_PIECE, SEA_PIECE]),
        ('نص [gallery ids="6"] آخر', [paragraph("نص"), PORT_PIECE, paragraph("آخر")]),
        # A gallery of blocks: its own caption is none of its last picture.
        (
            '<!-- wp:gallery --><figure class="wp-block-gallery"><ul><li><figure><img src="https://old.example/port.jpg"'
            ' class="wp-image-6"/></figure></li></ul><figcaption class="blocks-gallery-caption">المرفأ كله</figcaption>'
            "</figure><!-- /wp:gallery -->",
            [PORT_PIECE, paragraph("المرفأ كله")],
        ),
        (
            '[caption id="attachment_6" width="3" caption="من القديم"]<img src="https://old.example/port.jpg"/>[/caption]',
            [Piece(Kind.PICTURE, address=PORT.address, text="من القديم")],
        ),
        # One that was never closed takes nothing from the next.
        (
            '[caption id="a"]نص [caption id="b"]<img src="https://old.example/port.jpg"/> المرفأ[/caption]',
            [paragraph("نص"), Piece(Kind.PICTURE, address=PORT.address, text="المرفأ")],
        ),
    ],
)  # fmt: skip
def test_galleries_and_captions_are_their_pictures_in_order(content, pieces):
    text = post_text(content, library=LIBRARY)
    assert list(text.pieces) == pieces
    assert not text.lost - Counter({"shortcode caption": 1})


def test_a_gallery_says_what_the_export_does_not_hold():
    text = post_text('[gallery ids="5,7,8"]', library=LIBRARY)
    assert (list(text.pieces), text.lost) == ([SEA_PIECE], {NOT_IN_EXPORT: 2})
    # What lost nothing is not told of, with 0.
    assert dict(post_text('[gallery ids="5,6"]', library=LIBRARY).lost) == {}
    empty = post_text("[gallery]", library=Library())
    assert (list(empty.pieces), empty.lost) == ([], {"shortcode gallery": 1})


@pytest.mark.parametrize(
    ("html", "numbers"),
    [
        ('<img class="size-full wp-image-5" src="a.jpg?x=1&amp;y=2">', {"a.jpg?x=1&y=2": 5}),
        ("<IMG src='b.jpg' class='wp-image-6' data-src='c.jpg' alt=x>", {"b.jpg": 6, "c.jpg": 6}),
        ('<img src="d.jpg" class="wp-imagewp-image-x"> <img src="e.jpg">', {}),
        (as_html('[caption id="attachment_6"]<img src="f.jpg">[/caption]', library=None, lost=Counter()), {"f.jpg": 6}),
    ],
)  # fmt: skip
def test_a_picture_says_which_of_the_library_it_is(html, numbers):
    assert picture_numbers(html) == numbers


def test_the_numbers_of_a_content_are_known_before_it_is_read():
    content = '<img class="wp-image-5"> [caption id="attachment_6"]x[/caption] [gallery ids="7, 5,8"] [gallery a="b"]'
    assert (numbers_named(content), has_own_gallery(content)) == ([5, 6, 7, 8], True)
    assert not has_own_gallery('[gallery ids="1"] [galleryx]')
    assert len(numbers_named(f'[gallery ids="{",".join(map(str, range(500)))}"]' * 2)) <= MOST_NUMBERS
    assert numbers_named(f"[gallery ids={'9' * 300}] wp-image-{'9' * 300}") == []


_PARTS = st.sampled_from(
    ["[caption id='attachment_5']", "[/caption]", "[gallery", " ids='5,6'", "]", "[", "[youtube ", "https://youtu.be/abcdef",
     "[embed]", "[/embed]", "[/youtube]", '<img class="wp-image-5" src="a.jpg"', ">", "<figure>", "</figure>", '"', "'",
     "=", "نص", " ", "\n", "[x y=1]", "<!-- wp:image -->", "&quot;", "\\", "/]", "<figcaption>", "\ud800", "\x00"]
)  # fmt: skip


@given(st.lists(_PARTS, max_size=30).map("".join))
def test_whatever_comes_is_read_alike_with_a_library_and_without(content):
    alone, beside = post_text(content), post_text(content, library=LIBRARY)
    for text in (alone, beside):
        assert all(count > 0 for count in text.lost.values())
    assert set(numbers_named(content)) <= {5, 6}
    words = [piece for piece in alone.pieces if piece.kind is not Kind.PICTURE]
    shown = [piece for piece in beside.pieces if piece.kind is not Kind.PICTURE]
    assert [piece.address for piece in words if piece.kind is Kind.FRAME] == [
        piece.address for piece in shown if piece.kind is Kind.FRAME
    ]


@pytest.mark.parametrize(
    "unit", ["[caption x]", "[caption x]<img a=", "<img ", '<img wp-image-1 a="', "[gallery ids=1", "[youtube]a", 'a="']
)  # fmt: skip
def test_what_never_ends_takes_no_long_time(unit):
    content = (unit * (LONGEST // len(unit)))[:LONGEST]
    began = time.process_time()
    picture_numbers(as_html(content, library=LIBRARY, lost=Counter()))
    numbers_named(content)
    assert time.process_time() - began < 6

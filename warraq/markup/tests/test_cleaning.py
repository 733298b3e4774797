"""Text as it comes from Word and from web pages, beside what is kept of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warraq.markup.cleaning import cleaned


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<p>قال\u00a0الوزير&nbsp;نعم.</p>", "<p>قال الوزير نعم.</p>"),
        ("<p>\u200fقال\u202c \u200bنعم\ufeff</p>", "<p>قال نعم</p>"),
        ("<p>ﻗﺎﻝ ﺍﻟﻮﺯﻳﺮ</p>", "<p>قال الوزير</p>"),
        ("<p>قال <b> الوزير </b>نعم</p>", "<p>قال <b> الوزير </b>نعم</p>"),
        ("<p>1 &lt; 2 &amp; 3</p>", "<p>1 &lt; 2 &amp; 3</p>"),
        ('<p><a linktype="page" id="3">رابط</a>\n</p>', '<p><a linktype="page" id="3">رابط</a> </p>'),
        ("<p>أول</p><p>&nbsp;</p><p> <br/></p><p>ثانٍ</p>", "<p>أول</p><p>ثانٍ</p>"),
        ("", ""),
    ],
)
def test_what_nobody_sees_goes_and_what_is_marked_stays(html, kept):
    assert cleaned(html) == kept


@given(st.text(max_size=80))
def test_done_again_it_changes_nothing(text):
    once = cleaned(f"<p>{text.replace('<', '').replace('>', '')}</p>")
    assert cleaned(once) == once

import html as html_text

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warraq.press.shells import KEY_PATTERN, ShellSource, fill, slot_marker, split_shell

keys = st.from_regex(KEY_PATTERN, fullmatch=True).filter(str.isascii)


def test_a_slot_is_a_comment_that_names_its_block() -> None:
    assert slot_marker("latest/maghrib:4") == "<!--slot:latest/maghrib:4-->"


@pytest.mark.parametrize("key", ["", "a b", "أخبار", "a>b", "<!--", "a\n", "a,b"])
def test_a_key_that_could_break_the_page_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="cannot name a block"):
        slot_marker(key)


def test_a_shell_is_cut_at_its_slots() -> None:
    page = "<p>نص</p><!--slot:latest--><hr><!--slot:sport.4-->".encode()

    assert split_shell(page) == ShellSource(
        segments=("<p>نص</p>".encode(), b"<hr>", b""), slots=("latest", "sport.4")
    )


def test_a_shell_without_slots_is_one_segment() -> None:
    assert split_shell(b"<p>") == ShellSource(segments=(b"<p>",), slots=())


@pytest.mark.parametrize(
    "text", ["<!-- slot:a-->", "<!--slot:-->", "<!--slot:a b-->", "<!--slot:a->", "<!--SLOT:a-->"]
)
def test_other_comments_are_left_alone(text: str) -> None:
    assert split_shell(text.encode()).slots == ()
    assert fill(text, {"a": "x"}) == text


def test_a_missing_block_leaves_its_slot_empty() -> None:
    assert fill("a<!--slot:one-->b<!--slot:two-->c", {"one": "1"}) == "a1bc"


def test_a_marker_inside_a_block_opens_no_slot() -> None:
    assert fill("<!--slot:one-->", {"one": "<!--slot:two-->", "two": "2"}) == "<!--slot:two-->"


@given(story=st.text(), key=keys)
def test_text_that_a_template_has_escaped_never_opens_a_slot(story: str, key: str) -> None:
    page = html_text.escape(story + slot_marker(key) + story)

    assert split_shell(page.encode("utf-8", "replace")).slots == ()


@given(segments=st.lists(st.text().map(html_text.escape), min_size=1), data=st.data())
def test_cutting_and_filling_agree(segments: list[str], data: st.DataObject) -> None:
    slots = data.draw(st.lists(keys, min_size=len(segments) - 1, max_size=len(segments) - 1))
    blocks = data.draw(st.dictionaries(st.sampled_from([*slots, "other"]), st.text()))
    page = segments[0] + "".join(
        slot_marker(slot) + text for slot, text in zip(slots, segments[1:], strict=True)
    )

    source = split_shell(page.encode("utf-8", "surrogatepass"))

    assert source.slots == tuple(slots)
    expected = segments[0] + "".join(
        blocks.get(slot, "") + text for slot, text in zip(slots, segments[1:], strict=True)
    )
    assert fill(page, blocks) == expected
    assert len(source.segments) == len(source.slots) + 1

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warraq.press.board import PressedBlock, press_block
from warraq.press.pages import PressedPage, press_page
from warraq.press.records import DamagedRecordError, block_from, block_record, page_from, page_record
from warraq.press.shells import slot_marker


def a_page() -> PressedPage:
    return press_page(
        f"<p>خبر</p>{slot_marker('a')}\n {slot_marker('b/c')}<hr>{slot_marker('a')}".encode(),
        version=12,
        pressed_at=100.25,
        status=410,
        headers=[("Content-Type", "text/html; charset=utf-8"), ("Content-Language", "ar")],
        cache_control="no-cache",
        last_modified=50,
        surrogate_keys=["story-1", "story-2"],
        query_matters=False,
    )


def a_block() -> PressedBlock:
    return press_block(
        "أخبار".encode() * 40,
        version=3,
        pressed_at=9.5,
        rule="أحدث الأخبار",
        shared=True,
        stories=["story-1", "قصة"],
    )


def fields(page: PressedPage) -> dict[str, object]:
    found = {field.name: getattr(page, field.name) for field in dataclasses.fields(page)}
    found["columns"] = [(column.slots, column.glue, column.name) for column in page.columns]
    return found


def test_a_page_reads_as_it_was_written() -> None:
    page = a_page()

    assert fields(page_from(page_record(page))) == fields(page)


def test_a_block_reads_as_it_was_written() -> None:
    block = a_block()

    read = block_from(block_record(block))

    for field in dataclasses.fields(block):
        assert getattr(read, field.name) == getattr(block, field.name)


@given(data=st.data())
def test_a_damaged_record_is_found_out(data: st.DataObject) -> None:
    record = bytearray(page_record(a_page()))
    place = data.draw(st.integers(0, len(record) - 1))
    record[place] ^= data.draw(st.integers(1, 255))

    with pytest.raises(DamagedRecordError):
        page_from(bytes(record))


@given(st.binary(max_size=200))
def test_other_bytes_are_no_record(noise: bytes) -> None:
    for read in (page_from, block_from):
        with pytest.raises(DamagedRecordError):
            read(noise)


def test_a_record_cut_short_is_no_record() -> None:
    with pytest.raises(DamagedRecordError):
        block_from(block_record(a_block())[:-1])


def test_a_page_is_no_block_and_a_block_no_page() -> None:
    with pytest.raises(DamagedRecordError):
        block_from(page_record(a_page()))
    with pytest.raises(DamagedRecordError):
        page_from(block_record(a_block()))

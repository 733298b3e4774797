import gzip
import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warraq.press.board import BlockBoard, Column, PressedBlock, columns_of, press_block
from warraq.press.parts import join_gzip
from warraq.press.shells import split_shell


def a_board(*, budget: int = 1_000_000, bundle_budget: int = 1_000_000) -> BlockBoard:
    return BlockBoard(budget=budget, bundle_budget=bundle_budget)


def a_block(text: str, *, version: int = 1, at: float = 100.0, shared: bool = True) -> PressedBlock:
    return press_block(text.encode(), version=version, pressed_at=at, rule="test", shared=shared)


def test_a_post_puts_many_blocks_up_and_counts_a_generation() -> None:
    board = a_board()
    one, two = a_block("1"), a_block("2")

    board.post({"one": one, "two": two})

    assert board.read(("two", "one", "three")) == (1, (two, one, None))


def test_a_block_overtaken_by_a_newer_one_is_left_out() -> None:
    board = a_board()
    newer = a_block("new", version=7)
    board.post({"one": newer})

    accepted = board.post({"one": a_block("old", version=6), "two": a_block("2")})

    assert set(accepted) == {"two"}
    assert board.get("one") is newer


def test_pressing_the_same_bytes_again_is_no_change() -> None:
    board = a_board()
    board.post({"one": a_block("same", version=1, at=100.0)})

    board.post({"one": a_block("same", version=2, at=200.0)})

    block = board.get("one")
    assert block is not None
    assert (block.version, block.pressed_at, block.changed_at) == (2, 200.0, 100.0)


def test_a_block_taken_down_reads_as_absent_in_a_new_generation() -> None:
    board = a_board()
    board.post({"one": a_block("1")})

    board.forget(["one"])

    assert board.read(("one",)) == (2, (None,))


def test_the_board_stays_within_its_budget() -> None:
    board = a_board(budget=20_000, bundle_budget=20_000)

    for number in range(300):
        board.post({f"related:{number}": a_block(f"<li>{number}</li>" * 20, shared=False)})

    assert board.used <= 40_000
    assert 10 < len(board) < 300


def test_a_reader_never_sees_half_of_a_post() -> None:
    board = a_board()
    slots = tuple(f"slot{number}" for number in range(20))
    ended = threading.Event()
    interval = sys.getswitchinterval()

    def write() -> None:
        for version in range(300):
            board.post({slot: a_block(str(version), version=version) for slot in slots})
        ended.set()

    board.post({slot: a_block("first", version=0) for slot in slots})
    sys.setswitchinterval(1e-6)
    writer = threading.Thread(target=write)
    try:
        writer.start()
        while not ended.is_set():
            _, blocks = board.read(slots)
            assert len({block.version for block in blocks if block}) == 1
    finally:
        sys.setswitchinterval(interval)
        writer.join()


@pytest.mark.parametrize(
    ("shell", "texts", "columns"),
    [
        ("plain", ["plain"], []),
        ("a<!--slot:x-->b", ["a", "b"], [(("x",), ())]),
        ("a<!--slot:x-->\n <!--slot:y-->b", ["a", "b"], [(("x", "y"), (b"\n ",))]),
        ("<!--slot:x--><!--slot:y-->", ["", ""], [(("x", "y"), (b"",))]),
        ("a<!--slot:x--> <hr> <!--slot:y--> ", ["a", " <hr> ", " "], [(("x",), ()), (("y",), ())]),
    ],
)
def test_slots_with_nothing_but_white_space_between_form_a_column(
    shell: str, texts: list[str], columns: list[tuple[tuple[str, ...], tuple[bytes, ...]]]
) -> None:
    found_texts, found_columns = columns_of(split_shell(shell.encode()))

    assert [text.decode() for text in found_texts] == texts
    assert [(column.slots, column.glue) for column in found_columns] == columns


def test_shared_blocks_of_a_column_become_one_part_that_is_made_once() -> None:
    board = a_board()
    board.post({key: a_block(f"<p>{key}</p>") for key in "abc"})
    column = Column(slots=("a", "b", "c"), glue=(b"\n", b""))
    _, blocks = board.read(column.slots)

    first = board.column_parts(column, blocks=blocks)
    again = board.column_parts(Column(slots=("a", "b", "c"), glue=(b"\n", b"")), blocks=blocks)

    assert [part.raw for part in first] == [b"<p>a</p>\n<p>b</p><p>c</p>"]
    assert again[0] is first[0]


def test_a_bundle_outlives_a_press_of_unchanged_blocks_and_follows_a_changed_one() -> None:
    board = a_board()
    column = Column(slots=("a", "b"), glue=(b"",))
    board.post({"a": a_block("1"), "b": a_block("2")})
    first = board.column_parts(column, blocks=board.read(column.slots)[1])

    board.post({"a": a_block("1", version=2)})
    same = board.column_parts(column, blocks=board.read(column.slots)[1])
    board.post({"a": a_block("9", version=3)})
    changed = board.column_parts(column, blocks=board.read(column.slots)[1])

    assert same[0] is first[0]
    assert changed[0].raw == b"92"


def test_bundles_stay_within_their_budget() -> None:
    board = a_board(bundle_budget=5_000)
    board.post({"a": a_block("a" * 50), "b": a_block("b" * 50)})
    _, blocks = board.read(("a", "b"))

    for number in range(100):
        glue = b" " * number
        board.column_parts(Column(slots=("a", "b"), glue=(glue,)), blocks=blocks)

    assert board._bundles_used <= 5_000
    assert 1 <= len(board._bundles) < 100


@given(
    kinds=st.lists(st.sampled_from(["shared", "own", "absent"]), min_size=1, max_size=9),
    spaces=st.lists(st.sampled_from([b"", b"\n", b"  "]), min_size=8, max_size=8),
)
def test_a_column_reads_as_its_blocks_however_they_are_shared(kinds: list[str], spaces: list[bytes]) -> None:
    board = a_board()
    slots = tuple(f"s{number}" for number in range(len(kinds)))
    glue = tuple(spaces[: len(kinds) - 1])
    texts = {slot: f"<p>{slot}</p>" for slot, kind in zip(slots, kinds, strict=True) if kind != "absent"}
    board.post(
        {
            slot: a_block(texts[slot], shared=kind == "shared")
            for slot, kind in zip(slots, kinds, strict=True)
            if slot in texts
        }
    )
    column = Column(slots=slots, glue=glue)

    parts = board.column_parts(column, blocks=board.read(slots)[1])

    expected = texts.get(slots[0], "").encode()
    for slot, space in zip(slots[1:], glue, strict=True):
        expected += space + texts.get(slot, "").encode()
    assert gzip.decompress(join_gzip(parts)) == expected

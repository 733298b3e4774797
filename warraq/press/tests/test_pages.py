import gc
import gzip
import tracemalloc
from html import escape

from hypothesis import given
from hypothesis import strategies as st

from warraq.press.board import BlockBoard, PressedBlock, press_block
from warraq.press.pages import Composed, PressedPage, compose, press_page
from warraq.press.shells import fill, slot_marker


def a_board(**blocks: str) -> BlockBoard:
    board = BlockBoard(budget=10**7, bundle_budget=10**6)
    board.post({key: a_block(text) for key, text in blocks.items()})
    return board


def a_block(text: str, *, at: float = 100.0, version: int = 1, shared: bool = True) -> PressedBlock:
    return press_block(text.encode(), version=version, pressed_at=at, rule="test", shared=shared)


def composed_with(page: PressedPage, board: BlockBoard) -> Composed:
    generation, blocks = board.read(page.slots)
    return compose(page, board=board, blocks=blocks, generation=generation)


def a_page(html: str, *, last_modified: float | None = None) -> PressedPage:
    return press_page(html.encode(), version=1, pressed_at=50.0, last_modified=last_modified)


@given(
    shell=st.lists(st.one_of(st.text().map(escape), st.sampled_from([slot_marker(key) for key in "abc"]))),
    blocks=st.dictionaries(st.sampled_from("abc"), st.tuples(st.text(max_size=200), st.booleans())),
)
def test_a_composed_page_is_the_plain_page(shell: list[str], blocks: dict[str, tuple[str, bool]]) -> None:
    html = "".join(shell).encode("utf-8", "replace").decode()
    texts = {key: text.encode("utf-8", "replace").decode() for key, (text, _) in blocks.items()}
    board = a_board()
    board.post({key: a_block(text, shared=blocks[key][1]) for key, text in texts.items()})

    composed = composed_with(a_page(html), board)

    assert gzip.decompress(composed.gzip_body).decode() == fill(html, texts)
    assert composed.plain_body().decode() == fill(html, texts)
    assert composed.length == len(fill(html, texts).encode())


def test_the_tag_follows_the_body_and_nothing_else() -> None:
    page = a_page("<p>" + slot_marker("a") + "</p>")
    first = composed_with(page, a_board(a="1"))

    board = a_board(a="1")
    board.post({"a": a_block("1", version=9, at=900.0), "other": a_block("x")})
    assert composed_with(page, board).tag == first.tag
    assert composed_with(page, a_board(a="2")).tag != first.tag
    assert composed_with(a_page("<b>" + slot_marker("a") + "</b>"), a_board(a="1")).tag != first.tag


def test_the_modification_time_is_the_last_change_of_shell_or_block() -> None:
    board = a_board(a="1")
    board.post({"b": a_block("2", at=300.0)})
    html = slot_marker("a") + slot_marker("b")

    assert composed_with(a_page(html, last_modified=20.0), board).modified_at == 300.0
    assert composed_with(a_page(html, last_modified=400.0), board).modified_at == 400.0
    assert composed_with(a_page("no slots", last_modified=20.0), board).modified_at == 20.0


def test_the_age_counts_from_the_oldest_block_or_else_from_the_shell() -> None:
    board = a_board(a="1")
    board.post({"b": a_block("2", at=300.0)})

    assert composed_with(a_page(slot_marker("a") + slot_marker("b")), board).oldest_at == 100.0
    assert composed_with(a_page(slot_marker("absent")), board).oldest_at == 50.0


def test_a_page_of_shared_blocks_is_nearly_as_small_as_if_it_were_compressed_whole() -> None:
    item = (
        '<li class="teaser"><a class="teaser__link" href="/سياسة/{0}">وزير الخارجية يبحث {0} ملفات</a></li>'
    )
    texts = {
        f"s{block}": "<ol>" + "".join(item.format(block * 100 + number) for number in range(5)) + "</ol>"
        for block in range(12)
    }
    board = a_board(**texts)
    html = "<main>" + "<p>نص الخبر</p>" * 30 + "\n".join(slot_marker(key) for key in texts) + "</main>"

    composed = composed_with(a_page(html), board)

    assert len(composed.gzip_body) < 1.1 * len(gzip.compress(fill(html, texts).encode(), 6))


def test_the_cost_told_is_the_memory_taken() -> None:
    board = a_board(**{f"shared{number}": "x" * 100 for number in range(10)})
    slots = [slot_marker(f"shared{number}") for number in range(10)]

    def press(number: int) -> tuple[PressedPage, Composed]:
        slot = slot_marker(f"related:{number}")
        page = a_page(f"<h1>{number}</h1>" + "نص" * 900 + slot + "".join(slots) + f"<p>{number}</p>")
        composed = composed_with(page, board)
        composed.headers = [(f"Header-{name}", f"{number} and some more words") for name in range(7)]
        return page, composed

    press(0)
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        kept = [press(number) for number in range(500)]
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    told = sum(page.cost + composed.cost for page, composed in kept)
    assert 0.75 <= (after - before) / told <= 1.05

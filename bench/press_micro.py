"""Small measurements of the press alone, without a server: microseconds for each step, medians of several rounds.

    python bench/press_micro.py

A page of some 45 KB: a story, a related list of its own, 12 blocks that all pages share. The server's own cost is not
in these figures; `make bench` measures it.
"""

import gzip
import random
import statistics
import timeit
from collections.abc import Callable
from typing import Any

from warraq.press.board import press_block
from warraq.press.engine import Press
from warraq.press.front import PressApplication
from warraq.press.negotiate import preferred_coding
from warraq.press.pages import compose, press_page
from warraq.press.parts import combined_crc, join_gzip, make_part
from warraq.press.shells import fill, slot_marker

ROUNDS = 7
SHARED = [f"maghrib/section-{number}" for number in range(12)]
LETTERS = "اانليمتربدسعقحفكجشخطصثذزضغظوةءئؤ"


def sentence(seed: int, *, words: int) -> str:
    """Words that nobody has written, as varied as real ones."""
    chance = random.Random(seed % 40)
    return " ".join("".join(chance.choices(LETTERS, k=chance.randint(2, 8))) for _ in range(words))


def teasers(seed: int, *, count: int) -> str:
    items = [
        f'<li class="teaser"><a class="teaser__link" href="/سياسة/{seed * 100 + number}-خبر">'
        f'<img src="/media/{seed * 100 + number}/320.avif" width="320" height="180" alt="" loading="lazy">'
        f'<span class="teaser__headline">{sentence(seed * 5 + number, words=9)} {seed * 31 + number}</span></a>'
        f'<time datetime="2024-11-0{number + 1}T10:00:00+01:00">منذ {number + 2} ساعات</time></li>'
        for number in range(count)
    ]
    return f'<section class="block"><h2>قسم {seed}</h2><ol>{"".join(items)}</ol></section>'


def shell(number: int) -> str:
    paragraphs = "".join(
        f"<p>{sentence(number * 9 + line, words=60)} {number * 17 + line}</p>" for line in range(9)
    )
    slots = "\n".join(slot_marker(key) for key in [f"related/{number}", *SHARED])
    return f"<!doctype html><html><body><main><h1>{number}</h1>{paragraphs}</main>{slots}<footer></footer></body>"


def environ(path: str, **more: str) -> dict[str, Any]:
    """What a server says of a browser's request."""
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": "",
        "HTTP_HOST": "maghrib.localhost:8000",
        "HTTP_ACCEPT_ENCODING": "gzip, deflate, br, zstd",
        "HTTP_USER_AGENT": "Mozilla/5.0",
        **more,
    }


def microseconds(work: Callable[[], object]) -> float:
    """The median over rounds of the mean time of one call."""
    timer = timeit.Timer(work)
    number, _ = timer.autorange()
    number = max(1, number // 4)
    return statistics.median(timer.timeit(number) / number for _ in range(ROUNDS)) * 1e6


def show(what: str, work: Callable[[], object]) -> None:
    print(f"{microseconds(work):10.2f} µs  {what}")


def main() -> None:
    press = Press()
    press.post_blocks(
        {
            key: press_block(
                teasers(seed, count=4).encode(), version=1, pressed_at=0.0, rule="bench", shared=True
            )
            for seed, key in enumerate(SHARED)
        }
    )
    own = press_block(teasers(99, count=5).encode(), version=1, pressed_at=0.0, rule="bench", shared=False)
    press.post_blocks({"related/1": own})
    html = shell(1)
    page = press_page(html.encode(), version=1, pressed_at=0.0)
    path = "/سياسة/1-خبر"
    key = f"maghrib.localhost{path}"
    press.put_page(key, page, epoch=press.epoch())
    held = press.held(key)
    assert held is not None
    generation, blocks = press.board.read(page.slots)
    composed = compose(page, board=press.board, blocks=blocks, generation=generation)
    whole = composed.plain_body()
    singles = [page.parts[0], *[block.part for block in blocks if block], page.parts[-1]]

    print(f"page {len(whole)} bytes in {len(page.slots)} slots; gzip: whole {len(gzip.compress(whole, 6))},")
    print(f"joined with bundles {len(composed.gzip_body)} ({len(composed.parts)} parts),")
    print(f"joined from single blocks {len(join_gzip(singles))} ({len(singles)} parts)\n")

    eight = singles[:8]
    show("combine the checksums of 8 parts", lambda: combined_crc(eight))
    show("join 8 parts", lambda: join_gzip(eight))
    show(f"join {len(singles)} parts", lambda: join_gzip(singles))
    show(
        "compose the page (bundle at hand)",
        lambda: compose(page, board=press.board, blocks=blocks, generation=generation),
    )
    show("read the blocks of the page from the board", lambda: press.board.read(page.slots))
    column = "".join(teasers(seed, count=4) for seed in range(len(SHARED))).encode()
    show("make a bundle of 12 blocks after a change", lambda: make_part(column))
    show("press the shell", lambda: press_page(html.encode(), version=1, pressed_at=0.0))
    show("put the page together as text and gzip it", lambda: gzip.compress(fill(html, {}).encode(), 6))
    show("read Accept-Encoding for the first time", lambda: preferred_coding("gzip, deflate, br, zstd"))

    front = PressApplication(lambda environ, start_response: [], press)

    def start_response(status: str, headers: list[tuple[str, str]]) -> None:
        pass

    browser = environ(path)
    ascii_path = "/politics/1"
    press.put_page(f"maghrib.localhost{ascii_path}", page, epoch=press.epoch())
    short = environ(ascii_path)
    for _ in range(3):
        front(browser, start_response)  # type: ignore[arg-type]
        front(short, start_response)  # type: ignore[arg-type]
    etag = press.composed(key, held)
    again = environ(path, HTTP_IF_NONE_MATCH=f'"{etag.tag}-gzip"')
    identity = environ(path, HTTP_ACCEPT_ENCODING="identity")
    cookies = environ(path, HTTP_COOKIE="; ".join(f"_ga{number}={'x' * 40}" for number in range(12)))
    print()
    show("answer a held page, ASCII address", lambda: front(short, start_response))  # type: ignore[arg-type]
    show("answer a held page, Arabic address", lambda: front(browser, start_response))  # type: ignore[arg-type]
    show("the same with 600 bytes of cookies", lambda: front(cookies, start_response))  # type: ignore[arg-type]
    show("the same without gzip", lambda: front(identity, start_response))  # type: ignore[arg-type]
    show("answer 304", lambda: front(again, start_response))  # type: ignore[arg-type]

    version = [1]
    texts = [
        press_block(teasers(seed, count=4).encode(), version=1, pressed_at=0.0, rule="bench", shared=True)
        for seed in (40, 41)
    ]

    def publish_and_answer() -> None:
        version[0] += 1
        press.board.replace({SHARED[0]: texts[version[0] % 2]})
        front(browser, start_response)  # type: ignore[arg-type]

    def other_block_and_answer() -> None:
        press.board.replace({"unrelated": own})
        front(browser, start_response)  # type: ignore[arg-type]

    def new_bundle_each_page() -> None:
        held.composed = None
        front(browser, start_response)  # type: ignore[arg-type]

    show("the first page after a publish (makes the bundle)", publish_and_answer)
    show("every further page after a publish", new_bundle_each_page)
    show("a page after a publish that does not touch it", other_block_and_answer)


if __name__ == "__main__":
    main()

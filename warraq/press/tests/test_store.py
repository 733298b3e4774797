import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from warraq.press.board import PressedBlock, press_block
from warraq.press.pages import PressedPage, press_page
from warraq.press.store import BLOCK, PAGE, Change, NoStore, PageStore, Store, Verdict


def a_page(text: str = "page", *, version: int = 1) -> PressedPage:
    return press_page(text.encode(), version=version, pressed_at=100.0)


def a_block(text: str = "block", *, version: int = 1, shared: bool = True) -> PressedBlock:
    return press_block(text.encode(), version=version, pressed_at=100.0, rule="test", shared=shared)


def text_of(page: PressedPage | None) -> str | None:
    return None if page is None else page.parts[0].raw.decode()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "press" / "store.sqlite3"


@pytest.fixture
def open_store(path: Path) -> Iterator[Callable[..., PageStore]]:
    opened: list[PageStore] = []

    def opener(**options: object) -> PageStore:
        store = PageStore(path, busy_seconds=0.01, **{"rest_seconds": 0.0, **options})  # type: ignore[arg-type]
        opened.append(store)
        return store

    yield opener
    for store in opened:
        store.close()


def test_a_page_is_found_again_after_a_restart(open_store: Callable[..., PageStore]) -> None:
    first = open_store()
    assert first.put_page("a/", a_page("one"), epoch=first.mark()) is Verdict.KEPT
    first.put_blocks({"latest": a_block("two")}, epoch=None)
    first.close()

    second = open_store()

    assert text_of(second.page("a/")) == "one"
    assert second.blocks(["latest", "other"])["latest"].part.raw == b"two"
    assert second.page("b/") is None


def test_a_page_rendered_before_a_touch_is_refused(open_store: Callable[..., PageStore]) -> None:
    store = open_store()
    epoch = store.mark()
    store.touch(pages=["a/"], blocks=[])

    assert store.put_page("a/", a_page("old"), epoch=epoch) is Verdict.OVERTAKEN
    assert store.put_page("b/", a_page("other"), epoch=epoch) is Verdict.KEPT
    assert store.put_page("a/", a_page("new"), epoch=store.mark()) is Verdict.KEPT
    assert text_of(store.page("a/")) == "new"


def test_a_touch_leaves_the_kept_page_and_forgetting_removes_it(open_store: Callable[..., PageStore]) -> None:
    store = open_store()
    store.put_page("a/", a_page(), epoch=store.mark())

    store.touch(pages=["a/"], blocks=[])
    assert store.page("a/") is not None
    epoch = store.mark()
    store.forget(pages=["a/"], blocks=[])

    assert store.page("a/") is None
    assert store.put_page("a/", a_page(), epoch=epoch) is Verdict.OVERTAKEN


def test_touches_are_forgotten_behind_a_floor_that_refuses_what_is_older(
    open_store: Callable[..., PageStore],
) -> None:
    store = open_store(log_limit=10)
    epoch = store.mark()
    store.touch(pages=["a/"], blocks=[])

    store.touch(pages=[f"{number}/" for number in range(50)], blocks=[])

    assert store.put_page("a/", a_page(), epoch=epoch) is Verdict.OVERTAKEN
    assert store.put_page("a/", a_page(), epoch=store.mark()) is Verdict.KEPT
    with sqlite3.connect(store._file.path) as file:
        assert file.execute("SELECT COUNT(*) FROM touches").fetchone()[0] <= 11
        assert file.execute("SELECT COUNT(*) FROM changes").fetchone()[0] <= 11


def test_an_older_block_does_not_replace_a_newer_one(open_store: Callable[..., PageStore]) -> None:
    store = open_store()
    store.put_blocks({"a": a_block("new", version=5)}, epoch=None)

    verdict, kept = store.put_blocks({"a": a_block("old", version=4), "b": a_block("b")}, epoch=None)

    assert (verdict, kept) == (Verdict.OVERTAKEN, {"b"})
    assert store.blocks(["a"])["a"].part.raw == b"new"


def test_a_block_rendered_before_it_was_forgotten_is_refused(open_store: Callable[..., PageStore]) -> None:
    store = open_store()
    epoch = store.mark()
    store.forget(pages=[], blocks=["a"])

    verdict, kept = store.put_blocks({"a": a_block(), "b": a_block()}, epoch=epoch)

    assert (verdict, kept) == (Verdict.OVERTAKEN, {"b"})


def test_the_store_stays_within_its_budget_and_keeps_what_is_read(
    open_store: Callable[..., PageStore], path: Path
) -> None:
    store = open_store(budget=400_000)
    store.put_page("read/", a_page("read"), epoch=store.mark())
    store.put_blocks({"latest": a_block()}, epoch=None)

    for number in range(300):
        noise = os.urandom(6_000).hex()
        store.put_page(f"{number}/", a_page(noise), epoch=store.mark())
        store.page("read/")

    status = store.status()
    assert status.bytes <= 400_000
    assert status.sheets < 100
    assert store.page("read/") is not None
    assert store.page("1/") is None
    assert store.page("299/") is not None
    assert "latest" in store.blocks(["latest"])
    assert path.stat().st_size < 2 * 400_000


def test_the_bytes_are_counted_through_changes_and_removals(open_store: Callable[..., PageStore]) -> None:
    store = open_store()
    store.put_page("a/", a_page("x" * 100), epoch=store.mark())
    one = store.status().bytes
    store.put_page("a/", a_page(os.urandom(9_000).hex()), epoch=store.mark())

    assert store.status().bytes > one > 0
    store.forget(pages=["a/"], blocks=[])
    assert store.status().bytes == 0


class Heard:
    """A follower that keeps what it hears and can be waited for."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.fell_behind = False
        self.news = threading.Condition()

    def __call__(self, changes: Sequence[Change] | None) -> None:
        with self.news:
            if changes is None:
                self.fell_behind = True
            else:
                self.changes.extend(changes)
            self.news.notify_all()

    def waits_for(self, test: Callable[[], bool]) -> bool:
        with self.news:
            return self.news.wait_for(test, timeout=10)


def test_one_process_hears_of_the_changes_of_another(open_store: Callable[..., PageStore]) -> None:
    writer, follower = open_store(), open_store()
    heard = Heard()
    follower.watch(heard, interval=0.001)

    writer.put_page("a/", a_page(), epoch=writer.mark())
    writer.put_blocks({"latest": a_block()}, epoch=None)
    writer.forget(pages=["a/"], blocks=[])
    follower.touch(pages=["b/"], blocks=[])

    assert heard.waits_for(lambda: len(heard.changes) == 4)
    assert [(change.kind, change.key, change.touched, change.own) for change in heard.changes] == [
        (PAGE, "a/", False, False),
        (BLOCK, "latest", False, False),
        (PAGE, "a/", True, False),
        (PAGE, "b/", True, True),
    ]


def test_a_follower_that_slept_too_long_hears_that_it_fell_behind(
    open_store: Callable[..., PageStore],
) -> None:
    writer, follower = open_store(log_limit=5), open_store()
    ready, wake = threading.Event(), threading.Event()
    heard = Heard()

    def sleepy(changes: Sequence[Change] | None) -> None:
        ready.set()
        wake.wait(10)
        heard(changes)

    follower.watch(sleepy, interval=0.001)
    writer.touch(pages=["first"], blocks=[])
    ready.wait(10)
    for number in range(50):
        writer.touch(pages=[str(number)], blocks=[])
    wake.set()

    assert heard.waits_for(lambda: heard.fell_behind)
    writer.touch(pages=["after"], blocks=[])
    assert heard.waits_for(lambda: bool(heard.changes) and heard.changes[-1].key == "after")


def test_a_damaged_file_is_set_aside_and_begun_anew(open_store: Callable[..., PageStore], path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"this is no database, but it is long enough to be read as one" * 200)

    store = open_store()

    assert store.put_page("a/", a_page(), epoch=store.mark()) is Verdict.KEPT
    assert store.page("a/") is not None
    assert store.status().state == "ok"
    assert store.status().set_aside == path.with_name("store.sqlite3.damaged")
    assert path.with_name("store.sqlite3.damaged").read_bytes().startswith(b"this is no database")


def test_a_file_damaged_while_it_is_open_is_begun_anew_by_all(
    open_store: Callable[..., PageStore], path: Path
) -> None:
    one, other = open_store(), open_store()
    mark = one.mark()
    for number in range(50):
        one.put_page(f"{number}/", a_page(os.urandom(3_000).hex()), epoch=mark)
    with sqlite3.connect(path) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file.close()
    with path.open("r+b") as raw:
        raw.seek(4096)
        raw.write(os.urandom(path.stat().st_size - 4096))

    for number in range(50):
        one.page(f"{number}/")
        one.put_page(f"{number}/", a_page("again"), epoch=one.mark())

    assert one.put_page("a/", a_page("new"), epoch=one.mark()) is Verdict.KEPT
    assert text_of(other.page("a/")) == "new"
    assert one.status().set_aside is not None


def test_numbers_go_on_growing_in_a_file_begun_anew(open_store: Callable[..., PageStore], path: Path) -> None:
    store = open_store()
    store.touch(pages=["a/"], blocks=[])
    before = store.mark()

    path.unlink()

    assert store.mark() >= before
    assert store.put_page("a/", a_page(), epoch=store.mark()) is Verdict.KEPT


def test_a_follower_goes_on_in_a_file_begun_anew(open_store: Callable[..., PageStore], path: Path) -> None:
    writer, follower = open_store(), open_store()
    heard = Heard()
    follower.watch(heard, interval=0.001)
    writer.touch(pages=["old"], blocks=[])
    assert heard.waits_for(lambda: len(heard.changes) == 1)

    path.unlink()
    writer.touch(pages=["new"], blocks=[])

    assert heard.waits_for(lambda: len(heard.changes) == 2)
    assert heard.changes[-1].key == "new"
    assert not heard.fell_behind


def test_a_locked_file_can_be_read_and_says_so(open_store: Callable[..., PageStore], path: Path) -> None:
    store = open_store()
    store.put_page("a/", a_page(), epoch=store.mark())
    lock = sqlite3.connect(path, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")

    assert store.put_page("a/", a_page("new"), epoch=store.mark()) is Verdict.FAILED
    assert store.put_blocks({"a": a_block()}, epoch=None) == (Verdict.FAILED, frozenset())
    assert store.touch(pages=["a/"], blocks=[]) is False
    assert store.forget(pages=["a/"], blocks=[]) is False
    assert store.page("a/") is not None
    assert store.status().state == "locked"

    lock.execute("ROLLBACK")
    assert store.forget(pages=["a/"], blocks=[]) is True
    assert store.status().state == "ok"
    lock.close()


def test_after_a_failure_the_file_is_left_alone_for_a_while(
    open_store: Callable[..., PageStore], path: Path
) -> None:
    store = open_store(rest_seconds=1000.0)
    lock = sqlite3.connect(path, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    store.touch(pages=["a/"], blocks=[])
    lock.execute("ROLLBACK")

    failures = store.status().failures
    assert store.touch(pages=["a/"], blocks=[]) is False
    assert store.status().failures == failures
    lock.close()


def test_a_place_where_no_file_can_be_keeps_nothing_and_raises_nothing(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    store = PageStore(blocked / "store.sqlite3", rest_seconds=0.0)

    assert store.put_page("a/", a_page(), epoch=store.mark()) is Verdict.FAILED
    assert store.page("a/") is None
    assert store.claim("a/")
    store.release("a/")
    assert store.status().state == "failing"
    store.close()


def test_a_damaged_row_reads_as_absent_and_is_removed(
    open_store: Callable[..., PageStore], path: Path
) -> None:
    store = open_store()
    store.put_page("a/", a_page(), epoch=store.mark())
    store.put_blocks({"b": a_block()}, epoch=None)
    with sqlite3.connect(path) as file:
        file.execute("UPDATE sheets SET record = zeroblob(40)")

    assert store.page("a/") is None
    assert store.blocks(["b"]) == {}
    assert store.status().sheets == 0


def in_another_process(script: str, *arguments: str) -> "subprocess.Popen[str]":
    root = Path(__file__).parents[3]
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), *arguments],
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_kill_in_the_middle_of_puts_leaves_a_readable_store(
    open_store: Callable[..., PageStore], path: Path
) -> None:
    script = """
        import sys, os, itertools
        from pathlib import Path
        from warraq.press.pages import press_page
        from warraq.press.store import PageStore

        store = PageStore(Path(sys.argv[1]), budget=2_000_000)
        for number in itertools.count():
            page = press_page(f"{number} {os.urandom(4000).hex()}".encode(), version=1, pressed_at=0.0)
            store.put_page(f"{number}/", page, epoch=store.mark())
            print(number, flush=True)
    """
    for _ in range(3):
        process = in_another_process(script, str(path))
        assert process.stdout is not None
        written = [process.stdout.readline() for _ in range(40)]
        process.send_signal(signal.SIGKILL)
        process.communicate()

        store = open_store()
        last = int(written[-1])
        assert (text_of(store.page(f"{last}/")) or "").startswith(f"{last} ")
        with sqlite3.connect(path) as file:
            assert file.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            counted = file.execute("SELECT SUM(size) FROM sheets").fetchone()[0]
        assert store.status().bytes == counted
        store.close()


def test_a_claim_holds_between_processes_and_dies_with_its_holder(
    open_store: Callable[..., PageStore], path: Path
) -> None:
    store = open_store()
    script = """
        import sys
        from pathlib import Path
        from warraq.press.store import PageStore

        store = PageStore(Path(sys.argv[1]))
        print(store.claim("a/"), flush=True)
        sys.stdin.readline()
    """
    process = in_another_process(script, str(path))
    assert process.stdout is not None
    assert process.stdout.readline() == "True\n"

    assert not store.claim("a/")
    assert store.claim("b/")
    process.send_signal(signal.SIGKILL)
    process.communicate()

    assert store.claim("a/")
    store.release("a/")


def test_two_real_processes_follow_each_other(open_store: Callable[..., PageStore], path: Path) -> None:
    store = open_store()
    heard = Heard()
    store.watch(heard, interval=0.001)
    script = """
        import sys
        from pathlib import Path
        from warraq.press.pages import press_page
        from warraq.press.store import PageStore

        store = PageStore(Path(sys.argv[1]))
        page = press_page(b"from the other", version=1, pressed_at=0.0)
        store.put_page("a/", page, epoch=store.mark())
        store.forget(pages=["b/"], blocks=[])
        store.close()
    """
    process = in_another_process(script, str(path))
    process.communicate(timeout=30)

    assert process.returncode == 0
    assert heard.waits_for(lambda: [change.key for change in heard.changes] == ["a/", "b/"])
    assert text_of(store.page("a/")) == "from the other"


def test_a_press_without_a_disk_keeps_nothing_and_numbers_its_touches() -> None:
    store: Store = NoStore()
    mark = store.mark()

    assert store.put_page("a/", a_page(), epoch=mark) is Verdict.KEPT
    assert store.page("a/") is None
    assert store.forget(pages=["a/"], blocks=[])
    assert store.mark() > mark
    assert store.status().state == "off"

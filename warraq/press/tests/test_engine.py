import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from warraq.press.board import PressedBlock, press_block
from warraq.press.engine import Press
from warraq.press.pages import PressedPage, press_page
from warraq.press.shells import slot_marker
from warraq.press.store import PageStore, Verdict

NOON = 1_700_000_000.0
HOUR = 3600.0


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> float:
        return self.now


def a_page(html: str = "page", *, version: int = 1) -> PressedPage:
    return press_page(html.encode(), version=version, pressed_at=NOON)


def a_block(
    text: str = "block", *, version: int = 1, at: float = NOON, stories: tuple[str, ...] = ()
) -> PressedBlock:
    return press_block(
        text.encode(), version=version, pressed_at=at, rule="test", shared=True, stories=stories
    )


def shown(press: Press, key: str) -> str | None:
    held = press.held(key)
    return None if held is None else press.composed(key, held).plain_body().decode()


@pytest.fixture
def open_press(tmp_path: Path) -> Iterator[Callable[[], Press]]:
    opened: list[Press] = []

    def opener() -> Press:
        store = PageStore(tmp_path / "store.sqlite3", busy_seconds=0.01, rest_seconds=0.0)
        press = Press(store=store, clock=Clock())
        opened.append(press)
        return press

    yield opener
    for press in opened:
        press.close()


class Clean:
    """Hears which keys became clean, and can be waited for."""

    def __init__(self, press: Press) -> None:
        self.heard: list[tuple[str, str]] = []
        self._news = threading.Condition()
        press.on_clean(self)

    def __call__(self, kind: str, key: str) -> None:
        with self._news:
            self.heard.append((kind, key))
            self._news.notify_all()

    def waits_for(self, kind: str, key: str, *, times: int = 1) -> bool:
        with self._news:
            return self._news.wait_for(lambda: self.heard.count((kind, key)) >= times, timeout=10)


def test_a_page_shows_the_blocks_of_the_moment() -> None:
    press = Press()
    press.put_page("a/", a_page(f"[{slot_marker('latest')}]"), epoch=press.epoch())
    press.post_blocks({"latest": a_block("one")})

    assert shown(press, "a/") == "[one]"
    press.post_blocks({"latest": a_block("two", version=2)})
    assert shown(press, "a/") == "[two]"


def test_a_composed_page_is_kept_while_its_blocks_stand() -> None:
    press = Press()
    press.put_page("a/", a_page(slot_marker("latest")), epoch=press.epoch())
    press.post_blocks({"latest": a_block("one"), "other": a_block()})
    held = press.held("a/")
    assert held is not None

    first, second, third = (press.composed("a/", held) for _ in range(3))
    assert second is not first, "what is asked for once is not kept"
    assert third is second
    press.post_blocks({"other": a_block("changed", version=2)})
    assert press.composed("a/", held) is second
    press.post_blocks({"latest": a_block("two", version=2)})
    assert press.composed("a/", held) is not second


def test_the_kept_answers_count_in_the_budget() -> None:
    press = Press(page_budget=100_000)
    for number in range(200):
        key = f"{number}/"
        press.put_page(key, a_page(f"<p>{number}</p>" * 50), epoch=press.epoch())
        for _ in range(3):
            shown(press, key)
        assert press.pages.used <= 100_000
    assert 10 < len(press.pages) < 200


def test_a_restart_finds_pages_and_blocks(open_press: Callable[[], Press]) -> None:
    first = open_press()
    first.put_page("a/", a_page(f"[{slot_marker('latest')}]"), epoch=first.epoch())
    first.post_blocks({"latest": a_block("one")})
    first.close()

    assert shown(open_press(), "a/") == "[one]"


def test_a_rendering_overtaken_by_a_touch_is_refused(open_press: Callable[[], Press]) -> None:
    for press in (Press(), open_press()):
        epoch = press.epoch()
        press.touch(pages=["a/"])

        assert press.put_page("a/", a_page("old"), epoch=epoch) is Verdict.OVERTAKEN
        assert press.held("a/") is None
        assert press.put_page("a/", a_page("new"), epoch=press.epoch()) is Verdict.KEPT


def test_a_rendering_overtaken_in_another_process_is_refused(open_press: Callable[[], Press]) -> None:
    one, other = open_press(), open_press()
    epoch = one.epoch()
    other.forget(pages=["a/"], blocks=["related:1"])

    assert one.put_page("a/", a_page("old"), epoch=epoch) is Verdict.OVERTAKEN
    assert one.post_blocks({"related:1": a_block()}, epoch=epoch) is Verdict.OVERTAKEN
    assert one.held("a/") is None
    assert one.board.get("related:1") is None


def test_versions_grow_with_what_the_press_is_told(open_press: Callable[[], Press]) -> None:
    for press in (Press(), open_press()):
        before = press.epoch().version
        press.touch(pages=["a/"])
        assert press.epoch().version > before


def test_a_withdrawn_page_is_gone_from_memory_and_store(open_press: Callable[[], Press]) -> None:
    press = open_press()
    press.put_page("a/", a_page(), epoch=press.epoch())

    assert press.forget(pages=["a/"]) is True

    assert press.held("a/") is None
    assert open_press().held("a/") is None


def test_other_processes_take_over_what_changes(open_press: Callable[[], Press]) -> None:
    presser, reader = open_press(), open_press()
    presser.put_page("a/", a_page(f"old[{slot_marker('latest')}]"), epoch=presser.epoch())
    presser.post_blocks({"latest": a_block("one")})
    clean = Clean(reader)
    reader.follow(interval=0.001)
    assert shown(reader, "a/") == "old[one]"

    presser.post_blocks({"latest": a_block("two", version=2)})
    assert clean.waits_for("block", "latest")
    assert shown(reader, "a/") == "old[two]"

    presser.put_page("a/", a_page(f"new[{slot_marker('latest')}]"), epoch=presser.epoch())
    assert clean.waits_for("page", "a/")
    assert shown(reader, "a/") == "new[two]"

    presser.forget(pages=["a/"])
    assert clean.waits_for("page", "a/", times=2)
    assert shown(reader, "a/") is None


def test_a_block_that_left_memory_is_still_followed(open_press: Callable[[], Press]) -> None:
    presser, reader = open_press(), open_press()
    presser.put_page("a/", a_page(slot_marker("latest")), epoch=presser.epoch())
    presser.post_blocks({"latest": a_block("one")})
    for _ in range(3):
        assert shown(reader, "a/") == "one"
    reader.board._blocks.discard(["latest"])
    clean = Clean(reader)
    reader.follow(interval=0.001)

    presser.post_blocks({"latest": a_block("two", version=2)})

    assert clean.waits_for("block", "latest")
    assert shown(reader, "a/") == "two"


def test_who_fell_behind_reads_everything_anew(open_press: Callable[[], Press]) -> None:
    presser, reader = open_press(), open_press()
    presser.put_page("a/", a_page("old"), epoch=presser.epoch())
    assert shown(reader, "a/") == "old"
    presser.put_page("a/", a_page("new"), epoch=presser.epoch())

    reader._follow(None)

    assert shown(reader, "a/") == "new"


def test_a_listener_hears_of_every_key_that_became_clean() -> None:
    press = Press()
    clean = Clean(press)

    press.put_page("a/", a_page(), epoch=press.epoch())
    press.post_blocks({"latest": a_block()})
    press.forget(pages=["b/"], blocks=["related:1"])

    assert clean.heard == [("page", "a/"), ("block", "latest"), ("page", "b/"), ("block", "related:1")]


def test_a_missing_block_is_rendered_by_whoever_registered() -> None:
    press = Press()
    asked: list[tuple[str, ...]] = []

    def render(keys: tuple[str, ...], version: int) -> Mapping[str, PressedBlock]:
        asked.append(keys)
        return {"a": a_block("A", version=version)}

    press.register_block_renderer(render)
    press.put_page("p/", a_page(f"{slot_marker('a')}-{slot_marker('b')}"), epoch=press.epoch())

    assert shown(press, "p/") == "A-"
    assert shown(press, "p/") == "A-"
    assert asked == [("a", "b")], "an unknown block is not asked for again at once"
    press.post_blocks({"b": a_block("B")})
    assert shown(press, "p/") == "A-B"


def test_a_second_renderer_is_refused() -> None:
    press = Press()
    press.register_block_renderer(lambda keys, version: {})

    with pytest.raises(RuntimeError, match="already"):
        press.register_block_renderer(lambda keys, version: {})


def test_a_renderer_that_fails_leaves_its_slot_empty() -> None:
    press = Press()

    def fail(keys: tuple[str, ...], version: int) -> Mapping[str, PressedBlock]:
        raise OSError("the database is gone")

    press.register_block_renderer(fail)
    press.put_page("p/", a_page(f"<p>{slot_marker('a')}</p>"), epoch=press.epoch())

    assert shown(press, "p/") == "<p></p>"


def test_a_block_forgotten_while_it_was_rendered_is_not_put_up() -> None:
    press = Press()

    def render(keys: tuple[str, ...], version: int) -> Mapping[str, PressedBlock]:
        press.forget(blocks=keys)
        return {key: a_block("withdrawn", version=version) for key in keys}

    press.register_block_renderer(render)
    press.put_page("p/", a_page(slot_marker("a")), epoch=press.epoch())

    assert shown(press, "p/") == ""


def test_unchanged_bytes_keep_the_time_of_their_change_through_a_restart(
    open_press: Callable[[], Press],
) -> None:
    first = open_press()
    first.post_blocks({"a": a_block("same", at=NOON)})
    first.close()

    second = open_press()
    second.post_blocks({"a": a_block("same", version=2, at=NOON + HOUR)})

    block = second.board.get("a")
    assert block is not None
    assert (block.pressed_at, block.changed_at) == (NOON + HOUR, NOON)


def test_why_tells_rule_version_and_age_of_every_slot() -> None:
    clock = Clock()
    press = Press(clock=clock)
    page = press_page(
        f"{slot_marker('latest')}{slot_marker('absent')}".encode(),
        version=5,
        pressed_at=NOON - HOUR,
        surrogate_keys=["story-1"],
    )
    press.put_page("a/", page, epoch=press.epoch())
    press.post_blocks({"latest": a_block("one", version=7, at=NOON - 60, stories=("story-9",))})

    report = press.why("a/")

    assert report is not None
    assert (report.version, report.age, report.surrogate_keys) == (5, HOUR, ("story-1",))
    latest, absent = report.slots
    assert (latest.key, latest.rule, latest.version) == ("latest", "test", 7)
    assert (latest.since, latest.age, latest.stories) == (NOON - 60, 60, ("story-9",))
    assert (absent.key, absent.version) == ("absent", -1)
    assert press.why("unknown/") is None


def test_without_a_store_that_can_be_written_the_press_goes_on_and_pays_later(
    open_press: Callable[[], Press], tmp_path: Path
) -> None:
    import sqlite3

    press = open_press()
    press.put_page("kept/", a_page("old"), epoch=press.epoch())
    press.put_page("withdrawn/", a_page("bad"), epoch=press.epoch())
    lock = sqlite3.connect(tmp_path / "store.sqlite3", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")

    assert press.put_page("kept/", a_page("new"), epoch=press.epoch()) is Verdict.FAILED
    assert press.forget(pages=["withdrawn/"]) is False
    assert press.post_blocks({"a": a_block("A")}) is Verdict.FAILED
    assert shown(press, "kept/") == "new"
    assert shown(press, "withdrawn/") is None
    press.pages.clear()
    assert shown(press, "kept/") is None, "the store's copy is known to be old"
    assert press.status().owed == 3

    lock.execute("ROLLBACK")
    lock.close()
    press._pay()
    assert press.status().owed == 0
    assert press.store.page("withdrawn/") is None
    assert press.store.page("kept/") is None


def test_a_store_that_nobody_can_open_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    press = Press(store=PageStore(tmp_path / "file" / "store.sqlite3"))

    epoch = press.epoch()
    assert press.put_page("a/", a_page("one"), epoch=epoch) is Verdict.FAILED
    press.touch(pages=["a/"])
    assert press.put_page("a/", a_page("old"), epoch=epoch) is Verdict.OVERTAKEN
    assert shown(press, "a/") == "one"
    assert press.status().store.state == "failing"


def test_a_page_about_something_shows_the_variant_of_a_block_that_shows_it(
    open_press: Callable[[], Press],
) -> None:
    asked: list[str] = []

    def render(keys: tuple[str, ...], version: int) -> dict[str, PressedBlock]:
        asked.extend(keys)
        return {key: a_block(f"[{key}]", version=version, stories=("story.2",)) for key in keys}

    press = open_press()
    press.register_block_renderer(render)
    press.post_blocks(
        {"latest": a_block("[latest]", version=press.epoch().version, stories=("story.1", "story.2"))}
    )
    for number in ("1", "7"):
        page = press_page(
            b"<p><!--slot:latest--></p>",
            version=press.epoch().version,
            pressed_at=1.0,
            subject=f"story.{number}",
        )
        press.put_page(f"host/{number}", page, epoch=press.epoch())
    assert shown(press, "host/1") == "<p>[latest~story.1]</p>"
    assert shown(press, "host/7") == "<p>[latest]</p>"
    assert asked == ["latest~story.1"]

    # A newer block makes the variant old: it is rendered again, once.
    press.touch(blocks=["latest"])
    press.post_blocks({"latest": a_block("[newer]", version=press.epoch().version, stories=("story.1",))})
    assert shown(press, "host/1") == "<p>[latest~story.1]</p>"
    assert shown(press, "host/7") == "<p>[newer]</p>"
    assert asked == ["latest~story.1"] * 2

    # Once the block shows it no more, the page shows the block like any other.
    press.touch(blocks=["latest"])
    press.post_blocks({"latest": a_block("[gone]", version=press.epoch().version, stories=("story.9",))})
    assert shown(press, "host/1") == "<p>[gone]</p>"


def test_an_old_variant_stands_while_a_newer_one_cannot_be_had(open_press: Callable[[], Press]) -> None:
    press = open_press()
    press.post_blocks(
        {
            "latest": a_block("[latest]", version=press.epoch().version, stories=("story.1",)),
            "latest~story.1": a_block("[without]", version=press.epoch().version, stories=()),
        }
    )
    page = press_page(b"<!--slot:latest-->", version=1, pressed_at=1.0, subject="story.1")
    press.put_page("host/1", page, epoch=press.epoch())
    press.touch(blocks=["latest"])
    press.post_blocks({"latest": a_block("[newer]", version=press.epoch().version, stories=("story.1",))})
    assert shown(press, "host/1") == "[without]"


def test_tags_find_pages_and_blocks_and_leave_with_them(open_press: Callable[[], Press]) -> None:
    for press in (open_press(), Press()):
        epoch = press.epoch()
        page = press_page(
            b"x", version=epoch.version, pressed_at=1.0, surrogate_keys=["story.1", "edition.1"]
        )
        press.put_page("host/1", page, epoch=epoch)
        press.post_blocks({"related.5": a_block("r", version=epoch.version, stories=("story.1",))})
        assert press.tagged(["story.1"]) == ({"host/1"}, {"related.5"})
        assert press.tagged(["edition.1", "nothing"]) == ({"host/1"}, frozenset())
        press.forget(pages=["host/1"], blocks=["related.5"])
        assert press.tagged(["story.1", "edition.1"]) == (frozenset(), frozenset())


def test_a_block_of_one_page_that_has_grown_old_is_rendered_again_after_its_page_was_read() -> None:
    clock = Clock()
    press = Press(clock=clock, renew_after=60.0)
    rendered: list[str] = []

    def render(keys: tuple[str, ...], version: int) -> dict[str, PressedBlock]:
        rendered.extend(keys)
        return {
            key: press_block(b"new", version=version, pressed_at=clock.now, rule="again", shared=False)
            for key in keys
        }

    press.register_block_renderer(render)
    old = press_block(b"old", version=1, pressed_at=clock.now, rule="first", shared=False)
    press.post_blocks({"related.1": old, "latest": a_block("shared")})
    page = f"{slot_marker('related.1')}|{slot_marker('latest')}"
    press.put_page("a/", a_page(page), epoch=press.epoch())
    assert shown(press, "a/") == "old|shared"
    press._renew()
    assert rendered == []
    clock.now += 61
    press.post_blocks({"other": a_block("a post makes pages look at their blocks")})
    assert shown(press, "a/") == "old|shared"
    press._renew()
    press._renew()
    assert rendered == ["related.1"]
    assert shown(press, "a/") == "new|shared"

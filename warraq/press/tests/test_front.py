import gzip
import sqlite3
import subprocess
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warraq.press.board import PressedBlock, press_block
from warraq.press.engine import Press
from warraq.press.front import UNAVAILABLE_PAGE, FrontSettings, Plain, PressApplication
from warraq.press.shells import fill, slot_marker
from warraq.press.store import PageStore
from warraq.press.tests.wsgi import Backend, Reply, get

NOON = 1_700_000_000.0
STORY = "/سياسة/12-خبر"
ESI_CACHE = 'cdn="ESI/1.0"'


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> float:
        return self.now


class House:
    """A backend behind a press, and what a reader may do."""

    def __init__(self, *, store: PageStore | None = None, **settings: Any) -> None:
        self.clock = Clock()
        self.press = Press(clock=self.clock, store=store)
        self.backend = Backend(shells={STORY: f"<p>خبر</p>{slot_marker('latest')}<hr>"})
        self.front = PressApplication(self.backend, self.press, settings=FrontSettings(**settings))
        self.post(latest="<ol>أحدث</ol>")

    def post(self, *, version: int = 1, **blocks: str) -> None:
        self.press.post_blocks({key: self.block(text, version=version) for key, text in blocks.items()})

    def block(self, text: str, *, version: int = 1) -> PressedBlock:
        return press_block(
            text.encode(),
            version=version,
            pressed_at=self.clock.now,
            rule="test",
            shared=True,
            stories=("story-9",),
        )

    def get(self, path: str = STORY, **request: Any) -> Reply:
        return get(self.front, path, **request)


# A page that is held


def test_a_page_is_pressed_once_and_then_answered_without_the_backend() -> None:
    house = House()

    first, second, third = (house.get() for _ in range(3))

    assert first.text == second.text == third.text == "<p>خبر</p><ol>أحدث</ol><hr>"
    assert house.backend.times(STORY) == 1


def test_the_answer_says_all_that_a_reader_and_a_cache_need() -> None:
    house = House()
    house.clock.now += 30

    reply = house.get()

    assert reply.status == 200
    assert dict(reply.headers) == {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "public, max-age=0, must-revalidate, s-maxage=1,"
        " stale-while-revalidate=10, stale-if-error=86400",
        "Vary": "Accept-Encoding",
        "ETag": reply["ETag"],
        "Last-Modified": "Tue, 14 Nov 2023 22:13:50 GMT",
        "Content-Encoding": "gzip",
        "Content-Length": str(len(reply.body)),
        "X-Warraq-Age": "30",
    }


def test_the_internal_headers_never_leave_the_house() -> None:
    house = House()
    house.backend.headers[STORY] = [
        ("X-Warraq-Last-Modified", str(NOON - 3600)),
        ("X-Warraq-Query", "ignore"),
        ("Surrogate-Key", "story-12"),
        ("Content-Language", "ar-MA"),
        ("Server", "backend"),
        ("Date", "yesterday"),
    ]
    house.backend.headers["/other"] = [("X-Warraq-Debug", "secret"), ("X-Other", "kept")]

    for _ in range(3):
        names = [name.lower() for name, _ in house.get().headers]
        assert not {"x-warraq-shell", "x-warraq-last-modified", "x-warraq-query"} & set(names)
        assert not {"surrogate-key", "server", "date"} & set(names)
        assert "content-language" in names
        assert len(names) == len(set(names))
    assert [name for name, _ in house.get("/other").headers] == ["Content-Type", "X-Other"]


def test_a_changed_block_shows_on_the_held_page_with_another_tag() -> None:
    house = House()
    before = house.get()
    house.clock.now += 5.5
    house.post(latest="<ol>جديد</ol>", version=2)
    house.clock.now += 5

    after = house.get()

    assert after.text == "<p>خبر</p><ol>جديد</ol><hr>"
    assert after["ETag"] != before["ETag"]
    assert after["Last-Modified"] == "Tue, 14 Nov 2023 22:13:26 GMT"
    assert after["X-Warraq-Age"] == "5"
    assert house.backend.times(STORY) == 1


def test_the_age_goes_on_while_the_page_is_held() -> None:
    house = House()
    ages = []
    for _ in range(4):
        ages.append(house.get()["X-Warraq-Age"])
        house.clock.now += 0.75

    assert ages == ["0", "0", "1", "2"]


def test_a_server_that_changes_its_list_of_headers_does_no_harm() -> None:
    house = House()
    for _ in range(3):
        house.get()

    def meddle(
        status: str, headers: list[tuple[str, str]], exc_info: Any = None
    ) -> Callable[[bytes], object]:
        headers.append(("X-Meddled", "1"))
        return lambda data: None

    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": STORY.encode().decode("latin-1")}
    environ |= {"HTTP_HOST": "maghrib.localhost", "HTTP_ACCEPT_ENCODING": "gzip"}
    house.front(environ, meddle)

    assert "X-Meddled" not in house.get()


@pytest.mark.parametrize("coding", ["gzip", "identity", None, "br", "gzip;q=0", "*", "nonsense;q=;"])
def test_every_reader_gets_a_body_that_he_can_read(coding: str | None) -> None:
    house = House()
    for _ in range(2):
        reply = house.get(coding=coding)
        assert reply.text == "<p>خبر</p><ol>أحدث</ol><hr>"
        assert int(reply["Content-Length"]) == len(reply.body)
        assert ("Content-Encoding" in reply) is (coding in {"gzip", "*"})


def test_head_says_what_get_says_and_sends_no_body() -> None:
    house = House()

    for _ in range(3):
        got, headed = house.get(), house.get(method="HEAD", validate=False)
        assert headed.headers == got.headers
        assert headed.body == b""


def test_head_may_come_first() -> None:
    house = House()

    assert house.get(method="HEAD", validate=False)["Content-Encoding"] == "gzip"
    assert house.get().text == "<p>خبر</p><ol>أحدث</ol><hr>"
    assert house.backend.times(STORY) == 1


def test_who_has_the_page_is_told_so_until_a_block_changes() -> None:
    house = House()
    got = house.get()

    same = house.get(if_none_match=f'"other", W/{got["ETag"]}', validate=False)
    assert (same.status, same.body) == (304, b"")
    assert same["ETag"] == got["ETag"]
    assert "Content-Length" not in same
    assert house.get(if_none_match=got["ETag"], coding=None).status == 200, "another coding, another tag"

    house.post(latest="<ol>جديد</ol>", version=2)
    assert house.get(if_none_match=got["ETag"]).status == 200


def test_a_date_alone_is_enough_to_be_told_so() -> None:
    house = House()
    house.clock.now += 10
    date = house.get()["Last-Modified"]

    assert house.get(if_modified_since=date, validate=False).status == 304
    assert house.get(if_modified_since=date, if_none_match='"other"').status == 200


def test_a_range_gets_the_whole_page() -> None:
    house = House()
    for _ in range(2):
        reply = house.get(range="bytes=0-3")
        assert (reply.status, reply.text) == (200, "<p>خبر</p><ol>أحدث</ol><hr>")


def test_host_names_are_one_page_however_they_are_written() -> None:
    house = House()
    for host in ("maghrib.localhost", "MAGHRIB.localhost:8000", "maghrib.localhost."):
        assert house.get(host=host).status == 200
    assert house.backend.times(STORY) == 1
    house.get(host="misr.localhost")
    assert house.backend.times(STORY) == 2


def test_a_withdrawn_page_is_kept_with_its_status() -> None:
    house = House()
    house.backend.statuses[STORY] = 410
    first = house.get()

    assert [house.get().status for _ in range(2)] == [410, 410]
    assert house.get(if_none_match=first["ETag"]).status == 410
    assert house.backend.times(STORY) == 1


def test_a_page_that_is_forgotten_is_asked_for_anew() -> None:
    house = House()
    house.get()
    house.backend.shells[STORY] = "<p>تصحيح</p>"

    house.press.forget(pages=[f"maghrib.localhost{STORY}"])

    assert house.get().text == "<p>تصحيح</p>"


def test_a_page_touched_while_it_was_rendered_is_rendered_again() -> None:
    house = House()
    key = f"maghrib.localhost{STORY}"

    def change_meanwhile(environ: dict[str, Any]) -> None:
        if house.backend.times(STORY) == 1:
            house.press.touch(pages=[key])

    house.backend.before = change_meanwhile

    assert house.get().status == 200
    assert house.backend.times(STORY) == 2
    assert house.press.held(key) is not None


def test_a_page_touched_at_each_rendering_is_shown_but_not_kept() -> None:
    house = House()
    key = f"maghrib.localhost{STORY}"
    house.backend.before = lambda environ: bool(house.press.touch(pages=[key]))

    assert house.get().text == "<p>خبر</p><ol>أحدث</ol><hr>"
    assert house.press.held(key) is None


def test_a_missing_block_is_asked_of_whoever_renders_blocks() -> None:
    house = House()
    house.backend.shells[STORY] = f"{slot_marker('related')}|{slot_marker('unknown')}"

    def render(keys: tuple[str, ...], version: int) -> Mapping[str, PressedBlock]:
        return {key: house.block("ذات صلة", version=version) for key in keys if key == "related"}

    house.press.register_block_renderer(render)

    assert house.get().text == "ذات صلة|"


def test_the_real_tools_read_the_page(tmp_path: Path) -> None:
    house = House()
    path = tmp_path / "page.gz"
    for _ in range(3):
        path.write_bytes(house.get().body)
        subprocess.run(["gzip", "--test", str(path)], check=True)


# Queries and cookies


@pytest.mark.parametrize("query", ["utm_source=x", "fbclid=1&gclid=2&utm_campaign=y"])
def test_where_the_reader_came_from_makes_no_difference(query: str) -> None:
    house = House()

    assert house.get(query=query).text == house.get().text
    assert house.backend.times(STORY) == 1
    assert house.backend.asked[0]["QUERY_STRING"] == ""


def test_any_other_query_goes_to_the_backend() -> None:
    house = House()
    for _ in range(2):
        assert house.get(query="page=2").body == b"whole page of the backend"
        house.get()
    assert [environ["QUERY_STRING"] for environ in house.backend.asked] == ["page=2", "", "page=2"]


def test_a_page_may_say_that_it_is_the_same_under_any_query() -> None:
    house = House()
    house.backend.headers[STORY] = [("X-Warraq-Query", "ignore")]
    house.get()

    assert house.get(query="v=1234").text == "<p>خبر</p><ol>أحدث</ol><hr>"
    assert house.backend.times(STORY) == 1


@pytest.mark.parametrize("cookie", ["sessionid=abc", "a=1; warraq_preview=1"])
def test_the_desks_cookies_lead_to_the_backend(cookie: str) -> None:
    house = House()
    house.get()

    assert house.get(cookie=cookie).body == b"whole page of the backend"
    assert house.backend.asked[-1]["HTTP_COOKIE"] == cookie


def test_64_kilobytes_of_other_cookies_change_nothing() -> None:
    house = House()
    cookie = "; ".join(f"_ga{number}={'x' * 60}" for number in range(1_000))

    assert house.get(cookie=cookie).text == "<p>خبر</p><ol>أحدث</ol><hr>"
    assert house.get(cookie=cookie).status == 200
    assert house.backend.times(STORY) == 1


def test_the_question_for_a_shell_carries_nothing_of_the_first_reader() -> None:
    house = House()

    house.get(
        method="HEAD",
        query="utm_source=x",
        cookie="a=1",
        accept_language="fr",
        if_none_match='"x"',
        if_modified_since="yesterday",
        range="bytes=0-1",
        validate=False,
    )

    (asked,) = house.backend.asked
    assert asked["warraq.press"] == "1"
    assert asked["REQUEST_METHOD"] == "GET"
    assert asked["QUERY_STRING"] == ""
    private = {"COOKIE", "ACCEPT_LANGUAGE", "IF_NONE_MATCH", "IF_MODIFIED_SINCE", "RANGE"}
    assert not {f"HTTP_{name}" for name in private} & set(asked)


@pytest.mark.parametrize(
    "headers", [[("Set-Cookie", "a=1")], [("Vary", "User-Agent")], [("Cache-Control", "private")]]
)
def test_a_shell_for_one_reader_is_not_kept(headers: list[tuple[str, str]]) -> None:
    house = House()
    house.backend.headers[STORY] = headers

    for _ in range(2):
        reply = house.get()
        assert reply.body == b"whole page of the backend"
        assert set(headers) <= set(reply.headers)
    assert house.press.held(f"maghrib.localhost{STORY}") is None


def test_a_shell_says_how_long_caches_may_keep_it() -> None:
    house = House()
    house.backend.headers[STORY] = [("Cache-Control", "public, max-age=60"), ("Vary", "Cookie")]

    reply = house.get()

    assert reply["Cache-Control"] == "public, max-age=60"
    assert reply["Vary"] == "Accept-Encoding"


# What passes to the backend


class Echo:
    """A backend without shells that answers with what it was asked."""

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        asked = [environ["REQUEST_METHOD"], environ["PATH_INFO"], environ.get("QUERY_STRING", "")]
        asked += [f"{name}={environ[name]}" for name in sorted(environ) if name.startswith("HTTP_")]
        body = "\n".join(asked).encode("latin-1")
        headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))]
        start_response("404 Not Found" if "x" in environ["PATH_INFO"] else "200 OK", headers)
        return [body]


@given(
    path=st.one_of(
        st.text(max_size=12).map(lambda text: "/" + text.encode("utf-8", "replace").decode("latin-1")),
        st.sampled_from(
            ["/", "//", "/a/../b", "/a%2fb", "/\xff", "*", "", "a", "/_blocksx", "/static/a.css"]
        ),
    ),
    method=st.sampled_from(["GET", "HEAD", "POST", "PUT", "OPTIONS"]),
    host=st.sampled_from(["a.example", "A.example:80", "", "a..b", "a b", "\xe9", "a.example."]),
    query=st.sampled_from(["", "a=1", "utm_source=1", "&"]),
    cookie=st.sampled_from([None, "", "sessionid=1", "a=1", "x" * 65_536]),
    condition=st.sampled_from([None, "*", '"x"']),
)
def test_what_is_no_shell_is_what_the_backend_alone_says(
    path: str, method: str, host: str, query: str, cookie: str | None, condition: str | None
) -> None:
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "HTTP_HOST": host, "QUERY_STRING": query}
    if cookie is not None:
        environ["HTTP_COOKIE"] = cookie
    if condition is not None:
        environ["HTTP_IF_NONE_MATCH"] = condition
    front = PressApplication(Echo(), Press())

    def said(application: Callable[..., Iterable[bytes]]) -> tuple[Any, bytes]:
        started: list[Any] = []
        body = b"".join(application(dict(environ), lambda *said: started.append(said)))
        return started, body

    alone = said(Echo())
    assert said(front) == alone
    assert said(front) == alone


def test_a_body_that_streams_is_handed_on_as_it_comes_and_closed() -> None:
    closed = []

    class Stream:
        def __iter__(self) -> Iterable[bytes]:
            started("200 OK", [("Content-Type", "text/plain")])
            yield b"one"
            yield b"two"

        def close(self) -> None:
            closed.append(True)

    started: Any = None

    def late(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        nonlocal started
        started = start_response
        return Stream()  # type: ignore[return-value]

    reply = get(PressApplication(late, Press()), "/stream", validate=False)

    assert reply.body == b"onetwo"
    assert closed == [True]


def test_what_was_no_shell_is_not_asked_for_one_again_for_a_while() -> None:
    house = House()
    for _ in range(3):
        assert house.get("/feed", cookie="a=1").status == 404

    assert [environ.get("warraq.press") for environ in house.backend.asked] == ["1", None, None, None]


def test_a_page_pressed_after_it_was_not_found_is_shown_at_once() -> None:
    from warraq.press.pages import press_page

    house = House()
    assert house.get("/new").status == 404
    page = press_page(b"published", version=1, pressed_at=NOON)

    house.press.put_page("maghrib.localhost/new", page, epoch=house.press.epoch())

    assert house.get("/new").text == "published"


def test_paths_that_are_never_pages_are_not_asked_as_shells() -> None:
    house = House(pass_prefixes=("/media/",))

    house.get("/media/film.mp4")

    assert "warraq.press" not in house.backend.asked[0]


# Many at once


def test_five_hundred_readers_of_a_page_never_pressed_ask_the_backend_once() -> None:
    house = House(wait_seconds=30.0)
    everybody = threading.Barrier(500)
    house.backend.before = lambda environ: bool(waiting.wait(10))
    waiting = threading.Event()
    replies: list[Reply] = []

    def read() -> None:
        everybody.wait()
        replies.append(house.get(validate=False))

    threads = [threading.Thread(target=read) for _ in range(500)]
    for thread in threads:
        thread.start()
    waiting.set()
    for thread in threads:
        thread.join()

    assert house.backend.times(STORY) == 1
    assert {reply.text for reply in replies} == {"<p>خبر</p><ol>أحدث</ol><hr>"}
    assert len(replies) == 500


def test_two_processes_render_a_page_once(tmp_path: Path) -> None:
    one, other = (House(store=PageStore(tmp_path / "store.sqlite3"), wait_seconds=20.0) for _ in range(2))
    inside, go_on = threading.Event(), threading.Event()

    def slow(environ: dict[str, Any]) -> None:
        inside.set()
        go_on.wait(10)

    one.backend.before = slow
    # Record locks do not hold within one process: what the other one's claim sees is said here.
    other.press.store.claim = lambda key: one_has_landed.is_set()  # type: ignore[method-assign]
    one_has_landed = threading.Event()
    replies: list[Reply] = []
    first = threading.Thread(target=lambda: replies.append(one.get()))
    first.start()
    inside.wait(10)
    second = threading.Thread(target=lambda: replies.append(other.get()))
    second.start()
    go_on.set()
    first.join()
    one_has_landed.set()
    second.join()

    assert [reply.status for reply in replies] == [200, 200]
    assert one.backend.times(STORY) == 1
    assert other.backend.times(STORY) == 0
    one.press.close()
    other.press.close()


def in_time(house: House, path: str = STORY) -> Reply:
    """Ask again until the page is there; whoever is late gets the last refusal."""
    pause = threading.Event()
    for _ in range(1_000):
        reply = house.get(path)
        if reply.status == 200:
            break
        pause.wait(0.01)
    return reply


def test_who_waits_too_long_is_told_to_come_back_be_it_the_first_who_asked() -> None:
    house = House(wait_seconds=0.01)
    go_on = threading.Event()
    house.backend.before = lambda environ: bool(go_on.wait(10))

    assert house.get().status == 503
    assert house.get().status == 503
    go_on.set()
    assert in_time(house).text == "<p>خبر</p><ol>أحدث</ol><hr>"
    assert house.backend.times(STORY) == 1


def test_while_shells_are_overdue_the_backend_is_left_alone() -> None:
    house = House(wait_seconds=0.0, overdue=1)
    house.backend.shells["/two"] = "two"
    go_on = threading.Event()
    house.backend.before = lambda environ: bool(go_on.wait(10))
    assert house.get().status == 503

    assert house.get("/two").status == 503
    assert house.backend.times("/two") == 0
    go_on.set()
    assert in_time(house, "/two").text == "two"


# When the backend fails


def fail(environ: dict[str, Any]) -> None:
    raise sqlite3.OperationalError("database is locked")


def test_held_pages_go_on_without_the_backend() -> None:
    house = House()
    house.get()
    house.backend.before = fail

    house.clock.now += 90
    assert house.get().text == "<p>خبر</p><ol>أحدث</ol><hr>"
    assert house.get()["X-Warraq-Age"] == "90"


def test_after_a_restart_pages_come_from_the_store_without_the_backend(tmp_path: Path) -> None:
    house = House(store=PageStore(tmp_path / "store.sqlite3"))
    house.get()
    house.press.close()

    again = PressApplication(fail, Press(store=PageStore(tmp_path / "store.sqlite3")))  # type: ignore[arg-type]

    assert get(again, STORY).text == "<p>خبر</p><ol>أحدث</ol><hr>"


def test_a_page_never_pressed_is_answered_with_503_and_a_page_to_read() -> None:
    house = House()
    house.backend.before = fail

    reply = house.get()

    assert reply.status == 503
    assert reply["Retry-After"] == "5"
    assert reply["Cache-Control"] == "no-store"
    assert 'dir="rtl"' in reply.text
    assert reply.body == UNAVAILABLE_PAGE
    assert house.get(method="HEAD", validate=False).body == b""
    house.backend.before = lambda environ: None
    assert house.get().status == 200


def test_every_house_has_its_own_503_page() -> None:
    house = House(unavailable={"misr.localhost": b"misr"}, unavailable_page=b"others")
    house.backend.before = fail

    assert house.get(host="misr.localhost").body == b"misr"
    assert house.get(host="maghrib.localhost").body == b"others"


def test_programs_get_no_page_where_there_is_no_answer() -> None:
    house = House(unavailable_below={"/data": Plain("application/json", b"{}")})
    house.backend.before = fail

    reply = house.get("/data/5")

    assert (reply.status, reply.body, reply["Content-Type"]) == (503, b"{}", "application/json")
    assert reply["Access-Control-Allow-Origin"] == "*"
    assert reply["Retry-After"] == "5"
    assert house.get("/database").body == UNAVAILABLE_PAGE


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_backend_that_answers_with_an_error_has_failed(status: int) -> None:
    house = House()
    house.backend.statuses[STORY] = status

    assert house.get().body == UNAVAILABLE_PAGE


def test_after_some_failures_in_a_row_the_backend_has_a_rest() -> None:
    house = House(failures=3, rest_seconds=1000.0)
    house.backend.before = fail

    assert {house.get().status for _ in range(10)} == {503}
    assert house.backend.times(STORY) == 3


def test_a_success_between_failures_keeps_the_way_open() -> None:
    house = House(failures=2, rest_seconds=1000.0)
    house.backend.shells["/bad"] = "bad"
    house.backend.statuses["/bad"] = 500

    for number in range(4):
        house.backend.shells[f"/good{number}"] = "good"
        assert house.get("/bad").status == 503
        assert house.get(f"/good{number}").status == 200


def test_in_development_the_backends_errors_are_shown() -> None:
    house = House(pass_errors=True)
    house.backend.statuses[STORY] = 500

    for _ in range(2):
        assert house.get().status == 500
    house.backend.before = fail
    with pytest.raises(sqlite3.OperationalError):
        house.get()


@pytest.mark.parametrize(
    "headers", [[("Content-Encoding", "gzip")], [("X-Warraq-Last-Modified", "yesterday")]]
)
def test_a_shell_that_cannot_be_pressed_is_a_failure(headers: list[tuple[str, str]]) -> None:
    house = House()
    house.backend.headers[STORY] = headers

    assert house.get().status == 503


def test_a_backend_that_starts_no_response_has_failed() -> None:
    assert get(PressApplication(lambda environ, start: [], Press()), "/").status == 503  # type: ignore[arg-type]


def test_what_is_written_the_old_way_is_a_shell_too() -> None:
    def old(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        write = start_response("200 OK", [("Content-Type", "text/html"), ("X-Warraq-Shell", "1")])
        write(b"one ")
        return [b"two"]

    assert get(PressApplication(old, Press()), "/").text == "one two"


# Caches in front


def an_edge_house() -> House:
    house = House()
    markers = f"{slot_marker('latest')}\n{slot_marker('sport:4')}<hr>{slot_marker('latest')}"
    house.backend.shells[STORY] = f"<p>خبر</p>{markers}"
    house.backend.headers[STORY] = [("Surrogate-Key", "story-12 edition-1")]
    house.post(**{"sport:4": "<ol>رياضة</ol>"})
    return house


def test_a_cache_that_composes_gets_the_shell_with_one_include_for_neighbours() -> None:
    house = an_edge_house()

    for _ in range(2):
        reply = house.get(surrogate_capability=ESI_CACHE)
        assert reply.text == (
            '<p>خبر</p><esi:include src="/_blocks/latest,sport:4" onerror="continue"/>'
            '<hr><esi:include src="/_blocks/latest" onerror="continue"/>'
        )
        assert reply["Surrogate-Control"] == 'content="ESI/1.0"'
        assert reply["Surrogate-Key"] == "story-12 edition-1"
        assert int(reply["Content-Length"]) == len(reply.body)


def test_the_shell_with_includes_has_a_tag_of_its_own_that_blocks_do_not_change() -> None:
    house = an_edge_house()
    shell, whole = house.get(surrogate_capability=ESI_CACHE), house.get()
    house.post(latest="<ol>جديد</ol>", version=2)

    assert shell["ETag"] != whole["ETag"]
    again = house.get(surrogate_capability=ESI_CACHE, if_none_match=shell["ETag"], validate=False)
    assert again.status == 304
    assert house.get(surrogate_capability=ESI_CACHE, coding=None)["ETag"] != shell["ETag"]


@pytest.mark.parametrize("coding", ["gzip", None])
def test_the_blocks_have_addresses(coding: str | None) -> None:
    house = an_edge_house()

    reply = house.get("/_blocks/sport:4,latest", coding=coding)

    assert reply.text == "<ol>رياضة</ol><ol>أحدث</ol>"
    assert reply["Surrogate-Key"] == "block:sport:4 block:latest story-9"
    assert "s-maxage=1" in reply["Cache-Control"]
    assert house.get("/_blocks/latest", if_none_match=reply["ETag"]).status == 200
    same = house.get("/_blocks/sport:4,latest", coding=coding, if_none_match=reply["ETag"], validate=False)
    assert same.status == 304
    assert house.backend.asked == []


def test_an_unknown_block_of_several_is_left_out_and_alone_is_not_found() -> None:
    house = House()

    assert house.get("/_blocks/unknown,latest").text == "<ol>أحدث</ol>"
    for path in ("/_blocks/unknown", "/_blocks/", "/_blocks/a b", "/_blocks/" + ",".join(["latest"] * 65)):
        assert house.get(path).status == 404


def test_a_cache_that_only_purges_by_key_gets_the_whole_page_with_its_keys() -> None:
    house = an_edge_house()

    reply = house.get(surrogate_capability='nginx="Surrogate/1.0"')

    assert reply.text == "<p>خبر</p><ol>أحدث</ol>\n<ol>رياضة</ol><hr><ol>أحدث</ol>"
    assert reply["Surrogate-Key"] == "story-12 edition-1 story-9"
    assert "Surrogate-Control" not in reply
    assert "Surrogate-Key" not in house.get()


# The whole way


@given(
    pieces=st.lists(
        st.one_of(
            st.text(max_size=40).map(lambda text: text.replace("<", "&lt;")),
            st.sampled_from([slot_marker(key) for key in ("a", "b", "c/d")]),
        ),
        max_size=12,
    ),
    blocks=st.dictionaries(st.sampled_from(["a", "b", "c/d"]), st.text(max_size=60)),
    coding=st.sampled_from(["gzip", None]),
)
def test_what_a_reader_gets_is_the_plain_page(
    pieces: list[str], blocks: dict[str, str], coding: str | None
) -> None:
    html = "".join(pieces).encode("utf-8", "replace").decode()
    texts = {key: text.encode("utf-8", "replace").decode() for key, text in blocks.items()}
    house = House()
    house.backend.shells["/"] = html
    house.post(**texts)

    for _ in range(3):
        assert house.get("/", coding=coding).text == fill(html, texts)
    assert gzip.decompress(house.get("/").body).decode() == fill(html, texts)

"""What readers get through caches in front: the press's pages, changes within a second, and none of our faults."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import pytest

from tests.edge.conftest import SOON, Edge, come_back, is_up_to_date, soon
from tests.serving.servers import Answer, Process, fetch, until, without_spaces
from warraq.press.pages import DEFAULT_CACHE_CONTROL

pytestmark = pytest.mark.edge

FRONTS = ["composing", "keeping", "nginx"]
HOSTS = ("maghrib.example.org", "misr.example.org", "hub.example.org")


@pytest.fixture(params=FRONTS)
def front(request: pytest.FixtureRequest, edge: Edge) -> Process:
    """Each cache in turn."""
    process: Process = getattr(edge, request.param)
    return process


# What a page is


@pytest.mark.parametrize("coding", ["gzip", "identity"])
@pytest.mark.parametrize("host", HOSTS)
def test_a_page_through_a_cache_is_the_page_that_the_press_composes(edge, front, host, coding):
    path = "/" if host.startswith("hub") else edge.old_page

    # A block may change between two looks.
    def is_the_same() -> bool:
        composed = fetch(edge.nodes[0].port, path, host=host)
        got = fetch(front.port, path, host=host, Accept_Encoding=coding)
        return (
            got.status == 200
            and got.headers.get("Content-Encoding", "identity") == coding
            and without_spaces(got.text) == without_spaces(composed.text)
        )

    until(is_the_same, within=SOON)


def test_varnish_gets_shells_with_includes_and_readers_see_nothing_of_it(edge):
    shell = fetch(edge.nodes[0].port, edge.old_page, Surrogate_Capability='warraq="ESI/1.0"')
    got = fetch(edge.composing.port, edge.old_page)

    assert '<esi:include src="/_blocks/maghrib/' in shell.text
    assert shell.headers["Surrogate-Control"] == 'content="ESI/1.0"'
    assert "<esi:" not in got.text
    assert "آخر الأخبار" in got.text


def test_readers_are_told_how_long_to_keep_a_page_and_not_what_is_between_the_press_and_its_caches(
    edge, front
):
    headers = fetch(front.port, edge.old_page).headers

    assert headers["Cache-Control"] == DEFAULT_CACHE_CONTROL
    for name in ("Surrogate-Control", "Surrogate-Key", "xkey", "Via", "X-Varnish"):
        assert name not in headers


def test_a_reader_who_has_the_page_is_told_so_unless_the_cache_composes_it(edge, front):
    first = fetch(front.port, edge.old_page, Accept_Encoding="gzip")
    if front is edge.composing:
        # The shell's validators would say nothing of the blocks.
        assert "ETag" not in first.headers
        assert "Last-Modified" not in first.headers
    else:
        again = fetch(front.port, edge.old_page, Accept_Encoding="gzip", If_None_Match=first.headers["ETag"])
        assert again.status == 304


def test_what_a_reader_announces_brings_no_shell_to_others(edge, front):
    for _ in range(2):
        got = fetch(front.port, "/politics/", Surrogate_Capability='mine="ESI/1.0"')
        assert got.status == 200
        assert "<esi:" not in got.text


def test_blocks_by_themselves_are_not_for_readers(front):
    assert fetch(front.port, "/_blocks/maghrib/page/latest").status == 404


def test_a_query_that_says_where_a_reader_came_from_is_the_same_page(edge, front):
    plain, tracked = (
        fetch(front.port, edge.old_page + query) for query in ("", "?utm_source=x&fbclid=1&utm_medium=y")
    )
    assert tracked.is_pressed
    assert tracked.status == 200
    assert plain.text == tracked.text


def test_capitals_and_ports_in_a_host_are_the_same_page(front):
    assert fetch(front.port, "/", host="MAGHRIB.Example.org:80").status == 200
    assert fetch(front.port, "/", host="nobody.example.org").status == 404


def test_nginx_gives_static_files_and_pictures_from_disk(edge, tmp_path):
    folder = edge.nginx.log.parent
    (folder / "static" / "site.0123456789ab.css").write_text("a{}")
    (folder / "media" / "p.svg").write_text("<svg/>")

    style, picture = (
        fetch(edge.nginx.port, "/static/site.0123456789ab.css"),
        fetch(edge.nginx.port, "/media/p.svg"),
    )

    assert (style.status, style.text) == (200, "a{}")
    assert "max-age=315360000" in style.headers["Cache-Control"]
    assert picture.status == 200
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    assert fetch(edge.nginx.port, "/media/../nginx.conf").status in (400, 404)


def test_nginx_writes_down_no_reader(edge):
    fetch(edge.nginx.port, "/?q=secret")
    told = (edge.nginx.log.parent / "warraq.access.log").read_text()
    assert "127.0.0.0 [" in told
    assert "127.0.0.1" not in told
    assert "secret" not in told


# What passes by


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "a=b; sessionid=abc"},
        {"Cookie": "warraq_preview=1"},
        {"Authorization": "Basic abc"},
    ],
)
def test_journalists_and_previews_pass_by_the_cache_and_the_press(edge, front, headers):
    assert fetch(front.port, edge.old_page).is_pressed

    got = fetch(front.port, edge.old_page, **headers)

    assert got.status == 200
    assert not got.is_pressed
    assert fetch(front.port, edge.old_page).is_pressed


def test_readers_cookies_change_nothing(edge, front):
    assert fetch(front.port, edge.old_page, Cookie="mysessionid=1; _ga=x|y").is_pressed


def test_the_desk_and_posts_pass(edge, front):
    desk = fetch(front.port, "/desk/login/")
    assert desk.status == 200
    assert "csrftoken" in desk.headers["Set-Cookie"]
    story = edge.newsroom.oldest["story"]
    beacon = {"method": "POST", "body": str(story), "Content_Type": "text/plain"}
    assert fetch(front.port, "/reads", **beacon).status == 204
    # Django's own refusal of a form without its token; the body came with it.
    assert fetch(front.port, "/desk/login/", method="POST", body="x=1").status == 403


def test_only_pressers_purge(edge):
    assert fetch(edge.nginx.port, "/", method="PURGE", xkey_purge="story.1").status == 405
    for varnish in (edge.composing, edge.keeping):
        answer = fetch(varnish.port, "/", method="PURGE", xkey_purge="story.1", X_Forwarded_For="192.0.2.1")
        assert answer.status == 403


def test_varnish_purges_by_key_and_by_address(edge):
    block = "block:maghrib/page/latest"
    old = f"story.{edge.newsroom.oldest['story']}"
    for varnish, key in ((edge.composing, old), (edge.composing, block), (edge.keeping, old)):
        for header in ("xkey_softpurge", "xkey_purge"):
            fetch(varnish.port, edge.old_page)
            answer = fetch(varnish.port, "/", method="PURGE", **{header: f"{key} story.0"})
            assert answer.status == 200
            assert int(answer.headers["X-Warraq-Purged"]) >= 1, key
        assert fetch(varnish.port, edge.old_page, method="PURGE").status == 200


# What changes


@pytest.mark.parametrize(
    ("site", "headline"), [("maghrib", "خبر جديد في المغرب"), ("misr", "خبر جديد في مصر")]
)
def test_a_published_story_is_on_old_pages_within_a_second(edge, site, headline):
    path, host = edge.newsroom.oldest["paths"][site], f"{site}.example.org"
    for front in edge.fronts:
        fetch(front.port, path, host=host)

    edge.newsroom.publish(headline)

    soon(edge, lambda port: headline in fetch(port, path, host=host).text)


def test_the_first_reader_of_an_old_page_gets_todays_blocks(edge):
    for front in edge.fronts:
        fetch(front.port, edge.old_page)
    read_at = monotonic()
    edge.newsroom.publish("خبر لمن يأتي أولا")
    for each in edge.nodes:
        until(lambda each=each: "خبر لمن يأتي أولا" in fetch(each.port, edge.old_page).text, within=20)

    # What the caches hold is over, by nginx's whole seconds too; nobody has asked them since.
    until(lambda: monotonic() - read_at > 2.0, within=SOON)

    for front in edge.fronts:
        assert "خبر لمن يأتي أولا" in fetch(front.port, edge.old_page).text


def test_a_withdrawn_story_is_gone_at_its_address_and_from_every_block(edge):
    story = edge.newsroom.publish("خبر سيسحب بعد قليل")
    own = story["paths"]["maghrib"]
    shows = f"/{story['story']}-"
    places = [(host, path) for host in HOSTS for path in ("/", "/politics/", edge.old_page, "/feed.xml")]
    soon(edge, lambda port: shows in fetch(port, "/").text)
    for front in edge.fronts:
        assert fetch(front.port, own).status == 200
        for host, path in places:
            fetch(front.port, path, host=host)

    edge.newsroom.withdraw(story["story"])

    soon(edge, lambda port: fetch(port, own).status == 410)
    for host, path in places:
        soon(edge, lambda port, host=host, path=path: shows not in fetch(port, path, host=host).text)


# What fails


class TestWhileNoNodeAnswers:
    def test_readers_get_what_is_held(self, edge, front, fallen):
        for _ in range(5):
            answer = fetch(front.port, edge.old_page)
            assert answer.status == 200
            assert "خبر قديم رقم 0" in answer.text
            assert is_up_to_date(answer.text)

    def test_what_was_withdrawn_is_not_brought_back(self, front, fallen):
        for _ in range(5):
            answer = fetch(front.port, fallen.withdrawn)
            assert answer.status in (410, 503)
            assert "خبر لن يعود" not in answer.text
            assert "خبر لن يعود" not in fetch(front.port, "/").text

    def test_what_nobody_holds_is_a_503_that_a_person_can_read(self, front, fallen):
        answer = fetch(front.port, fallen.unread, host="misr.example.org")

        assert answer.status == 503
        assert answer.headers["Retry-After"] == "5"
        assert answer.headers["Cache-Control"] == "no-store"
        assert 'dir="rtl"' in answer.text
        assert "<esi:" not in answer.text

    def test_a_node_that_answers_with_faults_brings_none_to_who_can_have_what_is_held(self, edge, fallen):
        with faulty(edge.nodes[0].port), faulty(edge.nodes[1].port):
            for front in edge.fronts:
                # By its probe the node is well again.
                until(
                    lambda front=front: is_a_fault(fetch(front.port, "/", Authorization="Basic x")), within=10
                )
                for _ in range(3):
                    answer = fetch(front.port, edge.old_page)
                    assert answer.status == 200
                    assert is_up_to_date(answer.text)
                    assert "a fault" not in answer.text
                    assert is_a_fault(fetch(front.port, fallen.unread, host="misr.example.org"))

    def test_a_block_that_cannot_be_had_leaves_its_place_empty(self, edge, fallen):
        with faulty(edge.nodes[0].port):
            until(lambda: is_a_fault(fetch(edge.composing.port, "/", Authorization="Basic x")), within=10)
            fetch(edge.composing.port, "/", method="PURGE", xkey_purge="block:maghrib/page/latest")
            answer = fetch(edge.composing.port, edge.old_page)

        assert answer.status == 200
        assert "خبر قديم رقم 0" in answer.text
        assert "آخر الأخبار" not in answer.text
        assert "a fault" not in answer.text
        assert answer.text.count("<!doctype") == 1

    def test_no_fault_was_kept_when_the_nodes_are_back(self, edge, fallen):
        come_back(edge)

        for front in edge.fronts:
            answer = fetch(front.port, fallen.unread, host="misr.example.org")
            assert answer.status == 200
            assert "خبر لم يقرأه أحد" in answer.text


def test_a_node_that_dies_costs_readers_of_nginx_nothing(edge):
    paths = ["/", "/politics/", "/sport/", edge.old_page]
    for path in paths:
        fetch(edge.nginx.port, path)

    edge.nodes[0].kill()
    answers = [fetch(edge.nginx.port, path) for _ in range(10) for path in paths]
    edge.newsroom.publish("خبر في غياب العقدة الأولى")

    assert {answer.status for answer in answers} == {200}
    until(lambda: "خبر في غياب العقدة الأولى" in fetch(edge.nginx.port, edge.old_page).text, within=20)
    come_back(edge)


class FaultyHandler(http.server.BaseHTTPRequestHandler):
    """A node that is well by its probe, fails at every page, and would have its faults kept for an hour."""

    def do_GET(self) -> None:
        body = b"a fault"
        self.send_response(404 if self.path == "/_blocks/" else 500)
        self.send_header("Cache-Control", "public, s-maxage=3600")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Tell nobody."""


def is_a_fault(answer: Answer) -> bool:
    return answer.status == 500 and answer.text == "a fault"


@contextmanager
def faulty(port: int) -> Iterator[None]:
    """Stand in for a node with one that fails."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), FaultyHandler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()

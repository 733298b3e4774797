from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warraq.press.board import BlockBoard, press_block
from warraq.press.negotiate import (
    GZIP,
    IDENTITY,
    announces_esi,
    cookie_finder,
    decoded_path,
    entity_tag,
    is_canonical_path,
    is_not_modified,
    is_only_tracking,
    last_modified,
    normalised_host,
    not_modified_headers,
    page_headers,
    page_key,
    preferred_coding,
    surrogate_key_header,
)
from warraq.press.pages import Composed, PressedPage, compose, press_page
from warraq.press.shells import slot_marker

NOON = 1_700_000_000.0


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("maghrib.localhost", "maghrib.localhost"),
        ("Maghrib.LOCALHOST:8000", "maghrib.localhost"),
        ("maghrib.localhost.", "maghrib.localhost"),
        ("127.0.0.1:80", "127.0.0.1"),
        ("[::1]:8000", "[::1]"),
        ("أخبار.مثال", "xn--igbicxr.xn--mgbh0fb"),
        ("أخبار.مثال:8000", "xn--igbicxr.xn--mgbh0fb"),
        ("", None),
        (":80", None),
        ("a b", None),
        ("a..b", None),
        ("-a.example", None),
        ("a.example:port", None),
        ("a.example/x", None),
        ("user@a.example", None),
        ("a.example\n", None),
        ("a" * 64 + ".example", None),
        (".".join(["a" * 60] * 5), None),
        ("\ud800", None),
        ("[::1", None),
    ],
)
def test_a_host_is_brought_to_one_form_or_refused(host: str, expected: str | None) -> None:
    assert normalised_host(host) == expected


@pytest.mark.parametrize("path", ["/", "/سياسة/12-خبر", "/a.b/..c/", "/a b", "/100%", "/tag/c++"])
def test_a_plain_path_is_canonical(path: str) -> None:
    assert is_canonical_path(path)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "a",
        "*",
        "//",
        "/a//b",
        "/..",
        "/a/../b",
        "/./a",
        "/a/.",
        "/a%2fb",
        "/a%2Fb",
        "/%2e%2e/b",
        "/a%252fb",
        "/a\\b",
        "/a%5cb",
        "/a\x00b",
        "/a\nb",
        "/a\x7f",
        "/\ufffd",
        "/" + "س" * 1_000,
    ],
)
def test_a_path_with_two_readings_is_left_to_the_backend(path: str) -> None:
    assert not is_canonical_path(path)


def test_a_path_that_is_no_text_is_left_to_the_backend() -> None:
    assert not is_canonical_path("/" + chr(0xD800))


def test_a_page_is_named_by_host_and_path() -> None:
    assert page_key("Misr.localhost:8000", "/رياضة/7-هدف") == "misr.localhost/رياضة/7-هدف"
    assert page_key("misr..localhost", "/") is None
    assert page_key("misr.localhost", "//") is None


def test_a_path_comes_as_bytes_in_latin_letters() -> None:
    assert decoded_path("/سياسة".encode().decode("latin-1")) == "/سياسة"
    assert decoded_path("/plain") == "/plain"
    assert decoded_path("/\xff") is None
    assert decoded_path("/سياسة") is None


@given(st.text())
def test_no_host_and_no_path_raises(text: str) -> None:
    normalised_host(text)
    is_canonical_path(text)
    decoded_path(text)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", True),
        ("utm_source=x&utm_medium=y", True),
        ("fbclid=1&gclid=2", True),
        ("&", True),
        ("page=2", False),
        ("utm_source=x&page=2", False),
        ("utm=1", False),
        ("gclid2=1", False),
        ("x", False),
    ],
)
def test_a_query_that_only_tracks_is_told_from_one_that_asks(query: str, expected: bool) -> None:
    assert is_only_tracking(query) is expected


@pytest.mark.parametrize(
    ("cookies", "expected"),
    [
        ("sessionid=abc", True),
        ("a=1; sessionid=abc", True),
        ("a=1;warraq_preview=1", True),
        ("xsessionid=abc", False),
        ("sessionid2=abc", False),
        ("a=sessionid", False),
        ("a=sessionid; sessionid =1", True),
        ("sessionid", False),
        ("", False),
        ("a=" + "x" * 65_000, False),
        ("a=" + "x" * 65_000 + "; sessionid=1", True),
    ],
)
def test_a_cookie_of_the_desk_is_found_among_any_others(cookies: str, expected: bool) -> None:
    assert cookie_finder(["sessionid", "warraq_preview"])(cookies) is expected


def test_without_names_no_cookie_is_found() -> None:
    assert not cookie_finder([])("a=1; =2")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, IDENTITY),
        ("", IDENTITY),
        ("gzip", GZIP),
        ("GZIP", GZIP),
        ("x-gzip", GZIP),
        ("gzip, deflate, br, zstd", GZIP),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", GZIP),
        ("*", GZIP),
        ("*;q=0", IDENTITY),
        ("gzip;q=0", IDENTITY),
        ("gzip;q=0.0", IDENTITY),
        ("gzip;q=0.000, *", IDENTITY),
        ("gzip;q=0.001", GZIP),
        ("gzip; q=0.5", GZIP),
        ("gzip;Q=0", IDENTITY),
        ("identity", IDENTITY),
        ("identity;q=0.5, gzip", GZIP),
        ("identity, gzip;q=0.5", IDENTITY),
        ("gzip, identity", GZIP),
        ("identity;q=0", IDENTITY),
        ("identity;q=0, *", GZIP),
        ("identity;q=0, gzip;q=0", IDENTITY),
        ("gzip;q=2", IDENTITY),
        ("gzip;q=-1", IDENTITY),
        ("gzip;q=abc", IDENTITY),
        ("gzip;level=9", IDENTITY),
        ("gzip;q=0.5;q=1", IDENTITY),
        ("\x00,,;;=, gzip ,", GZIP),
        ("gzipped", IDENTITY),
        ("br", IDENTITY),
    ],
)
def test_the_coding_is_the_one_the_reader_prefers(header: str | None, expected: str) -> None:
    assert preferred_coding(header) == expected


@given(st.text())
def test_any_nonsense_gets_some_coding(header: str) -> None:
    assert preferred_coding(header) in {GZIP, IDENTITY}


def condition(
    *,
    none_match: str | None = None,
    since: str | None = None,
    modified_at: float = NOON,
    now: float = NOON + 100,
) -> bool:
    return is_not_modified(
        if_none_match=none_match, if_modified_since=since, etag='"tag-gzip"', modified_at=modified_at, now=now
    )


@pytest.mark.parametrize(
    ("none_match", "expected"),
    [
        ('"tag-gzip"', True),
        ('W/"tag-gzip"', True),
        ('"other", W/"tag-gzip"', True),
        ('"a,b","tag-gzip"', True),
        (" * ", True),
        ('"tag"', False),
        ('"*"', False),
        ("tag-gzip", False),
        ("", False),
        ('"', False),
        ('W/"other"', False),
    ],
)
def test_an_entity_tag_is_compared_weakly(none_match: str, expected: bool) -> None:
    assert condition(none_match=none_match) is expected


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (formatdate(NOON, usegmt=True), True),
        (formatdate(NOON + 60, usegmt=True), True),
        (formatdate(NOON - 1, usegmt=True), False),
        (formatdate(NOON + 101, usegmt=True), False),
        ("Tuesday, 14-Nov-23 22:13:20 GMT", True),
        ("Tue Nov 14 22:13:20 2023", True),
        ("yesterday", False),
        ("", False),
        ("Tue, 99 Nov 2023 22:13:20 GMT", False),
        ("Tue, 14 Nov 99999999 22:13:20 GMT", False),
        ("0", False),
    ],
)
def test_a_date_decides_where_no_tag_is_given(since: str, expected: bool) -> None:
    assert condition(since=since) is expected


def test_a_tag_that_differs_outweighs_a_date_that_would_do() -> None:
    assert not condition(none_match='"other"', since=formatdate(NOON + 60, usegmt=True))


def test_a_change_later_in_the_named_second_is_news() -> None:
    assert not condition(since=formatdate(NOON, usegmt=True), modified_at=NOON + 0.9)
    assert condition(since=formatdate(NOON + 1, usegmt=True), modified_at=NOON + 0.9)


def test_a_modification_is_dated_at_its_full_second_but_never_in_the_future() -> None:
    assert last_modified(NOON + 0.2, now=NOON + 5) == formatdate(NOON + 1, usegmt=True)
    assert last_modified(NOON + 0.2, now=NOON + 0.7) == formatdate(NOON, usegmt=True)


@given(st.text())
def test_nonsense_in_conditions_raises_nothing(text: str) -> None:
    condition(none_match=text)
    condition(since=text)


@pytest.mark.parametrize(
    ("capability", "expected"),
    [
        ('cdn="ESI/1.0"', True),
        ('varnish="Surrogate/1.0 ESI/1.0"', True),
        ('a="Surrogate/1.0", b="esi/1.0"', True),
        ('cdn="Surrogate/1.0"', False),
        ('cdn="ESI/1.01"', False),
        ("ESI/1.0", False),
        (None, False),
    ],
)
def test_a_cache_that_composes_is_known_by_its_word(capability: str | None, expected: bool) -> None:
    assert announces_esi(capability) is expected


def a_composed_page() -> tuple[PressedPage, Composed]:
    board = BlockBoard(budget=10**6, bundle_budget=10**6)
    board.post(
        {
            "a": press_block(
                b"block",
                version=1,
                pressed_at=NOON,
                rule="test",
                shared=True,
                stories=["story-2", "story-1", "قصة", "two words"],
            )
        }
    )
    page = press_page(
        f"<p>{slot_marker('a')}</p>".encode(),
        version=1,
        pressed_at=NOON,
        headers=[("Content-Type", "text/html; charset=utf-8"), ("Content-Language", "ar-MA")],
        last_modified=NOON - 500,
        surrogate_keys=["story-1", "edition-maghrib"],
    )
    generation, blocks = board.read(page.slots)
    return page, compose(page, board=board, blocks=blocks, generation=generation)


def test_the_headers_of_a_page_describe_the_bytes_that_are_sent() -> None:
    page, composed = a_composed_page()

    headers = dict(page_headers(page, composed=composed, coding=GZIP, variant=GZIP, now=NOON + 9))
    plain = dict(page_headers(page, composed=composed, coding=IDENTITY, variant=IDENTITY, now=NOON + 9))

    assert headers == {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Language": "ar-MA",
        "Cache-Control": page.cache_control,
        "Vary": "Accept-Encoding",
        "ETag": f'"{composed.tag}-gzip"',
        "Last-Modified": formatdate(NOON, usegmt=True),
        "Content-Encoding": "gzip",
        "Content-Length": str(len(composed.gzip_body)),
    }
    assert "Content-Encoding" not in plain
    assert plain["Content-Length"] == str(len(b"<p>block</p>"))
    assert plain["ETag"] == f'"{composed.tag}"'


def test_a_304_repeats_what_a_cache_needs_and_no_more() -> None:
    page, composed = a_composed_page()

    full = page_headers(page, composed=composed, coding=GZIP, variant=GZIP, now=NOON)
    names = [name for name, _ in not_modified_headers(full)]

    assert names == ["Cache-Control", "Vary", "ETag", "Last-Modified"]


def test_a_304_too_lets_pages_of_other_sites_read_it() -> None:
    opened = ("Access-Control-Allow-Origin", "*")
    assert not_modified_headers([("Content-Type", "application/json"), opened]) == [opened]


def test_a_page_is_purged_by_its_own_keys_and_by_the_stories_in_its_blocks() -> None:
    page, composed = a_composed_page()

    assert surrogate_key_header(page, composed=composed) == [
        ("Surrogate-Key", "story-1 edition-maghrib story-2")
    ]


def test_each_coding_has_its_own_tag() -> None:
    assert entity_tag("x", variant=GZIP) != entity_tag("x", variant=IDENTITY)

"""Telling caches in front: what is gathered, how it is carried, and that nobody waits for it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue

from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from warraq.pages.pressing import purges
from warraq.pages.pressing.purges import (
    Changed,
    Courier,
    NullPurger,
    Parcel,
    Purge,
    Purgers,
    WagtailPurger,
    Waiting,
    XkeyPurger,
    purger_of_settings,
    told_to_the_desk,
)
from warraq.stories.alarms import concerns_now

# A courier that brings nothing in this time never will.
SOON = 10.0


class Ledger:
    """A purger that writes down what it was told."""

    def __init__(self) -> None:
        self.purges: list[Purge] = []

    def purge(self, purge: Purge) -> None:
        self.purges.append(purge)

    def close(self) -> None:
        """Nothing to close."""


# What is gathered


def test_what_the_press_noted_is_told_at_once_and_once(settings):
    settings.PUBLIC_SCHEME, settings.PUBLIC_PORT = "https", ""
    ledger = Ledger()
    changed = Changed(ledger)
    changed.note("block", "maghrib/page/latest")
    changed.note("page", "maghrib.example.org/سياسة/12-خبر")
    changed.tell(tags=["head.section.1", "story.12"], gone=["story.12"])
    changed.tell()
    assert ledger.purges == [
        Purge(
            changed=frozenset({"block:maghrib/page/latest", "head.section.1"}),
            gone=frozenset({"story.12"}),
            urls=frozenset(
                {"https://maghrib.example.org/%D8%B3%D9%8A%D8%A7%D8%B3%D8%A9/12-%D8%AE%D8%A8%D8%B1"}
            ),
        )
    ]


def test_an_address_has_the_port_that_readers_type(settings):
    settings.PUBLIC_SCHEME, settings.PUBLIC_PORT = "http", "8000"
    ledger = Ledger()
    changed = Changed(ledger)
    changed.note("page", "misr.localhost/")
    changed.tell()
    assert ledger.purges[0].urls == {"http://misr.localhost:8000/"}


def test_without_caches_in_front_nobody_is_told(settings):
    settings.PURGE_URLS, settings.WAGTAILFRONTENDCACHE = (), {}
    assert isinstance(purger_of_settings(), NullPurger)


def test_several_caches_are_told_alike():
    one, other = Ledger(), Ledger()
    Purgers(one, other).purge(Purge(changed=frozenset({"a"})))
    assert one.purges == other.purges == [Purge(changed=frozenset({"a"}))]


# What waits


def test_what_is_gone_goes_first_and_stays_gone():
    waiting = Waiting()
    waiting.add(["a", "b"], gone=False)
    waiting.add(["b", "c"], gone=True)
    waiting.add(["c"], gone=False)
    assert waiting.take() == Parcel(names=("b", "c"), gone=True)
    assert waiting.take() == Parcel(names=("a",), gone=False)
    assert waiting.take() is None


def test_the_oldest_names_are_given_up_for_the_newest():
    waiting = Waiting(limit=2)
    waiting.add(["a", "b", "c"], gone=False)
    assert waiting.take() == Parcel(names=("b", "c"), gone=False)


@given(st.lists(st.tuples(st.text("abc/.", min_size=1, max_size=3_000), st.booleans()), max_size=12))
def test_every_name_is_carried_once_in_lines_that_a_cache_can_read(told):
    waiting = Waiting()
    for name, gone in told:
        waiting.add([name], gone=gone)
    parcels = []
    while (parcel := waiting.take()) is not None:
        parcels.append(parcel)
    gone_names = {name for name, gone in told if gone}
    carried = [(name, parcel.gone) for parcel in parcels for name in parcel.names]
    assert sorted(carried) == sorted((name, name in gone_names) for name in {name for name, _ in told})
    assert all(len(" ".join(parcel.names)) <= 4_000 for parcel in parcels)


# How it is carried


@contextmanager
def cache(*statuses: int) -> Iterator[tuple[str, Queue[tuple[str, str, str]]]]:
    """A cache's port for purges, which answers with these statuses and then 200; its address, and what it was told."""
    told: Queue[tuple[str, str, str]] = Queue()
    answers = [*statuses]

    class Handler(BaseHTTPRequestHandler):
        def do_PURGE(self) -> None:
            for header in ("xkey-purge", "xkey-softpurge"):
                if header in self.headers:
                    told.put((self.path, header, self.headers[header]))
            if not any(header in self.headers for header in ("xkey-purge", "xkey-softpurge")):
                told.put((self.path, "Host", self.headers["Host"]))
            self.send_response(answers.pop(0) if answers else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Tell nobody."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", told
        finally:
            server.shutdown()
            thread.join()


def test_varnish_is_told_what_changed_and_twice_what_is_gone():
    with cache() as (url, told):
        purger = XkeyPurger([url])
        purger.purge(Purge(changed=frozenset({"block:a"}), gone=frozenset({"story.1"})))
        heard = [told.get(timeout=SOON) for _ in range(3)]
        purger.close()
    assert sorted(heard) == [
        ("/", "xkey-purge", "story.1"),
        ("/", "xkey-purge", "story.1"),
        ("/", "xkey-softpurge", "block:a"),
    ]


def test_a_cache_that_refuses_is_told_again_until_it_takes_it(caplog):
    with cache(503, 503) as (url, told):
        purger = XkeyPurger([url])
        purger.purge(Purge(changed=frozenset({"block:a"})))
        heard = [told.get(timeout=SOON) for _ in range(3)]
        purger.close()
    assert heard == [("/", "xkey-softpurge", "block:a")] * 3
    assert [record.getMessage() for record in caplog.records][:1] == [
        f"{url} takes no purges now: it answered 503"
    ]


def test_a_cache_that_is_away_holds_up_neither_the_presser_nor_the_other_caches():
    with cache() as (away, _):
        pass
    with cache() as (url, told):
        purger = XkeyPurger([away, url])
        purger.purge(Purge(changed=frozenset({"block:a"})))
        assert told.get(timeout=SOON) == ("/", "xkey-softpurge", "block:a")
        purger.close()


def test_a_fault_in_a_delivery_does_not_end_the_courier():
    delivered: Queue[Parcel] = Queue()
    faults = [ValueError("first")]

    def deliver(parcel: Parcel) -> None:
        if faults:
            raise faults.pop()
        delivered.put(parcel)

    courier = Courier(deliver, name="a cache")
    courier.take(["a"], gone=False)
    assert delivered.get(timeout=SOON) == Parcel(names=("a",), gone=False)
    courier.close()


def test_of_a_cache_that_takes_nothing_is_told_until_it_takes_again():
    told: Queue[str | None] = Queue()
    faults = [ValueError("first")]

    def deliver(parcel: Parcel) -> None:
        if faults:
            raise faults.pop()

    courier = Courier(
        deliver,
        name="a cache",
        report=lambda name, problem: told.put(f"{name}: {problem}" if problem else name),
    )
    courier.take(["a"], gone=False)
    assert told.get(timeout=SOON) == "a cache: first"
    assert told.get(timeout=SOON) == "a cache"
    courier.close()
    assert told.empty()


def test_the_desk_hears_of_a_cache_that_takes_nothing(db, monkeypatch):
    monkeypatch.setattr(purges, "close_old_connections", lambda: None)
    told_to_the_desk("http://10.0.0.9:6081/", OSError("Connection refused"))
    told_to_the_desk("http://10.0.0.9:6081/", OSError("Connection refused"))
    (concern,) = concerns_now(now=timezone.now())
    assert "http://10.0.0.9:6081/" in concern.sentence
    assert "Connection refused" in concern.sentence
    told_to_the_desk("http://10.0.0.9:6081/", None)
    assert concerns_now(now=timezone.now()) == []


def test_a_closed_courier_brings_nothing_more():
    delivered: Queue[Parcel] = Queue()
    courier = Courier(delivered.put, name="a cache")
    courier.close()
    courier.take(["a"], gone=False)
    assert delivered.empty()


def test_wagtails_caches_are_told_addresses(settings):
    with cache() as (url, told):
        settings.WAGTAILFRONTENDCACHE = {
            "front": {"BACKEND": "wagtail.contrib.frontend_cache.backends.HTTPBackend", "LOCATION": url}
        }
        purger = WagtailPurger()
        purger.purge(Purge(urls=frozenset({"http://maghrib.example.org/politics/1-x"})))
        assert told.get(timeout=SOON) == ("/politics/1-x", "Host", "maghrib.example.org")
        purger.purge(Purge(urls=frozenset(f"http://misr.example.org/{number}" for number in range(501))))
        purger.purge(Purge(urls=frozenset({"http://misr.example.org/"})))
        assert told.get(timeout=SOON) == ("/", "Host", "misr.example.org")
        purger.close()


def test_the_settings_name_the_caches(settings):
    with cache() as (url, told):
        settings.PURGE_URLS = (url,)
        settings.WAGTAILFRONTENDCACHE = {
            "front": {"BACKEND": "wagtail.contrib.frontend_cache.backends.HTTPBackend", "LOCATION": url}
        }
        purger = purger_of_settings()
        purger.purge(Purge(changed=frozenset({"block:a"}), urls=frozenset({"http://misr.example.org/"})))
        heard = sorted(told.get(timeout=SOON) for _ in range(2))
        purger.close()
    assert heard == [("/", "Host", "misr.example.org"), ("/", "xkey-softpurge", "block:a")]

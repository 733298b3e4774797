"""Feeds, sitemaps and the read API as the press serves them, beside nginx with the same answers as files.

    python -m bench.outlets [--stories 10000] [--rounds 3] [--seconds 8]

Each group of addresses is asked for in turn, by kept connections, with gzip: from Warraq at rest, from Warraq while a
story is published each second, and from nginx (gzip_static). And for each publish it is measured how long the edition's
feed, its news sitemap and the API's list lack the story.
"""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from bench import load, servers
from bench.__main__ import ARCHIVE_FORM
from bench.client import Reader, WrongAnswer
from bench.figures import share
from bench.house import SITES, host_of
from bench.load import Round
from bench.newsroom import Newsroom, newsroom
from bench.plan import CLIENT_CORE, STATIC_PORT, WARRAQ_PORT, WORK, Address, Plan
from bench.processes import alone, running
from bench.stores import warraq_archive

WARM_SECONDS = 1
PUBLISHES = 20
PATIENCE_SECONDS = 5.0
GROUPS = {
    "feeds": ("/feed.xml", "/feed.atom", "/feed.json"),
    "sitemaps": ("/sitemap.xml", "/news-sitemap.xml", "/sitemaps/0.xml"),
    "read API": ("/api/v1/stories", "/api/v1/sections", "/api/v1/blocks", "/api/v1/fronts/home"),
}
FRESH = ("/feed.xml", "/news-sitemap.xml", "/api/v1/stories")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.outlets", description=__doc__)
    parser.add_argument("--stories", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=8)
    asked = parser.parse_args()
    if missing := servers.missing_packages():
        sys.exit(f"The bench needs programs that are not installed: apt-get install {' '.join(missing)}")
    os.sched_setaffinity(0, {CLIENT_CORE})
    WORK.mkdir(parents=True, exist_ok=True)
    plan = replace(Plan(), stories=asked.stories, tail=100, old_pages=60)
    home = warraq_archive(plan, stories=asked.stories, form=ARCHIVE_FORM)
    warraq = servers.warraq(home)
    with running(warraq), newsroom(home) as desk:
        groups = {name: _addresses(paths) for name, paths in GROUPS.items()}
        nginx = servers.nginx()
        _write_files([each for group in groups.values() for each in group])
        with running(nginx):
            for name, addresses in groups.items():
                tail = load.in_turn("outlets", addresses)
                found: dict[str, list[Round]] = {"nginx": [], "at rest": [], "publishing": []}
                for _ in range(asked.rounds):
                    with alone(nginx, among=[warraq, nginx]):
                        found["nginx"].append(_round(STATIC_PORT, tail, seconds=asked.seconds))
                    with alone(warraq, among=[warraq, nginx]):
                        found["at rest"].append(_round(WARRAQ_PORT, tail, seconds=asked.seconds))
                        desk.begin_stream(seconds=asked.seconds + WARM_SECONDS)
                        found["publishing"].append(_round(WARRAQ_PORT, tail, seconds=asked.seconds))
                        desk.end_stream()
                _print(name, found)
        late = freshness(desk)
    for path, seconds in late.items():
        told = ", ".join(f"{share(seconds, percent) * 1000:.0f} ms" for percent in (50, 99))
        print(f"{path}: right after a publish in {told} (median, p99 of {len(seconds)})")


def _addresses(paths: Sequence[str]) -> list[Address]:
    """Return these paths on every site."""
    return [Address(host=host_of(slug), path=path, story=0, words="") for slug in SITES for path in paths]


def _write_files(addresses: Sequence[Address]) -> None:
    """Write each answer as files for nginx; this also warms the press."""
    shutil.rmtree(WORK / "pages", ignore_errors=True)
    reader = Reader(WARRAQ_PORT)
    for each in addresses:
        answer = reader.get(each.host, each.path)
        if answer.status != 200 or answer.headers.get("content-encoding") != "gzip":
            raise WrongAnswer(f"{each.host}{each.path}: {answer.status}, not as gzip or not at all.")
        path: Path = WORK / "pages" / each.host / unquote(each.path).lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.decompress(answer.body))
        path.with_name(path.name + ".gz").write_bytes(answer.body)
    reader.close()


def _round(port: int, tail: load.Tail, *, seconds: int) -> Round:
    load.run(port, tail, seconds=WARM_SECONDS)
    measured = load.run(port, tail, seconds=seconds)
    if measured.failures:
        raise WrongAnswer(f"{measured.failures} of {measured.requests} answers on port {port} were failures.")
    return measured


def _print(name: str, found: dict[str, list[Round]]) -> None:
    rates = {who: sorted(each.rate for each in rounds)[len(rounds) // 2] for who, rounds in found.items()}
    print(
        f"{name}: nginx {rates['nginx']:,.0f} a second; Warraq at rest {rates['at rest']:,.0f}"
        f" ({rates['at rest'] / rates['nginx']:.2f} of it), while publishing {rates['publishing']:,.0f}"
        f" ({rates['publishing'] / rates['nginx']:.2f})",
        flush=True,
    )


def freshness(desk: Newsroom) -> dict[str, list[float]]:
    """Publish stories; return for each path the seconds from the commit until it named each on its home's site."""
    late: dict[str, list[float]] = {path: [] for path in FRESH}
    reader = Reader(WARRAQ_PORT)
    site = next(iter(SITES))
    for _ in range(PUBLISHES):
        published = desk.ask("publish", sites=[site])
        mark, at, waiting = published["headline"], published["committed_at"], set(FRESH)
        while waiting and time.time() - at < PATIENCE_SECONDS:
            for path in sorted(waiting):
                if mark in reader.get(host_of(site), path).text():
                    late[path].append(time.time() - at)
                    waiting.discard(path)
        if waiting:
            raise WrongAnswer(f"{', '.join(sorted(waiting))} lack the story {mark}.")
    reader.close()
    return late


if __name__ == "__main__":
    main()

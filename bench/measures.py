"""Measurements inside a process of Warraq, each printed as a line of JSON.

WARRAQ_HOME=... python -m bench.inside warraq.project.settings bench.measures costs --publishes 12 --pages 100
"""

from __future__ import annotations

import argparse
import html
import io
import json
import random
import re
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.archive import THIRTY
from bench.house import SITES, host_of
from bench.plan import Address, read_addresses, write_addresses
from bench.publisher import publish
from warraq.network.models import Edition
from warraq.pages.blocks.registry import Group
from warraq.pages.blocks.render import LiveBlocks
from warraq.pages.pressing.backend import key_of
from warraq.pages.pressing.blocks import BlockRenderer
from warraq.pages.pressing.presser import Presser
from warraq.press.backend import ask, question_for_a_shell
from warraq.press.board import press_block
from warraq.press.engine import Press
from warraq.press.front import FrontSettings, PressApplication
from warraq.press.pages import press_page
from warraq.press.store import PageStore
from warraq.project.pressroom import PASS_PREFIXES, open_press
from warraq.project.wsgi_backend import backend
from warraq.stories.models import Placement
from warraq.stories.tags import story_tag

if TYPE_CHECKING:
    from wsgiref.types import StartResponse

HOME_ROUNDS = 7


def main() -> None:
    """Measure what the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["costs", "home", "fill"])
    parser.add_argument("--publishes", type=int, default=12)
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.what == "costs":
        result = costs(publishes=options.publishes, pages=options.pages, seed=options.seed)
    elif options.what == "home":
        result = home()
    else:
        result = {"pages": fill(options.pages)}
    print(json.dumps(result))


class Counted:
    """Django behind a count of the shells that it was asked for."""

    def __init__(self) -> None:
        self.shells = 0

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer as Django does."""
        self.shells += environ.get("warraq.press") == "1"
        return backend(environ, start_response)


def costs(*, publishes: int, pages: int, seed: int) -> dict[str, Any]:
    """Return the seconds of pages never pressed, of publishing, and of the presser's work after each publish."""
    behind = Counted()
    with tempfile.TemporaryDirectory(dir=settings.STATE_DIR) as folder:
        press = Press(store=PageStore(Path(folder) / "store.sqlite3"))
        press.register_block_renderer(BlockRenderer(press))
        front = PressApplication(behind, press, settings=FrontSettings(pass_prefixes=PASS_PREFIXES))
        presser = Presser(press, behind, position=Path(folder) / "position")
        presser.begin()
        page_seconds = [_asked(front, address.host, address.path) for address in _some(pages, seed=seed)]
        verb_seconds, presser_seconds, shells = [], [], []
        for number in range(publishes):
            done = publish([list(SITES)[number % len(SITES)]])
            behind.shells, begun = 0, time.perf_counter()
            while presser.look():
                pass
            presser_seconds.append(time.perf_counter() - begun)
            verb_seconds.append(done["seconds"])
            shells.append(behind.shells)
        press.close()
    return {"page": page_seconds, "verb": verb_seconds, "presser": presser_seconds, "shells": shells}


def home() -> dict[str, Any]:
    """Return the seconds of the home page of thirty sections when nothing was pressed, and what it consists of."""
    _asked(_new_front(), host_of(next(iter(SITES))), "/")  # templates, imports
    edition = Edition.objects.prefetch_related("hosts").get(slug=THIRTY)
    with CaptureQueriesContext(connection) as queries:
        live = LiveBlocks(edition, now=timezone.now())
        found = {"blocks": len(live.choices(Group.HOME).by_key)}
    found["queries"] = len(queries)
    return {**found, "home": [_asked(_new_front(), host_of(THIRTY), "/") for _ in range(HOME_ROUNDS)]}


def _new_front() -> PressApplication:
    press = Press()
    press.register_block_renderer(BlockRenderer(press))
    return PressApplication(backend, press, settings=FrontSettings(pass_prefixes=PASS_PREFIXES))


def _some(count: int, *, seed: int) -> list[Address]:
    """Return pages at random, after a few that warm the process."""
    addresses = read_addresses(settings.STATE_DIR / "cold.json")
    return random.Random(seed).sample(addresses, min(count, len(addresses)))


def _asked(front: PressApplication, host: str, path: str) -> float:
    """Return the seconds in which the front answers."""
    statuses: list[str] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Any:
        statuses.append(status)

    begun = time.perf_counter()
    body = b"".join(front(environ(host, path), start_response))  # type: ignore[arg-type]
    took = time.perf_counter() - begun
    assert statuses[-1].startswith("200"), (host, path, statuses)
    assert body, (host, path)
    return took


def environ(host: str, path: str) -> dict[str, Any]:
    """Return what a server says of a request."""
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": "",
        "SERVER_NAME": host,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": host,
        "HTTP_ACCEPT_ENCODING": "gzip",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


# Filling the page store with very many pages, without Django's drawing each of them: the shell of one story of each
# site, with the text, headline and number of others.


def fill(pages: int) -> int:
    """Put shells and related blocks of as many stories into the page store as their texts would make them."""
    press = open_press()
    written: list[Address] = []
    for edition in Edition.objects.filter(slug__in=SITES):
        placements = Placement.objects.filter(edition=edition).select_related("story", "section")
        written += _fill_edition(press, edition, placements.order_by("-pk")[: pages // len(SITES)])
    random.Random(3).shuffle(written)
    write_addresses(settings.STATE_DIR / "walked.json", written)
    press.close()
    return len(written)


def _fill_edition(press: Press, edition: Edition, placements: QuerySet[Placement]) -> Iterator[Address]:
    host = host_of(edition.slug)
    pattern = placements[0]
    shell = ask(backend, question_for_a_shell(environ(host, pattern.path))).body.whole().decode()
    related = LiveBlocks(edition, now=timezone.now()).html(
        f"{edition.slug}/{Group.STORY}/related.{pattern.story_id}"
    )
    before, _, rest = shell.partition('<div class="body">')
    after = rest[rest.index("</div>") :]
    for placement in placements[1:].iterator(500):
        story, key = placement.story, key_of(host, placement.path)
        paragraphs = "\n".join(block["value"] for block in story.body.raw_data)
        text = f'{before}<div class="body">{paragraphs}{after}'
        text = text.replace(html.escape(pattern.story.headline), html.escape(story.headline))
        text = re.sub(rf"\b{pattern.story_id}\b", str(story.pk), text)
        block_key = f"{edition.slug}/{Group.STORY}/related.{story.pk}"
        epoch = press.epoch()
        block = press_block(
            f"{related}<!--{story.pk}-->".encode(),
            version=epoch.version,
            pressed_at=time.time(),
            rule="filled by the bench",
            shared=False,
            stories=[story_tag(story.pk + number) for number in range(1, 6)],
        )
        press.post_blocks({block_key: block}, epoch=epoch)
        page = press_page(
            text.encode(),
            version=epoch.version,
            pressed_at=time.time(),
            surrogate_keys=[story_tag(story.pk)],
            query_matters=False,
            subject=story_tag(story.pk),
        )
        assert key is not None
        press.put_page(key, page, epoch=epoch)
        yield Address(host, placement.path, story.pk, f'data-story="{story.pk}"')

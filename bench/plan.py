"""What one run does: sizes, times, folders and ports."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
RESULTS = HERE / "results"
WORK = RESULTS / "work"
CORPORA = Path(os.environ.get("WARRAQ_CORPORA", ROOT.parent / "shared" / "data"))

SERVER_CORE = 0
CLIENT_CORE = 1
CONNECTIONS = 64
SMALL = 1_000  # stories of the archive that the large one is compared with

WARRAQ_PORT = 18801
STATIC_PORT = 18802
SSI_PORT = 18803
PARTS_PORT = 18804
VARNISH_PORT = 18805
WAGTAIL_PORT = 18806
CACHED_WAGTAIL_PORT = 18807


@dataclass(frozen=True)
class Plan:
    """Sizes and times of one run; `seconds` is the length of a round."""

    stories: int = 100_000
    rounds: int = 3
    seconds: int = 10
    tail: int = 2_000
    old_pages: int = 1_000
    cold_pages: int = 300
    publishes: int = 12
    away_seconds: int = 30
    walked_pages: int = 32_000
    quick: bool = False

    @property
    def small(self) -> int:
        """Stories of the small archive."""
        return min(SMALL, self.stories // 2)

    @property
    def locked_seconds(self) -> int:
        """Seconds of `away_seconds` for which the database is locked; then it is gone from its place."""
        return self.away_seconds * 2 // 3


QUICK = Plan(
    stories=2_000,
    rounds=1,
    seconds=3,
    tail=100,
    old_pages=60,
    cold_pages=30,
    publishes=4,
    away_seconds=6,
    walked_pages=400,
    quick=True,
)


@dataclass(frozen=True)
class Address:
    """A story's page: the host, the percent-encoded path, and a number and words that it must show."""

    host: str
    path: str
    story: int
    words: str


def archive_home(*, stories: int, tail: int) -> Path:
    """Return the state folder of Warraq's archive of that size, with so many pages that are asked for."""
    return WORK / f"warraq-{stories}-{tail}"


def wagtail_home(*, stories: int, tail: int) -> Path:
    """Return the state folder of the stock Wagtail site of that size."""
    return WORK / f"wagtail-{stories}-{tail}"


def read_addresses(path: Path) -> list[Address]:
    """Read what `write_addresses` wrote."""
    return [Address(*row) for row in json.loads(path.read_text())]


def write_addresses(path: Path, addresses: list[Address]) -> None:
    """Keep addresses as rows of JSON."""
    rows = [[each.host, each.path, each.story, each.words] for each in addresses]
    path.write_text(json.dumps(rows, ensure_ascii=False))

"""A site moves in: how many stories a second `warraq load wordpress` makes, and whether its memory stays flat.

    python -m bench.loading --home FOLDER [--stories 300000]

FOLDER is a scratch folder. An export of so many posts is written first (WXR, plain), of the corpora's texts where they
are, each with author, date, category, tags and an address of its own. The command runs as an editor would run it; the
memory is that of all its processes together, looked at each second and told for each tenth of the file.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape

from bench.figures import MEGABYTE
from bench.processes import descendants, resident_bytes
from bench.texts import Text, are_real, texts
from warraq.arabic.slugs import slug

SITE = "https://old.example.org"
CATEGORIES = (
    "سياسة",
    "اقتصاد",
    "رياضة",
    "ثقافة",
    "صحة",
    "تقنية",
    "منوعات",
    "سفر",
    "مجتمع",
    "رأي",
    "بيئة",
    "علوم",
)
TAGS = 400
_HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>قديم</title><link>{SITE}</link>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>{SITE}</wp:base_site_url><wp:base_blog_url>{SITE}</wp:base_blog_url>
"""


def write_export(file: Path, *, stories: int) -> None:
    """Write an export of so many posts, the same in every run."""
    with file.open("w", encoding="utf-8") as out:
        out.write(_HEAD)
        for number, text in enumerate(texts(stories), 1):
            out.write(_post(number, text))
        out.write("</channel></rss>\n")


def _post(number: int, text: Text) -> str:
    moment = datetime(2026, 1, 1, tzinfo=UTC) - timedelta(minutes=11 * number)
    name = quote(slug(text.headline) or str(number))
    category, tags = CATEGORIES[number % len(CATEGORIES)], (number * 7 % TAGS, number * 13 % TAGS)
    body = "\n\n".join(escape(each) for each in text.paragraphs)
    return (
        f"<item><title>{escape(text.headline)}</title><link>{SITE}/{moment:%Y/%m}/{name}-{number}/</link>"
        f"<dc:creator>{escape(text.author or 'محرر')}</dc:creator><guid>{SITE}/?p={number}</guid>"
        f"<content:encoded><![CDATA[{body.replace(']]>', '')}]]></content:encoded>"
        f"<excerpt:encoded><![CDATA[{text.standfirst.replace(']]>', '')}]]></excerpt:encoded>"
        f"<wp:post_id>{number}</wp:post_id><wp:post_date>{moment:%Y-%m-%d %H:%M:%S}</wp:post_date>"
        f"<wp:post_date_gmt>{moment:%Y-%m-%d %H:%M:%S}</wp:post_date_gmt><wp:post_name>{name}-{number}</wp:post_name>"
        "<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>"
        f'<category domain="category" nicename="{quote(category)}"><![CDATA[{category}]]></category>'
        + "".join(
            f'<category domain="post_tag" nicename="tag-{tag}"><![CDATA[وسم {tag}]]></category>'
            for tag in set(tags)
        )
        + "</item>\n"
    )


def load(file: Path, *, home: Path) -> tuple[float, list[tuple[float, int]]]:
    """Load the export; returns the seconds, and each second's moment with the bytes that all processes held."""
    environment = {**os.environ, "WARRAQ_HOME": str(home), "WARRAQ_STATIC": "plain"}
    warraq = [sys.executable, "-m", "warraq"]
    subprocess.run([*warraq, "manage", "migrate", "-v0"], env=environment, check=True)
    command = [
        *warraq,
        "load",
        "wordpress",
        str(file),
        "--edition",
        "old",
        "--name",
        "قديم",
        "--host",
        "old.example.org",
    ]
    begun, held = time.monotonic(), []
    running = subprocess.Popen(command, env=environment)
    while running.poll() is None:
        time.sleep(1)
        held.append((time.monotonic() - begun, _held_by(running.pid)))
    if running.returncode:
        raise SystemExit(f"The load ended with {running.returncode}.")
    return time.monotonic() - begun, held


def _held_by(pid: int) -> int:
    total = 0
    for each in descendants(pid):
        with suppress(OSError, KeyError):
            total += resident_bytes(each)[0]
    return total


def tenths(held: list[tuple[float, int]], *, seconds: float) -> Iterator[int]:
    """Yield the most that was held in each tenth of the time."""
    for part in range(10):
        values = [size for moment, size in held if part <= moment / seconds * 10 < part + 1]
        yield max(values, default=0)


def main() -> None:
    """Write an export, load it, tell how it went."""
    parser = argparse.ArgumentParser(description="How fast a WordPress site moves in.")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--stories", type=int, default=300_000)
    asked = parser.parse_args()
    asked.home.mkdir(parents=True, exist_ok=True)
    file = asked.home / "export.xml"
    write_export(file, stories=asked.stories)
    seconds, held = load(file, home=asked.home)
    size = (asked.home / "warraq.sqlite3").stat().st_size
    told = "real" if are_real() else "generated"
    print(
        f"{asked.stories:,} posts of {told} texts, {file.stat().st_size / MEGABYTE:,.0f} MB, on"
        f" {len(os.sched_getaffinity(0))} cores: {seconds:,.0f} s, {asked.stories / seconds:,.0f} stories a second;"
        f" {size / asked.stories:,.0f} bytes of database a story."
    )
    print("MB held in each tenth:", *(f"{each / MEGABYTE:,.0f}" for each in tenths(held, seconds=seconds)))


if __name__ == "__main__":
    main()

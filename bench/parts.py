"""What the peers serve: Warraq's own pages, fetched once and written as files.

For nginx's static files the composed page, plain and as the very gzip body that Warraq sent. For includes (nginx's
SSI, Varnish's ESI) the shell with one include for each of the seven places that have blocks (masthead, breaking,
related, latest, the sections' teasers, most read, footer), and these blocks as files of their own.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import shutil
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from urllib.parse import unquote

from bench.client import Reader, page
from bench.plan import WARRAQ_PORT, WORK, Address

_INCLUDE = re.compile(r'<esi:include src="/_blocks/([^"]+)"[^>]*/>')
_ESI = {"Surrogate-Capability": 'bench="ESI/1.0"', "Accept-Encoding": "identity"}
_PLAIN = {"Accept-Encoding": "identity"}


def write_pages(addresses: Iterable[Address]) -> int:
    """Write every page in all its forms; returns the number of includes that a page has."""
    for folder in ("pages", "ssi", "esi", "parts"):
        shutil.rmtree(WORK / folder, ignore_errors=True)
    reader = Reader(WARRAQ_PORT)
    blocks: dict[str, str] = {}
    counts: set[int] = set()
    for address in addresses:
        _write_composed(address, body=page(reader, address).body)
        shell = reader.get(address.host, address.path, headers=_ESI).text()
        places = _cut(shell, host=address.host, reader=reader, blocks=blocks)
        counts.add(places.count("{{include "))
        for folder, include in (
            ("ssi", '<!--# include virtual="/_blocks/{}" -->'),
            ("esi", '<esi:include src="/_blocks/{}"/>'),
        ):
            text = re.sub(r"\{\{include (\w+)\}\}", lambda found, form=include: form.format(found[1]), places)
            _write(WORK / folder / _file(address), text.encode())
    reader.close()
    return max(counts)


def _write_composed(address: Address, *, body: bytes) -> None:
    path = WORK / "pages" / _file(address)
    _write(path, gzip.decompress(body))
    _write(path.with_name(path.name + ".gz"), body)


def _cut(shell: str, *, host: str, reader: Reader, blocks: dict[str, str]) -> str:
    """Replace each include of Warraq's by one for each place, and keep the blocks that are new."""

    def places(found: re.Match[str]) -> str:
        groups = groupby(found[1].split(","), key=_place)
        return "\n".join(f"{{{{include {kept([*keys])}}}}}" for _, keys in groups)

    def kept(keys: list[str]) -> str:
        wanted = ",".join(keys)
        if wanted not in blocks:
            name = hashlib.blake2b(wanted.encode(), digest_size=8).hexdigest()
            answer = reader.get(host, f"/_blocks/{wanted}", headers=_PLAIN)
            _write(WORK / "parts" / "_blocks" / name, answer.body if answer.status == 200 else b"")
            blocks[wanted] = name
        return blocks[wanted]

    return _INCLUDE.sub(places, shell)


def _place(key: str) -> str:
    """Return which place of the page a block stands in: all teasers of sections are one."""
    return key.split("~")[0].split("/")[-1].split(".")[0]


def _file(address: Address) -> Path:
    return Path(address.host) / unquote(address.path).lstrip("/")


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)

"""Writing what was found: a table for the terminal and for Markdown, the raw numbers, a chart."""

from __future__ import annotations

import html
import json
import platform
import re
import subprocess
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.figures import Figure
from bench.throughput import Throughput

_MARKS = {"aim": "✓ aim", "must": "✓ must", "missed": "✗ missed", "": ""}


def machine() -> dict[str, str]:
    """Return what was measured on and with."""
    cpu = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    return {
        "processor": cpu[1] if cpu else platform.processor(),
        "cores": str(len(re.findall(r"^processor", Path("/proc/cpuinfo").read_text(), re.MULTILINE))),
        "kernel": platform.release(),
        "Python": platform.python_version(),
        "Granian": version("granian"),
        "Django": version("Django"),
        "Wagtail": version("wagtail"),
        "nginx": _said("nginx", "-v", r"nginx/([\d.]+)"),
        "Varnish": _said("varnishd", "-V", r"varnish-([\d.]+)"),
        "wrk": _said("wrk", "-v", r"wrk [^\d]*([\d.]+)"),
    }


def _said(program: str, option: str, pattern: str) -> str:
    done = subprocess.run([program, option], capture_output=True, text=True, check=False)
    found = re.search(pattern, done.stdout + done.stderr)
    return found[1] if found else "?"


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as a Markdown table, which reads well in a terminal too."""
    rows = [("figure", "must", "aim", "measured", "")]
    rows += [(each.name, each.must, each.aim, each.measured, _MARKS[each.verdict]) for each in figures]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def peers_table(found: Throughput) -> str:
    """Return the peers side by side: medians over the rounds."""
    rows = [
        "| server | answers a second | p50 | p99 | bytes an answer | rounds |",
        "|---|--:|--:|--:|--:|---|",
    ]
    for name, peer in found.peers.items():
        size = sum(each.bytes for each in peer.rounds) / max(1, sum(each.requests for each in peer.rounds))
        each_round = ", ".join(f"{each.rate:,.0f}" for each in peer.rounds)
        rows.append(
            f"| {name} | {peer.median('rate'):,.0f} | {peer.median('p50') * 1000:.2f} ms |"
            f" {peer.median('p99') * 1000:.2f} ms | {size:,.0f} | {each_round} |"
        )
    return "\n".join(rows)


def chart(found: Throughput) -> str:
    """Return bars of the answers a second, as an SVG that follows the reader's colour scheme."""
    rates = {name: peer.median("rate") for name, peer in found.peers.items()}
    most = max(rates.values())
    row, left, width = 34, 190, 520
    height = row * len(rates) + 56
    bars = []
    for place, (name, rate) in enumerate(rates.items()):
        top = 40 + place * row
        length = max(1.0, rate / most * width)
        kind = "ours" if name.startswith("Warraq") else "other"
        bars.append(
            f'<text class="name" x="{left - 10}" y="{top + 15}">{html.escape(name)}</text>'
            f'<rect class="{kind}" x="{left}" y="{top}" width="{length:.1f}" height="22" rx="2"/>'
            f'<text class="value" x="{left + length + 8:.1f}" y="{top + 15}">{rate:,.0f}</text>'
        )
    body = "\n".join(bars)
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left + width + 80} {height}" role="img"
 aria-label="Pages a second on one core">
<style>
text {{ font: 14px system-ui, sans-serif; fill: #222 }}
.name {{ text-anchor: end }} .title {{ font-weight: 600 }} .ours {{ fill: #8a1c3c }} .other {{ fill: #a9b0b8 }}
@media (prefers-color-scheme: dark) {{ text {{ fill: #ddd }} .ours {{ fill: #d7607f }} .other {{ fill: #68717b }} }}
</style>
<text class="title" x="10" y="22">Pages a second on one core, long tail, gzip, 64 connections</text>
{body}
</svg>
"""


def write(
    folder: Path, *, figures: Sequence[Figure], found: Throughput | None, raw: dict[str, Any], command: str
) -> None:
    """Write `figures.md`, `figures.json` and `throughput.svg` into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    facts = ", ".join(f"{name} {value}" for name, value in raw["machine"].items())
    parts = [f"`{command}` on {facts}", table(figures)]
    if found is not None:
        parts.append(peers_table(found))
        (folder / "throughput.svg").write_text(chart(found))
    (folder / "figures.md").write_text("\n\n".join(parts) + "\n")
    (folder / "figures.json").write_text(json.dumps(raw, ensure_ascii=False, indent=1) + "\n")

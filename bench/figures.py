"""The figures: what was asked for, what was measured, and whether it holds."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.cost import Costs, Memory, ratio
from bench.freshness import Freshness
from bench.survival import Survival
from bench.throughput import Throughput

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Figure:
    """One row of the report. `verdict` is “aim”, “must” or “missed”, or empty for what nobody asked for."""

    name: str
    must: str
    aim: str
    measured: str
    verdict: str = ""


def share(values: Sequence[float], percent: float) -> float:
    """Return the value that so many percent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def at_least(name: str, value: float, *, must: float, aim: float, show: Callable[[float], str]) -> Figure:
    """Return the row of a figure that should be large."""
    verdict = "aim" if value >= aim else "must" if value >= must else "missed"
    return Figure(name, f"≥ {show(must)}", f"≥ {show(aim)}", show(value), verdict)


def at_most(
    name: str,
    value: float,
    *,
    must: float,
    aim: float | None = None,
    show: Callable[[float], str],
    more: str = "",
) -> Figure:
    """Return the row of a figure that should be small."""
    verdict = "aim" if value <= (must if aim is None else aim) else "must" if value <= must else "missed"
    shown_aim = "–" if aim is None else f"≤ {show(aim)}"
    return Figure(name, f"≤ {show(must)}", shown_aim, show(value) + more, verdict)


def times(value: float) -> str:
    """Show a ratio."""
    return f"{value:,.0f}x" if value >= 20 else f"{value:.2f}x"


def milliseconds(value: float) -> str:
    """Show seconds as milliseconds."""
    return f"{value * 1000:,.0f} ms" if value >= 0.1 else f"{value * 1000:.1f} ms"


def kilobytes(value: float) -> str:
    """Show bytes as KB of 1,000."""
    return f"{value / 1000:.1f} KB"


def megabytes(value: float) -> str:
    """Show bytes as MB."""
    return f"{value / MEGABYTE:.0f} MB"


def of_throughput(found: Throughput) -> list[Figure]:
    """Return what the rounds beside the peers say."""
    rate = {name: peer.median("rate") for name, peer in found.peers.items()}
    p99 = {name: peer.median("p99") for name, peer in found.peers.items()}
    ours = rate["Warraq"]
    failures = sum(each.failures for each in found.peers["Warraq"].rounds)
    return [
        at_least(
            "throughput, a story published each second, against nginx gzip_static",
            ours / rate["nginx gzip_static"],
            must=0.60,
            aim=0.9,
            show=lambda value: f"{value:.2f}",
        ),
        Figure(
            "the same while nothing is published",
            "–",
            "–",
            f"{rate['Warraq, at rest'] / rate['nginx gzip_static']:.2f}",
        ),
        at_least(
            f"the same against Varnish with ESI, {found.includes} includes, gzip",
            ours / rate["Varnish ESI"],
            must=4,
            aim=8,
            show=times,
        ),
        Figure(
            "the same against nginx with SSI over the same parts", "–", "–", times(ours / rate["nginx SSI"])
        ),
        at_most(
            "p99 latency against nginx's in the same run",
            p99["Warraq"] / p99["nginx gzip_static"],
            must=3,
            aim=1.5,
            show=times,
        ),
        at_least(
            "against stock Wagtail, same page and blocks, uncached",
            ours / rate["stock Wagtail"],
            must=500,
            aim=1000,
            show=times,
        ),
        at_least(
            "against stock Wagtail with whole-page cache that each publish (one in 5 s) purges",
            ours / rate["stock Wagtail, cached"],
            must=100,
            aim=500,
            show=times,
        ),
        at_most(
            "a never-pressed story page, median (as a reader waits for it)",
            statistics.median(found.cold),
            must=0.015,
            aim=0.008,
            show=milliseconds,
            more=f" (p99 {milliseconds(share(found.cold, 99))})",
        ),
        Figure("answers of Warraq other than 200 in these rounds", "0", "0", f"{failures}", _zero(failures)),
        at_most(
            "compressed story page with all blocks, HTML + CSS + JS",
            sum(found.weight.values()),
            must=50_000,
            aim=30_000,
            show=kilobytes,
            more=f" (HTML {kilobytes(found.weight['page'])})",
        ),
    ]


def of_shells(found: Throughput, *, large: Costs) -> Figure:
    """Return how many story shells a publish had drawn."""
    drawn = max(large.shells) if large.shells else 0
    text = (
        f"{found.shells_pressed / max(1, found.placements):.2f} per placement, {found.others_pressed} of other stories"
        f" ({found.placements} placements under load; at most {drawn} drawn for one placement)"
    )
    fits = found.shells_pressed == found.placements and not found.others_pressed and drawn <= 1
    return Figure(
        "story shells rendered by one publish", "1 per placement", "–", text, "aim" if fits else "missed"
    )


def of_freshness(found: Freshness) -> list[Figure]:
    """Return how fast old pages were right."""
    rows = []
    for name, values in (
        ("publish", found.published),
        ("change of a headline", found.changed),
        ("withdrawal", found.withdrawn),
    ):
        more = f" (median {milliseconds(statistics.median(values))}, longest {milliseconds(max(values))})"
        rows.append(
            at_most(
                f"{name} → right on {len(values):,} random old pages of all sites, p99",
                share(values, 99),
                must=1.0,
                aim=0.3,
                show=milliseconds,
                more=more,
            )
        )
    return rows


def of_costs(large: Costs, small: Costs, *, stories: int, fewer: int) -> list[Figure]:
    """Return the cost of publishing and of pages at many stories against few."""
    sizes = f"at {stories:,} stories against {fewer:,}"
    rows = []
    for name, many, few in (
        (f"cost of a publish {sizes}", large.publish, small.publish),
        (f"cost of a page {sizes}", large.page, small.page),
    ):
        more = f" ({milliseconds(statistics.median(many))} against {milliseconds(statistics.median(few))})"
        rows.append(at_most(name, ratio(many, few), must=1.3, aim=1.1, show=times, more=more))
    return rows


def of_home_page(found: dict[str, list[float]], *, stories: int) -> Figure:
    """Return the cost of the large home page."""
    return at_most(
        f"{found['blocks']}-block home page, cold, {stories:,} stories",
        statistics.median(found["home"]),
        must=0.3,
        aim=0.1,
        show=milliseconds,
        more=f" ({found['queries']} queries)",
    )


def of_survival(found: Survival) -> list[Figure]:
    """Return what readers saw while the database was away."""
    failures = found.load.failures
    unavailable = [seconds for status, seconds in found.unpressed if status == 503]
    return [
        Figure(
            f"errors while the database is taken away for {found.away:.0f} s under load",
            "0",
            "0",
            f"{failures} of {found.load.requests:,}",
            _zero(failures),
        ),
        Figure(
            "pages never pressed, asked for meanwhile",
            "503, quickly",
            "–",
            f"{len(unavailable)} of {len(found.unpressed)} got 503, the slowest answer came after"
            f" {milliseconds(max((seconds for _, seconds in found.unpressed), default=0.0))}",
        ),
        Figure(
            "a story published after the database came back is right", "–", "–", milliseconds(found.caught_up)
        ),
    ]


def of_memory(found: Memory) -> Figure:
    """Return the memory of the serving process."""
    return at_most(
        f"memory of the serving process, page budget 256 MB, after {found.pages:,} pages",
        found.resident,
        must=400 * MEGABYTE,
        show=megabytes,
        more=f" (at most {megabytes(found.at_most)}; with server and presser {megabytes(found.group)})",
    )


def _zero(count: int) -> str:
    return "missed" if count else "aim"

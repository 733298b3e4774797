"""`python -m bench`: measure everything, print the table, write it into `bench/results/`."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any, TypeVar

from bench import cost, figures, freshness, report, servers, stores, survival, texts, throughput
from bench.figures import Figure
from bench.plan import CLIENT_CORE, QUICK, RESULTS, WORK, Plan
from bench.throughput import Throughput

# Raise one when an archive that was made before will no longer do.
ARCHIVE_FORM = 1
WAGTAIL_FORM = 1
STEPS = ("throughput", "freshness", "costs", "home", "survival", "memory")

T = TypeVar("T")


def main() -> None:
    """Run the steps that were asked for."""
    options = _options()
    plan = _plan(options)
    missing = servers.missing_packages()
    if missing:
        sys.exit(f"The bench needs programs that are not installed: apt-get install {' '.join(missing)}")
    if (os.cpu_count() or 1) < 2:
        sys.exit("The bench needs two cores: one for the server, one for who measures.")
    os.sched_setaffinity(0, {CLIENT_CORE})
    WORK.mkdir(parents=True, exist_ok=True)
    run = Run(plan, steps=options.only or STEPS)
    run.everything()
    command = shlex.join(["python", "-m", "bench", *sys.argv[1:]])
    folder = WORK / "quick" if plan.quick or options.only else RESULTS
    raw = {
        "command": command,
        "machine": report.machine(),
        "plan": asdict(plan),
        "text": "real corpora" if texts.are_real() else "generated",
        **run.raw,
    }
    report.write(folder, figures=run.figures, found=run.throughput, raw=raw, command=command)
    print(f"\n{report.table(run.figures)}\n")
    if run.throughput is not None:
        print(report.peers_table(run.throughput))
    print(f"\n{'A quick look, no measurement. ' if plan.quick else ''}Written to {folder}.")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--stories", type=int, help="stories in the archive (100,000)")
    parser.add_argument("--rounds", type=int, help="rounds of each peer, interleaved (3)")
    parser.add_argument("--seconds", type=int, help="length of a round (10)")
    parser.add_argument("--quick", action="store_true", help="a small run that shows that everything works")
    parser.add_argument("--only", action="append", choices=STEPS, help="a step; may be given again")
    return parser.parse_args()


def _plan(options: argparse.Namespace) -> Plan:
    given = {
        name: value
        for name in ("stories", "rounds", "seconds")
        if (value := getattr(options, name)) is not None
    }
    return replace(QUICK if options.quick else Plan(), **given)


class Run:
    """One run: its figures in their order and the raw numbers."""

    def __init__(self, plan: Plan, *, steps: tuple[str, ...]) -> None:
        self.plan = plan
        self.figures: list[Figure] = []
        self.raw: dict[str, Any] = {}
        self.throughput: Throughput | None = None
        self._steps = steps
        self._begun = time.monotonic()

    def everything(self) -> None:
        """Lay the archives and take the steps."""
        plan = self.plan
        large = stores.warraq_archive(plan, stories=plan.stories, form=ARCHIVE_FORM)
        if "throughput" in self._steps:
            site = stores.wagtail_archive(plan, form=WAGTAIL_FORM)
            self.throughput = self._step(
                "throughput", lambda: throughput.measure(plan, home=large, wagtail_home=site)
            )
            self.figures += figures.of_throughput(self.throughput)
        if "freshness" in self._steps:
            fresh = self._step("freshness", lambda: freshness.measure(plan, home=large))
            self.figures += figures.of_freshness(fresh)
        if "survival" in self._steps:
            survived = self._step("survival", lambda: survival.measure(plan, home=large))
            self.figures += figures.of_survival(survived)
        if "costs" in self._steps:
            small = stores.warraq_archive(plan, stories=plan.small, form=ARCHIVE_FORM)
            many, few = self._step("costs", lambda: cost.of_sizes(plan, large=large, small=small))
            self.figures += figures.of_costs(many, few, stories=plan.stories, fewer=plan.small)
            if self.throughput is not None:
                self.figures.append(figures.of_shells(self.throughput, large=many))
        if "home" in self._steps:
            found = self._step("home", lambda: cost.of_home_page(large))
            self.figures.append(figures.of_home_page(found, stories=plan.stories))
        if "memory" in self._steps:
            self.figures.append(
                figures.of_memory(self._step("memory", lambda: cost.memory(plan, home=large)))
            )

    def _step(self, name: str, work: Callable[[], T]) -> T:
        print(f"[{time.monotonic() - self._begun:4.0f} s] {name}", flush=True)
        result = work()
        self.raw[name] = _plain(result)
        return result


def _plain(result: Any) -> Any:
    """Return the numbers of a result, without servers and other things that are none."""
    if isinstance(result, Throughput):
        rounds = {name: [asdict(each) for each in peer.rounds] for name, peer in result.peers.items()}
        rest = {name: value for name, value in vars(result).items() if name != "peers"}
        return {"rounds": rounds, **rest}
    if isinstance(result, tuple):
        return [_plain(each) for each in result]
    return result if isinstance(result, dict) else asdict(result)


if __name__ == "__main__":
    main()

"""`python -m bench`: measure everything, print the table, write it into `bench/results/`."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
import time
import traceback
from dataclasses import asdict, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from bench import cost, figures, freshness, report, servers, stores, survival, texts, throughput
from bench.figures import Figure
from bench.plan import CLIENT_CORE, QUICK, RESULTS, WORK, Plan
from bench.throughput import Throughput

# Raise one when an archive that was made before will no longer do.
ARCHIVE_FORM = 2
WAGTAIL_FORM = 1
STEPS = ("throughput", "freshness", "survival", "costs", "home", "memory")


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
    run = Run(plan, steps=tuple(options.only or STEPS))
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
    if run.failed:
        sys.exit(f"Not measured: {', '.join(run.failed)}.")


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
        self.failed: list[str] = []
        self.throughput: Throughput | None = None
        self._steps = steps
        self._begun = time.monotonic()

    def everything(self) -> None:
        """Take the steps; one that fails does not stop the others."""
        steps = {
            "throughput": self._throughput,
            "freshness": self._freshness,
            "survival": self._survival,
            "costs": self._costs,
            "home": self._home,
            "memory": self._memory,
        }
        for name in self._steps:
            print(f"[{time.monotonic() - self._begun:4.0f} s] {name}", flush=True)
            try:
                steps[name]()
            except Exception as problem:
                traceback.print_exc()
                self.failed.append(name)
                self.figures.append(Figure(name, "", "", f"not measured: {problem}", "missed"))

    def _throughput(self) -> None:
        site = stores.wagtail_archive(self.plan, form=WAGTAIL_FORM)
        found = throughput.measure(self.plan, home=self._large, wagtail_home=site)
        self.throughput = found
        self.raw["throughput"] = _plain(found)
        self.figures += figures.of_throughput(found)

    def _freshness(self) -> None:
        found = freshness.measure(self.plan, home=self._large)
        self.raw["freshness"] = asdict(found)
        self.figures += figures.of_freshness(found)

    def _survival(self) -> None:
        found = survival.measure(self.plan, home=self._large)
        self.raw["survival"] = asdict(found)
        self.figures += figures.of_survival(found)

    def _costs(self) -> None:
        plan = self.plan
        small = stores.warraq_archive(plan, stories=plan.small, form=ARCHIVE_FORM)
        many, few = cost.of_sizes(plan, large=self._large, small=small)
        self.raw["costs"] = [asdict(many), asdict(few)]
        self.figures += figures.of_costs(many, few, stories=plan.stories, fewer=plan.small)
        if self.throughput is not None:
            self.figures.append(figures.of_shells(self.throughput, large=many))

    def _home(self) -> None:
        found = cost.of_home_page(self._large)
        self.raw["home"] = found
        self.figures.append(figures.of_home_page(found, stories=self.plan.stories))

    def _memory(self) -> None:
        found = cost.memory(self.plan, home=self._large)
        self.raw["memory"] = asdict(found)
        self.figures.append(figures.of_memory(found))

    @cached_property
    def _large(self) -> Path:
        """The archive, laid anew once: what one step pressed and published stands for the next, as on a site."""
        return stores.warraq_archive(self.plan, stories=self.plan.stories, form=ARCHIVE_FORM)


def _plain(found: Throughput) -> dict[str, Any]:
    """Return the numbers of the rounds, without the servers."""
    rounds = {name: [asdict(each) for each in peer.rounds] for name, peer in found.peers.items()}
    return {"rounds": rounds, **{name: value for name, value in vars(found).items() if name != "peers"}}


if __name__ == "__main__":
    main()

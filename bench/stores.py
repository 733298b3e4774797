"""Archives on disk: made once, and laid anew for every run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.plan import ROOT, Plan, archive_home, wagtail_home

WARRAQ = "warraq.project.settings"
STOCK = "bench.stock_wagtail.settings"

# Written last: a folder without it is half made.
_STAMP = "made.json"


class NotMade(RuntimeError):
    """A program of the bench failed; the message holds the end of what it said."""


def program(
    module: str, *arguments: str, env: Mapping[str, str], loud: bool = False, core: int | None = None
) -> str:
    """Run `python -m module` to its end, on a core if one is named, and return what it printed. Raises NotMade."""
    pinned = [] if core is None else ["taskset", "-c", str(core)]
    done = subprocess.run(
        [*pinned, sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env={**os.environ, **env},
        stdout=None if loud else subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise NotMade(f"{module} failed:\n{done.stderr[-3000:]}")
    return done.stdout or ""


def warraq_env(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of a Warraq whose state is in `home`."""
    return {"WARRAQ_HOME": str(home), "WARRAQ_ENV": "development", "DATABASE_URL": "", **more}


def warraq_archive(plan: Plan, *, stories: int, form: int) -> Path:
    """Return the folder of an archive, made if it is not there, and as if no bench had used it."""
    home = archive_home(stories=stories, tail=plan.tail)
    wanted = {"stories": stories, "tail": plan.tail, "cold": plan.old_pages, "form": form}
    if _made(home) != wanted:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        print(f"Making an archive of {stories} stories (kept for later runs)…", flush=True)
        arguments = ["--stories", str(stories), "--tail", str(plan.tail), "--cold", str(plan.old_pages)]
        program("bench.inside", WARRAQ, "bench.archive", *arguments, env=warraq_env(home), loud=True)
        (home / _STAMP).write_text(json.dumps(wanted))
    _lay_anew(home, name="warraq.sqlite3")
    shutil.rmtree(home / "press", ignore_errors=True)
    # What the code has become since: new migrations, new styles.
    program("warraq", "manage", "migrate", "--no-input", env=warraq_env(home))
    program("warraq", "manage", "collectstatic", "--no-input", env=warraq_env(home))
    return home


def wagtail_archive(plan: Plan, *, form: int) -> Path:
    """Return the folder of the stock Wagtail site with as many stories."""
    home = wagtail_home(stories=plan.stories, tail=plan.tail)
    wanted = {"stories": plan.stories, "tail": plan.tail, "form": form}
    if _made(home) != wanted:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        print(f"Making a stock Wagtail site of {plan.stories} stories (kept for later runs)…", flush=True)
        arguments = ["--stories", str(plan.stories), "--tail", str(plan.tail)]
        program(
            "bench.inside",
            STOCK,
            "bench.stock_wagtail.fill",
            *arguments,
            env={"STOCK_HOME": str(home)},
            loud=True,
        )
        (home / _STAMP).write_text(json.dumps(wanted))
    _lay_anew(home, name="wagtail.sqlite3")
    return home


def _made(home: Path) -> Any:
    stamp = home / _STAMP
    return json.loads(stamp.read_text()) if stamp.exists() else None


def _lay_anew(home: Path, *, name: str) -> None:
    for suffix in ("", "-wal", "-shm"):
        (home / f"{name}{suffix}").unlink(missing_ok=True)
    shutil.copyfile(home / "pristine.sqlite3", home / name)

"""An installation in a process of its own: a line of JSON in, one out.

Each verb runs in a fork of it, which knows Django already and may be killed: `{"verb": "run", "arguments": ["backup",
"FILE"]}` runs the command, with `"kill": ["module:name", number]` until it would call a function for that time.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import io
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def run(
    *,
    arguments: list[str],
    kill: tuple[str, int] | None = None,
    free_bytes: int | None = None,
    without: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Run the `warraq` command, on a disk with so much left, without some programs; its exit code and what it said."""
    from warraq.project import cli
    from warraq.project.backup import contents

    if kill is not None:
        kill_at(*kill)
    if free_bytes is not None:
        contents.free_bytes = lambda folder: free_bytes
    which = shutil.which
    shutil.which = lambda name: None if name in without else which(name)  # type: ignore[assignment]
    said, code = io.StringIO(), 0
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            sys.argv[1:] = arguments
            cli.main()
        except SystemExit as end:
            code = int(end.code or 0)
    return {"code": code, "said": said.getvalue()}


def kill_at(place: str, number: int) -> None:
    """Have this process killed when it would call a function for the `number`th time, from 1."""
    module_name, _, names = place.partition(":")
    owner: Any = importlib.import_module(module_name)
    *owners, name = names.split(".")
    for each in owners:
        owner = getattr(owner, each)
    called: Callable[..., Any] = getattr(owner, name)
    calls = 0

    def counted(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return called(*arguments, **named)

    setattr(owner, name, counted)


def write(*, words: str) -> dict[str, Any]:
    """Publish a story, and add a picture and a document that its words name."""
    from django.core.files.base import ContentFile
    from PIL import Image
    from wagtail.documents.models import Document

    from tests.serving.newsroom import publish
    from warraq.stories.models import Picture

    drawn = io.BytesIO()
    shade = hashlib.sha256(words.encode()).digest()
    Image.frombytes("RGB", (64, 64), (shade * 400)[: 64 * 64 * 3]).save(drawn, "PNG")
    Picture.objects.create(title=words, file=ContentFile(drawn.getvalue(), name=f"{shade.hex()[:8]}.png"))
    Document.objects.create(title=words, file=ContentFile(words.encode(), name=f"{shade.hex()[:8]}.txt"))
    return publish(headline=words)


def write_on(*, told: str) -> dict[str, Any]:
    """Write one after the other in a process of its own, with their number in the file `told`, until that is gone."""
    file = Path(told)
    file.write_text("0")
    if os.fork():
        return {}
    os.closerange(3, 256)  # the pipe that the answer goes through, first of all
    number = 0
    with contextlib.suppress(BaseException):
        while file.exists():
            number += 1
            write(words=f"خبر أثناء النسخ {number}")
            with file.open("r+") as open_file:
                open_file.write(str(number))
    file.with_suffix(".ended").touch()
    os._exit(0)


def state() -> dict[str, Any]:
    """Return everything that a restore is to bring back: rows, and the digest of each file."""
    from django.contrib.auth import get_user_model
    from wagtail.documents.models import Document

    from warraq.stories.models import Picture, Placement, Story

    media = Path(os.environ["WARRAQ_HOME"]) / "media"
    files = {
        str(path.relative_to(media)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in media.rglob("*")
        if path.is_file()
    }
    return {
        "headlines": sorted(Story.objects.values_list("headline", flat=True)),
        "files": dict(sorted(files.items())),
        "named": sorted(
            [
                *Picture.objects.values_list("file", flat=True),
                *Document.objects.values_list("file", flat=True),
            ]
        ),
        "counts": {
            "stories": Story.objects.count(),
            "placements": Placement.objects.count(),
            "pictures": Picture.objects.count(),
            "users": get_user_model().objects.count(),
        },
    }


def prepare() -> dict[str, Any]:
    """Make the database, unless it was copied, and a small network."""
    from django.core.management import call_command
    from django.db import connection

    from tests.serving import newsroom

    if not connection.introspection.table_names():
        call_command("migrate", verbosity=0)
    newsroom.STORIES = 4
    newsroom.make_network()
    return {}


VERBS: dict[str, Callable[..., dict[str, Any]]] = {
    "run": run,
    "write": write,
    "write_on": write_on,
    "state": state,
    "prepare": prepare,
}


def in_a_fork(asked: dict[str, Any]) -> dict[str, Any]:
    """Do what a line asks for in a fork; `{"code": -9}` for one that was killed."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        with os.fdopen(writer, "w") as answers:
            json.dump(VERBS[asked.pop("verb")](**asked), answers)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answers:
        answer = answers.read()
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        return {"code": -os.WTERMSIG(status), "said": ""}
    told: dict[str, Any] = json.loads(answer)
    return told


def main() -> None:
    """Set Django up, say so with an empty object, and do what the lines ask for."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "warraq.project.settings")
    import django

    django.setup()
    from warraq.project.backup import making, proving, restoring  # noqa: F401 - forks find them loaded

    print("{}", flush=True)
    for line in sys.stdin:
        print(json.dumps(in_a_fork(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()

"""`warraq load` and `warraq wires`: bringing stories in. Thin: each opens, runs, and says in a sentence what failed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import click
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from warraq.inbox.models import Source
from warraq.network.models import Edition
from warraq.stories.models import Story
from warraq.wires.formats.registry import LARGEST
from warraq.wires.formats.registry import Unreadable as UnreadableWire
from warraq.wires.loading.ahead import HelperLost
from warraq.wires.loading.collecting import collecting_seldom
from warraq.wires.loading.declared import BadMapping, mapping_named
from warraq.wires.loading.load import Load, NotThisMapping, Summary
from warraq.wires.loading.mapping import EditionPlan, Mapping
from warraq.wires.loading.opening import Unreadable
from warraq.wires.loading.picture_folder import PictureFolder
from warraq.wires.loading.progress import Progress, clock
from warraq.wires.loading.records import RecordFile
from warraq.wires.loading.rejects import NotWritable, RejectFile
from warraq.wires.loading.saved.mapping import SavedSite
from warraq.wires.loading.saved.reading import SavedPages
from warraq.wires.loading.site import Site
from warraq.wires.loading.stopping import StopRequest
from warraq.wires.loading.store import NotPossible
from warraq.wires.loading.wordpress.attachments import Attachments
from warraq.wires.loading.wordpress.mapping import WordPress
from warraq.wires.loading.wordpress.reading import WxrFile
from warraq.wires.models import SeenRecord
from warraq.wires.receiving import receive

Command = Callable[..., Any]
Brought = RecordFile | WxrFile | SavedPages

# What a shell gives a program that Ctrl-C ended.
STOPPED = 130


@click.group()
def load() -> None:
    """Bring stories in from another system."""


@load.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--map", "map_name", required=True, help="A mapping's name, or the path of its .toml or .py file."
)
@click.option(
    "--rejects", type=click.Path(path_type=Path, dir_okay=False), help="Where to name unused records."
)
@click.option("--limit", type=click.IntRange(min=1), help="Stop after this many records.")
def jsonl(path: Path, map_name: str, rejects: Path | None, limit: int | None) -> None:
    """Load a JSON Lines dump (PATH, plain or gzipped). Run it again at will: what is there already stays as it is."""
    with _told_plainly():
        mapping = mapping_named(map_name)
        with RecordFile(path) as file:
            _check_database()
            with RejectFile(rejects or _rejects_of(path)) as reject_file:
                summary = _run(mapping, file=file, rejects=reject_file, limit=limit)
    _close(summary, path=path, rejects=reject_file.path)


def _site_options(command: Command) -> Command:
    """Give a command the options of a site that moves in."""
    for option in (
        click.option("--limit", type=click.IntRange(min=1), help="Stop after this many."),
        click.option(
            "--rejects",
            type=click.Path(path_type=Path, dir_okay=False),
            help="Where to name what was not used.",
        ),
        click.option(
            "--section",
            "sections",
            multiple=True,
            metavar="NAME=SLUG",
            help="Put a section or category of the site into a section of the edition; give it once for each."
            " Others become sections themselves.",
        ),
        click.option(
            "--time-zone", default="Asia/Riyadh", show_default=True, help="The zone of the site's own times."
        ),
        click.option(
            "--locale", default="ar-SA", show_default=True, help="The edition's locale, if it has to be made."
        ),
        click.option("--host", help="The edition's host, if it has to be made."),
        click.option("--name", help="The edition's name, if it has to be made."),
        click.option(
            "--edition",
            "slug",
            required=True,
            help="The slug of the edition that the stories are at home on.",
        ),
        click.argument("path", type=click.Path(path_type=Path)),
    ):
        command = option(command)
    return command


@load.command()
@_site_options
@click.option(
    "--pictures",
    "folder",
    type=click.Path(path_type=Path),
    help="A copy of the site's wp-content/uploads; without it no picture is carried.",
)
def wordpress(
    path: Path,
    folder: Path | None,
    sections: tuple[str, ...],
    rejects: Path | None,
    limit: int | None,
    **edition: str,
) -> None:
    """Move a WordPress site in: PATH is its export (Tools, Export; plain or gzipped). Run it again at will.

    Published posts become stories; every address that they had leads on to them. What is not carried is told last.
    """
    plan = _edition_plan(**edition)
    with _told_plainly(), Attachments() as attachments:
        site = WordPress(
            edition=plan, chosen=_chosen(sections), pictures=PictureFolder(folder) if folder else None
        )
        if site.pictures is not None:
            _check_database()
            click.echo("Reading what the export says of its pictures.", err=True)
            attachments.read(path)
        beside = attachments.library if site.pictures is not None else None
        with WxrFile(path, passes_over=site.passes_over, beside=beside) as file:
            _move_in(site.mapping(), site=site, file=file, rejects=rejects, limit=limit)


@load.command()
@_site_options
@click.option(
    "--pictures",
    "folder",
    type=click.Path(path_type=Path),
    help="A folder with the site's pictures, by their addresses or all in one.",
)
def html(
    path: Path,
    folder: Path | None,
    sections: tuple[str, ...],
    rejects: Path | None,
    limit: int | None,
    **edition: str,
) -> None:
    """Move saved pages in: PATH is a folder of .html files (and .html.gz, and folders of them), or a text file with a
    page's path, a tab and its address on each line. Run it again at will.

    Pages of articles become stories; the address that a page says it has leads on to its story.
    """
    plan = _edition_plan(**edition)
    with _told_plainly(), SavedPages(path) as file:
        site = SavedSite(
            edition=plan, chosen=_chosen(sections), pictures=PictureFolder(folder) if folder else None
        )
        _move_in(site.mapping(), site=site, file=file, rejects=rejects, limit=limit)


def _move_in(
    mapping: Mapping, *, site: Site, file: WxrFile | SavedPages, rejects: Path | None, limit: int | None
) -> None:
    """Load a site and say what of it was not carried."""
    _check_database()
    with RejectFile(rejects or _rejects_of(file.path)) as reject_file:
        summary = _run(mapping, file=file, rejects=reject_file, limit=limit)
    site.lost.counts.update(summary.lost)
    if told := str(site.lost):
        click.echo(f"Not carried:\n{told}")
    _close(summary, path=file.path, rejects=reject_file.path)


def _edition_plan(slug: str, name: str | None, host: str | None, locale: str, time_zone: str) -> EditionPlan:
    """Return how the edition is made; one that exists needs neither name nor host."""
    if not Edition.objects.filter(slug=slug).exists() and not (name and host):
        raise click.ClickException(f"There is no edition “{slug}” yet: give --name and --host for it.")
    if time_zone not in available_timezones():
        raise click.ClickException(f"There is no time zone {time_zone}.")
    return EditionPlan(name=name or slug, host=host or "", slug=slug, locale=locale, time_zone=time_zone)


def _chosen(pairs: tuple[str, ...]) -> dict[str, str]:
    chosen = {}
    for pair in pairs:
        category, equals, section = pair.partition("=")
        if not (category and equals and section):
            raise click.ClickException(f"--section {pair}: write it as NAME=SLUG.")
        chosen[category] = section
    return chosen


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Tell each failure of a load in one sentence."""
    try:
        yield
    except (BadMapping, Unreadable, NotThisMapping, NotPossible, NotWritable, HelperLost) as problem:
        raise click.ClickException(str(problem)) from None
    except DatabaseError as problem:
        raise click.ClickException(
            f"The database stopped the load: {_told(problem)}. Whole batches before it stay;"
            " run the command again to go on."
        ) from None
    except OSError as problem:
        raise click.ClickException(f"The load stopped: {problem.strerror or problem}.") from None


def _run(
    mapping: Mapping, *, file: RecordFile | WxrFile | SavedPages, rejects: RejectFile, limit: int | None
) -> Summary:
    """Run the load, with its progress on standard error; tells what was done even if it ends in an error."""
    summary = Summary()
    progress = Progress(sys.stderr, size=file.size)
    with StopRequest() as stop, collecting_seldom():
        run = Load(
            mapping,
            now=timezone.now(),
            stop=lambda: stop.asked,
            tell=lambda records: progress.tell(records=records, position=file.position),
            limit=limit,
        )
        try:
            run.run(file, rejects=rejects, summary=summary)
        finally:
            progress.done()
            if summary.verdicts:
                pace = progress.pace(records=summary.read, position=file.position)
                click.echo(f"{summary}; {clock(pace.seconds)} minutes, {pace.rate:,.0f} records a second.")
    return summary


def _close(summary: Summary, *, path: Path, rejects: Path) -> None:
    """Say where the rejects are and how to go on; a run that was stopped or could not read lines exits non-zero."""
    if summary.rejected:
        click.echo(f"The rejected records and their reasons: {rejects}")
    if summary.stopped:
        click.echo("Stopped as asked; nothing is lost. Run the same command again to go on.", err=True)
        raise SystemExit(STOPPED)
    if summary.unreadable:
        raise click.ClickException(
            f"{summary.unreadable:,} lines of {path} are no records of this mapping; the reject file names them."
            " All others are loaded."
        )


def _rejects_of(path: Path) -> Path:
    folder: Path = settings.STATE_DIR
    return folder / f"{path.name}.rejects.jsonl"


def _check_database() -> None:
    """Stop before anything else where there are no tables to load into."""
    try:
        tables = connection.introspection.table_names()
    except DatabaseError as problem:
        raise click.ClickException(
            f"The database can't be used: {_told(problem)}. `warraq doctor` tells more."
        ) from None
    if not {Story._meta.db_table, SeenRecord._meta.db_table} <= set(tables):
        raise click.ClickException("The database has no tables yet. Run `warraq manage migrate` first.")


def _told(problem: DatabaseError) -> str:
    """Return the database's complaint on one line."""
    return " ".join(str(problem).split()).rstrip(".")


@click.group()
def wires() -> None:
    """Agencies' wires: what their sources sent."""


@wires.command("receive")
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--source", "name", required=True, help="The name of the source that the file is of.")
def receive_file(path: Path, name: str) -> None:
    """Take a file of an agency in by hand (PATH), as if its source had brought it; what was there already stays."""
    source = Source.objects.filter(name=name).first()
    if source is None:
        known = "، ".join(Source.objects.values_list("name", flat=True)[:20]) or "none yet"
        raise click.ClickException(f"There is no source “{name}”. The sources are: {known}.")
    if path.stat().st_size > LARGEST:
        raise click.ClickException(f"{path} is larger than {LARGEST // 2**20} MB.")
    try:
        receipt = receive(source, path.read_bytes(), name=path.name, now=timezone.now())
    except UnreadableWire as problem:
        raise click.ClickException(str(problem)) from None
    click.echo(str(receipt))
    for reason in receipt.refusals:
        click.echo(f"✗ {reason}", err=True)

"""The `warraq` command. Every failure is one clear sentence and a non-zero exit."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from warraq import __version__

DEFAULT_PORT = 8000


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="warraq")
def cli() -> None:
    """Warraq: a publishing platform for Arabic news networks."""


def set_up(*, port: int | None = None) -> None:
    """Start Django. The port becomes part of public addresses unless WARRAQ_PORT says otherwise."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "warraq.project.settings")
    if port is not None and port not in (80, 443):
        os.environ.setdefault("WARRAQ_PORT", str(port))
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as problem:
        raise click.ClickException(str(problem)) from None
    from warraq.project.backup.swapping import restore_finish

    restore_finish()


_port = click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=DEFAULT_PORT,
    show_default=True,
    help="Port to listen on.",
)
_host = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
_workers = click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Serving processes."
)


@cli.command()
@_host
@_port
@_workers
def serve(host: str, port: int, workers: int) -> None:
    """Serve the network's sites and the desk."""
    set_up(port=port)
    from warraq.project import home, readiness, server

    with home.used():
        readiness.ready_to_serve(host=host, port=port)
        server.run(host=host, port=port, workers=workers)


@cli.command()
@_host
@_port
@click.option("--seed", is_flag=True, help="Make the demo network and stop; a second run changes nothing.")
def demo(host: str, port: int, seed: bool) -> None:
    """Set up the demo network (three sister sites of invented news) and serve it."""
    set_up(port=port)
    from warraq.project import home, readiness, server, showcase

    if not seed:
        readiness.port_is_free(host=host, port=port)
    with home.used():
        showcase.prepare(say=lambda text: click.echo(text, err=True))
        if not seed:
            showcase.announce(port=port)
            server.run(host=host, port=port, workers=1)


@cli.command()
@click.option("--strict", is_flag=True, help="Let warnings end it with 1.")
def doctor(strict: bool) -> None:
    """Say what is wrong with this installation, each finding with its remedy.

    ✗ is an error (exit code 2), ! a warning, · a check that took too long and was cut.
    """
    try:
        set_up()
    except click.ClickException as problem:
        problem.show()
        raise SystemExit(2) from None
    from warraq.project.doctor.visit import Tally, visit

    tally = Tally()
    for line in visit(tally):
        click.echo(line)
    raise SystemExit(tally.exit_code(strict=strict))


@cli.group()
def check() -> None:
    """Check copy: a file, or the archive. (`warraq doctor` looks at the installation.)"""


@check.command("text")
@click.argument("file")
@click.option("--fix", is_flag=True, help="Print the text with its errors mended instead of telling them.")
def check_text(file: str, fix: bool) -> None:
    """Read FILE (UTF-8; - for standard input) as a copy editor does: place, rule, reason, suggestion.

    Exits with 1 when there are errors (with --fix: errors that only a person can mend).
    """
    from warraq.project import checking

    if checking.check_text(file, fix=fix):
        raise SystemExit(1)


@check.command("archive")
@click.option("--rule", help="Try this rule alone, even one that is switched off.")
@click.option("--edition", help="The slug of an edition: its stories, under its decisions.")
@click.option("--limit", type=click.IntRange(min=1), help="Read the newest stories only, so many.")
def check_archive(rule: str | None, edition: str | None, limit: int | None) -> None:
    """Replay the copy desk's rules over the published stories: counts and examples for each rule.

    So a rule is tried before it is switched on. Nothing is changed.
    """
    set_up()
    from warraq.arabic.copydesk import RULES
    from warraq.project import checking, replaying

    if rule is not None and rule not in RULES:
        raise click.ClickException(f"There is no rule {rule}. The rules are: {', '.join(RULES)}.")
    chosen = replaying.edition_named(edition) if edition is not None else None
    if edition is not None and chosen is None:
        raise click.ClickException(f"There is no edition {edition}.")
    house = checking.trying(rule, house=replaying.house_of(chosen))
    stories = replaying.stories_of(chosen)
    count = min(stories.count(), limit or sys.maxsize)
    texts = replaying.texts_of(stories, limit=limit)
    with click.progressbar(texts, length=count, label="Reading", file=sys.stderr) as watched:
        tallies = checking.tally(watched, house=house)
    for line in checking.report(tallies, stories=count):
        click.echo(line)


def _bar(label: str) -> Callable[[int], Any]:
    """Return what makes a progress bar on standard error for so many bytes."""
    return lambda length: click.progressbar(length=max(length, 1), label=label, file=sys.stderr)


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE if it stands already.")
@click.option(
    "--check", "is_check", is_flag=True, help="Write nothing: read FILE whole and prove what is in it."
)
def backup(file: Path, force: bool, is_check: bool) -> None:
    """Write database, pictures and documents into FILE while the server runs; no secret of the settings is in it."""
    set_up()
    from warraq.project.backup import making, proving, telling

    if is_check:
        proof = proving.backup_check(file, bar=_bar("Reading"))
        lines = telling.proved(proof.about, proof.missing)
    else:
        made = making.backup_make(file, force=force, bar=_bar("Backing up"))
        lines = telling.made(file, made)
    for line in lines:
        click.echo(line)


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Even if there are stories here; they are set aside.")
def restore(file: Path, force: bool) -> None:
    """Put the backup FILE in the place of what is here, whole or not at all; `warraq serve` has to be at rest."""
    set_up()
    from warraq.project.backup import restoring, telling

    restored = restoring.backup_restore(
        file, force=force, bar=_bar("Unpacking"), say=lambda text: click.echo(text, err=True)
    )
    for line in telling.restored(restored):
        click.echo(line)


@cli.group()
def press() -> None:
    """The press: what stands on a page and why, and the process that presses."""


@press.command("run")
@click.option("--parent", type=int, default=0, hidden=True, help="End when this process is gone.")
def press_run(parent: int) -> None:
    """Be this node's presser (`warraq serve` starts one)."""
    set_up()
    from warraq.project.pressroom import end_with_parent, press_until_told
    from warraq.project.wsgi_backend import backend

    if parent:
        end_with_parent(parent)
    press_until_told(backend)


@press.command()
@click.argument("url")
def why(url: str) -> None:
    """Say of each slot of a pressed page: which rule, which version, since when, how old."""
    set_up()
    from warraq.project.pressroom import why_lines

    lines = why_lines(url)
    if not lines:
        raise click.ClickException(f"{url} is not pressed.")
    for line in lines:
        click.echo(line)


@press.command()
def status() -> None:
    """Say how the page store of this node is."""
    set_up()
    from warraq.project.pressroom import status_lines

    for line in status_lines():
        click.echo(line)


@cli.group()
def push() -> None:
    """Notices to readers' browsers."""


@push.command("keys")
def push_keys() -> None:
    """Print a new private key and what goes with it, for the environment. Nothing is kept or changed."""
    from warraq.outlets.push.keys import new_private_key

    click.echo(f"WARRAQ_VAPID_PRIVATE_KEY={new_private_key()}")
    click.echo("WARRAQ_VAPID_SUBJECT=mailto:you@example.org")


@cli.group()
def search() -> None:
    """The search index."""


@search.command()
def rebuild() -> None:
    """Index every story anew, after a restored backup or a new version. Readers go on searching meanwhile."""
    set_up()
    from warraq.search.services import index_rebuild

    with click.progressbar(length=1, label="Indexing", show_pos=True) as bar:

        def progress(done: int, whole: int) -> None:
            bar.length = whole
            bar.update(done - bar.pos)

        stories = index_rebuild(progress=progress)
    click.echo(f"{stories:,} stories are indexed.")


@cli.group()
def copies() -> None:
    """Copies among the stories: the same text twice, or nearly."""


@copies.command("rebuild")
def copies_rebuild() -> None:
    """Find the copies of the archive anew: once for one from before, and after a change of signatures."""
    set_up()
    from warraq.related.services import duplicates_rebuild
    from warraq.stories.models import Story

    stories = Story.objects.count()
    with click.progressbar(length=max(stories, 1), label="Signing", show_pos=True) as bar:
        pairs = duplicates_rebuild(tell=lambda done: bar.update(done - bar.pos))
    click.echo(f"{stories:,} stories are signed; {pairs:,} pairs of copies.")


@cli.group()
def newsletter() -> None:
    """The newsletters' readers."""


@newsletter.command("bounce")
@click.argument("address")
def newsletter_bounce(address: str) -> None:
    """Count that mail to ADDRESS came back, on every edition; the third time in a row ends its subscriptions.

    For whoever reads the mailbox that letters come back to, or its filter.
    """
    set_up()
    from warraq.letters.sealing import NotAnAddress, read_address
    from warraq.letters.services import bounce_address

    try:
        found, ended = bounce_address(read_address(address))
    except NotAnAddress:
        raise click.ClickException("This is no mail address.") from None
    if not found:
        raise click.ClickException("Nobody subscribes with this address.")
    click.echo(f"Counted for {found} subscriptions; {ended} of them ended.")


@newsletter.command("returned")
def newsletter_returned() -> None:
    """Read one message that came back from standard input, and count what it says of its letter, once.

    For a mail server's pipe. Whatever the message is, it ends with 0; with 75 (EX_TEMPFAIL) while nothing can be
    counted, so that the mail server keeps the message and tries again.
    """
    from django.db import DatabaseError

    from warraq.outlets.newsletter.returned import LARGEST

    data = sys.stdin.buffer.read(LARGEST + 1)
    for _ in range(1_000):  # a mail server takes a pipe that is not read to its end for a failure
        if not sys.stdin.buffer.read(LARGEST):
            break
    try:
        set_up()
        from warraq.outlets.newsletter.collecting import take_back

        noted = take_back(data)
    except click.ClickException as problem:
        problem.show()
        sys.exit(os.EX_TEMPFAIL)
    except DatabaseError as problem:
        click.echo(f"Error: The database can't be used: {str(problem).strip()}.", err=True)
        sys.exit(os.EX_TEMPFAIL)
    click.echo(noted.sentence)


class WithdrawGroup(click.Group):
    """`warraq withdraw ID` withdraws; `warraq withdraw show ID` shows the ledger."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0].isdecimal():
            args = ["story", *args]
        return super().resolve_command(ctx, args)


@cli.group(cls=WithdrawGroup, subcommand_metavar="ID --reason TEXT [--note TEXT] | show ID")
def withdraw() -> None:
    """Take a published story back from the public, on every site; show when each surface was clean."""


@withdraw.command()
@click.argument("story_id", type=int)
def show(story_id: int) -> None:
    """List every surface that showed the story, and the moment since when it is clean."""
    set_up()
    from warraq.stories.selectors import ledger_of

    rows = ledger_of(story_id)
    if not rows:
        raise click.ClickException(f"The ledger has no withdrawal of a story {story_id}.")
    click.echo(f"Withdrawn {rows[0].withdrawn_at:%Y-%m-%d %H:%M:%S.%f} UTC.")
    for row in rows:
        moment = "NOT CLEAN"
        if row.cleared_at is not None:
            after = (row.cleared_at - row.withdrawn_at).total_seconds()
            moment = f"clean after {after:.3f} s"
        click.echo(f"  {moment}  {row.surface}  [{row.node}]")


@withdraw.command("story", hidden=True)
@click.argument("story_id", type=int)
@click.option("--reason", required=True, help="Why, for the audit log.")
@click.option("--note", default="", help="What readers see at the story's address.")
def withdraw_story(story_id: int, reason: str, note: str) -> None:
    """Take a published story back from the public, on every site."""
    set_up()
    from django.utils import timezone

    from warraq.stories.models import Story
    from warraq.stories.services import NotAllowed, story_withdraw

    story = Story.objects.filter(pk=story_id).first()
    if story is None:
        raise click.ClickException(f"There is no story {story_id}.")
    try:
        story_withdraw(story, reason=reason, note=note, now=timezone.now())
    except NotAllowed as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(f"Story {story_id} is withdrawn.")


@cli.command(
    context_settings={
        "ignore_unknown_options": True,
        "allow_interspersed_args": False,
        "help_option_names": [],
    }
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run a command of Django's, such as migrate or shell."""
    set_up()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["warraq manage", *arguments])


class OfWires(click.Group):
    """A group whose commands live in wires, which can be imported only once Django is set up."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self._commands())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return self._commands().get(cmd_name)

    def _commands(self) -> dict[str, click.Command]:
        set_up()
        from warraq.wires import commands

        group: click.Group = getattr(commands, self.name or "")
        return dict(group.commands)


cli.add_command(OfWires(name="load", help="Bring stories in from another system."))
cli.add_command(OfWires(name="wires", help="Agencies' wires: what their sources sent."))


def main() -> None:
    """Run the command; a folder that can't be written or a database that is down is told, not traced."""
    from django.db import DatabaseError

    try:
        cli()
    except PermissionError as problem:
        _fail(f"{problem.filename or 'A file'} can't be written: {problem.strerror}.")
    except OSError as problem:
        where = f"{Path(problem.filename)}: " if problem.filename else ""
        _fail(f"{where}{problem.strerror or problem}.")
    except DatabaseError as problem:
        _fail(f"The database can't be used: {str(problem).strip()}. `warraq doctor` tells more.")


def _fail(sentence: str) -> None:
    click.echo(f"Error: {sentence}", err=True)
    sys.exit(1)

"""Preparing and announcing the demo."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib.metadata import distributions
from pathlib import Path

import click
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from warraq.demo.network import PASSWORD, PEOPLE, SITES
from warraq.demo.services import demo_seed


def prepare(*, say: Callable[[str], None]) -> None:
    """Make database, static files and demo content; what stands already is left alone."""
    if settings.PRODUCTION:
        raise click.ClickException(
            "The demo has public passwords: it does not run with WARRAQ_ENV=production."
        )
    settings.STATE_DIR.mkdir(parents=True, exist_ok=True)
    say("Preparing the database…")
    call_command("migrate", verbosity=0, interactive=False)
    _collect_static(say=say)
    added = demo_seed(now=timezone.now(), say=say)
    say(f"{added} stories were added." if added else "The demo network stands already.")


def announce(*, port: int) -> None:
    """Print where the sites and the desk are, and who may enter."""
    click.echo()
    for site in SITES:
        click.echo(f"  http://{site.hosts[0]}:{port}/".ljust(40) + site.name)
    click.echo(f"  http://localhost:{port}/desk/".ljust(40) + "the desk (مكتب التحرير)")
    names = ", ".join(person.username for person in PEOPLE)
    click.echo(f"\n  Desk users: {names}; password: {PASSWORD}\n  Stop with Ctrl-C.\n")


def _collect_static(*, say: Callable[[str], None]) -> None:
    """Collect static files unless they were collected from these very versions and sources."""
    stamp: Path = settings.STATE_DIR / "static.stamp"
    state = _static_state()
    if stamp.exists() and stamp.read_text() == state and (settings.STATIC_ROOT / "staticfiles.json").exists():
        return
    say("Collecting static files…")
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(state)


def _static_state() -> str:
    """Return a digest of the installed versions and of our own static sources."""
    digest = hashlib.sha256()
    for name in sorted(f"{each.name}=={each.version}" for each in distributions()):
        digest.update(name.encode())
    sources = [
        path
        for pattern in ("*/static/**/*", "pages/styles/*.css", "pages/blocks/*/*.css")
        for path in settings.PACKAGE_DIR.glob(pattern)
        if path.is_file()
    ]
    for path in sorted(sources):
        digest.update(f"{path}:{path.stat().st_mtime_ns}".encode())
    return digest.hexdigest()

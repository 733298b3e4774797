"""Is everything there that serving needs?"""

from __future__ import annotations

import socket

import click
from django.conf import settings

from warraq.project.doctor.database import DATABASE_AWAY
from warraq.project.doctor.visit import serving_faults


def ready_to_serve(*, host: str, port: int) -> None:
    """Stop with the first fault that `warraq doctor` finds in what serving needs, or when the port is taken.

    A database that is away is no reason to keep readers waiting for what was pressed before.
    """
    found = serving_faults()
    if found and not (found[0].startswith(DATABASE_AWAY) and (settings.PRESS_DIR / "store.sqlite3").exists()):
        raise click.ClickException(found[0])
    if found:
        click.echo(f"{found[0]} Serving what was pressed before.", err=True)
    port_is_free(host=host, port=port)


def port_is_free(*, host: str, port: int) -> None:
    """Stop when something listens on the port already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise click.ClickException(
                f"Port {port} on {host} can't be used ({problem.strerror}). Choose another with --port or PORT=."
            ) from None

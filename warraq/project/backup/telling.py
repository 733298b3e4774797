"""What `warraq backup` and `warraq restore` say at their end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from warraq.project.backup.contents import in_megabytes
from warraq.project.backup.making import Made
from warraq.project.backup.manifest import About, Missing
from warraq.project.backup.restoring import Restored

_NAMED = 10


def made(file: Path, backup: Made) -> Iterator[str]:
    """Say what was written, and what is not in it."""
    yield f"{file}: {_counted(backup.about)}, {in_megabytes(backup.size)}."
    yield from _missed(backup.missing)
    yield (
        "The environment's secrets (WARRAQ_SECRET_KEY, WARRAQ_NEWSLETTER_KEY, WARRAQ_VAPID_PRIVATE_KEY, passwords) are"
        " not in it: keep them elsewhere."
    )


def proved(about: About, missing: Missing) -> Iterator[str]:
    """Say what an archive that was read whole is."""
    yield f"The backup of {about.made_at} is whole: {_counted(about)}."
    yield from _missed(missing)


def restored(done: Restored) -> Iterator[str]:
    """Say what stands now, and what to do next."""
    yield f"Restored: {_counted(done.about)}, as of {done.about.made_at}."
    yield from _missed(done.missing)
    yield from (f"What was here before is kept in {path}. Remove it when all is well." for path in done.kept)
    yield "The page store is empty: pages are pressed anew as they are read. The search index came with the database."
    yield (
        "Next: see that the secrets of the environment are those of the installation that was backed up, run `warraq"
        " doctor`, then `warraq serve`. Other nodes on this database: empty WARRAQ_HOME/press there before they start."
    )


def _counted(about: About) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in about.counts.items())


def _missed(missing: Missing) -> Iterator[str]:
    if missing.count:
        yield f"{missing.count:,} files that the database names were not there:"
        yield from (f"  {name}" for name in missing.names[:_NAMED])

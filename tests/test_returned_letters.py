"""`warraq newsletter returned`, as a mail server's pipe calls it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.utils import timezone

from warraq.letters.links import Wish
from warraq.letters.models import Issue, Kind, Letter, Subscriber
from warraq.letters.services import subscribe
from warraq.letters.stamps import Stamp, stamp_of
from warraq.outlets.newsletter.tests.test_returned import message
from warraq.project.cli import cli

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def letter(network) -> Letter:
    """A letter that was sent."""
    now = timezone.now()
    reader = subscribe(
        Wish(network.maghrib.pk, "reader@example.com", ("daily",)), edition=network.maghrib, now=now
    )
    issue = Issue.objects.create(
        edition=network.maghrib, kind=Kind.DAILY, key="daily:test", made_at=now, ends_at=now, sent=1
    )
    return Letter.objects.create(issue=issue, subscriber=reader, state=Letter.State.SENT)


def address_of(number: int, *, subscriber: int) -> str:
    return f"bounces+{stamp_of(Stamp(letter=number, subscriber=subscriber))}@mail.example.org"


def returned(data: bytes) -> str:
    """Give the command a message; returns what it says."""
    result = CliRunner().invoke(cli, ["newsletter", "returned"], input=data)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_message_on_standard_input_is_counted(letter):
    data = message("postfix-unknown", to=address_of(letter.pk, subscriber=letter.subscriber_id))
    assert returned(data) == f"Letter {letter.pk}: the address takes no mail (5.1.1); counted.\n"
    assert (
        returned(data) == f"Letter {letter.pk}: the address takes no mail (5.1.1); that was noted before.\n"
    )
    assert Subscriber.objects.get().bounces == 1


def test_whatever_comes_the_mail_server_hears_that_it_was_taken(db):
    assert returned(b"") == "It names no letter: nothing is counted.\n"
    assert returned(b"\xff\x00" * 2_000_000) == "It is larger than 1 MB: nothing is counted.\n"


def run(home: Path, data: bytes, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a mail server does."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    kept |= {"DJANGO_SETTINGS_MODULE": "warraq.project.settings", "WARRAQ_HOME": str(home), **environment}
    return subprocess.run(
        [sys.executable, "-m", "warraq", "newsletter", "returned"],
        cwd=ROOT,
        env=kept,
        input=data,
        capture_output=True,
        timeout=120,
        check=False,
    )


def test_while_nothing_can_be_counted_the_mail_server_is_asked_to_keep_the_message(tmp_path, settings):
    settings.NEWSLETTER_KEY = "a key of the test"
    data = message("postfix-unknown", to=address_of(1, subscriber=1))
    away = run(tmp_path, data, WARRAQ_NEWSLETTER_KEY="a key of the test")
    assert away.returncode == os.EX_TEMPFAIL
    assert away.stderr.startswith(b"Error: The database can't be used: ")
    wrong = run(tmp_path, data, WARRAQ_BOUNCE_ADDRESS="nobody")
    assert wrong.returncode == os.EX_TEMPFAIL
    assert b"WARRAQ_BOUNCE_ADDRESS" in wrong.stderr
    assert b"Traceback" not in away.stderr + wrong.stderr

"""Keys: what the command makes is what the settings take."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from warraq.outlets.push.keys import NotAKey, decoded, new_private_key, public_key_of
from warraq.project.cli import cli


def test_the_command_prints_a_key_that_settings_take():
    printed = CliRunner().invoke(cli, ["push", "keys"]).output
    found = dict(line.split("=", 1) for line in printed.splitlines())
    assert len(decoded(public_key_of(found["WARRAQ_VAPID_PRIVATE_KEY"]))) == 65
    assert found["WARRAQ_VAPID_SUBJECT"].startswith("mailto:")
    assert new_private_key() != new_private_key()


# Processes that share the tests must find them under the same names.
@pytest.mark.parametrize(
    "text",
    ["x", "", "A" * 43, "ب" * 43, "A" * 44, new_private_key()[:-2]],
    ids=["short", "empty", "zero", "no base64", "too long", "cut"],
)
def test_what_is_no_key_is_refused(text):
    with pytest.raises(NotAKey):
        public_key_of(text)


@pytest.mark.parametrize(
    ("key", "subject", "named"),
    [
        ("nonsense", "mailto:web@example.org", "WARRAQ_VAPID_PRIVATE_KEY"),
        (new_private_key(), "", "WARRAQ_VAPID_SUBJECT"),
    ],
    ids=["no key", "no subject"],
)
def test_wrong_settings_stop_the_start_by_name(tmp_path, key, subject, named):
    environment = {
        **os.environ,
        "WARRAQ_HOME": str(tmp_path),
        "WARRAQ_VAPID_PRIVATE_KEY": key,
        "WARRAQ_VAPID_SUBJECT": subject,
    }
    told = subprocess.run(
        [sys.executable, "-m", "warraq", "manage", "check"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert told.returncode == 1
    assert named in told.stderr
    assert "Traceback" not in told.stderr

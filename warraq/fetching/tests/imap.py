"""Dovecot as a process of the tests' own: TLS on a private port, nobody's rights, a mailbox for each user."""

from __future__ import annotations

import imaplib
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import pytest

USER, PASSWORD = "wires", "كلمة سرّ"
_STARTS_WITHIN = 20.0

_CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
"""


@dataclass(frozen=True)
class MailServer:
    """A running server, and what a client needs to trust it."""

    port: int
    certificate: Path

    @property
    def address(self) -> str:
        """The mailbox as a source names it."""
        return f"imaps://{USER}@localhost:{self.port}/INBOX"

    @contextmanager
    def client(self) -> Iterator[imaplib.IMAP4_SSL]:
        """Give a session of a mail program of its own."""
        context = ssl.create_default_context(cafile=str(self.certificate))
        with imaplib.IMAP4_SSL("localhost", self.port, ssl_context=context) as client:
            client.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
            client.select("INBOX")
            yield client

    def put(self, message: bytes) -> None:
        """Put a message into the mailbox."""
        with self.client() as client:
            assert client.append("INBOX", "", imaplib.Time2Internaldate(1_700_000_000), message)[0] == "OK"

    def numbers(self, question: str, *, folder: str = "INBOX") -> list[bytes]:
        """Return the messages of a folder for which a search is true."""
        with self.client() as client:
            client.select(folder)
            return client.search(None, question)[1][0].split()


def needed() -> str:
    """Return the program, or skip the test by name where it is missing; in CI it fails."""
    program = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program and shutil.which("openssl"):
        return program
    remedy = "dovecot or openssl is missing: apt-get install dovecot-imapd openssl"
    if os.environ.get("CI"):
        pytest.fail(remedy)
    pytest.skip(remedy)


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Give a server that is gone afterwards with all its mail."""
    program = needed()
    # Under the tests' own folder another user could not read; a server of root's must not hold mail.
    folder = Path(tempfile.mkdtemp(prefix="imap-"))
    process = None
    try:
        port = _free_port()
        owner = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        _write(folder, port=port, owner=owner)
        rights = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if os.getuid() == 0 else {}
        process = subprocess.Popen([program, "-F", "-c", str(folder / "dovecot.conf")], **rights)
        _wait_for(process, port, log=folder / "log")
        yield MailServer(port=port, certificate=folder / "certificate.pem")
    finally:
        if process is not None:
            process.terminate()
            process.wait(timeout=10)
        shutil.rmtree(folder, ignore_errors=True)


def _write(folder: Path, *, port: int, owner: pwd.struct_passwd) -> None:
    import grp

    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
            ),
            *("-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")),
        ],
        check=True,
        capture_output=True,
    )
    (folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
    (folder / "dovecot.conf").write_text(
        _CONFIGURATION.format(
            folder=folder,
            port=port,
            user=owner.pw_name,
            group=grp.getgrgid(owner.pw_gid).gr_name,
            uid=owner.pw_uid,
            gid=owner.pw_gid,
        )
    )
    if os.getuid() == 0:
        for path in (folder, *folder.iterdir()):
            os.chown(path, owner.pw_uid, owner.pw_gid)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _wait_for(process: subprocess.Popen[bytes], port: int, *, log: Path) -> None:
    until = monotonic() + _STARTS_WITHIN
    while monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            sleep(0.05)
        else:
            return
    pytest.fail(f"Dovecot did not start: {log.read_text() if log.exists() else 'it wrote no log'}")

"""Warraq and its peers, as servers of 127.0.0.1."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from bench.plan import (
    CACHED_WAGTAIL_PORT,
    HERE,
    PARTS_PORT,
    SSI_PORT,
    STATIC_PORT,
    VARNISH_PORT,
    WAGTAIL_PORT,
    WARRAQ_PORT,
    WORK,
)
from bench.processes import Server, command_line, descendants
from bench.stores import warraq_env

# What the bench starts, and the Debian package that has it.
PROGRAMS = {"wrk": "wrk", "nginx": "nginx-light", "varnishd": "varnish", "taskset": "util-linux"}


def missing_packages() -> list[str]:
    """Return the Debian packages of programs that are not installed."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
    return [package for name, package in PROGRAMS.items() if shutil.which(name, path=path) is None]


def warraq(home: Path, *, workers: int = 1, **env: str) -> Server:
    """Return Warraq with its presser, as `warraq serve` runs it."""
    command = [sys.executable, "-m", "warraq", "serve", "--port", str(WARRAQ_PORT), "--workers", str(workers)]
    return Server("warraq", command, port=WARRAQ_PORT, env=warraq_env(home, **env))


def serving_processes(warraq: Server) -> list[int]:
    """Return the processes of a running Warraq that answer readers: not the one that starts them, nor the presser."""
    return [pid for pid in descendants(warraq.pid)[1:] if " press run " not in command_line(pid)]


def nginx() -> Server:
    """Return nginx with the composed pages, with SSI over their parts, and as Varnish's origin."""
    (WORK / "nginx-temporary").mkdir(exist_ok=True)
    text = (HERE / "peers" / "nginx.conf").read_text()
    config = WORK / "nginx.conf"
    config.write_text(
        text.format(
            work=WORK,
            user="user root;" if os.geteuid() == 0 else "",
            static_port=STATIC_PORT,
            ssi_port=SSI_PORT,
            parts_port=PARTS_PORT,
        )
    )
    command = [_sbin("nginx"), "-c", str(config), "-e", str(WORK / "nginx-errors.log")]
    return Server("nginx", command, port=STATIC_PORT)


def varnish() -> Server:
    """Return Varnish that composes pages from seven includes."""
    vcl = WORK / "esi.vcl"
    vcl.write_text((HERE / "peers" / "esi.vcl").read_text().format(parts_port=PARTS_PORT))
    folder = WORK / "varnish"
    folder.mkdir(exist_ok=True)
    options = ["-F", "-j", "none", "-n", str(folder), "-a", f"127.0.0.1:{VARNISH_PORT}", "-f", str(vcl)]
    return Server(
        "varnish", [_sbin("varnishd"), *options, "-s", "malloc,1g", "-p", "thread_pools=1"], port=VARNISH_PORT
    )


def stock_wagtail(home: Path, *, caches_pages: bool) -> Server:
    """Return the stock Wagtail site on the same server as Warraq's, one process."""
    name, port = ("cached-wagtail", CACHED_WAGTAIL_PORT) if caches_pages else ("wagtail", WAGTAIL_PORT)
    application = "bench.stock_wagtail.wsgi:application"
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "1", "--blocking-threads", "1", "--backlog", "2048"]
    env = {"STOCK_HOME": str(home), "STOCK_CACHE": "1" if caches_pages else "0"}
    return Server(name, [*command, "--log-level", "warning", application], port=port, env=env)


def _sbin(name: str) -> str:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin") or name

"""The shipped files, as their own programs check them."""

from __future__ import annotations

import subprocess

import pytest

from tests.serving.servers import nginx_for, vcl_for

pytestmark = pytest.mark.edge


@pytest.mark.parametrize("vcl", ["default.vcl", "whole-pages.vcl"])
def test_varnish_compiles_the_vcl(vcl, tmp_path, varnishd):
    written = vcl_for(tmp_path, vcl=vcl, backend=8000)
    result = subprocess.run(
        ["varnishd", "-C", "-j", "none", "-n", str(tmp_path / "work"), "-f", str(written)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 0, result.stderr[-2000:]


def test_nginx_accepts_the_file(tmp_path, nginxd):
    main = nginx_for(tmp_path, port=8080, nodes=(8001, 8002))
    result = subprocess.run(
        ["nginx", "-t", "-p", str(tmp_path), "-c", str(main)], capture_output=True, text=True, timeout=60
    )
    assert result.returncode == 0, result.stderr
    assert "[warn]" not in result.stderr

"""A site can be installed: its manifest, icons and worker are the edition's own."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from PIL import Image

from warraq.outlets.push.installing import ICON_SIDES, short_name, worker


def test_the_manifest_is_the_editions_and_names_icons_that_are_there(network, reader):
    answer = reader.on(network.maghrib, "/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    told = json.loads(answer.content)
    assert (told["name"], told["lang"], told["dir"]) == (network.maghrib.name, "ar-MA", "rtl")
    assert (told["start_url"], told["scope"], told["theme_color"]) == ("/", "/", network.maghrib.colour)
    for icon in told["icons"]:
        drawn = reader.on(network.maghrib, icon["src"])
        assert (drawn.status_code, drawn["Content-Type"]) == (200, icon["type"])
        picture = Image.open(BytesIO(drawn.content))
        assert f"{picture.width}x{picture.height}" == icon["sizes"]
        assert picture.getpixel((0, 0)) == (0x8A, 0x1C, 0x3C)
    assert reader.on(network.maghrib, "/icon-64.png").status_code == 404
    assert {icon["sizes"] for icon in told["icons"]} == {f"{side}x{side}" for side in ICON_SIDES}


def test_pages_name_the_manifest_and_may_load_it(network, reader):
    answer = reader.on(network.maghrib, "/")
    assert '<link rel="manifest" href="/manifest.webmanifest">' in answer.content.decode()
    assert "manifest-src 'self'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("مرآة المغرب", "مرآة المغرب"),
        ("الصحيفة اليومية الكبرى", "الصحيفة"),
        ("كل أخبار البلاد", "كل أخبار"),
        ("", ""),
    ],
)
def test_a_short_name_is_whole_words(name, short):
    assert short_name(name) == short


def test_the_worker_is_the_editions_and_another_with_other_looks(network, reader):
    answer = reader.on(network.maghrib, "/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Content-Security-Policy"] == "default-src 'none'; connect-src 'self'"
    text = answer.content.decode()
    assert json.loads(text.partition("const SITE = ")[2].partition(";\n")[0])["name"] == network.maghrib.name
    first, same, other = (worker(network.maghrib, looks=looks) for looks in ("a", "a", "b"))
    assert first == same != other
    assert first != worker(network.misr, looks="a")


def test_a_name_cannot_break_out_of_the_worker(network):
    network.maghrib.name = '";alert(1);//\u2028</script>'
    first, _, rest = worker(network.maghrib, looks="a").decode().partition("\n")
    assert json.loads(first.removeprefix("const SITE = ").removesuffix(";"))["name"] == network.maghrib.name
    assert rest.startswith("// An edition's service worker")

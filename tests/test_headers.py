"""The headers of every kind of answer: what pages may load, what browsers may do, what caches may keep."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html import unescape

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from warraq.pages.policy import page_policy

# All that may stand in a style attribute: custom properties with colours.
_COLOURS = re.compile(r"(--[a-z-]+:#[0-9a-f]{6};?)+")


def rules_of(response) -> dict[str, list[str]]:
    """The policy's directives, each with its sources."""
    rules = (rule.split() for rule in response["Content-Security-Policy"].split(";"))
    return {name: sources for name, *sources in rules}


@pytest.fixture
def desk(network):
    client = Client(headers={"host": network.hub.host})
    client.force_login(get_user_model().objects.create_superuser("chief"))
    return client


def pages(story):
    return (
        "/",
        "/politics/",
        f"/politics/{story.pk}-{story.slug}",
        f"/archive/{story.first_published_at:%Y/%m/%d}/",
        "/search?q=%D8%AE%D8%A8%D8%B1",
        "/corrections/",
        "/no-such-page",
    )


def test_readers_pages_run_no_script_but_our_files(reader, network, make_story):
    story = make_story()
    for path in pages(story):
        rules = rules_of(reader.on(network.maghrib, path))
        assert rules["script-src"] == ["'self'"], path
        assert rules["default-src"] == rules["object-src"] == rules["base-uri"] == ["'none'"], path
        assert rules["frame-ancestors"] == rules["form-action"] == rules["connect-src"] == ["'self'"], path
        assert rules.pop("style-src-attr") == ["'unsafe-inline'"]  # colours of sections, on elements alone
        assert "unsafe" not in str(rules), path


def test_every_inline_style_of_a_page_is_named_by_its_digest(reader, network, make_story):
    story = make_story()
    answers = [reader.on(network.maghrib, path) for path in pages(story)] + [reader.on(network.hub, "/")]
    for answer in answers:
        html = answer.content.decode()
        for style in re.findall(r"<style>(.*?)</style>", html, re.DOTALL):
            digest = b64encode(sha256(style.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in rules_of(answer)["style-src"]
        assert all(_COLOURS.fullmatch(style) for style in re.findall(r' style="([^"]*)"', html))
        assert " onclick=" not in html
        assert not re.search(r"<script(?![^>]*(src=|ld\+json))", html)


def test_a_page_frames_what_the_desk_embedded_and_nothing_else():
    frame = "<head></head><iframe width=1 src='https://Video.example.org/embed/1?x=2'></iframe>"
    assert "frame-src https://video.example.org;" in page_policy(frame)
    for html in ("<p>", '<iframe src="http://plain.example/">', '<iframe src="javascript:alert(1)">'):
        assert "frame-src 'none';" in page_policy(html)


def test_a_style_in_the_body_is_not_trusted():
    html = "<head><style>a{}</style></head><body><style>b{}</style></body>"
    assert page_policy(html).count("sha256-") == 1


def test_a_header_cannot_be_broken_by_a_page():
    policy = page_policy('<iframe src="https://a.example\r\nX-Evil: 1">')
    assert "\n" not in policy
    assert "Evil" not in policy


def test_files_for_https_ask_for_https(settings):
    settings.PUBLIC_SCHEME = "https"
    assert page_policy("").endswith("upgrade-insecure-requests")


def test_files_on_another_host_are_let_in_from_there_alone(settings):
    settings.STATIC_URL = "https://files.example.org/static/"
    assert "script-src 'self' https://files.example.org;" in page_policy("")


@pytest.mark.parametrize("path", ["/feed.xml", "/sitemap.xml", "/robots.txt", "/search/suggest?q=aa"])
def test_what_is_no_page_loads_nothing(reader, network, path):
    assert rules_of(reader.on(network.maghrib, path))["default-src"] == ["'none'"]


def test_an_unknown_host_gets_a_policy_too(client, network):
    answer = client.get("/", headers={"host": "nobody.example"})
    assert answer.status_code == 404
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_readers_get_no_cookie_and_no_powers(reader, network, make_story):
    story = make_story()
    for path in pages(story):
        answer = reader.on(network.maghrib, path)
        assert not answer.cookies, path
        assert "camera=()" in answer["Permissions-Policy"]
        assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_pressed_shell_carries_its_policy(client, network, make_story):
    story = make_story()
    path = f"/politics/{story.pk}-{story.slug}"
    answer = client.get(path, headers={"host": network.maghrib.host}, **{"warraq.press": "1"})
    assert answer["X-Warraq-Shell"] == "1"
    assert "script-src 'self';" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path", ["/desk/", "/desk/login/", "/desk/account/", "/desk/editions/", "/desk/nowhere/"]
)
def test_the_desk_loads_no_scripts_of_others_and_stays_out_of_caches(desk, path):
    answer = desk.get(path)
    rules = rules_of(answer)
    assert set(rules["script-src"]) <= {"'self'", "'unsafe-inline'"}
    assert rules["connect-src"] == rules["form-action"] == rules["frame-ancestors"] == ["'self'"]
    assert rules["object-src"] == rules["base-uri"] == ["'none'"]
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    assert answer["Referrer-Policy"] == "same-origin"
    assert "publickey-credentials-create=(self)" in answer["Permissions-Policy"]


def test_where_secrets_are_typed_no_inline_script_runs(network, desk):
    stranger = Client(headers={"host": network.hub.host})
    answers = [
        stranger.get("/desk/login/"),
        desk.get("/desk/account/password/"),
        desk.get("/desk/second-step/"),
    ]
    for answer in answers:
        assert answer.status_code == 200
        assert rules_of(answer)["script-src"] == ["'self'"]
        assert not re.search(r"<script(?![^>]*(src=|application/json))", unescape(answer.content.decode()))

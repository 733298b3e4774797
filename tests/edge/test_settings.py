"""What the environment says of caches in front is checked when Warraq starts."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from warraq.project.settings.edge import addresses, caches


def test_addresses_are_apart_by_commas(monkeypatch):
    monkeypatch.setenv("WARRAQ_PURGE_URLS", "http://127.0.0.1:6081, https://cache.example.org/,")
    assert addresses("WARRAQ_PURGE_URLS") == ("http://127.0.0.1:6081", "https://cache.example.org/")
    monkeypatch.delenv("WARRAQ_PURGE_URLS")
    assert addresses("WARRAQ_PURGE_URLS") == ()


@pytest.mark.parametrize("text", ["127.0.0.1:6081", "ftp://cache", "http://"])
def test_what_is_no_address_stops_the_start_by_name(monkeypatch, text):
    monkeypatch.setenv("WARRAQ_PURGE_URLS", text)
    with pytest.raises(ImproperlyConfigured, match=f"WARRAQ_PURGE_URLS has “{text}”"):
        addresses("WARRAQ_PURGE_URLS")


def test_wagtails_caches_are_json(monkeypatch):
    monkeypatch.setenv("WARRAQ_FRONTEND_CACHE", '{"cdn": {"BACKEND": "x", "ZONEID": "1"}}')
    assert caches("WARRAQ_FRONTEND_CACHE") == {"cdn": {"BACKEND": "x", "ZONEID": "1"}}
    monkeypatch.delenv("WARRAQ_FRONTEND_CACHE")
    assert caches("WARRAQ_FRONTEND_CACHE") == {}


@pytest.mark.parametrize("text", ["x", "[]", '{"cdn": "x"}'])
def test_what_is_no_list_of_caches_stops_the_start_by_name(monkeypatch, text):
    monkeypatch.setenv("WARRAQ_FRONTEND_CACHE", text)
    with pytest.raises(ImproperlyConfigured, match="WARRAQ_FRONTEND_CACHE"):
        caches("WARRAQ_FRONTEND_CACHE")

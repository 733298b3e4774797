"""Addresses: which are taken, how they are sealed, and that nobody without the key learns any."""

from __future__ import annotations

import pytest
from django.utils import timezone

from warraq.letters.links import Wish, own_link, subscriber_of
from warraq.letters.models import Subscriber
from warraq.letters.sealing import NotAnAddress, Unsealable, digest_of, read_address, seal, unseal
from warraq.letters.services import bounce_address, subscribe


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("reader@example.com", "reader@example.com"),
        ("  Reader.One+news@EXAMPLE.com ", "Reader.One+news@example.com"),
        ("reader@مثال.example", "reader@xn--mgbh0fb.example"),
    ],
)
def test_an_address_is_read_as_it_is_written_to(typed, address):
    assert read_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "@",
        "@example.com",
        "reader@",
        "reader@example",
        "a b@example.com",
        "a@b@example.com",
        '"a"@example.com',
        "a..b@example.com",
        ".a@example.com",
        "a@-example.com",
        "a@exa_mple.com",
        "a@example.com\nBcc: b@example.com",
        "a\0@example.com",
        "a" * 65 + "@example.com",
        "a@" + "b" * 64 + ".com",
        "a@" + "b." * 130 + "com",
        "a@[127.0.0.1]",
    ],
)
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(NotAnAddress):
        read_address(typed)


def test_a_sealed_text_is_opened_by_its_key_alone(settings):
    sealed, digest = seal("reader@example.com"), digest_of("reader@example.com")
    assert "reader" not in sealed
    assert seal("reader@example.com") != sealed
    assert unseal(sealed) == "reader@example.com"
    assert digest_of("Reader@Example.com") == digest
    settings.NEWSLETTER_KEY = "another key"
    with pytest.raises(Unsealable):
        unseal(sealed)
    assert digest_of("reader@example.com") != digest


@pytest.mark.parametrize("text", ["", "x", "gAAAAA==", "قارئ"])
def test_what_was_never_sealed_is_refused(text):
    with pytest.raises(Unsealable):
        unseal(text)


def test_a_link_of_ones_own_is_made_by_the_key_alone(settings):
    link = own_link(7)
    assert subscriber_of(link) == 7
    assert subscriber_of(link.replace("7", "8", 1)) is None
    settings.NEWSLETTER_KEY = "another key"
    assert subscriber_of(link) is None


def test_bounces_are_counted_on_every_edition_and_the_third_ends_all(network):
    for edition in (network.maghrib, network.misr):
        subscribe(Wish(edition.pk, "reader@example.com", ("daily",)), edition=edition, now=timezone.now())
    assert bounce_address("READER@example.com") == (2, 0)
    assert bounce_address("other@example.com") == (0, 0)
    bounce_address("reader@example.com")
    assert bounce_address("reader@example.com") == (2, 2)
    assert not Subscriber.objects.exists()

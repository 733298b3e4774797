"""All spellings of one old address are one."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warraq.moved.addresses import CUT, asked_form, digest, normal_form, shortened

SLUG = "افتتاح-مكتبة-في-الجبال"


@pytest.mark.parametrize(
    "address",
    [
        f"/2021/05/{SLUG}/",
        f"/2021/05/{SLUG}",
        f"https://www.example.org/2021/05/{SLUG}/",
        f"http://example.org/2021/05/{SLUG}/?utm_source=x#more",
        quote(f"/2021/05/{SLUG}/"),
        quote(f"/2021/05/{SLUG}/").lower(),
        quote(quote(f"/2021/05/{SLUG}/")),
        quote(quote(quote(f"/2021/05/{SLUG}/"))),
        f"/index.php/2021/05/{SLUG}/",
        f"//2021//05/{SLUG}//",
    ],
)
def test_every_spelling_has_one_form(address):
    if address.startswith("//"):
        address = f"https://example.org{address}"
    assert normal_form(address) == f"/2021/05/{SLUG}"


@pytest.mark.parametrize(
    "address", ["/?p=123", "/index.php?p=123", "/?p=0123&x=1", "https://e.org/?page_id=123"]
)
def test_a_post_is_named_by_its_number(address):
    assert normal_form(address) == "?p=123"


@pytest.mark.parametrize(
    "address", ["/?p=", "/?p=-1", "/?p=abc", "/?p=99999999999999999", "/", "", "http://[", "/?x=1"]
)
def test_what_names_no_post_leads_to_no_story(address):
    assert normal_form(address) in ("", "/")


def test_a_slug_that_was_cut_within_a_letter_has_the_form_of_its_whole_letters():
    encoded = quote(SLUG)
    assert normal_form(f"/{encoded[:-3]}") == f"/{SLUG[:-1]}"


def test_a_long_slug_is_shortened_as_wordpress_does():
    long = "-".join([SLUG] * 4)
    form = normal_form(f"/2021/{long}/")
    cut = shortened(form)
    assert form.startswith(cut)
    assert CUT - 6 <= len(quote(cut.rpartition("/")[2])) <= CUT
    assert shortened(cut) == cut
    # What WordPress itself cut is found by the whole and by the part.
    assert shortened(normal_form(f"/2021/{quote(long)[:CUT]}")) == cut


@given(st.text(max_size=60))
def test_whatever_is_asked_there_is_one_form_and_one_number(text):
    form = normal_form("/" + text)
    assert -(2**63) <= digest(form) < 2**63
    assert form == "" or form.startswith(("/", "?"))
    assert shortened(shortened(form)) == shortened(form)


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("http://e.org/NewsDetails.aspx?NewsID=8841&utm_source=x", "/NewsDetails.aspx?newsid=8841"),
        ("/index.php?sid=3&id=7", "/?id=7&sid=3"),
        ("/?p=7&id=3", ""),
        ("/2021/05/x?utm_source=id", ""),
        ("/a?id=" + "x" * 100, ""),
        ("http://[?id=3", ""),
    ],
)
def test_a_story_that_is_named_by_a_query_has_a_form_with_it(address, form):
    assert asked_form(address) == form

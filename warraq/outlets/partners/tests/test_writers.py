"""Any text makes documents that are well-formed and valid."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from typing import Any
from xml.etree import ElementTree  # the documents are our own

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import DATA
from warraq.outlets.partners.bodies import post_html, whole_body
from warraq.outlets.partners.items import Genre, NewsItem, Picture, Status, Subject
from warraq.outlets.partners.newsml_g2 import news_item, news_message
from warraq.outlets.partners.ninjs import VERSIONS, ninjs
from warraq.outlets.text import line

XSD = DATA / "wire-formats" / "newsml-g2" / "xsd" / "NewsML-G2_2.35-spec-All-Power.xsd"
SCHEMAS = DATA / "wire-formats" / "ninjs" / "schema"
MOMENT = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
NAR = "{http://iptc.org/std/nar/2006-10-01/}"
XHTML = "{http://www.w3.org/1999/xhtml}"

ANY_TEXT = st.text(st.characters(), max_size=40) | st.sampled_from(
    ["<p>", "</p></html>", "]]>", "<!--", "&#0;", "&amp", "a\x00b", "\ud800", "<br>", "‮مقلوب", "<a href='x'>"]
)


def body_of(text: str, *, picture: Picture) -> str:
    """Return a body with the text in every kind of block."""
    return whole_body(
        [
            {"type": "paragraph", "value": f"<p>{text}</p>"},
            {"type": "paragraph", "value": text},
            {"type": "heading", "value": text},
            {"type": "quote", "value": {"text": text, "attribution": text}},
            {"type": "list", "value": [text, {"type": "item", "value": text}]},
            {"type": "picture", "value": {"picture": 1, "alt": text}},
            {"type": "embed", "value": text},
            {"type": "embed", "value": f"https://example.org/{text}"},
            {"type": "see_also", "value": [7]},
        ],
        origin="https://maghrib.example.org",
        pictures={1: picture},
    )


def item_of(text: str, *, status: Status = Status.USABLE) -> NewsItem:
    """Return an item with the text wherever a story has one of its own."""
    said = line(text)
    head: dict[str, Any] = {
        "uri": "urn:newsml:maghrib.example.org:20260305:1",
        "version": 3,
        "status": status,
        "provider": said,
        "host": "hub.example.org",
        "headline": said,
        "first_created": MOMENT,
        "version_created": MOMENT,
    }
    if status is not Status.USABLE:
        return NewsItem(**head)
    picture = Picture(
        uri="urn:warraq:maghrib.example.org:picture:1",
        href="https://maghrib.example.org/media/a.webp?a=1&b=2",
        media_type="image/webp",
        width=640,
        height=360,
        caption=said,
        credit=said,
        usage_terms=said,
    )
    return NewsItem(
        **head,
        rights=said,
        usage_terms=said,
        address="https://maghrib.example.org/politics/1",
        genre=Genre("Opinion", "رأي"),
        section=said,
        dateline=said,
        byline=said,
        agency=said,
        standfirst=said,
        note=said,
        is_corrected=True,
        expires=MOMENT,
        subjects=(Subject(said, said),),
        pictures=(picture,),
        body="\n".join((body_of(text, picture=picture), post_html(time="10:30", headline=text, body=""))),
    )


@cache
def newsml_schema() -> Any:
    """Return IPTC's XML schema."""
    from lxml import etree

    return etree.XMLSchema(etree.parse(str(XSD)))


@cache
def ninjs_schema(version: str) -> Any:
    """Return IPTC's JSON schema."""
    from jsonschema import Draft202012Validator
    from referencing import Registry, Resource

    geography = Resource.from_contents(json.loads((SCHEMAS / "GeoJSON-schema.json").read_text("utf-8")))
    return Draft202012Validator(
        json.loads((SCHEMAS / f"ninjs-schema_{version}.json").read_text("utf-8")),
        registry=Registry().with_resource("https://geojson.org/schema/GeoJSON.json", geography),
    )


@given(ANY_TEXT)
def test_any_text_makes_xml_that_says_it(text: str) -> None:
    root = ElementTree.fromstring(news_item(item_of(text)))  # noqa: S314

    headline = root.findtext(f"{NAR}contentMeta/{NAR}headline", "")
    assert headline == line(text)
    headings = [each.text or "" for each in root.iter(f"{XHTML}h2")]
    assert headings[0] == line(text)
    assert len(list(root.iter(f"{XHTML}img"))) == 1


@given(ANY_TEXT)
def test_any_text_makes_json_that_says_it(text: str) -> None:
    for version in VERSIONS:
        written = json.dumps(ninjs(item_of(text), version=version), ensure_ascii=False).encode()

        headlines = json.loads(written).get("headlines", [{"value": ""}])
        assert headlines[0]["value"] == line(text)


@pytest.mark.skipif(not XSD.exists(), reason="IPTC's schemas lie beside the checkout")
@given(ANY_TEXT, st.sampled_from(Status))
def test_any_text_makes_valid_documents(text: str, status: Status) -> None:
    from lxml import etree

    item = item_of(text, status=status)

    for written in (
        news_item(item),
        news_message([item, item], sender="hub.example.org", sent_at=MOMENT, number="hub.example.org:7"),
    ):
        newsml_schema().assertValid(etree.fromstring(written))
    for version in VERSIONS:
        ninjs_schema(version).validate(ninjs(item, version=version))


@pytest.mark.parametrize("status", [Status.CANCELED, Status.WITHHELD])
def test_what_is_taken_back_says_its_headline_and_no_more(status: Status) -> None:
    item = item_of("عنوان", status=status)

    fields = ninjs(item)
    root = ElementTree.fromstring(news_item(item))  # noqa: S314

    assert set(fields) == {
        "uri",
        "type",
        "representationType",
        "standard",
        "version",
        "firstCreated",
        "versionCreated",
        "pubStatus",
        "language",
        "copyrightHolder",
        "infoSources",
        "headlines",
    }
    assert [each.tag for each in root.iterfind(f"{NAR}contentMeta/*")] == [f"{NAR}language", f"{NAR}headline"]
    assert root.find(f"{NAR}contentSet") is None


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "", "/within", "ftp://a.example"]
)
def test_an_embed_is_a_link_to_the_web_or_nothing(address: str) -> None:
    assert whole_body([{"type": "embed", "value": address}], origin="https://a.example", pictures={}) == ""


def test_a_picture_that_may_not_be_given_on_leaves_no_trace() -> None:
    block = {"type": "picture", "value": {"picture": 9, "caption": "تعليق", "alt": "بديل"}}

    assert whole_body([block], origin="https://a.example", pictures={}) == ""

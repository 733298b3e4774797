"""Simple HTML of our own as XHTML: what NewsML-G2 takes within an item."""

from __future__ import annotations

from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

NAMESPACE = "http://www.w3.org/1999/xhtml"
_VOID = frozenset({"br", "img"})


def xhtml(body: str, *, title: str, language: str) -> Element:
    """Return a page with the body, which is well-formed HTML (as nh3 and `bodies` write it)."""
    reader = _Reader()
    reader.builder.start("html", {"xmlns": NAMESPACE, "xml:lang": language, "dir": "rtl"})
    for tag, text in (("head", ""), ("title", title)):
        reader.builder.start(tag, {})
        reader.builder.data(text)
    for tag in ("title", "head"):
        reader.builder.end(tag)
    reader.builder.start("body", {})
    reader.feed(body)
    reader.close()
    reader.builder.end("body")
    reader.builder.end("html")
    return reader.builder.close()


class _Reader(HTMLParser):
    """Tells a tree's builder what it reads."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.builder = TreeBuilder()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in _VOID:
            self.builder.end(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self.builder.end(tag)

    def handle_data(self, data: str) -> None:
        self.builder.data(data)

"""XML from outside, read without entities that grow and without fetching anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from warraq.arabic.text import clean
from warraq.wires.formats.registry import Unreadable

DEEPEST = 200
_NAMESPACE = re.compile(r"^\{[^}]*\}")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?)?\s*(Z|[+-]\d\d:?\d\d)?\Z")


def parsed(data: bytes) -> Element:
    """Return the root, names without their namespaces. Raises Unreadable for what is broken or defines entities."""
    try:
        root: Element = fromstring(data, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except DefusedXmlException:
        raise Unreadable("The file defines entities, which is not allowed.") from None
    except (ParseError, LookupError, ValueError) as problem:
        raise Unreadable(f"The file is not well-formed XML: {problem}.") from None
    _without_namespaces(root)
    return root


def _without_namespaces(root: Element) -> None:
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise Unreadable(f"The file's elements stand in one another more than {DEEPEST} deep.")
        for element in level:
            if isinstance(element.tag, str):
                element.tag = _NAMESPACE.sub("", element.tag)
        level = [child for element in level for child in element]


def text_at(element: Element, path: str) -> str:
    """Return the text of the first element at the path with all that it holds, on one line; "" if there is none."""
    found = element.find(path)
    return clean("".join(found.itertext())) if found is not None else ""


def attribute_at(element: Element, path: str, name: str) -> str:
    """Return an attribute of the first element at the path; "" if there is none."""
    found = element.find(path)
    return clean(found.get(name, "")) if found is not None else ""


def html_in(element: Element, *, renamed: dict[str, str], dropped: frozenset[str]) -> str:
    """Return what the element holds as HTML: some names replaced, some elements left out with all in them."""
    _drop(element, dropped)
    for each in element.iter():
        if isinstance(each.tag, str):
            each.tag = renamed.get(each.tag, each.tag)
    inside = element.text or ""
    return _escaped(inside) + "".join(tostring(child, encoding="unicode", method="html") for child in element)


def _drop(element: Element, names: frozenset[str]) -> None:
    for child in list(element):
        if child.tag in names or not isinstance(child.tag, str):
            # What follows it belongs to the text around it.
            _keep_tail(element, child)
            element.remove(child)
        else:
            _drop(child, names)


def _keep_tail(parent: Element, child: Element) -> None:
    place = list(parent).index(child)
    tail = child.tail or ""
    if place:
        before = parent[place - 1]
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def moment(text: str) -> datetime | None:
    """Return an agency's time: ISO 8601, long or compact; without a zone it is UTC. None for anything else."""
    text = clean(text)
    try:
        if match := _COMPACT.match(text):
            year, month, day, hour, minute, second, zone = match.groups()
            zone = "+00:00" if zone in (None, "Z") else zone
            text = f"{year}-{month}-{day}T{hour or '00'}:{minute or '00'}:{second or '00'}{zone}"
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    found = found if found.tzinfo is not None else found.replace(tzinfo=UTC)
    try:
        return found.astimezone(UTC)
    except OverflowError:
        return None


def children(element: Element, name: str) -> Iterator[Element]:
    """Yield the element's own children of a name."""
    return (child for child in element if child.tag == name)

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from warraq.wires.loading.items import Item, Unusable, digest, usable

NOW = datetime(2020, 1, 1, tzinfo=UTC)
ITEM = Item(
    origin_key="1",
    edition="paper",
    section="news",
    headline="عنوان",
    published_at=NOW - timedelta(days=1),
    source_url="https://example.org/1",
)


def test_a_whole_item_is_usable_as_it_is() -> None:
    assert usable(ITEM, now=NOW) == ITEM


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"headline": ""}, "it has no title"),
        ({"origin_key": ""}, "nothing that identifies it"),
        ({"published_at": NOW + timedelta(seconds=1)}, "in the future"),
        ({"modified_at": NOW + timedelta(days=400)}, "in the future"),
        ({"published_at": datetime(2019, 1, 1)}, "no zone"),
        ({"published_at": datetime(1, 1, 1, tzinfo=UTC)}, "not one of a newspaper"),
        ({"source_url": "javascript:alert(1)"}, "not an http or https address"),
        ({"source_url": "https://example.org/a b"}, "not an http or https address"),
        ({"source_url": "https://example.org/\ud800"}, "not an http or https address"),
        ({"source_url": "https://example.org/" + "a" * 2000}, "not an http or https address"),
    ],
)
def test_an_unusable_item_has_its_reason(change: dict[str, object], reason: str) -> None:
    with pytest.raises(Unusable, match=reason):
        usable(replace(ITEM, **change), now=NOW)  # type: ignore[arg-type]


def test_what_is_too_long_is_cut_at_a_word_or_left_out() -> None:
    long = replace(
        ITEM,
        headline="كلمة " * 100,
        standfirst="جملة " * 300,
        dateline="م" * 121,
        authors=("سالم ناجي", "س" * 121, "سالم ناجي", ""),
    )
    told = usable(long, now=NOW)
    assert len(told.headline) <= 250
    assert told.headline.endswith("كلمة…")
    assert len(told.standfirst) <= 600
    assert told.dateline == ""
    assert told.authors == ("سالم ناجي",)


def test_a_digest_tells_parts_apart_and_takes_any_text() -> None:
    assert digest(["a", "b"]) == digest(["a", "b"])
    assert digest(["ab"]) != digest(["a", "b"])
    assert len(digest(["\ud800"])) == 16

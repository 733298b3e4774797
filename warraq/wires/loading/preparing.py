"""The pure part of taking a record in: its item, its body, and all that the index and the signatures will ask of it.

What costs most of a load, and so what other processes can do (`ahead`).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any

from warraq.common.ahead import Question, question
from warraq.related.signatures import keys_of, plain_text, signed
from warraq.search.words import indexed_text, spellings, spelt_text, story_text, tokens
from warraq.wires.loading.body import body_blocks
from warraq.wires.loading.items import Item, Unusable, usable
from warraq.wires.loading.records import BESIDE

LONGEST_KEY = 120


@dataclass(frozen=True)
class Preparation:
    """How records are prepared: the mapping's name and its function, and the moment that no story may be later than."""

    name: str
    item: Callable[[dict[str, Any]], Item]
    now: datetime


@dataclass(frozen=True)
class Prepared:
    """A record's item with what follows from it, or the reason why there is none and the name that it is found by.

    `answers` are those of pure functions that the verbs will ask (`warraq.common.ahead`); `spellings` is the one that
    is asked later, when many stories are in.
    """

    item: Item | None = None
    key: str = ""
    record: str = ""
    body: str = ""
    answers: dict[Question, Any] = field(default_factory=dict)
    spellings: dict[Question, Any] = field(default_factory=dict)
    reason: str = ""
    name: str = ""


def prepare(record: dict[str, Any], *, by: Preparation, ahead: bool) -> Prepared:
    """Prepare a record; a mapping that stumbles over a record's shape rejects that record, not the run.

    Without `ahead` what the verbs will ask is left to them.
    """
    try:
        item = usable(_item(record, by=by), now=by.now)
    except Unusable as refusal:
        return Prepared(reason=str(refusal), name=name_of(record))
    key = story_key(item.origin_key, name=by.name)
    blocks = body_blocks(item, key=key)
    body, told = json.dumps(blocks, ensure_ascii=False), record_digest(record)
    if not ahead:
        return Prepared(item=item, key=key, record=told, body=body, name=name_of(record))
    text = story_text(standfirst=item.standfirst, dateline=item.dateline, blocks=blocks)
    spelt = spelt_text(item.headline, text=text)
    return Prepared(
        item=item,
        key=key,
        record=told,
        body=body,
        name=name_of(record),
        answers=_answers(item, text=text, compared=plain_text(item.standfirst, blocks)),
        spellings={question(spellings, spelt): spellings(spelt)},
    )


def _item(record: dict[str, Any], *, by: Preparation) -> Item:
    try:
        return by.item(record)
    except Unusable:
        raise
    except Exception as problem:  # a newsroom's mapping may raise anything
        raise Unusable(f"the mapping can't read it: {type(problem).__name__}: {problem}") from None


def _answers(item: Item, *, text: str, compared: str) -> dict[Question, Any]:
    """Answer what the verbs will ask of a new story, in their own words."""
    indexed, signature = indexed_text(text), signed(compared)
    answers: dict[Question, Any] = {
        question(tokens, item.headline): tokens(item.headline),
        question(tokens, indexed): tokens(indexed),
        question(signed, compared): signature,
    }
    if signature:
        answers[question(keys_of, signature)] = keys_of(signature)
    return answers


def story_key(origin_key: str, *, name: str) -> str:
    """Return the story's key among all systems; a long or odd one is digested. `name` is the mapping's."""
    key = f"{name}:{origin_key}"
    if len(key) <= LONGEST_KEY and key.isascii() and key.isprintable():
        return key
    told = origin_key.encode("utf-8", errors="surrogatepass")
    return f"{name[:60]}:{blake2b(told, digest_size=16).hexdigest()}"


def record_digest(record: dict[str, Any]) -> str:
    """Return 16 hexadecimal digits of a record itself, the same whatever the order of its fields."""
    own = {name: value for name, value in record.items() if name != BESIDE}
    return blake2b(json.dumps(own, sort_keys=True).encode(), digest_size=8).hexdigest()


def name_of(record: dict[str, Any]) -> str:
    """Return what a person would find the record by: its address or number, if it has one."""
    found = (record.get(name) for name in ("url", "link", "id", "docno", "guid", "key"))
    return next((str(value)[:300] for value in found if isinstance(value, str | int) and value), "")

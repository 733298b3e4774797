"""Whether everything is as was promised: pages, lists, feeds, search, and what the database says."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlsplit

from django.db import DatabaseError, connection

from tests.hold.facts import Fact, Sight, settled
from tests.hold.house import HOSTS, House
from tests.serving.servers import fetch
from warraq.search.models import Document
from warraq.stories.models import Placement, Story

# Right again within so many seconds, says the promise; looked at for longer, to say how much longer it took.
PROMISED_SECONDS, PATIENCE_SECONDS = 10.0, 60.0
_PAUSE_SECONDS = 0.2
_HEADLINE = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_TAGS = re.compile(r"<[^>]+>")
# What tells one headline of a story from the next.
_VERSION = re.compile(r"\d+$")


@dataclass
class Judgement:
    """The seconds until everything was right, and what never was."""

    seconds: float
    wrong: list[str] = field(default_factory=list)


def judge(house: House, facts: list[Fact], *, since: float) -> Judgement:
    """Look until everything is right; `since` is the moment of the fault (monotonic)."""
    while True:
        try:
            wrong = list(_wrong(house, facts))
        except (OSError, DatabaseError) as problem:
            wrong = [f"nobody answers: {problem or type(problem).__name__}"]
            connection.close()
        seconds = time.monotonic() - since
        if not wrong or seconds > PATIENCE_SECONDS:
            return Judgement(seconds, wrong)
        time.sleep(_PAUSE_SECONDS)


def _wrong(house: House, facts: list[Fact]) -> Iterator[str]:
    """Tell what is not right now. An act that was not answered is settled by what is seen everywhere."""
    for fact in facts:
        seen = {site: _seen(house, site, path) for site, path in fact.paths.items()}
        if len(set(seen.values())) > 1:
            yield f"story {fact.story} is not the same on its sites: {seen}"
            continue
        sight = next(iter(seen.values()))
        if sight not in fact.sights:
            yield f"story {fact.story} shows {sight}, and not one of {fact.sights}"
            continue
        settled(fact, sight)
    yield from _wrong_in_lists(house, facts)
    yield from _wrong_in_database(facts)


def _seen(house: House, site: str, path: str) -> Sight | str:
    answer = fetch(house.port, path, host=HOSTS[site])
    if answer.status == 301:
        # Another headline is another address.
        answer = fetch(house.port, urlsplit(answer.headers["Location"]).path, host=HOSTS[site])
    if answer.status == 410:
        return Sight()
    found = _HEADLINE.search(answer.text) if answer.status == 200 else None
    return Sight(_plain(found[1])) if found else f"status {answer.status}"


def _plain(html: str) -> str:
    return " ".join(unescape(_TAGS.sub("", html)).split())


def _wrong_in_lists(house: House, facts: list[Fact]) -> Iterator[str]:
    """Tell of lists that name what was withdrawn, or headlines that are no more."""
    standing = {fact.story: fact.shown.headline for fact in facts}
    for site, host in HOSTS.items():
        for path in ("/", "/politics/", "/feed.xml", "/api/v1/stories", "/news-sitemap.xml"):
            text = unescape(fetch(house.port, path, host=host).text)
            for story, headline in re.findall(r"(خبر (\d+) بصيغته \d+)", text):
                number = int(headline)
                if number in standing and standing[number] != story:
                    yield f"{site}{path} names “{story}”, which is “{standing[number]}” now"
                    break


def _wrong_in_database(facts: Iterable[Fact]) -> Iterator[str]:
    """Tell of stories that are half of something: a draft lost, published in parts, found by words that are gone."""
    by_number = {fact.story: fact for fact in facts}
    stories = Story.objects.select_related("latest_revision").in_bulk(by_number)
    places = Placement.objects.filter(story__in=by_number, shown_at__isnull=False).values_list(
        "story_id", flat=True
    )
    shown = dict.fromkeys(by_number, 0)
    for number in places:
        shown[number] += 1
    documents: dict[int, list[str]] = {}
    public = Document.objects.filter(story__in=by_number, number__gt=0)
    for number, words in public.values_list("story_id", "headline_words"):
        documents.setdefault(number, []).append(words)
    for number, fact in by_number.items():
        story = stories[number]
        draft = story.get_latest_revision_as_object().headline if story.latest_revision else story.headline
        if fact.drafts and draft not in fact.drafts:
            yield f"the draft of {number} is “{draft}”, and not one of {fact.drafts}"
        if shown[number] not in (0, len(fact.paths)):
            yield f"story {number} is published on {shown[number]} of {len(fact.paths)} sites"
        is_public = story.live and story.withdrawn_at is None and shown[number]
        found = documents.get(number, [])
        if len(found) != bool(is_public):
            yield f"story {number} has {len(found)} documents in the index"
        elif (
            found and (version := _VERSION.search(fact.shown.headline)) and version[0] not in found[0].split()
        ):
            yield f"story {number} is found by “{found[0]}”, and is “{fact.shown.headline}”"

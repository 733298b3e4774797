"""One rule through every door: what the public may not see leaks nowhere.

The doors are read from the address list: a new address without a line here fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.urls import get_resolver
from django.utils import timezone

from warraq.letters.models import Issue, Kind, Newsletter
from warraq.letters.services import issue_make
from warraq.live.models import LiveBlog, LivePost
from warraq.network.models import Edition
from warraq.partners.models import Partner
from warraq.partners.services import key_make
from warraq.reads.models import ReadScore
from warraq.reads.services import flush_reads, read_record
from warraq.search.vocabulary import vocabulary_grow
from warraq.stories.followers import tell_followers
from warraq.stories.models import Correction, FollowUp, Story
from warraq.stories.services import embargo_lift, embargo_set, placement_end, story_publish, story_withdraw

MORNING = datetime(2026, 11, 24, 6, tzinfo=UTC)
HEADLINE = "عنوان لا يراه الجمهور"
SISTER_HEADLINE = "عنوان محجوب على موقع شقيق"
WORDS = (
    "لا يراه الجمهور",
    "مقدمة محجوبة",
    "فقرة محجوبة",
    "عنوان محجوب",
    "تصحيح محجوب",
    "مشاركة محجوبة",
)
# Other forms of the hidden words, since a search page repeats what was typed.
OTHER_FORMS = ("والعنوان للجمهور", "المقدمة", "بفقرة", "بمشاركة")
TOPIC, AUTHOR = "موضوع مشترك", "كاتبة مشتركة"

# Addresses of the desk and of files hold no stories of their own, nor do those that name sites and sections;
# Wagtail guards the desk.
NOT_DOORS = {
    "documents",
    "desk",
    "media",
    "robots",
    # Takes in, and tells of no story.
    "wires_push",
    "indexnow_key",
    "ads",
    "api_editions",
    "api_sections",
    "api_schema",
    "api_unknown",
    "service_worker",
    "web_manifest",
    "site_icon",
    "push_subscribe",
    "push_unsubscribe",
}


def feeds_at(*pages: str) -> list[str]:
    """Return the feeds of pages in every form."""
    return [f"{page}feed.{ending}" for page in pages for ending in ("xml", "atom", "json")]


def just_after(hidden: Story) -> str:
    """A key just after the hidden story's, so that it would be the first of the list."""
    past = [
        each for each in (hidden.first_published_at, hidden.embargo_until) if each and each < timezone.now()
    ]
    return f"{int(max(past, default=MORNING).timestamp() * 1_000_000) + 1}-9"


# By the name of the address: the paths to ask, given the hidden story and a story that everyone sees.
DOORS: dict[str, Callable[[Story, Story], list[str]]] = {
    "home": lambda hidden, seen: ["/"],
    "read": lambda hidden, seen: [],  # asked by POST below
    "topic": lambda hidden, seen: [f"/topic/{seen.topics[0].slug}/"],
    "author": lambda hidden, seen: [f"/author/{seen.authors[0].slug}/"],
    "day": lambda hidden, seen: [
        f"/archive/{timezone.now() - timedelta(days=days):%Y/%m/%d}/" for days in range(3)
    ],
    "corrections": lambda hidden, seen: ["/corrections/"],
    "live_latest": lambda hidden, seen: [f"/live/{hidden.pk}/latest"],
    "live_changes": lambda hidden, seen: [f"/live/{hidden.pk}/changes/0"],
    "live_older": lambda hidden, seen: [f"/live/{hidden.pk}/before/26/"],
    "section": lambda hidden, seen: ["/politics/", "/sport/"],
    "section_list": lambda hidden, seen: [f"/politics/before/{just_after(hidden)}/"],
    "story": lambda hidden, seen: [
        f"/politics/{hidden.pk}-{hidden.slug}",
        f"/politics/{seen.pk}-{seen.slug}",
        f"/sport/{seen.pk}-{seen.slug}",
    ],
    "search": lambda hidden, seen: [
        f"/search?q={quote(words)}{order}" for words in OTHER_FORMS for order in ("", "&order=newest")
    ],
    "suggest": lambda hidden, seen: [f"/search/suggest?q={quote('مقدمة محجو')}"],
    "edition_feed": lambda hidden, seen: feeds_at("/"),
    "section_feed": lambda hidden, seen: feeds_at("/politics/", "/sport/"),
    "topic_feed": lambda hidden, seen: feeds_at(f"/topic/{seen.topics[0].slug}/"),
    "author_feed": lambda hidden, seen: feeds_at(f"/author/{seen.authors[0].slug}/"),
    "search_feed": lambda hidden, seen: [
        f"{path}?q={quote(words)}" for path in feeds_at("/search/") for words in OTHER_FORMS
    ],
    "oembed": lambda hidden, seen: [
        f"/oembed?url=http://{host}.example.org/politics/{story.pk}-x&format={form}"
        for story in (hidden, seen)
        for host in ("maghrib", "misr")
        for form in ("json", "xml")
    ],
    "newsletter": lambda hidden, seen: ["/newsletter/"],
    "newsletter_confirm": lambda hidden, seen: ["/newsletter/confirm/x/"],
    "newsletter_own": lambda hidden, seen: ["/newsletter/own/1.x/"],
    "newsletter_issue": lambda hidden, seen: [
        f"/newsletter/{number}/" for number in Issue.objects.values_list("pk", flat=True)
    ],
    "sitemap_index": lambda hidden, seen: ["/sitemap.xml"],
    "story_sitemap": lambda hidden, seen: [],  # found by following the index
    "page_sitemap": lambda hidden, seen: [],
    "news_sitemap": lambda hidden, seen: ["/news-sitemap.xml"],
    "partner_story_ninjs": lambda hidden, seen: [f"/partners/stories/{hidden.pk}.ninjs.json"],
    "partner_story_newsml": lambda hidden, seen: [f"/partners/stories/{hidden.pk}.xml"],
    "partner_feed_ninjs": lambda hidden, seen: [
        "/partners/feed.ninjs.json",
        "/partners/feed.ninjs.json?after=0&version=2.2",
    ],
    "partner_feed_newsml": lambda hidden, seen: ["/partners/feed.xml", "/partners/feed.xml?after=0"],
    "api_stories": lambda hidden, seen: ["/api/v1/stories"],
    "api_stories_before": lambda hidden, seen: [f"/api/v1/stories/before/{just_after(hidden)}"],
    "api_section_stories": lambda hidden, seen: [
        f"/api/v1/sections/{section}/stories" for section in ("politics", "sport")
    ],
    "api_section_stories_before": lambda hidden, seen: [
        f"/api/v1/sections/politics/stories/before/{just_after(hidden)}"
    ],
    "api_topic_stories": lambda hidden, seen: [f"/api/v1/topics/{seen.topics[0].slug}/stories"],
    "api_topic_stories_before": lambda hidden, seen: [
        f"/api/v1/topics/{seen.topics[0].slug}/stories/before/{just_after(hidden)}"
    ],
    "api_author_stories": lambda hidden, seen: [f"/api/v1/authors/{seen.authors[0].slug}/stories"],
    "api_author_stories_before": lambda hidden, seen: [
        f"/api/v1/authors/{seen.authors[0].slug}/stories/before/{just_after(hidden)}"
    ],
    "api_story": lambda hidden, seen: [f"/api/v1/stories/{hidden.pk}", f"/api/v1/stories/{seen.pk}"],
    "api_live": lambda hidden, seen: [f"/api/v1/live/{hidden.pk}"],
    "api_live_before": lambda hidden, seen: [f"/api/v1/live/{hidden.pk}/before/26"],
    "api_home_front": lambda hidden, seen: ["/api/v1/fronts/home"],
    "api_section_front": lambda hidden, seen: ["/api/v1/fronts/sections/politics"],
    "api_blocks": lambda hidden, seen: ["/api/v1/blocks"],
    "api_search": lambda hidden, seen: [
        f"/api/v1/search?q={quote(words)}&order={order}"
        for words in ("والعنوان للجمهور", "المقدمة", "بفقرة", "بمشاركة")
        for order in ("best", "newest")
    ],
}

# What readers saw before it went, partners may have: they are told to take it back, by its headline and no more.
ONCE_SEEN = {"placements ended by hand", "unpublished", "withdrawn"}
# Doors behind which no story stands.
FORMS = {"newsletter", "newsletter_confirm", "newsletter_own"}


def public_names() -> set[str]:
    """Return the names of all addresses outside the desk."""
    names = set()
    for entry in get_resolver().url_patterns:
        if hasattr(entry, "url_patterns"):
            prefix = str(entry.pattern).strip("/")
            if prefix in NOT_DOORS:
                continue
            names |= {each.name for each in entry.url_patterns}
        else:
            names.add(entry.name or "media")
    return names - NOT_DOORS


def test_every_public_address_is_a_door_that_is_walked():
    assert public_names() == set(DOORS)


@pytest.fixture
def everyone_sees(network, make_story) -> Story:
    """A story placed on two sites that picks the hidden story's neighbours into its blocks."""
    return make_story(
        "خبر يراه الجميع",
        also=[(network.misr, "sport")],
        topics=(TOPIC,),
        authors=(AUTHOR,),
        at=timezone.now() - timedelta(hours=30),
    )


@pytest.fixture(autouse=True)
def partner(network, reader) -> Partner:
    """A partner of all sites since before any story; the reader holds its key."""
    made = Partner.objects.create(name="شريك يصله كل شيء", per_minute=600)
    made.editions.set([network.maghrib, network.misr, network.khalij])
    reader.defaults["HTTP_AUTHORIZATION"] = f"Bearer {key_make(made, now=timezone.now())}"
    return made


def fields_of(state: str, *, now: datetime) -> dict[str, Any]:
    """Return what makes a story of that state; the other states come by a verb afterwards."""
    later = now + timedelta(hours=3)
    return {
        "draft": {"publish": False},
        "embargoed": {"embargo_until": later},
        "embargo lifted": {"embargo_until": later},
        "embargo set on a draft": {"publish": False},
        "scheduled": {"go_live_at": later},
        "placed for later": {"starts_at": later},
        "placement ended": {"ends_at": now - timedelta(minutes=1)},
    }.get(state, {})


def cover(story: Story, *, now: datetime) -> None:
    """Tell the story live, long enough for every address that a coverage has: a first post and a last."""
    blog = LiveBlog.objects.create(story=story, started_at=now, sequence=60, last_number=60)
    for number in (1, 60):
        words = [{"type": "paragraph", "value": f"<p>مشاركة محجوبة {number}</p>"}]
        LivePost.objects.create(
            blog=blog, number=number, sequence=number, token=str(number), posted_at=now, body=words
        )
    tell_followers([story.pk])


@pytest.fixture
def story_in(network, make_story, everyone_sees) -> Callable[[str], Story]:
    """Return a function that makes the hidden story in a state, picked by and related to the seen one."""

    def make(state: str) -> Story:
        now = timezone.now()
        fields = {"at": now - timedelta(minutes=5), **fields_of(state, now=now)}
        story = make_story(
            HEADLINE,
            also=[(network.misr, "sport", SISTER_HEADLINE)],
            standfirst="مقدمة محجوبة",
            paragraphs=("فقرة محجوبة",),
            topics=(TOPIC,),
            authors=(AUTHOR,),
            label="urgent",
            **fields,
        )
        everyone_sees.body = [
            {"type": "paragraph", "value": "<p>نص</p>"},
            {"type": "see_also", "value": [story.pk]},
        ]
        everyone_sees.save()
        # As if it had been seen and corrected before, and goes on with the story that everyone sees.
        Correction.objects.create(story=story, text="تصحيح محجوب", made_at=now - timedelta(minutes=4))
        FollowUp.objects.create(story=story, earlier=everyone_sees, made_at=now)
        cover(story, now=now)
        if state == "embargo set on a draft":
            story.save_revision()
            embargo_set(story, until=now + timedelta(hours=3), now=now)
            story_publish(story.get_latest_revision_as_object(), at=now - timedelta(minutes=5))
        if state == "embargo lifted":
            embargo_lift(story, now=now)
        if state == "placements ended by hand":
            for placement in story.placements.all():
                placement_end(placement, at=now, now=now)
        if state in ("withdrawn", "unpublished"):
            for _ in range(3):
                read_record(network.maghrib, story_id=story.pk, now=now)
        if state == "withdrawn":
            story_withdraw(story, reason="سبب داخلي", note="سُحبت.", now=now)
        if state == "unpublished":
            story.unpublish()
        return story

    return make


def mail(story: Story, *, editions: tuple[Edition, ...]) -> None:
    """As if a letter had told the story while readers saw it."""
    now = timezone.now()
    for edition in editions:
        Newsletter.objects.get_or_create(edition=edition, daily=True)
        issue_make(
            edition, kind=Kind.DAILY, key="daily", stories=[story.pk], now=now, lasts=timedelta(hours=6)
        )


def walk(reader, network, *, hidden: Story, seen: Story) -> dict[str, str]:
    """Return every answer at every door of every edition, by address."""
    answers: dict[str, str] = {}
    while vocabulary_grow():
        pass
    mail(hidden, editions=(network.maghrib, network.misr))
    every_path = [path for make in DOORS.values() for path in make(hidden, seen)]
    for edition in (network.hub, network.maghrib, network.misr, network.khalij):
        paths = list(every_path)
        while paths:
            path = paths.pop()
            response = reader.on(edition, path, follow=False)
            assert response.status_code in (200, 204, 301, 302, 404, 410), (edition, path)
            body = response.content.decode() + response.headers.get("Location", "")
            answers[f"{edition.origin}{path}"] = body
            if path == "/sitemap.xml":
                paths += re.findall(rf"<loc>{re.escape(edition.origin)}([^<]+)</loc>", body)
        beacon = reader.post(
            "/reads", str(hidden.pk), content_type="text/plain", headers={"host": edition.host}
        )
        answers[f"{edition.origin}/reads"] = beacon.content.decode()
    flush_reads()
    return answers


@pytest.mark.parametrize(
    "state",
    [
        "draft",
        "embargoed",
        "embargo set on a draft",
        "scheduled",
        "placed for later",
        "placement ended",
        "placements ended by hand",
        "unpublished",
        "withdrawn",
    ],
)
def test_what_the_public_may_not_see_leaks_through_no_door(network, reader, story_in, everyone_sees, state):
    hidden = story_in(state)
    before = set(ReadScore.objects.values_list("edition", "story", "heat"))
    for address, answer in walk(reader, network, hidden=hidden, seen=everyone_sees).items():
        own = f"/{hidden.pk}-" in address
        if "/partners/" in address and state in ONCE_SEEN:
            answer = answer.replace(HEADLINE, "").replace(SISTER_HEADLINE, "")
        for words in WORDS:
            assert words not in answer, (state, address)
        assert own or f"/{hidden.pk}-" not in answer, (state, address)
    assert set(ReadScore.objects.values_list("edition", "story", "heat")) == before


@pytest.mark.parametrize("state", ["visible", "embargo lifted"])
def test_the_same_walk_finds_a_story_that_the_public_may_see(network, reader, story_in, everyone_sees, state):
    """The walk above can fail: at every kind of door the story shows when it is visible."""
    hidden = story_in(state)
    answers = walk(reader, network, hidden=hidden, seen=everyone_sees)
    for door, paths in DOORS.items():
        asked = [f"{network.maghrib.origin}{path}" for path in paths(hidden, everyone_sees)]
        if door == "suggest":
            assert any("مقدمة محجوبة" in answers[address] for address in asked)
        elif door.endswith("_feed"):
            for ending in ("xml", "atom", "json"):
                told = [answers[address] for address in asked if f"/feed.{ending}" in address]
                assert any(f"/{hidden.pk}-" in answer for answer in told), (door, ending)
        # The index names files; their stories are looked at below.
        elif asked and door not in {"sitemap_index", *FORMS}:
            assert any(f"/{hidden.pk}-" in answers[address] for address in asked), door
    assert any(f"/{hidden.pk}-" in answer for address, answer in answers.items() if "/sitemaps/" in address)
    assert ReadScore.objects.filter(story=hidden, edition=network.maghrib).exists()


def test_an_edit_that_waits_for_approval_is_not_shown(network, reader, story_in, everyone_sees):
    story = story_in("visible")
    story.headline = "صياغة تنتظر الموافقة"
    story.save_revision()
    for address, answer in walk(reader, network, hidden=story, seen=everyone_sees).items():
        assert "صياغة تنتظر الموافقة" not in answer, address

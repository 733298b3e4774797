"""A live coverage as pages print it: the page, its metadata, older posts, lists, and who may see none of it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from warraq.live.models import LiveBlog, LivePost
from warraq.live.selectors import RANGE
from warraq.live.services import PostText, live_begin, live_end, post_add, post_edit, post_remove
from warraq.live.writing import Written, blocks_of
from warraq.stories.models import Story
from warraq.stories.services import author_named, embargo_set, story_withdraw

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def blog(network, make_story) -> LiveBlog:
    story = make_story("تغطية الاختبار", also=[(network.misr, "sport")], at=NOON - timedelta(hours=1))
    return live_begin(story, at=NOON)


def add(blog, words="نص", *, headline="", author=None, **fields) -> LivePost:
    number = LivePost.objects.filter(blog=blog).count() + 1
    text = PostText(headline=headline, body=tuple(blocks_of(Written(text=words))), author=author)
    at = NOON + timedelta(minutes=number)
    return post_add(blog, text=text, token=f"token-{number}", at=at, **fields)


def page_of(reader, blog, *, edition=None) -> str:
    placements = blog.story.placements.select_related("edition", "section")
    placement = next(each for each in placements if each.edition == edition or (not edition and each.is_home))
    answer = reader.on(placement.edition, placement.path)
    assert answer.status_code == 200
    return answer.content.decode()


def posting_in(page: str) -> dict:
    objects = map(json.loads, re.findall(r'<script type="application/ld\+json">(.*?)</script>', page))
    return next(each for each in objects if each["@type"] in ("LiveBlogPosting", "NewsArticle"))


def test_the_page_shows_the_summary_then_pinned_posts_then_the_newest_each_once(reader, blog):
    add(blog, headline="أول", is_key=True)
    add(blog, headline="مثبت", is_pinned=True)
    add(blog, headline="آخر")
    page = page_of(reader, blog)
    live = page[page.index('<section class="live"') :]
    order = [live.index(words) for words in ('href="#post-1"', 'id="post-2"', 'id="post-3"', 'id="post-1"')]
    assert order == sorted(order)
    assert [live.count(f'id="post-{number}"') for number in (1, 2, 3)] == [1, 1, 1]
    assert '<time datetime="2026-11-24T13:01:00+01:00">24 نونبر 2026، 13:01</time>' in live
    assert '<span class="label label-live">مباشر</span>' in live
    assert 'data-sequence="4"' in live


def test_each_edition_writes_moments_in_its_own_style(network, reader, blog):
    add(blog)
    assert '<time datetime="2026-11-24T14:01:00+02:00">24 نوفمبر 2026' in page_of(
        reader, blog, edition=network.misr
    )


def test_the_metadata_are_those_of_a_live_blog(network, reader, blog):
    author = author_named("ليلى")
    add(blog, "**وصل** الوفد", headline="وصول الوفد", author=author)
    add(blog, "بلا عنوان </script>")
    posting = posting_in(page_of(reader, blog))
    assert posting["@type"] == "LiveBlogPosting"
    assert posting["coverageStartTime"] == "2026-11-24T13:00:00+01:00"
    assert "coverageEndTime" not in posting
    assert posting["dateModified"] >= "2026-11-24T13:02:00+01:00"
    newest, oldest = posting["liveBlogUpdate"]
    assert newest["headline"] == "بلا عنوان </script>"
    assert newest["author"]["name"] == network.maghrib.name
    assert oldest == {
        "@type": "BlogPosting",
        "headline": "وصول الوفد",
        "url": f"{posting['url']}#post-1",
        "datePublished": "2026-11-24T13:01:00+01:00",
        "dateModified": "2026-11-24T13:01:00+01:00",
        "articleBody": "وصول الوفد\nوصل الوفد",
        "author": {"@type": "Person", "name": "ليلى"},
    }


def test_the_metadata_of_a_long_coverage_have_an_end(reader, blog):
    for _ in range(2 * RANGE - 1):
        add(blog)
    assert len(posting_in(page_of(reader, blog))["liveBlogUpdate"]) == 30


def test_the_metadata_say_when_it_ended(reader, blog):
    add(blog)
    live_end(blog, at=NOON + timedelta(hours=2))
    page = page_of(reader, blog)
    posting = posting_in(page)
    assert posting["coverageEndTime"] == "2026-11-24T15:00:00+01:00"
    assert "انتهت التغطية" in page
    assert "data-live=" not in page
    assert "live.js" not in page


def test_a_story_without_a_coverage_is_an_article_and_has_no_script(reader, make_story):
    story = make_story()
    home = story.home_placement()
    page = reader.on(home.edition, home.path).content.decode()
    assert posting_in(page)["@type"] == "NewsArticle"
    assert "live.js" not in page


def test_an_edit_is_told_with_its_moment_and_a_removed_post_is_gone(reader, blog):
    one, two = add(blog, "نص أول"), add(blog, "نص ثانٍ")
    text = PostText(body=tuple(blocks_of(Written(text="نص مصحح"))))
    post_edit(one, text=text, at=NOON + timedelta(hours=1))
    post_remove(two, at=NOON + timedelta(hours=1), reason="خطأ")
    page = page_of(reader, blog)
    assert "عُدّلت: <time" in page
    assert "نص مصحح" in page
    assert "نص ثانٍ" not in page
    assert 'id="post-2"' not in page


def test_older_posts_are_a_page_away_and_lead_back(network, reader, blog):
    for number in range(1, 2 * RANGE + 1):
        add(blog, f"نص رقم {number}.", is_key=number == 3)
    page = page_of(reader, blog)
    older = f"/live/{blog.pk}/before/{RANGE + 1}/"
    assert "نص رقم 26." in page
    assert 'id="post-25"' not in page
    assert f'href="{older}#post-3"' in page
    answer = reader.on(network.maghrib, older)
    text = answer.content.decode()
    assert [f'id="post-{number}"' in text for number in (1, 25, 26)] == [True, True, False]
    assert blog.story.home_placement().path in text
    assert "مشاركات أقدم" not in text
    sister = reader.on(network.misr, older).content.decode()
    assert f'<link rel="canonical" href="{network.maghrib.origin}{older}">' in sister


@pytest.mark.parametrize("path", ["before/1/", "before/25/", "before/51/", "changes/0", "changes/7"])
def test_what_no_page_leads_to_is_not_there(network, reader, blog, path):
    add(blog)
    assert reader.on(network.maghrib, f"/live/{blog.pk}/{path}").status_code == 404


def test_the_fragment_says_where_its_page_is_and_what_changed(network, reader, blog):
    add(blog, "نص <b>", is_pinned=True)
    answer = reader.on(network.misr, f"/live/{blog.pk}/latest")
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert b"<" not in answer.content
    said = answer.json()
    assert said["page"].startswith(f"/sport/{blog.pk}-")
    assert (said["first"], said["sequence"], said["ended"]) == (0, 2, False)
    assert said["posts"][0]["pinned"]
    assert "نص &lt;b&gt;" in said["posts"][0]["html"]


@pytest.mark.parametrize("path", ["latest", "before/26/"])
def test_a_coverage_is_seen_by_who_may_see_its_story(network, reader, make_story, path):
    def status(story: Story) -> int:
        blog = LiveBlog.objects.create(story=story, started_at=NOON, sequence=60, last_number=60)
        return reader.on(network.maghrib, f"/live/{blog.pk}/{path}").status_code

    withdrawn, embargoed = make_story(), make_story(publish=False)
    story_withdraw(withdrawn, reason="خطأ", now=timezone.now())
    embargo_set(embargoed, until=timezone.now() + timedelta(hours=1), now=timezone.now())
    assert status(make_story()) == 200
    assert status(withdrawn) == 410
    assert status(embargoed) == 404
    assert status(make_story(home=network.misr)) == 404
    assert reader.on(network.hub, f"/live/{withdrawn.pk}/{path}").status_code == 404


def test_lists_mark_a_story_while_it_is_told_live(network, reader, blog, make_story):
    make_story("خبر لا تغطية له")

    def marks() -> int:
        return reader.on(network.maghrib, "/politics/").content.decode().count('label label-live">مباشر')

    assert marks() > 0
    live_end(blog, at=NOON + timedelta(hours=1))
    assert marks() == 0


def test_the_mark_costs_lists_no_query(network, reader, make_story):
    stories = [make_story() for _ in range(8)]

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            reader.on(network.maghrib, "/politics/")
        return len(caught)

    queries()
    few = queries()
    for story in stories:
        live_begin(story, at=NOON)
    assert queries() == few

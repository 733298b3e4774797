"""The screen of a live coverage, through what people press and what its script asks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from warraq.desk.posting.sentences import _SENTENCES, EDITED_MEANWHILE
from warraq.desk.roles.grants import Role
from warraq.desk.roles.services import role_give
from warraq.live.models import LiveBlog, LivePost
from warraq.live.selectors import DESK_PAGE
from warraq.live.services import PostText, Refusal, live_begin, live_end, post_add, post_edit, post_pin
from warraq.live.writing import Written, blocks_of
from warraq.stories.models import Picture
from warraq.stories.services import author_named

SCRIPT = {"accept": "application/json", "x-requested-with": "XMLHttpRequest"}


class Person:
    """Somebody of the newsroom at the screen of one story's coverage, with a script or without."""

    def __init__(self, network, name, role, **where):
        self.user = get_user_model().objects.create_user(name, first_name="سارة", last_name=name)
        role_give(self.user, role, **where)
        self.client = Client(headers={"host": network.hub.host})
        self.client.force_login(self.user)

    def get(self, name, *args, script=False, **query):
        return self.client.get(reverse(name, args=args), query, headers=SCRIPT if script else {})

    def send(self, name, *args, script=True, **fields):
        return self.client.post(reverse(name, args=args), fields, headers=SCRIPT if script else {})

    def post(self, blog, text="وصل الخبر", *, script=True, **fields):
        sent = {"text": text, "token": "token-000001", **fields}
        return self.send("desk_posting_add", blog.pk, script=script, **sent)


@pytest.fixture
def chief(network):
    return Person(network, "chief", Role.CHIEF, edition=network.maghrib)


@pytest.fixture
def story(make_story):
    return make_story("تغطية الاختبار", authors=("ليلى",))


@pytest.fixture
def blog(story):
    return live_begin(story, at=timezone.now())


def one_post(blog, words="نص", **fields):
    number = LivePost.objects.count() + 1
    text = PostText(body=tuple(blocks_of(Written(text=words))))
    return post_add(blog, text=text, token=f"made-{number}", at=timezone.now(), **fields)


def test_coverage_begins_ends_and_goes_on_by_a_button(chief, story):
    assert "ابدأ التغطية" in chief.get("desk_posting", story.pk).content.decode()
    for turn, is_live in (("begin", True), ("end", False), ("reopen", True)):
        answer = chief.send("desk_posting_turn", story.pk, turn=turn, script=False)
        assert answer.url == reverse("desk_posting", args=[story.pk])
        assert LiveBlog.objects.get(pk=story.pk).is_live is is_live
    assert [entry.user for entry in ModelLogEntry.objects.filter(action="warraq.live_end")] == [chief.user]


def test_a_turn_that_came_too_late_changes_nothing_and_says_so(chief, blog):
    assert chief.send("desk_posting_turn", blog.pk, turn="begin", script=False).status_code == 302
    assert "تغيّرت حال التغطية" in chief.get("desk_posting", blog.pk).content.decode()
    live_end(blog, at=timezone.now())
    chief.send("desk_posting_turn", blog.pk, turn="end", script=False)
    assert "انتهت التغطية؛ استأنفها" in chief.get("desk_posting", blog.pk).content.decode()


def test_a_post_comes_back_as_it_stands_and_is_shown_to_readers(chief, blog, network, reader):
    author = author_named("ليلى")
    picture = Picture.objects.create(title="صورة", width=1, height=1, file="images/none.png")
    answer = chief.post(
        blog,
        "**عاجل** من الميدان",
        headline="وصول الوفد",
        quote="نعم",
        attribution="المتحدث",
        picture=picture.pk,
        caption="تعليق",
        author=author.pk,
        is_key="on",
        is_pinned="on",
    )
    (said,) = answer.json()["posts"]
    assert "<b>عاجل</b> من الميدان" in said["html"]
    post = LivePost.objects.get()
    assert (post.headline, post.author, post.made_by, post.is_key) == ("وصول الوفد", author, chief.user, True)
    assert [block["type"] for block in post.body.raw_data] == ["paragraph", "quote", "picture"]
    assert post.pinned_at is not None
    placement = blog.story.home_placement()
    assert "<b>عاجل</b> من الميدان" in reader.on(network.maghrib, placement.path).content.decode()


def test_without_a_script_the_form_posts_and_leads_back_to_its_post(chief, blog):
    page = chief.get("desk_posting", blog.pk).content.decode()
    assert 'name="token" value="' in page
    answer = chief.post(blog, script=False)
    assert answer.url == f"{reverse('desk_posting', args=[blog.pk])}#post-1"


def test_a_retry_after_a_drop_out_does_not_post_twice(chief, blog):
    answers = [chief.post(blog).json()["posts"][0] for _ in range(2)]
    assert [(each["number"], each["sequence"]) for each in answers] == [(1, 2), (1, 2)]
    assert LivePost.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": "  "}, "اكتب عنوانًا"),
        ({"text": "ا" * 10_001}, "النص"),
        ({"headline": "ع" * 161}, "عنوان المشاركة"),
        ({"picture": "999"}, "صورة"),
        ({"author": "999"}, "التوقيع"),
    ],
)
@pytest.mark.parametrize("script", [True, False])
def test_what_cannot_be_posted_gets_one_sentence_and_loses_nothing(chief, blog, fields, words, script):
    answer = chief.post(blog, **{"quote": "", "attribution": "القائل الذي كُتب", **fields, "script": script})
    assert answer.status_code == 400
    assert not LivePost.objects.exists()
    told = answer.json()["trouble"] if script else answer.content.decode()
    assert words in told
    if not script:
        assert "القائل الذي كُتب" in told


def test_every_refusal_has_its_sentence():
    assert set(_SENTENCES) == set(Refusal)


def test_nothing_is_posted_after_the_end(chief, blog):
    live_end(blog, at=timezone.now())
    answer = chief.post(blog)
    assert (answer.status_code, answer.json()["trouble"]) == (400, _SENTENCES[Refusal.ENDED])
    assert "data-posting-composer" not in chief.get("desk_posting", blog.pk).content.decode()


def test_an_edit_is_typed_into_what_stands_and_kept_with_who_did_it(chief, blog):
    one_post(blog, "قبل **التعديل**")
    form = chief.get("desk_posting_edit", blog.pk, 1, script=True).json()["html"]
    assert "قبل **التعديل**" in form
    assert "قبل **التعديل**" in chief.get("desk_posting_edit", blog.pk, 1).content.decode()
    answer = chief.send("desk_posting_edit", blog.pk, 1, **{"post-1-text": "بعد", "post-1-seen": ""})
    assert "بعد" in answer.json()["posts"][0]["html"]
    entry = ModelLogEntry.objects.get(action="warraq.live_edit")
    assert (entry.user, entry.data["before"]["text"]) == (chief.user, "قبل **التعديل**")


def test_an_edit_of_what_somebody_else_changed_meanwhile_is_refused(chief, blog):
    post = one_post(blog)
    text = PostText(body=tuple(blocks_of(Written(text="تعديل غيري"))))
    post_edit(post, text=text, at=timezone.now())
    sent = {"post-1-text": "تعديلي", "post-1-seen": ""}
    answer = chief.send("desk_posting_edit", blog.pk, 1, **sent)
    assert (answer.status_code, answer.json()["trouble"]) == (400, EDITED_MEANWHILE)
    page = chief.send("desk_posting_edit", blog.pk, 1, script=False, **sent).content.decode()
    assert "تعديلي" in page
    assert "تعديل غيري" in LivePost.objects.get().body.raw_data[0]["value"]


def test_a_pin_meanwhile_does_not_refuse_an_edit(chief, blog):
    post_pin(one_post(blog), at=timezone.now())
    answer = chief.send("desk_posting_edit", blog.pk, 1, **{"post-1-text": "بعد", "post-1-seen": ""})
    assert answer.status_code == 200


def test_marks_are_put_and_taken_by_the_same_button(chief, blog):
    one_post(blog)
    for mark, field, value in (
        ("pin", "pinned_at", True),
        ("key", "is_key", True),
        ("unpin", "pinned_at", False),
        ("unkey", "is_key", False),
    ):
        assert chief.send("desk_posting_mark", blog.pk, 1, mark=mark).status_code == 200
        assert bool(getattr(LivePost.objects.get(), field)) is value
    assert chief.send("desk_posting_mark", blog.pk, 1, mark="other").status_code == 404


def test_a_removal_says_why_or_is_refused(chief, blog):
    one_post(blog)
    refused = chief.send("desk_posting_remove", blog.pk, 1, reason=" ")
    assert (refused.status_code, refused.json()["trouble"]) == (400, _SENTENCES[Refusal.UNEXPLAINED])
    assert "حُذفت" in chief.send("desk_posting_remove", blog.pk, 1, reason="خطأ").json()["posts"][0]["html"]
    assert ModelLogEntry.objects.get(action="warraq.live_remove").data["reason"] == "خطأ"
    again = chief.send("desk_posting_remove", blog.pk, 1, reason="خطأ", script=False)
    assert again.url == reverse("desk_posting", args=[blog.pk])
    assert _SENTENCES[Refusal.REMOVED] in chief.get("desk_posting", blog.pk).content.decode()


def test_each_sees_what_the_other_does(chief, blog, network):
    other = Person(network, "other", Role.CHIEF, edition=network.maghrib)
    chief.post(blog)
    seen = other.get("desk_posting_changes", blog.pk, after=1).json()
    assert [(post["number"], post["sequence"]) for post in seen["posts"]] == [(1, 2)]
    other.send("desk_posting_remove", blog.pk, 1, reason="خطأ")
    seen = chief.get("desk_posting_changes", blog.pk, after=2).json()
    assert [(post["number"], post["sequence"]) for post in seen["posts"]] == [(1, 3)]
    assert chief.get("desk_posting_changes", blog.pk, after=3).json() == {
        "posts": [],
        "isLive": True,
        "more": False,
    }


def test_the_posts_are_paged_by_number(chief, blog):
    for _ in range(DESK_PAGE + 2):
        one_post(blog)
    first = chief.get("desk_posting", blog.pk).content.decode()
    assert first.count("data-number=") == DESK_PAGE
    assert "?before=3" in first
    older = chief.get("desk_posting", blog.pk, before="3").content.decode()
    assert older.count("data-number=") == 2
    assert "data-posting-composer" not in older
    assert (
        chief.get("desk_posting", blog.pk, before="هراء").content.decode().count("data-number=") == DESK_PAGE
    )
    assert chief.get("desk_posting_changes", blog.pk, after="9" * 30).json()["more"] is True


def test_signatures_are_offered_of_the_story_and_of_the_person(chief, blog):
    author_named("سارة chief")
    author_named("غريبة")
    page = chief.get("desk_posting", blog.pk).content.decode()
    assert "ليلى</option>" in page
    assert "سارة chief</option>" in page
    assert "غريبة" not in page


def test_coverages_are_listed_for_the_editions_of_the_person(chief, blog, network, make_story):
    live_begin(make_story("تغطية في مصر", home=network.misr), at=timezone.now())
    page = chief.get("desk_coverages").content.decode()
    assert "تغطية الاختبار" in page
    assert "تغطية في مصر" not in page


def test_older_coverages_are_a_page_away(chief, network, make_story):
    start = timezone.now() - timedelta(days=9)
    for number in range(DESK_PAGE + 1):
        live_begin(make_story(f"تغطية رقم {number}.", publish=False), at=start + timedelta(hours=number))
    first = chief.get("desk_coverages").content.decode()
    assert "تغطية رقم 0." not in first
    oldest_shown = LiveBlog.objects.order_by("started_at")[1]
    assert f"?before={oldest_shown.pk}" in first
    assert "تغطية رقم 0." in chief.get("desk_coverages", before=oldest_shown.pk).content.decode()


def test_a_story_leads_to_its_coverage_for_who_may_post(chief, story):
    address = reverse("desk_posting", args=[story.pk])
    assert address in chief.client.get("/desk/stories/").content.decode()
    assert address in chief.client.get(f"/desk/stories/edit/{story.pk}/").content.decode()


def test_who_may_not_post_here_is_shown_nothing_and_can_do_nothing(network, blog, story):
    one_post(blog)
    stranger = Person(network, "stranger", Role.CHIEF, edition=network.misr)
    asked = [
        lambda script: stranger.get("desk_posting", blog.pk, script=script),
        lambda script: stranger.get("desk_posting_changes", blog.pk, script=script),
        lambda script: stranger.get("desk_posting_edit", blog.pk, 1, script=script),
        lambda script: stranger.post(blog, script=script),
        lambda script: stranger.send("desk_posting_turn", blog.pk, turn="end", script=script),
        lambda script: stranger.send("desk_posting_mark", blog.pk, 1, mark="pin", script=script),
        lambda script: stranger.send("desk_posting_remove", blog.pk, 1, reason="x", script=script),
    ]
    for ask in asked:
        assert ask(True).status_code == 403
        assert "نص" not in ask(False).content.decode()
    assert LivePost.objects.filter(pinned_at=None, removed_at=None).count() == 1
    assert LiveBlog.objects.get().is_live


@pytest.mark.parametrize("role", [Role.COPY])
def test_the_menu_leads_only_who_may_post_to_coverages(network, role):
    person = Person(network, "copy", role, edition=network.maghrib)
    assert reverse("desk_coverages") not in person.client.get("/desk/").content.decode()
    assert person.get("desk_coverages", script=True).status_code == 403

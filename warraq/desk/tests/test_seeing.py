"""A reporter of one edition neither sees nor touches another's drafts: in lists, choosers, notices and queries."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from warraq.desk.roles.asking import may
from warraq.desk.roles.grants import Role
from warraq.desk.roles.seeing import sees, stories_changed_by, stories_seen_by
from warraq.desk.roles.services import role_give
from warraq.desk.roles.verbs import Verb
from warraq.desk.tests.story_forms import story_form
from warraq.stories.models import Story
from warraq.stories.services import story_withdraw

WORDS = " ".join(f"كلمة{number}" for number in range(60))


@pytest.fixture
def reporter(network):
    user = get_user_model().objects.create_user("reporter")
    role_give(user, Role.REPORTER, edition=network.maghrib)
    return user


@pytest.fixture
def desk(network, reporter) -> Client:
    client = Client(headers={"host": network.hub.host})
    client.force_login(reporter)
    return client


@pytest.fixture
def secret(network, make_story) -> Story:
    """A draft of another edition."""
    return make_story("مسودة سرية من مصر", home=network.misr, publish=False, paragraphs=(WORDS,))


def seen_in_list(client, **asked) -> str:
    return client.get("/desk/stories/", asked).content.decode()


def offered(client, address) -> str:
    """Return the text of a chooser's dialogue, or of its list alone."""
    answer = client.get(address)
    assert answer.status_code == 200
    is_dialogue = answer.headers["Content-Type"].startswith("application/json")
    return answer.json()["html"] if is_dialogue else answer.content.decode()


def test_the_list_and_its_search_hold_no_drafts_of_another_edition(desk, network, make_story, secret):
    make_story("مسودة من الموقع نفسه", publish=False)
    make_story("خبر منشور في مصر", home=network.misr)
    listed = seen_in_list(desk)
    assert "مسودة من الموقع نفسه" in listed
    assert "خبر منشور في مصر" in listed
    assert "مسودة سرية" not in listed
    assert "مسودة سرية من مصر" not in seen_in_list(desk, q="سرية")


def test_a_row_of_the_list_leads_to_what_may_be_done_to_it(desk, reporter, make_story):
    own = make_story("مسودتي", publish=False, owner=reporter)
    others = make_story("مسودة زميل", publish=False)
    listed = seen_in_list(desk)
    assert f"/desk/stories/edit/{own.pk}/" in listed
    assert f"/desk/stories/delete/{own.pk}/" in listed
    assert f"/desk/stories/edit/{others.pk}/" not in listed
    assert f"/desk/stories/inspect/{others.pk}/" in listed
    page = desk.get(f"/desk/stories/inspect/{others.pk}/")
    assert page.status_code == 200
    assert re.search(r"<dd>\s*None", page.content.decode()) is None


def test_every_address_of_another_editions_draft_answers_403(desk, secret):
    revision = secret.save_revision()
    addresses = (
        f"edit/{secret.pk}/",
        f"inspect/{secret.pk}/",
        f"delete/{secret.pk}/",
        f"usage/{secret.pk}/",
        f"history/{secret.pk}/",
        f"history-results/{secret.pk}/",
        f"preview/{secret.pk}/",
        f"history/{secret.pk}/revisions/{revision.pk}/view/",
        f"history/{secret.pk}/revisions/{revision.pk}/revert/",
        f"history/{secret.pk}/revisions/compare/earliest...latest/",
        f"history/{secret.pk}/revisions/{revision.pk}/unschedule/",
        f"unpublish/{secret.pk}/",
        f"workflow/confirm_cancellation/{secret.pk}/",
        f"workflow_history/{secret.pk}/",
    )
    for address in addresses:
        answer = desk.get(f"/desk/stories/{address}")
        assert (address, answer.status_code) == (address, 403)
        assert "سرية" not in answer.content.decode()
    for address in (f"lock/{secret.pk}/", f"unlock/{secret.pk}/", f"edit/{secret.pk}/"):
        assert desk.post(f"/desk/stories/{address}", {"headline": "مخطوف"}).status_code == 403
    assert not Story.objects.get(pk=secret.pk).locked


def test_choosers_offer_and_confirm_nothing_of_another_editions_drafts(desk, network, make_story, secret):
    public = make_story("خبر منشور في مصر", home=network.misr)
    base = "/desk/snippets/choose/stories/story"
    for address in (f"{base}/", f"{base}/results/", f"{base}/results/?q=سرية"):
        assert "مسودة سرية" not in offered(desk, address)
    assert "خبر منشور في مصر" in offered(desk, f"{base}/")
    assert desk.get(f"{base}/chosen/{secret.pk}/").status_code == 404
    assert desk.get(f"{base}/chosen/{public.pk}/").status_code == 200
    many = desk.get(f"{base}/chosen-multiple/?id={secret.pk}&id={public.pk}").content.decode()
    assert f'"id": "{public.pk}"' in many
    assert f'"id": "{secret.pk}"' not in many


def test_notices_of_copies_tell_nothing_of_another_editions_drafts(desk, make_story, secret, reporter):
    own = make_story("مسودتي", publish=False, owner=reporter, paragraphs=(WORDS,))
    for answer in (
        desk.get("/desk/stories/duplicates/", {"story": own.pk}),
        desk.post("/desk/stories/duplicates/", {"text": WORDS}),
        desk.get("/desk/stories/duplicates/", {"story": secret.pk}),
    ):
        assert answer.status_code == 200
        assert "سرية" not in answer.content.decode()
    assert "مسودتي" not in desk.get("/desk/stories/duplicates/", {"story": secret.pk}).content.decode()


def test_places_are_chosen_where_the_person_may_place(desk, network):
    sections = offered(desk, "/desk/snippets/choose/network/section/")
    assert ("سياسة (مرآة المغرب)" in sections, "ضفاف النيل" in sections) == (True, False)
    editions = offered(desk, "/desk/snippets/choose/network/edition/")
    assert ("مرآة المغرب" in editions, "ضفاف النيل" in editions) == (True, False)
    abroad = network.section(network.misr, "politics").pk
    assert desk.get(f"/desk/snippets/choose/network/section/chosen/{abroad}/").status_code == 404


def test_a_form_puts_no_story_where_its_writer_may_not(desk, network, make_story, reporter):
    home, abroad = network.section(network.maghrib, "politics"), network.section(network.misr, "politics")
    answer = desk.post("/desk/stories/add/", story_form("خبر", section=home, also=(abroad,)))
    assert "لا يسمح دورك بتغيير ظهور القصة في «سياسة (ضفاف النيل)»." in answer.content.decode()
    assert not Story.objects.exists()


def test_what_others_placed_may_stay_when_the_story_is_changed(desk, network, make_story, reporter):
    own = make_story(publish=False, owner=reporter, also=[(network.misr, "politics")])
    home, abroad = network.section(network.maghrib, "politics"), network.section(network.misr, "politics")
    data = story_form("عنوان جديد", section=home, also=(abroad,), story=own)
    assert desk.post(f"/desk/stories/edit/{own.pk}/", data).status_code == 302
    # Taking the sister's placement away is the sister's to do.
    data = data | {"placements-1-DELETE": "on"}
    answer = desk.post(f"/desk/stories/edit/{own.pk}/", data)
    assert "لا يسمح دورك" in answer.content.decode()
    assert own.placements.get_live_queryset().count() == 2


# ---- queries and single questions agree -----------------------------------------------------------------------------


@pytest.fixture
def stories(network, make_story, reporter) -> dict[str, Story]:
    """One story of each standing, at home on another edition unless said."""
    misr, later = network.misr, timezone.now() + timedelta(days=1)
    nowhere = Story.objects.create(headline="بلا موقع", live=False)
    gone = make_story(home=misr)
    story_withdraw(gone, reason="خطأ", now=timezone.now())
    return {
        "own draft": make_story(publish=False, owner=reporter),
        "own abroad": make_story(publish=False, owner=reporter, home=misr),
        "own published": make_story(owner=reporter),
        "draft here": make_story(publish=False),
        "draft abroad": make_story(publish=False, home=misr),
        "draft abroad, placed here": make_story(publish=False, home=misr, also=[(network.maghrib, "sport")]),
        "public abroad": make_story(home=misr),
        "embargoed abroad": make_story(home=misr, embargo_until=later),
        "to come abroad": make_story(home=misr, starts_at=later),
        "withdrawn abroad": Story.objects.get(pk=gone.pk),
        "stands nowhere": nowhere,
    }


SEEN_BY_REPORTER = {
    "own draft",
    "own abroad",
    "own published",
    "draft here",
    "draft abroad, placed here",
    "public abroad",
}


def test_a_reporter_sees_what_readers_see_their_own_and_what_stands_on_their_edition(stories, reporter):
    now = timezone.now()
    listed = set(stories_seen_by(reporter, now=now).values_list("pk", flat=True))
    assert {name for name, story in stories.items() if story.pk in listed} == SEEN_BY_REPORTER
    assert {name for name, story in stories.items() if sees(reporter, story, now=now)} == SEEN_BY_REPORTER


def test_what_may_be_changed_is_the_same_in_a_query_and_one_by_one(stories, reporter, network):
    editor = get_user_model().objects.create_user("editor")
    role_give(editor, Role.EDITOR, edition=network.misr)
    for user, expected in ((reporter, {"own draft"}), (editor, None)):
        listed = set(stories_changed_by(user).values_list("pk", flat=True))
        by_query = {name for name, story in stories.items() if story.pk in listed}
        assert by_query == {name for name, story in stories.items() if may(user, Verb.WRITE, story=story)}
        assert expected is None or by_query == expected


def test_who_has_a_role_everywhere_is_asked_nothing_more(stories, db):
    copy = get_user_model().objects.create_user("copy")
    role_give(copy, Role.COPY)
    query = str(stories_seen_by(copy, now=timezone.now()).query)
    assert "WHERE" not in query
    assert stories_seen_by(copy, now=timezone.now()).count() == len(stories)


def test_the_filter_counts_no_story_twice_and_needs_no_distinct(stories, reporter, network):
    role_give(reporter, Role.REPORTER, edition=network.misr)
    seen = stories_seen_by(get_user_model().objects.get(pk=reporter.pk), now=timezone.now())
    assert "DISTINCT" not in str(seen.query)
    assert seen.count() == len(set(seen.values_list("pk", flat=True)))

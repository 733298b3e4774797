"""Several stories of the list at once: each done or refused by its own name, and none that the person does not see."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from warraq.desk.roles.grants import Role
from warraq.desk.roles.services import role_give
from warraq.desk.verbs.many import MOST_AT_ONCE
from warraq.stories.models import Story
from warraq.stories.services import story_withdraw


def entered(network, role: Role, *, edition=None) -> Client:
    user = get_user_model().objects.create_user(role.value)
    role_give(user, role, edition=edition)
    client = Client(headers={"host": network.hub.host})
    client.force_login(user)
    return client


@pytest.fixture
def chief(network) -> Client:
    return entered(network, Role.CHIEF, edition=network.maghrib)


def address(verb: str, *stories: Story) -> str:
    chosen = "&".join(f"id={story.pk}" for story in stories)
    return f"/desk/bulk/stories/story/{verb}/?{chosen}&next=/desk/stories/"


def told(client: Client, verb: str, *stories: Story, **data: object) -> str:
    """Do it, and return the page that follows."""
    answer = client.post(address(verb, *stories), data, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def fresh(story: Story) -> Story:
    return Story.objects.get(pk=story.pk)


def test_chosen_drafts_are_published_and_what_is_refused_stops_no_other(chief, make_story):
    one, other = make_story("مسودة أولى", publish=False), make_story("مسودة ثانية", publish=False)
    withdrawn = make_story("خبر سُحب")
    story_withdraw(withdrawn, reason="خطأ", now=timezone.now())
    page = told(chief, "publish", one, withdrawn, other)
    assert fresh(one).live
    assert fresh(other).live
    assert "نُشرت قصتان." in page
    assert "لم يتم مع قصة: «خبر سُحب»: القصة مسحوبة؛ أعدها أولًا." in page


def test_what_is_published_is_the_newest_draft(chief, make_story):
    story = make_story("عنوان قديم")
    story.headline = "عنوان جديد"
    story.save_revision()
    told(chief, "publish", story)
    assert fresh(story).headline == "عنوان جديد"


def test_stories_are_placed_in_a_section_of_another_site(network, make_story):
    client = entered(network, Role.NETWORK)
    one, there = make_story("خبر"), make_story("خبر آخر", also=[(network.misr, "arts")])
    section = network.section(network.misr, "sport")
    page = told(client, "place", one, there, section=section.pk)
    assert [place.section for place in one.placements.filter(edition=network.misr)] == [section]
    assert "«خبر آخر»" in page
    assert not there.placements.filter(section=section).exists()


def test_stories_are_moved_on_the_site_of_the_section_and_nowhere_else(chief, network, make_story):
    here, abroad = make_story("خبر"), make_story("خبر بعيد", home=network.misr)
    page = told(chief, "move", here, abroad, section=network.section(network.maghrib, "arts").pk, reason="")
    assert here.placements.get().section.slug == "arts"
    assert abroad.placements.get().section.slug == "politics"
    assert "«خبر بعيد»: ليس لك ذلك." in page


def test_a_section_of_a_site_that_is_not_the_persons_is_refused(chief, network, make_story):
    story = make_story("خبر")
    abroad = network.section(network.misr, "sport")
    page = told(chief, "place", story, section=abroad.pk)
    assert "اختر قسمًا لك أن تضع فيه." in page
    assert story.placements.count() == 1


def test_a_withdrawal_asks_why_and_is_in_each_log(chief, make_story):
    one, other = make_story("خبر أول"), make_story("خبر ثان")
    page = told(chief, "withdraw", one, other, reason=" ", note="")
    assert "اكتب سبب السحب" in page
    assert not fresh(one).is_withdrawn
    told(chief, "withdraw", one, other, reason="صورة لا حق لنا فيها", note="سُحبت الصورة")
    for story in (fresh(one), fresh(other)):
        assert (story.is_withdrawn, story.withdrawal_reason) == (True, "صورة لا حق لنا فيها")


@pytest.mark.parametrize("verb", ["publish", "place", "move", "withdraw", "delete"])
def test_what_the_person_does_not_see_is_not_named_and_not_touched(chief, network, make_story, verb):
    secret = make_story("مسودة سرية", home=network.misr, publish=False)
    assert "سرية" not in chief.get(address(verb, secret)).content.decode()
    assert "سرية" not in told(chief, verb, secret, reason="سبب")
    assert fresh(secret).placements.get().section.slug == "politics"
    assert not fresh(secret).live


def test_nobody_chooses_the_whole_archive(chief, make_story):
    story = make_story("مسودة", publish=False)
    chief.post("/desk/bulk/stories/story/publish/?id=all&next=/desk/stories/")
    chief.post("/desk/bulk/stories/story/publish/?id=x&id=%d0%b9&next=/desk/stories/")
    assert not fresh(story).live


def test_no_more_are_done_than_are_shown_before(chief, network, make_story):
    stories = [make_story(publish=False) for _ in range(MOST_AT_ONCE + 1)]
    page = chief.get(address("publish", *stories)).content.decode()
    assert sum(f"/desk/stories/edit/{story.pk}/" in page for story in stories) == MOST_AT_ONCE


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (Role.REPORTER, []),
        (Role.CHIEF, ["publish", "place", "move", "withdraw"]),
    ],
)
def test_the_bar_of_the_list_offers_what_the_person_may_do(network, make_story, role, offered):
    make_story("خبر")
    page = entered(network, role, edition=network.maghrib).get("/desk/stories/").content.decode()
    assert [verb for verb in ("publish", "place", "move", "withdraw") if f"/story/{verb}/" in page] == offered


def test_who_may_do_it_to_no_story_is_refused(network, make_story):
    reporter = entered(network, Role.REPORTER, edition=network.maghrib)
    story = make_story("مسودة", publish=False)
    assert reporter.get(address("publish", story)).status_code == 403
    assert reporter.post(address("publish", story)).status_code == 403
    assert not fresh(story).live

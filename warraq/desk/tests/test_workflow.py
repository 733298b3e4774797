"""A story's way from the desk to the copy desk to readers, through the forms that people press; and the way past it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from wagtail.log_actions import registry as logs
from wagtail.models import TaskState

from warraq.desk.roles.grants import Role
from warraq.desk.roles.services import role_give
from warraq.desk.tests.story_forms import story_form
from warraq.desk.workflow.steps import StepTask
from warraq.stories.models import Label, Story
from warraq.stories.services import story_withdraw


class Desk:
    """People of the newsroom, each with a browser of their own."""

    def __init__(self, network):
        self.network = network

    def person(self, name, role, **where):
        user = get_user_model().objects.create_user(name)
        role_give(user, role, **where)
        client = Client(headers={"host": self.network.hub.host})
        client.force_login(user)
        client.user = user
        return client


@pytest.fixture
def desk(network):
    return Desk(network)


@pytest.fixture
def reporter(desk, network):
    return desk.person("reporter", Role.REPORTER, edition=network.maghrib)


@pytest.fixture
def editor(desk, network):
    return desk.person("editor", Role.EDITOR, edition=network.maghrib)


@pytest.fixture
def copy(desk):
    return desk.person("copy", Role.COPY)


@pytest.fixture
def chief(desk, network):
    return desk.person("chief", Role.CHIEF, edition=network.maghrib)


@pytest.fixture
def politics(network):
    return network.section(network.maghrib, "politics")


def written(client, section, *, action="", headline="افتتاح الجسر"):
    """Have a person write a new story; returns it."""
    data = story_form(headline, section=section) | ({action: "1"} if action else {})
    answer = client.post("/desk/stories/add/", data)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return Story.objects.latest("pk")


def changed(client, story, section, *, headline="افتتاح الجسر", **pressed):
    return client.post(
        f"/desk/stories/edit/{story.pk}/", story_form(headline, section=section, story=story) | pressed
    )


def step(story):
    task = Story.objects.get(pk=story.pk).current_workflow_task
    return task.name if task is not None else None


def press(client, story, action, comment=""):
    """Press one of the workflow's buttons, as the dialogue of a step does."""
    state = Story.objects.get(pk=story.pk).current_workflow_task_state
    address = f"/desk/stories/workflow/action/{story.pk}/{action}/{state.pk}/"
    return client.post(address, {"comment": comment})


def waiting_for(client):
    states = TaskState.objects.reviewable_by(client.user)
    return {int(state.workflow_state.object_id) for state in states}


def buttons(client, story):
    return client.get(f"/desk/stories/edit/{story.pk}/").content.decode()


# ---- the way --------------------------------------------------------------------------------------------------------


def test_a_story_goes_from_desk_to_copy_to_readers(reporter, editor, copy, chief, politics):
    story = written(reporter, politics, action="action-submit")
    assert (step(story), waiting_for(editor), waiting_for(copy)) == ("المكتب", {story.pk}, set())

    press(editor, story, "approve")
    assert (step(story), waiting_for(editor), waiting_for(copy)) == ("التدقيق", set(), {story.pk})

    press(copy, story, "approve")
    assert (step(story), waiting_for(copy), waiting_for(chief)) == ("النشر", set(), {story.pk})
    assert not Story.objects.get(pk=story.pk).live

    press(chief, story, "approve")
    story.refresh_from_db()
    assert story.live
    assert step(story) is None
    actions = [entry.action for entry in logs.get_logs_for_instance(story).order_by("pk")]
    assert actions.count("wagtail.workflow.approve") == 3
    assert "wagtail.publish" in actions


def test_a_story_is_handed_back_with_a_word_and_comes_again(reporter, editor, copy, politics):
    story = written(reporter, politics, action="action-submit")
    press(editor, story, "approve")

    press(copy, story, "reject", comment="من قال هذا؟")
    state = Story.objects.get(pk=story.pk).current_workflow_state
    assert (state.status, state.current_task_state.comment) == ("needs_changes", "من قال هذا؟")
    assert waiting_for(copy) == set()

    # The reporter mends it and sends it straight to who handed it back.
    answer = changed(reporter, story, politics, headline="افتتاح الجسر الجديد", **{"action-submit": "1"})
    assert answer.status_code == 302
    assert (step(story), waiting_for(copy)) == ("التدقيق", {story.pk})


def test_who_hands_a_story_back_says_why(reporter, editor, politics):
    story = written(reporter, politics, action="action-submit")
    state = Story.objects.get(pk=story.pk).current_workflow_task_state
    address = f"/desk/stories/workflow/collect_action_data/{story.pk}/reject/{state.pk}/"
    answer = editor.post(address, {"comment": " "}, headers={"x-requested-with": "XMLHttpRequest"})
    assert "اكتب ما المطلوب قبل أن تعيد القصة." in json.loads(answer.content)["html"]
    assert "اكتب ما المطلوب" not in editor.get(address.replace("reject", "approve")).content.decode()


def test_who_submits_does_not_wait_for_themselves(editor, chief, politics):
    story = written(editor, politics, action="action-submit")
    assert step(story) == "التدقيق"
    assert step(written(chief, politics, action="action-submit")) == "التدقيق"


def test_while_a_story_waits_only_who_passes_it_changes_it(reporter, editor, copy, politics):
    story = written(reporter, politics, action="action-submit")
    changed(reporter, story, politics, headline="عنوان متأخر")
    assert Story.objects.get(pk=story.pk).get_latest_revision_as_object().headline == "افتتاح الجسر"

    changed(editor, story, politics, headline="عنوان المحرر")
    assert Story.objects.get(pk=story.pk).get_latest_revision_as_object().headline == "عنوان المحرر"


def test_nobody_passes_a_step_of_another_edition_or_of_others(
    desk, network, reporter, editor, copy, politics
):
    story = written(reporter, politics, action="action-submit")
    abroad = desk.person("abroad", Role.EDITOR, edition=network.misr)
    next_door = desk.person("sport", Role.EDITOR, section=network.section(network.maghrib, "sport"))
    for client in (reporter, abroad, next_door):
        assert press(client, story, "approve").status_code == 403
        assert story.pk not in waiting_for(client)
    assert press(copy, story, "approve").status_code == 403
    assert step(story) == "المكتب"


def test_a_section_has_its_own_editor(desk, network, reporter, politics):
    story = written(reporter, politics, action="action-submit")
    of_politics = desk.person("politics", Role.EDITOR, section=politics)
    assert waiting_for(of_politics) == {story.pk}
    press(of_politics, story, "approve")
    assert step(story) == "التدقيق"


def test_stories_have_the_workflow_from_the_first_day(db):
    workflow = Story.get_default_workflow()
    steps = [(task.name, task.specific.verb) for task in workflow.tasks]
    assert steps == [("المكتب", "hand_on"), ("التدقيق", "check"), ("النشر", "publish")]
    assert all(isinstance(task.specific, StepTask) for task in workflow.tasks)


# ---- who publishes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["reporter", "editor", "copy"])
def test_a_form_that_asks_for_publication_publishes_nothing_for_who_must_submit(
    who, request, reporter, politics
):
    story = written(reporter, politics)
    client = request.getfixturevalue(who)
    assert 'name="action-publish"' not in buttons(client, story)
    changed(client, story, politics, **{"action-publish": "1"})
    assert not Story.objects.get(pk=story.pk).live


def test_a_chief_publishes_at_once_and_the_workflow_is_called_off(reporter, chief, politics):
    story = written(reporter, politics, action="action-submit")
    assert 'name="action-publish"' in buttons(chief, story)
    changed(chief, story, politics, **{"action-publish": "1"})
    assert Story.objects.get(pk=story.pk).live
    assert step(story) is None


def test_a_chief_of_one_edition_publishes_nothing_on_another(desk, network):
    both = desk.person("both", Role.CHIEF, edition=network.maghrib)
    role_give(both.user, Role.REPORTER, edition=network.misr)
    abroad = network.section(network.misr, "politics")
    data = story_form("خبر", section=abroad) | {"action-publish": "1"}
    assert both.post("/desk/stories/add/", data).status_code == 403
    # Nothing is lost: the draft is kept.
    story = Story.objects.get(headline="خبر")
    assert not story.live
    assert 'name="action-publish"' not in buttons(both, story)


# ---- past the workflow ----------------------------------------------------------------------------------------------


def test_an_editor_breaks_news_past_the_workflow_with_a_reason_that_is_kept(reporter, editor, politics):
    story = written(reporter, politics, action="action-submit")
    address = f"/desk/stories/{story.pk}/break/"
    assert address in buttons(editor, story)
    assert "انشر الآن" in editor.get(address).content.decode()

    assert editor.post(address, {"reason": "هزة أرضية الآن"}).status_code == 302

    story = Story.objects.get(pk=story.pk)
    assert (story.live, story.label) == (True, Label.URGENT)
    assert step(story) is None
    entry = logs.get_logs_for_instance(story).get(action="warraq.break")
    assert (entry.user, entry.data["reason"]) == (editor.user, "هزة أرضية الآن")
    history = editor.get(f"/desk/stories/history/{story.pk}/").content.decode()
    assert "نُشرت القصة عاجلةً قبل أن تُراجع" in history


def test_without_a_reason_nothing_breaks(reporter, editor, politics):
    story = written(reporter, politics)
    answer = editor.post(f"/desk/stories/{story.pk}/break/", {"reason": ""})
    assert "اكتب السبب" in answer.content.decode()
    assert not Story.objects.get(pk=story.pk).live


@pytest.mark.parametrize("who", ["reporter", "copy"])
def test_who_may_not_break_finds_no_button_and_no_page(who, request, reporter, politics):
    story = written(reporter, politics)
    client = request.getfixturevalue(who)
    assert "/break/" not in buttons(client, story)
    assert client.post(f"/desk/stories/{story.pk}/break/", {"reason": "لا"}).status_code == 403
    assert not Story.objects.get(pk=story.pk).live


def test_what_is_withdrawn_embargoed_or_homeless_does_not_break(editor, make_story, politics):
    held = make_story(publish=False, embargo_until=timezone.now() + timedelta(hours=1))
    answer = editor.post(f"/desk/stories/{held.pk}/break/", {"reason": "سبب"})
    assert "ارفع الحظر أولًا" in answer.content.decode()
    gone = make_story()
    story_withdraw(gone, reason="خطأ", now=timezone.now())
    answer = editor.post(f"/desk/stories/{gone.pk}/break/", {"reason": "سبب"})
    assert "أعدها أولًا" in answer.content.decode()
    nowhere = make_story(publish=False, owner=editor.user)
    nowhere.placements.get_live_queryset().delete()
    answer = editor.post(f"/desk/stories/{nowhere.pk}/break/", {"reason": "سبب"})
    assert "لا موقع أم لهذه القصة" in answer.content.decode()
    assert not Story.objects.filter(pk__in=[held.pk, nowhere.pk], live=True).exists()

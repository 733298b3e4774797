"""Each role at each verb, on its own edition and on another, through the forms and buttons of the desk.

A row of ACTS is something that a person sends, the verb that it takes, and what it does. Whoever has the verb there
does it; for whoever has not, nothing happens and the answer is 403 (or, where a form is refused, a sentence). A new
screen joins with a row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import NoReverseMatch, reverse

from warraq.desk.roles.grants import GRANTS, OF_THE_NETWORK, Role
from warraq.desk.roles.services import role_give
from warraq.desk.roles.verbs import Verb
from warraq.desk.tests.story_forms import story_form
from warraq.inbox.models import Source, WireRule
from warraq.network.models import Section
from warraq.notices.models import PushRequest
from warraq.partners.models import Partner
from warraq.stories.models import Agency, Story


@dataclass
class Stage:
    """What there is to act on: an edition with a draft and a published story, neither of them the person's."""

    edition: Any
    section: Section
    draft: Story
    published: Story
    client: Client

    def story(self, story: Story) -> Story:
        """Return the story as it is now."""
        return Story.objects.get(pk=story.pk)

    def edit(self, story: Story, **more: str) -> Any:
        """Send the story's form with another headline."""
        data = story_form("عنوان آخر", section=self.section, story=story)
        return self.client.post(f"/desk/stories/edit/{story.pk}/", data | more)

    def several(self, verb: str, story: Story, **told: str) -> Any:
        """Choose the story in the list, and do this to all that were chosen."""
        return self.client.post(f"/desk/bulk/stories/story/{verb}/?id={story.pk}&next=/desk/stories/", told)

    @property
    def other_section(self) -> Section:
        """Another section of the edition."""
        return Section.objects.get(edition=self.edition, slug="sport")

    @property
    def source(self) -> Source:
        """A source of wires."""
        agency, _ = Agency.objects.get_or_create(name="وكالة الجبال")
        return Source.objects.get_or_create(name="وكالة الجبال", defaults={"agency": agency})[0]

    @property
    def rule(self) -> WireRule:
        """A colleague's rule for the section, which is off."""
        return WireRule.objects.get_or_create(
            name="قاعدة زميل", defaults={"source": self.source, "words": "مكتبة", "section": self.section}
        )[0]

    def submit(self, *, steps: int) -> str:
        """Submit the draft, pass so many steps, and return where the next is passed."""
        chief = get_user_model().objects.create_superuser("boss")
        Story.get_default_workflow().start(self.draft, None)
        for _ in range(steps):
            state = self.story(self.draft).current_workflow_task_state
            state.task.specific.on_action(state, chief, "approve")
        number = self.story(self.draft).current_workflow_task_state.pk
        return f"/desk/stories/workflow/action/{self.draft.pk}/approve/{number}/"

    def passed(self, *, steps: int) -> Any:
        """Send the approval of the step after so many."""
        return self.client.post(self.submit(steps=steps), {"comment": ""})


@dataclass(frozen=True)
class Act:
    """Something that a person sends: which verb it takes, and whether it has been done."""

    name: str
    verb: Verb
    send: Callable[[Stage], Any]
    is_done: Callable[[Stage], bool]
    # What a refused form or a button that is ignored answers instead of 403.
    mild: bool = False


def _headline(stage: Stage, story: Story) -> str:
    return str(stage.story(story).get_latest_revision_as_object().headline)


def _at(stage: Stage) -> str | None:
    task = stage.story(stage.draft).current_workflow_task
    return task.name if task is not None else None


def _gone(stage: Stage) -> bool:
    return not Story.objects.filter(pk=stage.draft.pk).exists()


def _section_form(stage: Stage) -> dict[str, Any]:
    return {
        "edition": stage.edition.pk,
        "parent": "",
        "name": "بيئة",
        "slug": "environment",
        "position": 9,
        "colour": "",
    }


def _rule_form(stage: Stage) -> dict[str, Any]:
    return {
        "name": "مكتبات",
        "source": stage.source.pk,
        "words": "مكتبة",
        "language": "ar",
        "section": stage.section.pk,
        "per_hour": 5,
        "is_active": "on",
    }


def _partner() -> Partner:
    return Partner.objects.get_or_create(name="جريدة الضفة")[0]


ACTS = (
    Act(
        "begin a story",
        Verb.WRITE,
        lambda s: s.client.post("/desk/stories/add/", story_form("قصة جديدة", section=s.section)),
        lambda s: Story.objects.filter(headline="قصة جديدة").exists(),
        mild=True,
    ),
    Act(
        "change a colleague's draft",
        Verb.EDIT,
        lambda s: s.edit(s.draft),
        lambda s: _headline(s, s.draft) == "عنوان آخر",
    ),
    Act(
        "change a published story",
        Verb.EDIT,
        lambda s: s.edit(s.published),
        lambda s: _headline(s, s.published) == "عنوان آخر",
    ),
    Act(
        "delete a colleague's draft",
        Verb.EDIT,
        lambda s: s.client.post(f"/desk/stories/delete/{s.draft.pk}/"),
        _gone,
    ),
    Act(
        "lock a colleague's draft",
        Verb.EDIT,
        lambda s: s.client.post(f"/desk/stories/lock/{s.draft.pk}/"),
        lambda s: bool(s.story(s.draft).locked),
    ),
    Act("pass the desk", Verb.HAND_ON, lambda s: s.passed(steps=0), lambda s: _at(s) == "التدقيق"),
    Act("pass the copy desk", Verb.CHECK, lambda s: s.passed(steps=1), lambda s: _at(s) == "النشر"),
    Act(
        "publish by the workflow",
        Verb.PUBLISH,
        lambda s: s.passed(steps=2),
        lambda s: bool(s.story(s.draft).live),
    ),
    Act(
        "publish at once",
        Verb.PUBLISH,
        lambda s: s.edit(s.draft, **{"action-publish": "1"}),
        lambda s: bool(s.story(s.draft).live),
        mild=True,
    ),
    Act(
        "unpublish",
        Verb.PUBLISH,
        lambda s: s.client.post(f"/desk/stories/unpublish/{s.published.pk}/"),
        lambda s: not s.story(s.published).live,
    ),
    Act(
        "break news",
        Verb.BREAK,
        lambda s: s.client.post(f"/desk/stories/{s.draft.pk}/break/", {"reason": "عاجل"}),
        lambda s: bool(s.story(s.draft).live),
    ),
    Act(
        "publish several",
        Verb.PUBLISH,
        lambda s: s.several("publish", s.draft),
        lambda s: bool(s.story(s.draft).live),
        mild=True,
    ),
    Act(
        "move several",
        Verb.PLACE,
        lambda s: s.several("move", s.published, section=str(s.other_section.pk)),
        lambda s: s.published.placements.filter(section=s.other_section).exists(),
        mild=True,
    ),
    Act(
        "withdraw several",
        Verb.WITHDRAW,
        lambda s: s.several("withdraw", s.published, reason="خطأ"),
        lambda s: s.story(s.published).is_withdrawn,
        mild=True,
    ),
    Act(
        "have a rule publish wires",
        Verb.PUBLISH,
        lambda s: s.client.post("/desk/wires/rules/add/", _rule_form(s)),
        lambda s: WireRule.objects.filter(section=s.section, is_active=True).exists(),
        mild=True,
    ),
    Act(
        "turn on a colleague's rule",
        Verb.PUBLISH,
        lambda s: s.client.post(f"/desk/wires/rules/{s.rule.pk}/", _rule_form(s)),
        lambda s: WireRule.objects.filter(name="مكتبات", is_active=True).exists(),
    ),
    Act(
        "delete a colleague's rule",
        Verb.PUBLISH,
        lambda s: s.client.post(f"/desk/wires/rules/{s.rule.pk}/delete/"),
        lambda s: not WireRule.objects.exists(),
    ),
    Act(
        "have readers told",
        Verb.NOTIFY,
        lambda s: s.client.post(
            reverse("desk_verb", args=[s.published.pk, "notify"]),
            {"placement": s.published.placements.get().pk, "text": ""},
        ),
        lambda s: PushRequest.objects.filter(story=s.published).exists(),
    ),
    Act(
        "open a section",
        Verb.NETWORK,
        lambda s: s.client.post("/desk/sections/add/", _section_form(s)),
        lambda s: Section.objects.filter(slug="environment").exists(),
    ),
)

# Screens that are opened: the verb, the address by its name, and what it takes.
PAGES: tuple[tuple[Verb, str, Callable[[Stage], list[Any]]], ...] = (
    (Verb.EDIT, "wagtailsnippets_stories_story:edit", lambda s: [s.draft.pk]),
    (Verb.EDIT, "wagtailsnippets_stories_story:history", lambda s: [s.draft.pk]),
    (Verb.EDIT, "wagtailsnippets_stories_story:preview_on_edit", lambda s: [s.draft.pk]),
    (Verb.EDIT, "wagtailsnippets_stories_story:usage", lambda s: [s.draft.pk]),
    (Verb.EDIT, "wagtailsnippets_stories_story:workflow_history", lambda s: [s.draft.pk]),
    (Verb.EDIT, "wagtailsnippets_stories_story:delete", lambda s: [s.draft.pk]),
    (Verb.PUBLISH, "wagtailsnippets_stories_story:unpublish", lambda s: [s.published.pk]),
    (Verb.BREAK, "desk_break", lambda s: [s.draft.pk]),
    (Verb.PUBLISH, "desk_wire_rule", lambda s: [s.rule.pk]),
    (Verb.STYLE, "wagtailsnippets_network_edition:edit", lambda s: [s.edition.pk]),
    (Verb.STYLE, "desk_newsletter", lambda s: [s.edition.pk]),
    (Verb.NETWORK, "wagtailsnippets_network_section:edit", lambda s: [s.section.pk]),
    (Verb.NETWORK, "wagtailsnippets_network_edition:delete", lambda s: [s.edition.pk]),
    (Verb.NETWORK, "wagtailsnippets_partners_partner:list", lambda s: []),
    (Verb.NETWORK, "wagtailsnippets_partners_partner:edit", lambda s: [_partner().pk]),
    (Verb.NETWORK, "desk_partner_key", lambda s: [_partner().pk]),
    (Verb.PEOPLE, "roles:index", lambda s: []),
    (Verb.PEOPLE, "wagtailusers_users:index", lambda s: []),
    (Verb.PEOPLE, "wagtailadmin_reports:site_history", lambda s: []),
)

# What the menu leads to, and who finds it there: whoever has one of the verbs.
MENU: tuple[tuple[str, frozenset[Verb]], ...] = (
    ("/desk/stories/", frozenset({Verb.WRITE, Verb.EDIT})),
    ("/desk/wires/", frozenset({Verb.WRITE, Verb.EDIT})),
    ("/desk/editions/", frozenset({Verb.NETWORK, Verb.STYLE})),
    ("/desk/newsletters/", frozenset({Verb.STYLE})),
    ("/desk/sections/", frozenset({Verb.NETWORK})),
    ("/desk/agencies/", frozenset({Verb.NETWORK})),
    ("/desk/partners/", frozenset({Verb.NETWORK})),
    ("/desk/authors/", frozenset({Verb.EDIT})),
    ("/desk/topics/", frozenset({Verb.WRITE, Verb.EDIT})),
    ("/desk/roles/", frozenset({Verb.PEOPLE})),
    ("/desk/users/", frozenset({Verb.PEOPLE})),
    ("/desk/reports/site-history/", frozenset({Verb.PEOPLE})),
)


@pytest.fixture
def stage(network, make_story):
    """Return a function that sets the stage on one edition, for a person whose role is on Maghrib."""

    def make(role: Role, *, edition: Any) -> Stage:
        user = get_user_model().objects.create_user("person")
        role_give(user, role, edition=None if role in OF_THE_NETWORK else network.maghrib)
        client = Client(headers={"host": network.hub.host})
        client.force_login(user)
        draft = make_story("مسودة زميل", home=edition, publish=False)
        draft.save_revision()
        published = make_story("خبر منشور", home=edition)
        section = network.section(edition, "politics")
        return Stage(edition, section, Story.objects.get(pk=draft.pk), published, client)

    return make


def grants(role: Role, verb: Verb, *, own: bool) -> bool:
    return verb in GRANTS[role] and (own or role in OF_THE_NETWORK)


@pytest.mark.parametrize("own", [True, False], ids=["own", "other"])
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("act", ACTS, ids=[act.name for act in ACTS])
def test_each_act_is_done_by_who_has_its_verb_there_and_by_nobody_else(stage, network, act, role, own):
    set_up = stage(role, edition=network.maghrib if own else network.misr)

    answer = act.send(set_up)

    assert act.is_done(set_up) is grants(role, act.verb, own=own)
    if grants(role, act.verb, own=own):
        assert answer.status_code == 302
    elif not act.mild:
        assert answer.status_code == 403


@pytest.mark.parametrize("own", [True, False], ids=["own", "other"])
@pytest.mark.parametrize("role", Role)
def test_each_page_opens_for_who_has_its_verb_there_and_answers_403_to_others(stage, network, role, own):
    set_up = stage(role, edition=network.maghrib if own else network.misr)
    answers, wanted = {}, {}
    for verb, name, arguments in PAGES:
        answers[name] = set_up.client.get(reverse(name, args=arguments(set_up))).status_code
        wanted[name] = 200 if grants(role, verb, own=own) else 403
    assert answers == wanted


@pytest.mark.parametrize("role", Role)
def test_the_menu_has_what_is_allowed_and_what_is_not_in_it_answers_403(stage, network, role):
    set_up = stage(role, edition=network.maghrib)
    menu = set_up.client.get("/desk/").content.decode()
    for address, verbs in MENU:
        allowed = bool(GRANTS[role] & verbs)
        assert (f'"{address}"' in menu) is allowed, address
        assert set_up.client.get(address).status_code == (200 if allowed else 403), address


@pytest.mark.parametrize("role", Role)
def test_the_buttons_of_a_form_are_those_of_the_verbs(stage, network, role):
    set_up = stage(role, edition=network.maghrib)
    form = set_up.client.get(f"/desk/stories/edit/{set_up.published.pk}/").content.decode()
    assert ('name="action-publish"' in form) is (Verb.PUBLISH in GRANTS[role])
    assert ("/stories/unpublish/" in form) is (Verb.PUBLISH in GRANTS[role])
    assert ("/break/" in form) is (Verb.BREAK in GRANTS[role] and Verb.PUBLISH not in GRANTS[role])
    # What readers had is withdrawn, never deleted.
    assert f"/stories/delete/{set_up.published.pk}/" not in form


@pytest.mark.parametrize("role", Role)
def test_nobody_deletes_what_readers_had_one_by_one_or_in_bulk(stage, network, role):
    set_up = stage(role, edition=network.maghrib)
    number = set_up.published.pk
    assert set_up.client.post(f"/desk/stories/delete/{number}/").status_code == 403
    set_up.client.post(f"/desk/bulk/stories/story/delete/?id={number}&next=/desk/stories/")
    assert Story.objects.filter(pk=number).exists()


def test_names_of_pages_are_real():
    """A row that nobody reaches would prove nothing."""
    for _, name, _ in PAGES:
        try:
            reverse(name, args=[1])
        except NoReverseMatch:
            reverse(name)

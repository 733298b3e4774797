"""Who may do what, where: the table of roles, and its answers for editions, sections and stories."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError

from warraq.desk.models import Assignment
from warraq.desk.roles.asking import editions_for, may, require, sections_for
from warraq.desk.roles.grants import GRANTS, Role
from warraq.desk.roles.groups import GROUP_NAMES, make_roles
from warraq.desk.roles.scopes import Place, Scope, everywhere, granted
from warraq.desk.roles.services import role_give
from warraq.desk.roles.verbs import Verb
from warraq.network.models import Section
from warraq.stories.models import Story

PUBLIC_AT_ONCE = {Verb.PUBLISH, Verb.SCHEDULE, Verb.RESTORE}


def again(user):
    """Return the same person as the next request knows them."""
    return get_user_model().objects.get(pk=user.pk)


@pytest.fixture
def person(db):
    """Return a function that makes a person with a role: everywhere, on an edition, or in a section."""

    def make(role: Role | None, *, edition=None, section=None):
        user = get_user_model().objects.create_user(f"user-{get_user_model().objects.count()}")
        if role is not None:
            role_give(user, role, edition=edition, section=section)
        return again(user)

    return make


# ---- the table ------------------------------------------------------------------------------------------------------


def test_every_role_and_every_verb_has_its_place_in_the_table():
    assert set(GRANTS) == set(Role) == set(GROUP_NAMES)
    assert frozenset().union(*GRANTS.values()) == set(Verb)


def test_only_chiefs_and_the_network_publish_without_the_workflow():
    for role in (Role.REPORTER, Role.EDITOR, Role.COPY):
        assert not GRANTS[role] & PUBLIC_AT_ONCE
    for role in (Role.CHIEF, Role.NETWORK, Role.ADMINISTRATOR):
        assert GRANTS[role] >= PUBLIC_AT_ONCE


def test_each_step_above_may_do_all_that_the_one_below_may():
    assert GRANTS[Role.REPORTER] < GRANTS[Role.EDITOR] < GRANTS[Role.CHIEF]
    assert GRANTS[Role.CHIEF] < GRANTS[Role.NETWORK] < GRANTS[Role.ADMINISTRATOR]
    assert GRANTS[Role.ADMINISTRATOR] - GRANTS[Role.NETWORK] == {Verb.PEOPLE}


# ---- scopes, pure ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scope", "place", "verb", "answer"),
    [
        (Scope(Role.CHIEF), Place(1), Verb.FRONT, True),
        (Scope(Role.CHIEF, 1), Place(1), Verb.FRONT, True),
        (Scope(Role.CHIEF, 1), Place(2), Verb.FRONT, False),
        (Scope(Role.CHIEF, 1), Place(1, 7), Verb.FRONT, True),
        (Scope(Role.CHIEF, 1, frozenset({7})), Place(1, 7), Verb.FRONT, True),
        (Scope(Role.CHIEF, 1, frozenset({7})), Place(1, 8), Verb.EDIT, False),
        # A section's editor has no say in the edition's front, but plans on the edition.
        (Scope(Role.CHIEF, 1, frozenset({7})), Place(1), Verb.FRONT, False),
        (Scope(Role.CHIEF, 1, frozenset({7})), Place(1), Verb.PLAN, True),
        (Scope(Role.REPORTER, 1), Place(1), Verb.PUBLISH, False),
    ],
)
def test_a_scope_covers_its_own_places(scope, place, verb, answer):
    assert granted([scope], verb, at=[place]) is answer


def test_what_is_asked_of_no_place_is_asked_of_all():
    assert granted([Scope(Role.CHIEF, 1, frozenset({7}))], Verb.FRONT)
    assert not everywhere([Scope(Role.CHIEF, 1)], Verb.FRONT)
    assert everywhere([Scope(Role.CHIEF, 1), Scope(Role.EDITOR)], Verb.FRONT)
    assert not granted([], Verb.WRITE)


# ---- people ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("verb", Verb)
def test_a_role_everywhere_is_what_the_table_says(person, network, role, verb):
    user = person(role)
    answers = {may(user, verb), may(user, verb, edition=network.misr)}
    answers.add(may(user, verb, section=network.section(network.misr, "sport")))
    assert answers == {verb in GRANTS[role]}


@pytest.mark.parametrize("role", [Role.REPORTER, Role.EDITOR, Role.COPY, Role.CHIEF])
def test_a_role_on_an_edition_ends_at_its_border(person, network, role):
    user = person(role, edition=network.maghrib)
    for verb in Verb:
        assert may(user, verb, edition=network.maghrib) is (verb in GRANTS[role])
        assert not may(user, verb, edition=network.misr)


def test_a_role_in_a_section_holds_there_and_below(person, network):
    sport = network.section(network.maghrib, "sport")
    football = Section.objects.create(
        edition=network.maghrib, parent=sport, name="كرة القدم", slug="football"
    )
    league = Section.objects.create(edition=network.maghrib, parent=football, name="الدوري", slug="league")
    user = person(Role.EDITOR, section=sport)

    assert set(sections_for(user, Verb.EDIT)) == {sport, football, league}
    assert list(editions_for(user, Verb.EDIT)) == [network.maghrib]
    assert may(user, Verb.FRONT, section=league)
    assert not may(user, Verb.FRONT, edition=network.maghrib)
    assert not may(user, Verb.EDIT, section=network.section(network.maghrib, "arts"))


def test_several_roles_add_up_each_where_it_holds(person, network):
    user = person(Role.REPORTER, edition=network.maghrib)
    role_give(user, Role.CHIEF, edition=network.misr)

    assert set(editions_for(user, Verb.WRITE)) == {network.maghrib, network.misr}
    assert list(editions_for(user, Verb.PUBLISH)) == [network.misr]
    assert not may(user, Verb.PUBLISH, edition=network.maghrib)


def test_who_has_no_role_or_is_gone_may_nothing_and_a_superuser_all(person, network):
    stranger, gone = person(None), person(Role.ADMINISTRATOR)
    gone.is_active = False
    boss = get_user_model().objects.create_superuser("boss")
    for verb in Verb:
        assert not may(stranger, verb)
        assert not may(gone, verb)
        assert not may(AnonymousUser(), verb)
        assert may(boss, verb, edition=network.misr)
    assert set(editions_for(boss, Verb.WRITE)) == {network.hub, network.maghrib, network.misr, network.khalij}
    assert not sections_for(stranger, Verb.WRITE).exists()
    with pytest.raises(PermissionDenied):
        require(stranger, Verb.WRITE)
    require(boss, Verb.WRITE)


def test_a_person_is_asked_for_once(person, network, django_assert_num_queries):
    user = person(Role.EDITOR, edition=network.maghrib)
    with django_assert_num_queries(1):
        for verb in Verb:
            may(user, verb)
            may(user, verb, edition=network.maghrib)


# ---- stories --------------------------------------------------------------------------------------------------------


def test_a_reporter_changes_own_drafts_and_no_others(person, network, make_story):
    reporter, colleague = person(Role.REPORTER, edition=network.maghrib), person(Role.REPORTER)
    own = make_story(publish=False, owner=reporter)
    assert may(reporter, Verb.WRITE, story=own)
    assert not may(reporter, Verb.WRITE, story=make_story(publish=False, owner=colleague))
    assert not may(reporter, Verb.WRITE, story=make_story(publish=False))
    assert not may(reporter, Verb.EDIT, story=own)


def test_what_readers_have_is_changed_by_editors(person, network, make_story):
    reporter = person(Role.REPORTER, edition=network.maghrib)
    story = make_story(owner=reporter)
    assert not may(reporter, Verb.WRITE, story=story)
    for role in (Role.EDITOR, Role.COPY, Role.CHIEF):
        assert may(person(role, edition=network.maghrib), Verb.WRITE, story=story)
        assert not may(person(role, edition=network.misr), Verb.WRITE, story=story)


def test_a_story_is_asked_for_at_its_home(person, network, make_story):
    story = make_story(home=network.maghrib, also=[(network.misr, "sport")])
    at_home = person(Role.EDITOR, section=network.section(network.maghrib, "politics"))
    next_door = person(Role.EDITOR, section=network.section(network.maghrib, "sport"))
    sister = person(Role.EDITOR, edition=network.misr)

    assert may(at_home, Verb.WITHDRAW, story=story)
    assert not may(next_door, Verb.WITHDRAW, story=story)
    assert not may(sister, Verb.WITHDRAW, story=story)
    # Each edition decides where on it a story stands.
    assert may(sister, Verb.PLACE, story=story, edition=network.misr)
    assert not may(at_home, Verb.PLACE, story=story, edition=network.misr)
    assert may(person(Role.EDITOR, edition=network.khalij), Verb.PLACE, story=story, edition=network.khalij)


def test_a_draft_that_stands_nowhere_is_its_owners(person, network):
    reporter = person(Role.REPORTER, edition=network.maghrib)
    draft = Story.objects.create(headline="مسودة", live=False, owner=reporter)
    assert may(reporter, Verb.WRITE, story=draft)
    assert not may(person(Role.CHIEF, edition=network.maghrib), Verb.WRITE, story=draft)
    assert may(person(Role.NETWORK), Verb.WRITE, story=draft)
    assert may(reporter, Verb.WRITE, story=Story(headline="لم تُحفظ بعد"))


def test_nobody_gains_a_story_by_writing_themselves_into_it(person, network, make_story):
    story = make_story(home=network.misr, publish=False)
    placement = story.placements.get()
    placement.edition = network.maghrib
    placement.section = network.section(network.maghrib, "politics")
    story.placements = [placement]
    assert not may(person(Role.CHIEF, edition=network.maghrib), Verb.WRITE, story=story)


# ---- giving and taking ----------------------------------------------------------------------------------------------


def test_roles_and_groups_are_kept_as_one(person, network):
    user = person(Role.REPORTER, edition=network.maghrib)
    names = set(user.groups.values_list("name", flat=True))
    assert names == {GROUP_NAMES[Role.REPORTER]}
    assert user.has_perm("wagtailadmin.access_admin")

    user.assignments.get().delete()
    assert not user.groups.exists()
    assert not may(again(user), Verb.WRITE)


def test_one_of_two_assignments_taken_leaves_the_group(person, network):
    user = person(Role.REPORTER, edition=network.maghrib)
    second = role_give(user, Role.REPORTER, edition=network.misr)
    second.delete()
    assert user.groups.count() == 1
    assert list(editions_for(again(user), Verb.WRITE)) == [network.maghrib]


def test_who_joins_a_roles_group_has_it_everywhere_and_who_leaves_has_it_no_more(person, network):
    user, group = person(None), make_roles()["editor"]
    user.groups.add(group)
    assert may(user, Verb.EDIT, edition=network.khalij)
    group.user_set.remove(user)
    assert not may(again(user), Verb.EDIT)
    user.groups.add(group)
    user.groups.clear()
    assert not may(again(user), Verb.EDIT)


def test_joining_a_group_widens_no_role_that_is_held_on_an_edition(person, network):
    user = person(Role.EDITOR, edition=network.maghrib)
    user.groups.add(make_roles()["editor"])
    assert not may(again(user), Verb.EDIT, edition=network.misr)


def test_giving_twice_is_giving_once(person, network):
    user = person(Role.COPY, edition=network.maghrib)
    role_give(user, Role.COPY, edition=network.maghrib)
    assert user.assignments.count() == 1


def test_assignments_that_make_no_sense_are_refused(person, network):
    user = person(None)
    with pytest.raises(ValidationError):
        role_give(user, Role.EDITOR, edition=network.misr, section=network.section(network.maghrib, "sport"))
    for role in (Role.NETWORK, Role.ADMINISTRATOR):
        with pytest.raises(ValidationError):
            role_give(user, role, edition=network.maghrib)
    assert not Assignment.objects.filter(user=user).exists()

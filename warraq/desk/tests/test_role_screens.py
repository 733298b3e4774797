"""The administrator's screens: roles are given and taken there, and the audit log is read."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from wagtail.log_actions import log

from warraq.desk.roles.asking import editions_for, may
from warraq.desk.roles.assignments import Assignment
from warraq.desk.roles.grants import Role
from warraq.desk.roles.groups import GROUP_NAMES
from warraq.desk.roles.services import role_give
from warraq.desk.roles.verbs import Verb


@pytest.fixture
def client_of(network):
    """Return a function that gives a person with a role a browser."""

    def make(role, **where):
        user = get_user_model().objects.create_user(f"a-{role}")
        role_give(user, role, **where)
        client = Client(headers={"host": network.hub.host})
        client.force_login(user)
        return client

    return make


@pytest.fixture
def admin(client_of):
    return client_of(Role.ADMINISTRATOR)


@pytest.fixture
def newcomer(db):
    return get_user_model().objects.create_user("newcomer", first_name="سلمى", last_name="الجديدة")


def again(user):
    return get_user_model().objects.get(pk=user.pk)


def test_an_administrator_gives_a_role_on_an_edition_and_takes_it_back(admin, newcomer, network):
    page = admin.get("/desk/roles/new/").content.decode()
    assert "كل المواقع" in page
    assert "سلمى الجديدة (newcomer)" in page

    sent = {"user": newcomer.pk, "role": "editor", "edition": network.misr.pk, "section": ""}
    assert admin.post("/desk/roles/new/", sent).status_code == 302
    assert list(editions_for(again(newcomer), Verb.EDIT)) == [network.misr]
    assert list(newcomer.groups.values_list("name", flat=True)) == [GROUP_NAMES[Role.EDITOR]]
    listed = admin.get("/desk/roles/").content.decode()
    assert "محرر، ضفاف النيل" in listed

    number = Assignment.objects.get(user=newcomer).pk
    assert admin.post(f"/desk/roles/delete/{number}/").status_code == 302
    assert not may(again(newcomer), Verb.EDIT)
    assert not newcomer.groups.exists()


def test_a_role_that_is_changed_takes_its_group_along(admin, newcomer, network):
    given = role_give(newcomer, Role.REPORTER, edition=network.misr)
    sent = {"user": newcomer.pk, "role": "copy", "edition": "", "section": ""}
    assert admin.post(f"/desk/roles/edit/{given.pk}/", sent).status_code == 302
    assert list(newcomer.groups.values_list("name", flat=True)) == [GROUP_NAMES[Role.COPY]]


@pytest.mark.parametrize(
    ("role", "edition", "section", "sentence"),
    [
        ("editor", "misr", ("maghrib", "sport"), "القسم من موقع آخر؛ اختر قسمًا من الموقع نفسه."),
        ("network", "misr", None, "هذا الدور على كل المواقع؛ اترك الموقع فارغًا."),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(
    admin, newcomer, network, role, edition, section, sentence
):
    part = network.section(getattr(network, section[0]), section[1]).pk if section else ""
    sent = {"user": newcomer.pk, "role": role, "edition": getattr(network, edition).pk, "section": part}
    assert sentence in admin.post("/desk/roles/new/", sent).content.decode()
    assert not Assignment.objects.filter(user=newcomer).exists()


def test_the_same_role_is_given_once(admin, newcomer, network):
    role_give(newcomer, Role.EDITOR, edition=network.misr)
    sent = {"user": newcomer.pk, "role": "editor", "edition": network.misr.pk, "section": ""}
    assert "هذا الدور مسند من قبل على الموقع نفسه." in admin.post("/desk/roles/new/", sent).content.decode()


def test_who_is_deleted_takes_their_roles_along(newcomer, network):
    role_give(newcomer, Role.EDITOR, edition=network.misr)
    newcomer.delete()
    assert not Assignment.objects.filter(role="editor").exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_roles_and_the_audit_log_are_the_administrators(client_of, make_story, role):
    log(make_story("مسودة سرية", publish=False), "wagtail.edit")
    client = client_of(role)
    menu = client.get("/desk/").content.decode()
    for address in ("/desk/roles/", "/desk/reports/site-history/"):
        assert address not in menu
        assert client.get(address).status_code == 403
    assert client.get("/desk/roles/new/").status_code == 403
    answer = client.get("/desk/reports/site-history/results/")
    assert answer.status_code == 403
    assert "مسودة سرية" not in answer.content.decode()


def test_an_administrator_reads_the_audit_log(admin, make_story):
    log(make_story("مسودة سرية", publish=False), "wagtail.edit")
    assert "مسودة سرية" in admin.get("/desk/reports/site-history/").content.decode()
    menu = admin.get("/desk/").content.decode()
    assert "/desk/roles/" in menu

"""The rows of a story's form that say where it stands: what they offer, to whom, and what they begin with."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from warraq.desk.roles.grants import Role
from warraq.desk.roles.services import role_give
from warraq.stories.models import Story

ADD = reverse(Story.snippet_viewset.get_url_name("add"))


def first_row(network, *editions, role=Role.REPORTER, url: str = ADD):
    user = get_user_model().objects.create_user("writer")
    for edition in editions:
        role_give(user, role, edition=edition)
    client = Client(headers={"host": network.hub.host})
    client.force_login(user)
    return client.get(url).context["form"].formsets["placements"].forms[0]


def offered(row, name: str) -> dict[str, list[str]]:
    """Return the names that a select offers, by group."""
    found: dict[str, list[str]] = {}
    for group, options, _ in row.fields[name].widget.optgroups(name, [""]):
        found.setdefault(group or "", []).extend(str(option["label"]) for option in options)
    return found


def test_who_writes_for_one_site_begins_there_at_home(network):
    row = first_row(network, network.maghrib)
    assert (row["edition"].value(), row["is_home"].value()) == (network.maghrib.pk, True)
    sections = offered(row, "section")
    assert list(sections) == ["", network.maghrib.name]
    assert "سياسة" in sections[network.maghrib.name]


def test_who_writes_for_two_chooses_and_sections_stand_under_their_sites(network):
    row = first_row(network, network.maghrib, network.misr)
    assert not row["edition"].value()
    assert row["is_home"].value()
    assert list(offered(row, "section")) == ["", *(each.name for each in (network.maghrib, network.misr))]


def test_each_section_says_whose_it_is(network):
    row = first_row(network, network.maghrib)
    section = network.section(network.maghrib, "politics")
    assert f'<option value="{section.pk}" data-edition="{network.maghrib.pk}">' in str(row["section"])


@pytest.mark.parametrize("role", [Role.EDITOR])
def test_where_it_stands_already_is_offered_though_the_person_could_not_choose_it(network, make_story, role):
    story = make_story(publish=False, also=[(network.misr, "politics", "")])
    url = reverse(Story.snippet_viewset.get_url_name("edit"), args=[story.pk])
    user_row = first_row(network, network.maghrib, role=role, url=url)
    assert network.misr.name not in offered(user_row, "edition")[""]
    client = Client(headers={"host": network.hub.host})
    client.force_login(get_user_model().objects.get())
    rows = client.get(url).context["form"].formsets["placements"].forms
    elsewhere = next(row for row in rows if row["edition"].value() == network.misr.pk)
    assert network.misr.name in offered(elsewhere, "edition")[""]
    assert f'<option value="{elsewhere["section"].value()}" selected data-edition' in str(
        elsewhere["section"]
    )


def test_the_hub_bears_no_stories(network):
    row = first_row(network, None, role=Role.NETWORK)
    names = offered(row, "edition")[""]
    assert network.maghrib.name in names
    assert network.hub.name not in names

"""Partners at the desk, and their keys, which are shown once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from wagtail.models import ModelLogEntry

from conftest import Network
from warraq.desk.roles.grants import GRANTS, OF_THE_NETWORK, Role
from warraq.desk.roles.services import role_give
from warraq.desk.roles.verbs import Verb
from warraq.partners.models import Partner
from warraq.partners.selectors import partner_of_key


@pytest.fixture
def person(network: Network) -> Callable[[Role], Client]:
    """Return a function that gives a browser to a person of a role."""

    def enter(role: Role) -> Client:
        user = get_user_model().objects.create_user(role.value)
        role_give(user, role, edition=None if role in OF_THE_NETWORK else network.maghrib)
        client = Client(headers={"host": network.hub.host})
        client.force_login(user)
        return client

    return enter


@pytest.fixture
def desk(person: Callable[[Role], Client]) -> Client:
    return person(Role.NETWORK)


def form(network: Network, **changes: object) -> dict[str, object]:
    """Return what the form of a partner sends."""
    return {
        "name": "جريدة الضفة",
        "is_active": "on",
        "editions": [network.maghrib.pk],
        "sections": [network.section(network.misr, "sport").pk],
        "takes_ninjs": "on",
        "usage_terms": "مع ذكر المصدر.",
        "per_minute": "30",
        **changes,
    }


def test_a_new_partner_is_led_to_its_key(desk: Client, network: Network) -> None:
    answer = desk.post("/desk/partners/add/", form(network))

    partner = Partner.objects.get()
    assert answer["Location"] == f"/desk/partners/{partner.pk}/key/"
    assert list(partner.editions.all()) == [network.maghrib]
    assert [section.slug for section in partner.sections.all()] == ["sport"]
    assert (partner.takes_ninjs, partner.takes_newsml, partner.per_minute) == (True, False, 30)
    assert partner.key_digest is None


def test_a_key_is_shown_once_and_the_next_ends_it(desk: Client, network: Network) -> None:
    partner = Partner.objects.create(name="جريدة الضفة")
    address = f"/desk/partners/{partner.pk}/key/"

    made = desk.post(address)

    key = re.search(r"<code>([\w-]+)</code>", made.content.decode())
    assert key is not None
    assert partner_of_key(key[1]) == partner
    assert "no-store" in made["Cache-Control"]
    for path in (address, f"/desk/partners/edit/{partner.pk}/", "/desk/partners/"):
        assert key[1] not in desk.get(path).content.decode()
    assert key[1] not in str(dict(desk.session))
    entry = ModelLogEntry.objects.get(action="warraq.partner_key")
    assert key[1] not in str(entry.data)
    assert "توقف القديم" in desk.get(address).content.decode()
    desk.post(address)
    assert partner_of_key(key[1]) is None


def test_the_form_and_the_list_lead_on(desk: Client, network: Network) -> None:
    partner = Partner.objects.create(name="جريدة الضفة")

    edit = desk.get(f"/desk/partners/edit/{partner.pk}/").content.decode()

    assert f"/desk/partners/{partner.pk}/key/" in edit
    assert "جريدة الضفة" in desk.get("/desk/partners/").content.decode()


@pytest.mark.parametrize("per_minute", ["0", "601", "كثير"])
def test_a_rate_that_is_none_is_refused(desk: Client, network: Network, per_minute: str) -> None:
    answer = desk.post("/desk/partners/add/", form(network, per_minute=per_minute))

    assert answer.status_code == 200
    assert not Partner.objects.exists()


@pytest.mark.parametrize("role", Role)
def test_a_key_is_made_by_who_keeps_the_network_and_by_nobody_else(
    person: Callable[[Role], Client], role: Role
) -> None:
    partner = Partner.objects.create(name="جريدة الضفة")

    person(role).post(f"/desk/partners/{partner.pk}/key/")

    partner.refresh_from_db()
    assert (partner.key_digest is not None) is (Verb.NETWORK in GRANTS[role])

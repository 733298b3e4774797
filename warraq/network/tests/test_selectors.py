"""Which edition a host is."""

from warraq.network.models import EditionHost
from warraq.network.selectors import edition_of_host, hub, section_of, sections_of, sites


def test_a_host_leads_to_its_edition_in_one_query(network, django_assert_num_queries):
    EditionHost.objects.create(edition=network.maghrib, name="www.maghrib.example.org")
    with django_assert_num_queries(1):
        edition = edition_of_host("www.maghrib.example.org")
        assert edition == network.maghrib
        assert edition.host == "maghrib.example.org"
        assert edition.origin == "http://maghrib.example.org"


def test_an_unknown_host_leads_nowhere(network):
    assert edition_of_host("nowhere.example.org") is None


def test_the_hub_is_no_site(network):
    assert hub() == network.hub
    assert sites() == [network.maghrib, network.misr, network.khalij]


def test_sections_come_in_the_order_of_their_edition(network):
    assert [section.slug for section in sections_of(network.misr)] == ["politics", "sport", "arts"]
    assert section_of(network.misr, slug="arts").name == "فن وموسيقى"
    assert section_of(network.misr, slug="nothing") is None

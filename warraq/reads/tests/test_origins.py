"""Where readers came from: what a host is taken for, and how few names are kept."""

import pytest

from warraq.reads.origins import Hosts, origin_of, ranked

EDITIONS = {"maghrib.example.org": 1, "www.maghrib.example.org": 1, "misr.example.org": 2}


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("", "direct"),
        ("maghrib.example.org", "own"),
        ("WWW.Maghrib.example.org:8000", "own"),
        ("misr.example.org", "sister:misr.example.org"),
        ("www.google.com", "search:google"),
        ("www.google.com.eg", "search:google"),
        ("google.co.ma", "search:google"),
        ("com.google.android.googlequicksearchbox", "search:google"),
        ("search.yahoo.co.jp", "search:yahoo"),
        ("l.facebook.com", "social:facebook"),
        ("t.co", "social:x"),
        ("t.me", "social:telegram"),
        ("x.com", "social:x"),
        ("www.hespress.example", "other:hespress.example"),
        ("t.example.com", "other:t.example.com"),
        ("x.org", "other:x.org"),
        ("xn--mgbai9azgqp6j.example", "other:xn--mgbai9azgqp6j.example"),
        ("192.0.2.7", "other"),
        ("[2001:db8::1]", "other"),
        ("localhost", "other"),
        ("=HYPERLINK(1)", "other"),
        ("a b.example.com", "other"),
        ("خبر.example", "other"),
        ("x" * 99 + ".example", "other"),
    ],
)
def test_a_host_is_taken_for_what_it_is(host, origin):
    assert origin_of(host, edition=1, editions=EDITIONS) == origin


def test_one_host_too_many_of_a_day_is_not_named():
    hosts = Hosts(most=2)
    asked = ["other:a.example", "other:b.example", "other:c.example", "other:a.example", "search:google"]
    assert [hosts.admitted(origin, edition=1, day=9) for origin in asked] == [
        "other:a.example",
        "other:b.example",
        "other",
        "other:a.example",
        "search:google",
    ]
    assert hosts.admitted("other:c.example", edition=2, day=9) == "other:c.example"
    assert hosts.admitted("other:c.example", edition=1, day=10) == "other:c.example"


def test_only_the_first_hosts_are_named_and_nothing_is_lost():
    arrivals = {"direct": 5, "other": 1, "other:a.example": 2, "other:b.example": 7, "other:c.example": 3}
    assert ranked(arrivals, named=1) == [("other:b.example", 7), ("other", 6), ("direct", 5)]
    assert sum(number for _, number in ranked(arrivals, named=0)) == 18

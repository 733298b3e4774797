"""What may be asked, and what may not."""

import ipaddress

import pytest

from warraq.fetching.guard import NotAllowedAddress, checked, is_public, port_of, resolved


@pytest.mark.parametrize(
    ("address", "port"),
    [("http://example.org/a", 80), ("https://example.org", 443), ("https://example.org:8443/?q=1", 8443)],
)
def test_a_web_address_is_taken_apart(address, port):
    assert port_of(checked(address)) == port


@pytest.mark.parametrize(
    "address",
    [
        "",
        "example.org",
        "ftp://example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http://user@example.org/",
        "http://user:secret@example.org/",
        "http://example.org:0/",
        "http://example.org:99999/",
        "http://[::1/",
        "http://example.org/" + "a" * 2_000,
    ],
)
def test_anything_else_is_not(address):
    with pytest.raises(NotAllowedAddress):
        checked(address)


@pytest.mark.parametrize(
    ("number", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.0.0.8", False),
        ("172.16.5.4", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),  # where clouds answer with secrets
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("2002:7f00:1::", False),  # 6to4 of 127.0.0.1
        ("64:ff9b::a00:1", False),  # NAT64 of 10.0.0.1
    ],
)
def test_only_public_numbers_are_public(number, public):
    assert is_public(ipaddress.ip_address(number)) is public


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433", "[::1]", "[::ffff:7f00:1]"]
)
def test_names_and_spellings_of_this_machine_lead_nowhere(host):
    with pytest.raises(NotAllowedAddress, match="private network"):
        resolved(checked(f"http://{host}/"))
    assert resolved(checked(f"http://{host}/"), trusted={checked(f"http://{host}/").hostname})

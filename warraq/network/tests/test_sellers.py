"""Lines of ads.txt as administrators type them."""

from __future__ import annotations

import pytest

from warraq.network.sellers import LONGEST_LINE, MOST_LINES, line_not_read

RECORD = "adnetwork.example, 1234, DIRECT"


@pytest.mark.parametrize(
    "line",
    [
        "",
        "   ",
        "# ملاحظة لنا",
        RECORD,
        "AdNetwork.Example,pub-00123,reseller,f08c47fec0942fa0",
        "adnetwork.example\t,\t1234 , DIRECT , f08c47 # ملاحظة",
        "adnetwork.example, 1234, RESELLER; زيادة المنصة",
        "placeholder.example.com, placeholder, DIRECT, placeholder",
        "xn--mgberp4a5d4ar.example, 7, DIRECT",
        "CONTACT=ads@mirror.example",
        "contact = https://mirror.example/ads",
        "SUBDOMAIN=sport.mirror.example",
        "OWNERDOMAIN=network.example",
        "MANAGERDOMAIN=agency.example, MA",
        "INVENTORYPARTNERDOMAIN=partner.example",
    ],
)
def test_a_line_of_ads_txt_is_read(line: str) -> None:
    assert line_not_read(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "adnetwork.example",
        "adnetwork.example, 1234",
        "adnetwork.example, 1234, OWNER",
        "adnetwork.example; 1234, DIRECT",
        "adnetwork.example، 1234، DIRECT",
        "adnetwork, 1234, DIRECT",
        "https://adnetwork.example/, 1234, DIRECT",
        "adnetwork.example, , DIRECT",
        "adnetwork.example, 1234, DIRECT, f08c, زيادة",
        "<script>alert(1)</script>",
        "CONTACT=",
        "COLOUR=red",
        "MANAGERDOMAIN=agency.example, Morocco",
        f"# {'ا' * LONGEST_LINE}",
    ],
)
def test_what_no_reader_of_ads_txt_understands_is_refused_by_its_line(line: str) -> None:
    assert line_not_read(f"{RECORD}\n\n{line}\n{RECORD}") == 3


def test_a_file_has_an_end() -> None:
    assert line_not_read("\n".join([RECORD] * MOST_LINES)) is None
    assert line_not_read("\n".join([RECORD] * (MOST_LINES + 1))) == MOST_LINES + 1


def test_a_long_line_costs_no_time() -> None:
    assert line_not_read("a-" * 200_000 + ", 1, DIRECT") == 1

"""ads.txt of each edition."""

from __future__ import annotations

from conftest import Network, Reader
from warraq.network.models import EditionSellers


def test_each_edition_tells_its_own_sellers(network: Network, reader: Reader) -> None:
    lines = "# لنا\r\nadnetwork.example, 1234, DIRECT  \r\nCONTACT=ads@mirror.example"
    EditionSellers.objects.create(edition=network.maghrib, lines=lines)

    answer = reader.on(network.maghrib, "/ads.txt")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == ("# لنا\nadnetwork.example, 1234, DIRECT\nCONTACT=ads@mirror.example\n")
    again = reader.get("/ads.txt", headers={"host": network.maghrib.host, "if-none-match": answer["ETag"]})
    assert again.status_code == 304
    assert reader.on(network.misr, "/ads.txt").status_code == 404


def test_a_file_of_nothing_is_no_file(network: Network, reader: Reader) -> None:
    EditionSellers.objects.create(edition=network.maghrib, lines=" \n")

    assert reader.on(network.maghrib, "/ads.txt").status_code == 404
    assert reader.post("/ads.txt", headers={"host": network.maghrib.host}).status_code == 405

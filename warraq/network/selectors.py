"""Reading the network: which edition a host is, an edition's sections, its sisters."""

from __future__ import annotations

from warraq.network.models import Edition, EditionHost, Kind, Section


def edition_of_host(host: str) -> Edition | None:
    """Return the edition that owns `host` (lowercase, without a port) with its hosts, or None; one query."""
    hosts = EditionHost.objects.filter(edition__hosts__name=host).select_related("edition")
    if not hosts:
        return None
    edition: Edition = hosts[0].edition
    edition._prefetched_objects_cache = {"hosts": hosts}
    return edition


def hub() -> Edition | None:
    """Return the network's hub, if it has one."""
    return Edition.objects.prefetch_related("hosts").filter(kind=Kind.HUB).first()


def sites() -> list[Edition]:
    """Return the sister sites in their order, without the hub."""
    return list(Edition.objects.prefetch_related("hosts").exclude(kind=Kind.HUB))


def sections_of(edition: Edition) -> list[Section]:
    """Return the edition's sections in its order."""
    return list(Section.objects.filter(edition=edition).order_by("position", "pk"))


def section_of(edition: Edition, *, slug: str) -> Section | None:
    """Return the edition's section of that slug, or None."""
    return Section.objects.select_related("parent").filter(edition=edition, slug=slug).first()


def sellers_of(edition: Edition) -> str:
    """Return who may sell the edition's advertising, in lines of ads.txt; empty when nobody was named."""
    sellers = edition.sellers.first()
    return sellers.lines if sellers is not None else ""

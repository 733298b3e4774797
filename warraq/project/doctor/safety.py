"""Settings that are unsafe in production, and Django's own checks."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, run_checks

from warraq.network.models import EditionHost
from warraq.project.doctor.checks import check

# Django's checks of a deployment that do not hold here: http leads to https in the server in front (W008), other
# hosts of the domain are none of ours to bind (W005, W021), the desk frames its previews (W019), and the scheme, of
# which the rest follows, is told once.
_NOT_OURS = {f"security.{number}" for number in ("W004", "W005", "W008", "W012", "W016", "W019", "W021")}
_LOCAL = (".localhost", ".test", ".example.org", ".local")


@check("system", needs=("migrations",))
def system() -> Iterator[CheckMessage]:
    """What Django, Wagtail and the packages find, silenced or not."""
    yield from (message for message in run_checks() if message.is_serious())


@check("settings")
def safe_settings() -> Iterator[CheckMessage]:
    """What would let strangers in, or tell them too much."""
    if not settings.PRODUCTION:
        return
    for message in run_checks(tags=[Tags.security], include_deployment_checks=True):
        if message.id not in _NOT_OURS:
            yield message
    if settings.PUBLIC_SCHEME != "https":
        yield Warning(
            "The public address is http: passwords and sessions travel open.",
            hint="Put a server that speaks TLS in front, and set WARRAQ_SCHEME=https.",
        )
    elif not settings.TRUSTED_PROXIES:
        yield Warning(
            "Readers come by https and no proxy is trusted: all of them count as one address.",
            hint="Set WARRAQ_TRUSTED_PROXIES to how many servers stand in front.",
        )
    if settings.PUBLIC_PORT not in ("", "80", "443"):
        yield Warning(
            f"Public addresses carry the port {settings.PUBLIC_PORT}.",
            hint="Set WARRAQ_PORT= (empty) when readers come through a server in front.",
        )


@check("environment", needs=("migrations",))
def environment() -> Iterator[CheckMessage]:
    """An installation that readers reach does not run with the secrets that everybody knows."""
    if settings.PRODUCTION:
        return
    public = [name for name in EditionHost.objects.values_list("name", flat=True) if _is_public(name)]
    if public:
        yield Warning(
            f"Hosts such as {public[0]} are public, and this runs as in development, with a secret that all know.",
            hint="Set WARRAQ_ENV=production and WARRAQ_SECRET_KEY.",
        )


def _is_public(host: str) -> bool:
    """Whether strangers may reach a host of this name; an address counts by its network."""
    try:
        return ip_address(host).is_global
    except ValueError:
        return not f".{host}".endswith(_LOCAL)

"""Pages for when there is no page: they need no edition and no database."""

from django.template.loader import render_to_string


def unknown_host_page() -> str:
    """Return the page for a host that no edition owns."""
    return render_to_string("pages/unknown_host.html")


def failure_page() -> str:
    """Return the page for a fault of ours."""
    return render_to_string("pages/500.html")

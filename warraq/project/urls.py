"""Addresses: the desk, uploaded pictures, and everything else to the readers' pages."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail.admin import urls as desk_urls
from wagtail.documents import urls as document_urls

from warraq.desk.roles import urls as role_urls
from warraq.desk.safety import urls as safety_urls
from warraq.outlets import urls as outlet_urls
from warraq.outlets.api import urls as api_urls
from warraq.pages import urls as page_urls
from warraq.pages.views import not_found
from warraq.wires import urls as wire_urls


def hide_file(request: HttpRequest) -> HttpResponse:
    """Answer that there is no such file."""
    return not_found(request)


urlpatterns = [
    path("desk/", include(safety_urls)),
    path("desk/", include(role_urls)),
    path("desk/", include(desk_urls)),
    path("documents/", include(document_urls)),
    # Documents go out by their own address, which guards those of closed collections.
    re_path(rf"^{settings.MEDIA_URL.lstrip('/')}documents/", hide_file, name="media"),
    re_path(
        rf"^{settings.MEDIA_URL.lstrip('/')}(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}
    ),
    path("", include(wire_urls)),
    path("api/", include(api_urls)),
    path("", include(outlet_urls)),
    path("", include(page_urls)),
]

handler404 = "warraq.pages.views.not_found"
handler500 = "warraq.pages.views.failed"

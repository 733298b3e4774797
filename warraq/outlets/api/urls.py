"""Addresses of the read API."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from warraq.outlets.api.answers import opened
from warraq.outlets.api.views import api, schema, unknown

# The library's own page at the root of the API is not served.
_ROOT = "api-root"

_operations = [each for each in api.urls[0] if isinstance(each, URLPattern) and each.name != _ROOT]
for _operation in _operations:
    _operation.callback = opened(_operation.callback)

urlpatterns = [
    path("v1/openapi.json", opened(schema), name="api_schema"),
    *(path(f"v1/{each.pattern}", each.callback, name=each.name) for each in _operations),
    re_path(r"^(?P<rest>[\s\S]*)\Z", opened(unknown), name="api_unknown"),
]

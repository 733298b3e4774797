"""Addresses: Wagtail's, and one by which the bench has the serving process publish, as its admin would."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from bench.stock_wagtail.views import publish

urlpatterns = [
    path("_bench/publish", publish),
    path("admin/", include(wagtailadmin_urls)),
    path("", include(wagtail_urls)),
]

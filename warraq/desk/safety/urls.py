"""Addresses that answer before anybody is known; they come before Wagtail's of the same names."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.cache import never_cache

from warraq.desk.safety.views import DeskLoginView, DeskPasswordResetView

urlpatterns = [
    path("login/", never_cache(DeskLoginView.as_view()), name="wagtailadmin_login"),
    path("password_reset/", never_cache(DeskPasswordResetView.as_view()), name="wagtailadmin_password_reset"),
]

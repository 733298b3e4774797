"""Addresses that come before Wagtail's own: it shows there what is an administrator's here."""

from __future__ import annotations

from django.urls import path
from wagtail.admin.auth import require_admin_access

from warraq.desk.roles.screens import AuditLogView

urlpatterns = [
    path("reports/site-history/", require_admin_access(AuditLogView.as_view())),
    path("reports/site-history/results/", require_admin_access(AuditLogView.as_view(results_only=True))),
]

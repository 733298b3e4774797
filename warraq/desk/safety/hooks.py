"""Where safety meets Wagtail's admin: addresses, the account's screen, the list of people, the log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry

from warraq.desk.roles.asking import may
from warraq.desk.roles.verbs import Verb
from warraq.desk.safety import passkeys, views
from warraq.desk.safety.records import LOG_OUT, record, register_actions


@hooks.register("register_admin_urls")
def answer_about_factors() -> list[URLPattern]:
    """Addresses of the second step and of a person's factors."""
    return [
        path("second-step/", views.SecondStepView.as_view(), name="desk_second_step"),
        path("second-step/passkey/ask/", passkeys.AskView.as_view(), name="desk_passkey_ask"),
        path("second-step/passkey/answer/", passkeys.AnswerView.as_view(), name="desk_passkey_answer"),
        path("account/password/", views.ConfirmPasswordView.as_view(), name="desk_confirm_password"),
        path("account/factors/", views.FactorsView.as_view(), name="desk_factors"),
        path("account/factors/app/", views.AppView.as_view(), name="desk_factor_app"),
        path("account/factors/remove/", views.RemoveFactorView.as_view(), name="desk_factor_remove"),
        path("account/factors/codes/", views.RecoveryCodesView.as_view(), name="desk_recovery_codes"),
        path("account/factors/passkey/offer/", passkeys.OfferView.as_view(), name="desk_passkey_offer"),
        path("account/factors/passkey/add/", passkeys.AddView.as_view(), name="desk_passkey_add"),
        path(
            "account/factors/reset/<int:number>/", views.ResetFactorsView.as_view(), name="desk_factors_reset"
        ),
    ]


@hooks.register("register_account_menu_item")
def lead_to_factors(request: HttpRequest) -> dict[str, str]:
    """Lead to a person's factors from the account's screen."""
    return {
        "url": reverse("desk_factors"),
        "label": "التحقق بخطوتين",
        "help_text": "تطبيق رموز أو مفتاح مرور يحمي حسابك وإن عُرفت كلمة المرور.",
    }


@hooks.register("register_user_listing_buttons")
def lead_to_reset(user: Any, request_user: Any) -> Iterator[Button]:
    """Lead to the reset of a person's factors from the list of people."""
    if may(request_user, Verb.PEOPLE) and (request_user.is_superuser or not user.is_superuser):
        yield Button(
            "إعادة ضبط التحقق",
            url=reverse("desk_factors_reset", args=[user.pk]),
            icon_name="key",
            priority=40,
        )


@hooks.register("register_log_actions")
def name_acts(actions: LogActionRegistry) -> None:
    """Tell the site's history what the acts are called."""
    register_actions(actions)


@receiver(user_logged_out, dispatch_uid="warraq.desk.safety")
def note_log_out(sender: Any, *, user: Any, **kwargs: Any) -> None:
    """Write down who went, by their own hand or after sitting idle."""
    if user is not None:
        record(user, LOG_OUT)

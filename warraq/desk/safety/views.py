"""Log-in, the second step, and a person's own factors."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import segno
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView, View
from django_otp import login as show_device
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.account import LoginView, PasswordResetView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from warraq.desk.forms import DeskLoginForm, DeskPasswordResetForm
from warraq.desk.roles.asking import require
from warraq.desk.roles.verbs import Verb
from warraq.desk.safety.browsers import remember
from warraq.desk.safety.factors import (
    MOST_FACTORS,
    app_add,
    app_address,
    codes_left,
    codes_make,
    factor_remove,
    factors_of,
    factors_reset,
    new_secret,
    standing_of,
)
from warraq.desk.safety.forms import AppForm, PasswordForm, SecondStepForm
from warraq.desk.safety.keys import address_in
from warraq.desk.safety.passwords import PasswordFirstMixin, note_password
from warraq.desk.safety.records import LOG_IN, SECOND_STEP, record

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_SECRET = "warraq_app_secret"  # noqa: S105 - the name of a place in the session
_TOO_MANY_REQUESTS = 429


def person_of(request: HttpRequest) -> User:
    """Return who asks; the desk lets nobody else come here."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user


def wanted_address(request: HttpRequest) -> str:
    """Return where the person wanted to go, if that is ours; else the desk's first page."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if ours else reverse("wagtailadmin_home")


def _refused(response: HttpResponse, *, form: Any) -> HttpResponse:
    """Say in the answer's head too that somebody has to wait, and how many seconds."""
    if form.wait:
        response.status_code = _TOO_MANY_REQUESTS
        response["Retry-After"] = str(math.ceil(form.wait.total_seconds()))
    return response


class DeskLoginView(LoginView):
    """Wagtail's log-in, with the browser remembered and the act written down."""

    def form_valid(self, form: DeskLoginForm) -> HttpResponse:
        """Let the person in."""
        response: HttpResponse = super().form_valid(form)
        user = form.get_user()
        remember(response, browser=form.browser, user=user.pk)
        record(user, LOG_IN)
        enrolled, required = standing_of(user)
        if required and not enrolled:
            # The session is good for nothing but choosing a factor, and the password was given just now.
            note_password(self.request)
        return response

    def form_invalid(self, form: DeskLoginForm) -> HttpResponse:
        """Say why not."""
        return _refused(super().form_invalid(form), form=form)


class DeskPasswordResetView(PasswordResetView):
    """Wagtail's form of a forgotten password; its form learns where it is sent from."""

    def get_form(self, form_class: Any = None) -> DeskPasswordResetForm:
        """Return the form."""
        form: DeskPasswordResetForm = super().get_form(form_class)
        form.address = address_in(self.request)
        return form


@method_decorator(sensitive_post_parameters("code"), name="dispatch")
class SecondStepView(FormView):  # type: ignore[type-arg] # takes none while running
    """The step after the password, for whoever has a second factor."""

    template_name = "desk/safety/second_step.html"
    form_class = SecondStepForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form whose codes they are."""
        return {**super().get_form_kwargs(), "user": person_of(self.request)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer what the person has."""
        kinds = {factor.kind for factor in factors_of(person_of(self.request))}
        return {
            **super().get_context_data(**kwargs),
            "next": wanted_address(self.request),
            "has_app": "تطبيق رموز" in kinds,
            "has_passkey": "مفتاح مرور" in kinds,
        }

    def form_valid(self, form: SecondStepForm) -> HttpResponse:
        """Let the person in, under a new session number."""
        user = person_of(self.request)
        self.request.session.cycle_key()
        show_device(self.request, form.device)
        record(user, SECOND_STEP, factor=form.device.name if form.device else "")
        return redirect(wanted_address(self.request))

    def form_invalid(self, form: SecondStepForm) -> HttpResponse:
        """Say why not."""
        return _refused(super().form_invalid(form), form=form)


class _AccountView(WagtailAdminTemplateMixin):
    """A screen of the person's account."""

    header_icon = "key"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Lead back to the account."""
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("wagtailadmin_account"), "label": "الحساب"},
            {"url": "", "label": self.get_page_title()},
        ]


@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class ConfirmPasswordView(_AccountView, FormView):  # type: ignore[type-arg] # takes none while running
    """The password once more."""

    page_title = "تأكيد كلمة المرور"
    template_name = "desk/safety/confirm_password.html"
    form_class = PasswordForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form whose password it is."""
        return {**super().get_form_kwargs(), "user": person_of(self.request)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Keep where the person wanted to go."""
        return {**super().get_context_data(**kwargs), "next": wanted_address(self.request)}

    def form_valid(self, form: PasswordForm) -> HttpResponse:
        """Go on."""
        note_password(self.request)
        return redirect(wanted_address(self.request))

    def form_invalid(self, form: PasswordForm) -> HttpResponse:
        """Say why not."""
        return _refused(super().form_invalid(form), form=form)


class FactorsView(PasswordFirstMixin, _AccountView, TemplateView):
    """A person's factors: what there is, what may be added, what may go."""

    page_title = "التحقق بخطوتين"
    template_name = "desk/safety/factors.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List them."""
        user = person_of(self.request)
        enrolled, required = standing_of(user)
        factors = factors_of(user)
        return {
            **super().get_context_data(**kwargs),
            "factors": factors,
            "may_add": len(factors) < MOST_FACTORS,
            "must_add": required and not enrolled,
            "is_required": required,
            "codes_left": codes_left(user),
            "next": wanted_address(self.request),
        }


class AppView(PasswordFirstMixin, _AccountView, FormView):  # type: ignore[type-arg] # takes none while running
    """Adding an app that shows codes: a square to scan, and the first code."""

    page_title = "إضافة تطبيق رموز"
    template_name = "desk/safety/app.html"
    form_class = AppForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the secret that waits in the session."""
        secret = self.request.session.get(_SECRET) or new_secret()
        self.request.session[_SECRET] = secret
        return {**super().get_form_kwargs(), "secret": secret}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Draw the square."""
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        square = segno.make(app_address(person_of(self.request), secret), error="m", micro=False)
        svg = square.svg_inline(
            scale=5, border=3, light="#fff", dark="#000", svgclass="square-code", lineclass=""
        )
        return {
            **context,
            "square": mark_safe(svg),  # drawn by segno from numbers alone
            "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        }

    def form_valid(self, form: AppForm) -> HttpResponse:
        """Keep the app; the session has shown it."""
        user = person_of(self.request)
        if len(factors_of(user)) >= MOST_FACTORS:
            raise PermissionDenied
        device = app_add(user, secret=form.secret, name=form.cleaned_data["name"])
        del self.request.session[_SECRET]
        show_device(self.request, device)
        messages.success(self.request, f"أُضيف «{device.name}»، وسيُطلب رمزه عند كل دخول.")
        return redirect("desk_factors")


class RemoveFactorView(PasswordFirstMixin, View):
    """Takes one factor away."""

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Take it."""
        removed = factor_remove(person_of(request), request.POST.get("factor", ""))
        if removed is not None:
            messages.success(request, f"أُزيل «{removed.name}».")
        return redirect("desk_factors")


class RecoveryCodesView(PasswordFirstMixin, _AccountView, TemplateView):
    """Makes codes on paper, and shows them this once."""

    http_method_names = ["post"]
    page_title = "رموز الاسترداد"
    template_name = "desk/safety/codes.html"

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Make them."""
        user = person_of(request)
        if not factors_of(user):
            return redirect("desk_factors")
        return self.render_to_response(self.get_context_data(codes=codes_make(user)))


class ResetFactorsView(WagtailAdminTemplateMixin, TemplateView):
    """An administrator's help for who lost all factors."""

    page_title = "إعادة ضبط التحقق بخطوتين"
    header_icon = "key"
    template_name = "desk/safety/reset.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let those in who look after people; nobody but a superuser touches a superuser."""
        require(request.user, Verb.PEOPLE)
        self.person = get_object_or_404(get_user_model(), pk=kwargs["number"])
        if self.person.is_superuser and not request.user.is_superuser:
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_page_subtitle(self) -> str:
        """Name the person."""
        return get_user_display_name(self.person)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Lead back to the person."""
        edit = reverse("wagtailusers_users:edit", args=[self.person.pk])
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("wagtailusers_users:index"), "label": "المستخدمون"},
            {"url": edit, "label": self.get_page_subtitle()},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what would go."""
        return {
            **super().get_context_data(**kwargs),
            "person": self.person,
            "factors": factors_of(self.person),
        }

    def post(self, request: HttpRequest, number: int) -> HttpResponseBase:
        """Take all factors away."""
        factors_reset(self.person, by=person_of(request))
        messages.success(request, f"أُزيلت وسائل تحقق {self.get_page_subtitle()}.")
        return redirect("wagtailusers_users:index")

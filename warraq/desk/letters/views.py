"""The newsletters of the editions whose chief one is, and each of them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from warraq.desk.letters.forms import NewsletterForm
from warraq.desk.roles.asking import editions_for, may, require
from warraq.desk.roles.verbs import Verb
from warraq.letters.doors import trials
from warraq.letters.models import Newsletter
from warraq.letters.selectors import last_issues, readers_of
from warraq.letters.services import newsletter_change, newsletter_of, trial_allowed
from warraq.network.models import Edition, Kind

# Each edition of the list is counted by itself.
MOST_EDITIONS = 40


class NewslettersView(WagtailAdminTemplateMixin, View):
    """How many subscribe on each of the person's editions."""

    page_title = "النشرات البريدية"
    header_icon = "mail"
    template_name = "desk/letters/index.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Newsletters stand right below the start page."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Draw the list."""
        require(request.user, Verb.STYLE)
        found = editions_for(request.user, Verb.STYLE).filter(kind=Kind.SITE)
        editions = [each for each in found if may(request.user, Verb.STYLE, edition=each)][:MOST_EDITIONS]
        rows = [(each, newsletter_of(each), readers_of(each)) for each in editions]
        return self.render_to_response(self.get_context_data(rows=rows, mail_is_set=settings.MAIL_IS_SET))


class NewsletterView(WagtailAdminTemplateMixin, View):
    """An edition's newsletter: its settings, its numbers, its last issues."""

    header_icon = "mail"
    page_title = "نشرة"
    template_name = "desk/letters/newsletter.html"

    edition: Edition

    def get_page_subtitle(self) -> str:
        """Name the edition."""
        return self.edition.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """It stands below the list of all."""
        above = {"url": reverse("desk_newsletters"), "label": NewslettersView.page_title}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.edition.name}]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Draw the screen."""
        newsletter = self._find(request, pk=pk)
        return self._show(NewsletterForm(instance=newsletter))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Change what is decided."""
        form = NewsletterForm(request.POST, instance=self._find(request, pk=pk))
        if not form.is_valid():
            return self._show(form)
        newsletter_change(form.save(commit=False), by=_user(request))
        messages.success(request, "حُفظت النشرة.")
        return redirect(reverse("desk_newsletter", args=[pk]))

    def _find(self, request: HttpRequest, *, pk: int) -> Newsletter:
        self.edition = _edition(request, pk=pk)
        return newsletter_of(self.edition)

    def _show(self, form: NewsletterForm) -> HttpResponse:
        context = {
            "form": form,
            "edition": self.edition,
            "readers": readers_of(self.edition),
            "issues": last_issues(self.edition),
            "mail_is_set": settings.MAIL_IS_SET,
            "has_mail": bool(_user(self.request).email),
        }
        return self.render_to_response(self.get_context_data(**context))


def send_trial(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the person the letter as it would be now."""
    edition, user = _edition(request, pk=pk), _user(request)
    if not settings.MAIL_IS_SET:
        messages.error(request, "لا خادم بريد مضبوط، فلا تُرسل رسائل.")
    elif not user.email:
        messages.error(request, "لا بريد في حسابك؛ أضفه في إعداداتك أولًا.")
    elif not trial_allowed(user.pk, now=timezone.now()):
        messages.error(request, "أرسلت تجارب كثيرة؛ أعد المحاولة بعد ساعة.")
    else:
        trials.get("daily")(edition, user.pk)
        messages.success(request, "التجربة في طريقها إلى بريدك.")
    return redirect(reverse("desk_newsletter", args=[pk]))


def _edition(request: HttpRequest, *, pk: int) -> Edition:
    """Return a site whose newsletter the person decides on; the hub has no stories of its own to send."""
    edition = get_object_or_404(Edition.objects.filter(kind=Kind.SITE), pk=pk)
    require(request.user, Verb.STYLE, edition=edition)
    return edition


def _user(request: HttpRequest) -> Any:
    return request.user

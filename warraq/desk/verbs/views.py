"""One page for all verbs, and the ledger of a withdrawal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from warraq.desk.roles.asking import require
from warraq.desk.roles.seeing import stories_seen_by
from warraq.desk.verbs.acts import ACTS
from warraq.desk.verbs.forms import VerbForm
from warraq.desk.verbs.refusals import said
from warraq.network.models import Edition
from warraq.stories.addresses import story_path
from warraq.stories.models import Story
from warraq.stories.selectors import ledger_of
from warraq.stories.services import NotAllowed

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class OfStoryMixin(WagtailAdminTemplateMixin):
    """A page about one story that the person sees, below its form."""

    request: HttpRequest
    story: Story

    def find(self, request: HttpRequest, pk: int) -> None:
        """Find the story. Raises Http404 for one that the person does not see."""
        self.story = get_object_or_404(stories_seen_by(request.user, now=timezone.now()), pk=pk)

    def get_page_subtitle(self) -> str:
        """Name the story."""
        return str(self.story.get_latest_revision_as_object())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the list and to the story."""
        return [
            {"url": reverse("wagtailadmin_home"), "label": "الرئيسية"},
            {"url": reverse(Story.snippet_viewset.get_url_name("list")), "label": "القصص"},
            {"url": self.edit_url, "label": self.get_page_subtitle()},
            {"url": "", "label": self.get_page_title()},
        ]

    @property
    def edit_url(self) -> str:
        """Where the story's form is."""
        return reverse(Story.snippet_viewset.get_url_name("edit"), args=[self.story.pk])


class VerbView(OfStoryMixin, FormView):  # type: ignore[type-arg]
    """Asks what the verb needs, does it, and opens the story's form; what can't be done is said and nothing is lost."""

    template_name = "desk/verbs/verb.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the verb and the story, refuse whoever may not, and read times in the home edition's zone."""
        act = ACTS.get(kwargs["verb"])
        if act is None:
            raise Http404
        self.act = act
        self.find(request, kwargs["pk"])
        require(request.user, act.verb, story=self.story)
        # Nobody is granted anything without having logged in.
        self.writer = cast("User", request.user)
        home = self.story.home_placement()
        self.edition: Edition | None = home.edition if home is not None else None
        with _zone(self.edition):
            response = super().dispatch(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response

    def get_form_class(self) -> type[VerbForm]:
        """Return the verb's form."""
        return self.act.form

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form its story and its person."""
        kwargs: dict[str, Any] = super().get_form_kwargs()
        return kwargs | {"story": self.story, "user": self.writer}

    def form_valid(self, form: VerbForm) -> HttpResponse:
        """Do it."""
        try:
            story = self.act.do(form, timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, said(refusal))
            return self.form_invalid(form)
        except ValidationError as refusal:
            for message in refusal.messages:
                form.add_error(None, message)
            return self.form_invalid(form)
        messages.success(self.request, self.act.done)
        if self.act.name == "withdraw":
            return redirect("desk_ledger", story.pk)
        return redirect(reverse(Story.snippet_viewset.get_url_name("edit"), args=[story.pk]))

    def get_page_title(self) -> str:
        """Name the verb."""
        return self.act.title

    def get_header_icon(self) -> str:
        """Return the verb's icon."""
        return self.act.icon

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what will happen, and where."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "act": self.act,
            "story": self.story,
            "edition": self.edition,
            "asks_for_time": any(name in context["form"].fields for name in ("at", "until", "starts_at")),
            "places": _places(self.story) if self.act.name == "withdraw" else [],
            "action_url": self.request.path,
            "back_url": self.edit_url,
        }


@contextmanager
def _zone(edition: Edition | None) -> Iterator[None]:
    """Read and say times as the edition does."""
    with timezone.override(edition.zone if edition is not None else None):
        yield


def _places(story: Story) -> list[tuple[str, str]]:
    """Return each site that the story stands on, and its address there."""
    rows = story.placements.get_live_queryset().select_related("edition", "section", "story")
    return [(row.edition.name, row.edition.origin + story_path(row)) for row in rows]


class LedgerView(OfStoryMixin, TemplateView):
    """Where the story stood when it was withdrawn, and since when each place is clean."""

    template_name = "desk/verbs/ledger.html"
    page_title = "سجل السحب"
    header_icon = "clipboard-list"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the story."""
        self.find(request, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_template_names(self) -> list[str]:
        """Return the rows alone for the script that asks again until all are clean."""
        return ["desk/verbs/ledger_rows.html" if self.request.GET.get("rows") else self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the ledger."""
        rows = ledger_of(self.story.pk)
        told = [
            {
                "surface": row.surface,
                "node": row.node,
                "seconds": (row.cleared_at - row.withdrawn_at).total_seconds() if row.cleared_at else None,
            }
            for row in rows
        ]
        return {
            **super().get_context_data(**kwargs),
            "rows": told,
            "is_clean": bool(told) and all(row["seconds"] is not None for row in told),
            "withdrawn_at": rows[0].withdrawn_at if rows else self.story.withdrawn_at,
            "story": self.story,
            "edit_url": self.edit_url,
        }

"""Where a person may put stories: what the choosers of editions and sections offer, and what a form may send."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
)

from warraq.desk.roles.asking import editions_for, sections_for
from warraq.desk.roles.verbs import Verb
from warraq.network.models import Edition, Section

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User
    from modelcluster.forms import BaseChildFormSet

# Writers put their stories where they write; the others where they may place anybody's.
PLACING = (Verb.WRITE, Verb.PLACE)
_WHERE_AND_WHEN = frozenset({"edition", "section", "is_home", "starts_at", "ends_at", "pinned_position"})
# Choosers serve the forms of the network's furniture too.
_CHOOSING = (*PLACING, Verb.NETWORK)


def refuse_misplaced(placements: BaseChildFormSet, *, user: User | AnonymousUser) -> None:
    """Raise ValidationError if the form puts the story where the person may not, or takes it from there.

    What stands there may stay, and have its headline mended.
    """
    changed = [
        form
        for form in placements.forms
        if form in placements.deleted_forms or _WHERE_AND_WHEN.intersection(form.changed_data)
    ]
    touched = {place for form in changed for place in _sections_of(form)}
    if not touched:
        return
    allowed = set(sections_for(user, *PLACING).filter(pk__in=touched).values_list("pk", flat=True))
    missing = Section.objects.select_related("edition").filter(pk__in=touched - allowed)
    names = "، ".join(f"«{section}»" for section in missing)
    if names:
        raise ValidationError(f"لا يسمح دورك بتغيير ظهور القصة في {names}.")


def _sections_of(form: Any) -> Iterable[int]:
    """Return the section where a row of the form stood and the one where it would stand."""
    chosen = form.cleaned_data.get("section")
    stood = form.initial.get("section")
    return [number for number in (stood, chosen.pk if chosen is not None else None) if number is not None]


class _Offered:
    """What the dialogue offers to this person."""

    model: Any
    request: Any

    def offered(self) -> QuerySet[Any]:
        """Return the editions, or the sections, in which the person has something to choose for."""
        user = self.request.user
        if issubclass(self.model, Edition):
            return editions_for(user, *_CHOOSING)
        return sections_for(user, *_CHOOSING).select_related("edition")


class PlaceChooseView(_Offered, ChooseView):
    """The dialogue that chooses an edition or a section."""

    def get_object_list(self) -> QuerySet[Any]:
        """Return what may be chosen."""
        return self.offered()


class PlaceChooseResultsView(_Offered, ChooseResultsView):
    """Its list alone."""

    def get_object_list(self) -> QuerySet[Any]:
        """Return what may be chosen."""
        return self.offered()


class PlaceChosenView(_Offered, SnippetChosenView):
    """The one that was chosen."""

    def get_object(self, pk: str) -> Any:
        """Return it; who may not choose it is told that there is none."""
        return self.offered().get(pk=pk)


class PlaceChosenMultipleView(_Offered, SnippetChosenMultipleView):
    """Those that were chosen together."""

    def get_objects(self, pks: Iterable[str]) -> QuerySet[Any]:
        """Return those of them that the person may choose."""
        return self.offered().filter(pk__in=pks)


class PlaceChooserViewSet(SnippetChooserViewSet):
    """How editions and sections are chosen."""

    choose_view_class = PlaceChooseView
    choose_results_view_class = PlaceChooseResultsView
    chosen_view_class = PlaceChosenView
    chosen_multiple_view_class = PlaceChosenMultipleView

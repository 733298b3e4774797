"""Wagtail's views, each held to the row that it shows.

Most of them ask whether a person may change stories at large. Here each asks of its own row, through one door: what a
viewset constructs, be it Wagtail's own or written later, cannot forget to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import policy_registry

from warraq.desk.roles.policies import OneRow

if TYPE_CHECKING:
    from collections.abc import Callable


class GuardedView:
    """Comes before a view of Wagtail's: its row is seen by whoever may see it, and its policy answers for the row."""

    model: type[models.Model]
    request: HttpRequest

    @property
    def permission_policy(self) -> BasePermissionPolicy:
        """The model's policy, for the view's row once it has one."""
        policy = policy_registry.get_by_type(self.model)
        row = self._row()
        return policy if row is None else OneRow(policy, row=row)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse a row that the person may not see."""
        policy, row = policy_registry.get_by_type(self.model), self._row()
        if row is not None and not policy.user_has_permission_for_instance(request.user, "view", row):
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return answer

    def _row(self) -> models.Model | None:
        row = self.__dict__.get("object")
        return row if isinstance(row, models.Model) and row.pk is not None else None

    def _allows(self, action: str, row: models.Model) -> bool:
        policy = policy_registry.get_by_type(self.model)
        return bool(policy.user_has_permission_for_instance(self.request.user, action, row))


class GuardedList(GuardedView):
    """A list whose rows lead only to what may be done to each."""

    def get_edit_url(self, instance: models.Model) -> str | None:
        """Return where the row is changed, for who may."""
        return super().get_edit_url(instance) if self._allows("change", instance) else None  # type: ignore[misc]

    def get_delete_url(self, instance: models.Model) -> str | None:
        """Return where the row is deleted, for who may."""
        return super().get_delete_url(instance) if self._allows("delete", instance) else None  # type: ignore[misc]


class GuardedViewSet:
    """Mixed into a viewset: guards each view that it constructs, and lists what the person may see."""

    model: type[models.Model]
    index_view_class: type

    def construct_view(self, view_class: type, **kwargs: Any) -> Callable[..., HttpResponseBase]:
        """Construct the view behind its guard."""
        guard = GuardedList if issubclass(view_class, self.index_view_class) else GuardedView
        guarded = type(view_class.__name__, (guard, view_class), {"__doc__": view_class.__doc__})
        view: Callable[..., HttpResponseBase] = super().construct_view(guarded, **kwargs)  # type: ignore[misc]
        return view

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the rows that the person may see."""
        policy = policy_registry.get_by_type(self.model)
        rows: QuerySet[Any] = policy.instances_user_has_permission_for(request.user, "view")
        return rows

"""What Wagtail's views ask of the desk's roles: which action on which model, and on which row, is which verb."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.permission_policies import BasePermissionPolicy, ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from warraq.desk.roles.asking import editions_for, may
from warraq.desk.roles.assignments import Assignment
from warraq.desk.roles.grants import roles_with
from warraq.desk.roles.seeing import sees, stories_changed_by, stories_seen_by
from warraq.desk.roles.verbs import Verb
from warraq.network.models import Edition, Section
from warraq.partners.models import Partner
from warraq.stories.models import Agency, Author, Story, Topic

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Actions = Mapping[str, frozenset[Verb]]

_ANYBODY = frozenset(Verb)
_SEEING: Actions = {"view": _ANYBODY, "choose": _ANYBODY}


def _actions(*, add: Verb, change: Verb, delete: Verb) -> Actions:
    granted = {"add": add, "change": change, "delete": delete}
    return {**_SEEING, **{action: frozenset({verb}) for action, verb in granted.items()}}


class RolePolicy(ModelPermissionPolicy):
    """Grants actions on a model to whoever has one of their verbs, be it on one edition; all rows are alike."""

    def __init__(self, model: type[models.Model], *, verbs: Actions) -> None:
        """Take the verbs of each action; an action that is not named is a superuser's."""
        super().__init__(model)
        self.verbs = verbs

    def user_has_permission(self, user: User, action: str) -> bool:
        """Return whether the user may do this to some row."""
        return bool(user.is_active and user.is_superuser) or any(
            may(user, verb) for verb in self.verbs.get(action, ())
        )

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        """Return who may do any of this to some row."""
        verbs = frozenset[Verb]().union(*(self.verbs.get(action, frozenset()) for action in actions))
        users: QuerySet[User] = get_user_model().objects.filter(
            Q(is_superuser=True) | Q(assignments__role__in=roles_with(*verbs)), is_active=True
        )
        return users.distinct()


class EditionPolicy(RolePolicy):
    """Whoever edits the network has every edition; a chief editor changes the house rules of their own."""

    def user_has_permission_for_instance(self, user: User, action: str, instance: Edition) -> bool:
        """Return whether the user may do this to this edition."""
        if action == "change":
            return may(user, Verb.NETWORK) or may(user, Verb.STYLE, edition=instance)
        return self.user_has_permission(user, action)

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> QuerySet[Edition]:
        """Return the editions to which the user may do any of this."""
        if set(actions) == {"change"} and not may(user, Verb.NETWORK):
            return editions_for(user, Verb.STYLE)
        editions: QuerySet[Edition] = super().instances_user_has_any_permission_for(user, actions)
        return editions


class StoryPolicy(RolePolicy):
    """Each story is asked for by itself: whose it is, where it stands, whether readers have it."""

    def user_has_permission_for_instance(self, user: User, action: str, instance: Story) -> bool:
        """Return whether the user may do this to this story."""
        match action:
            case "view" | "choose":
                return sees(user, instance, now=timezone.now())
            case "change" | "lock":
                return may(user, Verb.WRITE, story=instance)
            case "unlock":
                return may(user, Verb.EDIT, story=instance)
            case "delete":
                return instance.first_published_at is None and may(user, Verb.WRITE, story=instance)
            case "publish":
                return may(user, Verb.PUBLISH, story=instance)
        return bool(user.is_active and user.is_superuser)

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> QuerySet[Story]:
        """Return the stories to which the user may do any of this; what may be changed is among what may be seen."""
        if not self.user_has_any_permission(user, actions):
            return Story.objects.none()
        if {"view", "choose"}.intersection(actions):
            return stories_seen_by(user, now=timezone.now())
        return stories_changed_by(user)


class OneRow(BasePermissionPolicy):
    """A policy asked of a model that answers for one row of it: most of Wagtail's views ask of the model alone."""

    def __init__(self, policy: BasePermissionPolicy, *, row: models.Model) -> None:
        """Take the model's policy and the row."""
        super().__init__(policy.model)
        self.policy = policy
        self.row = row

    def user_has_permission(self, user: User, action: str) -> bool:
        """Return whether the user may do this to the row."""
        return bool(self.policy.user_has_permission_for_instance(user, action, self.row))

    def user_has_permission_for_instance(self, user: User, action: str, instance: Any) -> bool:
        """Return whether the user may do this to that instance."""
        return bool(self.policy.user_has_permission_for_instance(user, action, instance))

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        """Return who may do any of this to some row."""
        users: QuerySet[User] = self.policy.users_with_any_permission(actions)
        return users


def register_policies() -> None:
    """Have Wagtail ask the desk's roles about all that the newsroom makes."""
    for model, verbs in _TABLE.items():
        register_permission_policy(model, _POLICIES.get(model, RolePolicy)(model, verbs=verbs))


_POLICIES: Mapping[type[models.Model], type[RolePolicy]] = {Story: StoryPolicy, Edition: EditionPolicy}
_TABLE: Mapping[type[models.Model], Actions] = {
    Story: {
        **_SEEING,
        "add": frozenset({Verb.WRITE}),
        "change": frozenset({Verb.WRITE, Verb.EDIT}),
        "delete": frozenset({Verb.WRITE, Verb.EDIT}),
        "lock": frozenset({Verb.WRITE, Verb.EDIT}),
        "unlock": frozenset({Verb.EDIT}),
        "publish": frozenset({Verb.PUBLISH}),
    },
    Edition: {
        **_actions(add=Verb.NETWORK, change=Verb.NETWORK, delete=Verb.NETWORK),
        "change": frozenset({Verb.NETWORK, Verb.STYLE}),
    },
    Assignment: dict.fromkeys(("add", "change", "delete", "view"), frozenset({Verb.PEOPLE})),
    Section: _actions(add=Verb.NETWORK, change=Verb.NETWORK, delete=Verb.NETWORK),
    Agency: _actions(add=Verb.NETWORK, change=Verb.NETWORK, delete=Verb.NETWORK),
    # Who a partner is and what it gets is nobody's to see who doesn't keep the network.
    Partner: dict.fromkeys(("add", "change", "delete", "view"), frozenset({Verb.NETWORK})),
    Author: _actions(add=Verb.EDIT, change=Verb.EDIT, delete=Verb.NETWORK),
    Topic: _actions(add=Verb.WRITE, change=Verb.EDIT, delete=Verb.NETWORK),
}

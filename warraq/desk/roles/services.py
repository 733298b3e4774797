"""Giving and taking roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import Group
from django.db import transaction

from warraq.desk.roles.asking import forget_scopes
from warraq.desk.roles.assignments import Assignment
from warraq.desk.roles.grants import Role
from warraq.desk.roles.groups import GROUP_NAMES, make_roles
from warraq.network.models import Edition, Section

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def role_give(
    user: User, role: Role, *, edition: Edition | None = None, section: Section | None = None
) -> Assignment:
    """Give a person a role on an edition, in one of its sections, or (with neither) everywhere. Repeatable.

    Raises django's ValidationError for what makes no sense, such as a section of another edition.
    """
    edition = edition or (section.edition if section is not None else None)
    wanted = Assignment(user=user, role=role, edition=edition, section=section)
    found = Assignment.objects.filter(user=user, role=role, edition=edition, section=section).first()
    if found is not None:
        return found
    wanted.full_clean()
    with transaction.atomic():
        wanted.save()
        groups_follow(user)
    return wanted


def role_take(assignment: Assignment) -> None:
    """Take a role back."""
    with transaction.atomic():
        assignment.delete()
        groups_follow(assignment.user)


def groups_follow(user: User) -> None:
    """Put the person into the groups of the roles that they have, and out of those of the others."""
    held = {Role(role) for role in Assignment.objects.filter(user=user).values_list("role", flat=True)}
    names = {GROUP_NAMES[role] for role in held}
    joined = list(Group.objects.filter(name__in=names))
    if len(joined) < len(names):
        # A new network has no groups yet.
        groups = make_roles()
        joined = [groups[role] for role in held]
    user.groups.add(*joined)
    user.groups.remove(*Group.objects.filter(name__in=set(GROUP_NAMES.values()) - names))
    forget_scopes(user)

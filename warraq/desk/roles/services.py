"""Giving roles; a role is taken by deleting its assignment. Groups follow (membership.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warraq.desk.roles.asking import forget_scopes
from warraq.desk.roles.assignments import Assignment
from warraq.desk.roles.grants import Role
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
    wanted.save()
    forget_scopes(user)
    return wanted

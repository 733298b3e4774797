"""Membership of a role's group and the role itself, kept as one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models.signals import m2m_changed, post_delete, post_save

from warraq.desk.roles.asking import forget_scopes
from warraq.desk.roles.assignments import Assignment
from warraq.desk.roles.groups import groups_follow, role_of_group


def follow_memberships() -> None:
    """Begin to follow who is put into a role's group and who is taken out, and who is given a role or loses it."""
    m2m_changed.connect(_membership_changed, sender=get_user_model().groups.through)
    post_save.connect(_assignment_changed, sender=Assignment)
    post_delete.connect(_assignment_changed, sender=Assignment)


def _assignment_changed(sender: type, *, instance: Assignment, **kwargs: Any) -> None:
    """Whoever has a role is in its group; whoever has it nowhere any more is not."""
    user = get_user_model().objects.filter(pk=instance.user_id).first()
    # A person who is deleted takes their roles along.
    if user is None:
        return
    groups_follow(user)
    forget_scopes(instance.user)


def _membership_changed(
    sender: type, *, instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: Any
) -> None:
    """Whoever joins a role's group without having the role has it everywhere; whoever leaves has it no more."""
    if action == "pre_clear":
        numbers = instance.user_set.values_list("pk") if reverse else instance.groups.values_list("pk")
        pk_set, action = {number for (number,) in numbers}, "post_remove"
    if action not in ("post_add", "post_remove") or not pk_set:
        return
    for user, group in _pairs(instance, others=pk_set, reverse=reverse):
        role = role_of_group(group)
        if role is None:
            continue
        held = Assignment.objects.filter(user=user, role=role)
        if action == "post_remove":
            held.delete()
        elif not held.exists():
            Assignment.objects.create(user=user, role=role)
        forget_scopes(user)


def _pairs(instance: Any, *, others: Iterable[int], reverse: bool) -> list[tuple[Any, Group]]:
    if reverse:
        return [(user, instance) for user in get_user_model().objects.filter(pk__in=others)]
    return [(instance, group) for group in Group.objects.filter(pk__in=others)]

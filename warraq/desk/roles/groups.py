"""A group for each role: what Wagtail and Django ask of groups.

Whoever is given a role (services.role_give) is put into its group, and whoever is put into its group, as by another
system's sign-on, has the role everywhere. Where a role holds is never the group's affair, but the assignment's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from warraq.desk.roles.assignments import Assignment
from warraq.desk.roles.grants import GRANTS, OF_THE_NETWORK, Role
from warraq.desk.roles.verbs import Verb
from warraq.network.models import Edition, Section
from warraq.partners.models import Partner
from warraq.stories.models import Agency, Author, Story, Topic

if TYPE_CHECKING:
    from django.contrib.auth.models import User

GROUP_NAMES: Mapping[Role, str] = {
    Role.REPORTER: "المراسلون",
    Role.EDITOR: "المحررون",
    Role.COPY: "المدققون",
    Role.CHIEF: "رؤساء التحرير",
    Role.NETWORK: "محررو الشبكة",
    Role.ADMINISTRATOR: "المديرون",
}

# What a verb is to Django, for screens that ask of a whole model; the policies (policies.py) ask of one row.
_OF_VERBS: Mapping[Verb, Mapping[type[models.Model], tuple[str, ...]]] = {
    Verb.WRITE: {Story: ("add", "change", "delete", "view"), Topic: ("add", "view"), Author: ("view",)},
    Verb.EDIT: {
        Story: ("change", "delete", "view", "lock", "unlock"),
        Topic: ("add", "change", "view"),
        Author: ("add", "change", "view"),
    },
    Verb.PUBLISH: {Story: ("publish",)},
    Verb.STYLE: {Edition: ("change", "view")},
    Verb.NETWORK: dict.fromkeys(
        (Edition, Section, Agency, Author, Topic, Partner), ("add", "change", "delete", "view")
    ),
}
# Wagtail checks the permissions of its own models, whatever stands in for them.
_PICTURES: Mapping[Verb, tuple[str, ...]] = {
    Verb.WRITE: ("wagtailimages.add_image", "wagtailimages.choose_image"),
    Verb.EDIT: ("wagtailimages.add_image", "wagtailimages.change_image", "wagtailimages.choose_image"),
    Verb.NETWORK: (
        "wagtailimages.delete_image",
        "wagtaildocs.add_document",
        "wagtaildocs.change_document",
        "wagtaildocs.delete_document",
        "wagtaildocs.choose_document",
    ),
}


def make_roles() -> dict[str, Group]:
    """Make the roles' groups with their permissions; returns them by role. Repeatable."""
    return {role.value: _make_group(role) for role in Role}


def role_of_group(group: Group) -> Role | None:
    """Return the role that a group stands for, if any."""
    return next((role for role, name in GROUP_NAMES.items() if name == group.name), None)


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
    user.groups.remove(*user.groups.filter(name__in=set(GROUP_NAMES.values()) - names))


def _make_group(role: Role) -> Group:
    group, _ = Group.objects.get_or_create(name=GROUP_NAMES[role])
    group.permissions.set(_permissions(role))
    for name in sorted({name for verb in GRANTS[role] for name in _PICTURES.get(verb, ())}):
        _grant_collection(group, name=name)
    if role in OF_THE_NETWORK:
        _grant_pages(group)
    return group


def _permissions(role: Role) -> list[Permission]:
    named = ["wagtailadmin.access_admin"]
    if Verb.PEOPLE in GRANTS[role]:
        named += [f"auth.{action}_user" for action in ("add", "change", "delete", "view")]
    found = [_permission(name) for name in named]
    for verb in GRANTS[role]:
        for model, actions in _OF_VERBS.get(verb, {}).items():
            found += _model_permissions(model, actions=actions)
    return found


def _permission(name: str) -> Permission:
    app, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def _model_permissions(model: type[models.Model], *, actions: tuple[str, ...]) -> list[Permission]:
    kind: Any = ContentType.objects.get_for_model(model)
    codenames = [f"{action}_{model._meta.model_name}" for action in actions]
    return list(Permission.objects.filter(content_type=kind, codename__in=codenames))


def _grant_collection(group: Group, *, name: str) -> None:
    root = Collection.get_first_root_node()
    permission = _permission(name)
    GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)


def _grant_pages(group: Group) -> None:
    """Let the group write the standing pages of all editions."""
    root = Page.get_first_root_node()
    for action in ("add", "change", "publish"):
        permission = _permission(f"wagtailcore.{action}_page")
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)

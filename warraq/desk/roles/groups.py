"""The desk's roles as groups: what a reporter and an editor may do.

A first pair; per-edition roles and the workflow are a later issue's.
"""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Collection, GroupCollectionPermission

from warraq.stories.models import Author, Story, Topic

ROLES: dict[str, tuple[str, dict[type, tuple[str, ...]]]] = {
    "reporter": ("المراسلون", {Story: ("add", "change", "view"), Topic: ("add", "view"), Author: ("view",)}),
    "editor": (
        "المحررون",
        {
            Story: ("add", "change", "view", "publish", "lock", "unlock"),
            Topic: ("add", "change", "view"),
            Author: ("add", "change", "view"),
        },
    ),
}


def make_roles() -> dict[str, Group]:
    """Make the groups with their permissions; returns them by role. Repeatable."""
    groups = {}
    desk = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    for role, (name, grants) in ROLES.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(desk)
        for model, actions in grants.items():
            codenames = [f"{action}_{model._meta.model_name}" for action in actions]  # type: ignore[attr-defined]
            content_type = ContentType.objects.get_for_model(model)
            group.permissions.add(
                *Permission.objects.filter(content_type=content_type, codename__in=codenames)
            )
        _grant_pictures(group)
        groups[role] = group
    return groups


def _grant_pictures(group: Group) -> None:
    """Let the group add and choose pictures."""
    root = Collection.get_first_root_node()
    for codename in ("add_image", "choose_image"):
        # Wagtail checks the permissions of its own image model, whatever model stands in for it.
        permission = Permission.objects.get(content_type__app_label="wagtailimages", codename=codename)
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)

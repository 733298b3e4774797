"""The one question of every screen: may this person do this?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from warraq.desk.roles.verbs import Verb

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

    from warraq.network.models import Edition
    from warraq.stories.models import Story


def may(
    user: User | AnonymousUser,
    verb: Verb,
    *,
    story: Story | None = None,
    edition: Edition | None = None,
) -> bool:
    """Return whether the user may do this: to this story, on this edition, or (with neither) anywhere at all."""
    if not user.is_active:
        return False
    if verb in (Verb.WRITE, Verb.FOLLOW_UP, Verb.PLAN, Verb.NUMBERS):
        return bool(user.has_perm("stories.add_story"))
    return bool(user.has_perm("stories.publish_story"))


def require(
    user: User | AnonymousUser,
    verb: Verb,
    *,
    story: Story | None = None,
    edition: Edition | None = None,
) -> None:
    """Raise PermissionDenied unless `may` says yes."""
    if not may(user, verb, story=story, edition=edition):
        raise PermissionDenied

"""Which stories a person sees at the desk, and which they may change: of one story, and of all in a query.

What readers see is seen by everybody at the desk. What they don't is seen by its owner and by whoever has a role where
it stands; whoever has a role on all editions sees everything, and is asked nothing more.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from warraq.desk.roles.asking import all_places, scopes_of
from warraq.desk.roles.scopes import Scope
from warraq.desk.roles.verbs import Verb
from warraq.stories.models import Placement, Story
from warraq.stories.selectors import visible_placements

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User


def sees(user: User | AnonymousUser, story: Story, *, now: datetime) -> bool:
    """Return whether the user may read the story at the desk."""
    scopes = scopes_of(user)
    if _sees_all(user, scopes=scopes):
        return True
    if not scopes:
        return False
    if story.pk is None or story.owner_id == user.pk:
        return True
    places = all_places(story)
    if any(scope.covers(place, verb=Verb.WRITE) for place in places for scope in scopes):
        return True
    return visible_placements(now=now).filter(story=story.pk).exists()


def stories_seen_by(user: User | AnonymousUser, *, now: datetime) -> QuerySet[Story]:
    """Return the stories that the user may read at the desk; no filter for who has a role on all editions."""
    scopes = scopes_of(user)
    if _sees_all(user, scopes=scopes):
        return Story.objects.all()
    if not scopes:
        return Story.objects.none()
    readers_see = visible_placements(now=now).filter(story=OuterRef("pk"))
    # Cheapest first: databases ask the next only of those that the last one left.
    return Story.objects.filter(
        Q(owner=user.pk) | Exists(_placed(scopes)) | Q(Q(live=True), Exists(readers_see))
    )


def stories_changed_by(user: User | AnonymousUser) -> QuerySet[Story]:
    """Return the stories that the user may change: what their roles edit at home, and drafts of their own."""
    scopes = scopes_of(user)
    editing = [scope for scope in scopes if scope.grants(Verb.EDIT)]
    if (user.is_active and user.is_superuser) or any(scope.edition is None for scope in editing):
        return Story.objects.all()
    writing = [scope for scope in scopes if scope.grants(Verb.WRITE)]
    if not editing and not writing:
        return Story.objects.none()
    at_home = Placement.objects.filter(story=OuterRef("pk"), is_home=True)
    own = Q(owner=user.pk, live=False, first_published_at__isnull=True)
    placed = Exists(_placed(writing)) | ~Exists(Placement.objects.filter(story=OuterRef("pk")))
    return Story.objects.filter(Exists(at_home.filter(_within(editing))) | Q(own, placed))


def _sees_all(user: User | AnonymousUser, *, scopes: Collection[Scope]) -> bool:
    return bool(user.is_active and user.is_superuser) or any(scope.edition is None for scope in scopes)


def _placed(scopes: Collection[Scope]) -> QuerySet[Placement]:
    return Placement.objects.filter(_within(scopes), story=OuterRef("pk"))


def _within(scopes: Collection[Scope]) -> Q:
    """Return the placements that the scopes cover."""
    if any(scope.edition is None for scope in scopes):
        return Q()
    editions = {scope.edition for scope in scopes if scope.sections is None}
    sections = frozenset[int]().union(*(scope.sections for scope in scopes if scope.sections is not None))
    return Q(edition__in=editions) | Q(section__in=sections)

"""The one question of every screen: may this person do this?

A person's roles are read once and kept with the user object, which lives as long as a request does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from warraq.desk.roles.assignments import Assignment
from warraq.desk.roles.grants import Role
from warraq.desk.roles.scopes import Place, Scope, everywhere, granted
from warraq.desk.roles.verbs import Verb
from warraq.network.models import Edition, Section

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

    from warraq.stories.models import Placement, Story

_KEPT_AS = "_desk_scopes"
# A section stands under four others at most (Section.clean).
_DEEPEST = 5


def may(
    user: User | AnonymousUser,
    verb: Verb,
    *,
    story: Story | None = None,
    edition: Edition | None = None,
    section: Section | None = None,
) -> bool:
    """Return whether the user may do this: to this story, on this edition, in this section, or (with none) anywhere.

    A story is asked for at its home; with an edition as well, where it stands or would stand on that edition.
    WRITE of a story means to change it: one's own as long as nobody read it, anybody's for whoever may EDIT there.
    """
    if not user.is_active:
        return False
    if user.is_superuser:
        return True
    scopes = scopes_of(user)
    if story is not None and verb is Verb.WRITE and edition is None and section is None:
        return _may_change(user, story, scopes=scopes)
    if story is not None and section is None:
        return _granted_for_story(user, verb, story=story, edition=edition, scopes=scopes)
    if section is not None:
        return granted(scopes, verb, at=[Place(section.edition_id, section.pk)])
    return granted(scopes, verb, at=[Place(edition.pk)] if edition is not None else None)


def require(
    user: User | AnonymousUser,
    verb: Verb,
    *,
    story: Story | None = None,
    edition: Edition | None = None,
    section: Section | None = None,
) -> None:
    """Raise PermissionDenied unless `may` says yes."""
    if not may(user, verb, story=story, edition=edition, section=section):
        raise PermissionDenied


def require_writer(user: User | AnonymousUser) -> None:
    """Raise PermissionDenied for who neither writes nor edits stories anywhere."""
    if not (may(user, Verb.WRITE) or may(user, Verb.EDIT)):
        raise PermissionDenied


def editions_for(user: User | AnonymousUser, *verbs: Verb) -> QuerySet[Edition]:
    """Return the editions on which the user may do any of this, be it in a section alone."""
    if _has_all(user, verbs):
        return Edition.objects.all()
    return Edition.objects.filter(pk__in={each.edition for each in _granting(user, verbs)})


def sections_for(user: User | AnonymousUser, *verbs: Verb) -> QuerySet[Section]:
    """Return the sections in which the user may do any of this."""
    if _has_all(user, verbs):
        return Section.objects.all()
    granting = _granting(user, verbs)
    whole = {each.edition for each in granting if each.sections is None}
    parts = frozenset[int]().union(*(each.sections for each in granting if each.sections is not None))
    return Section.objects.filter(Q(edition__in=whole) | Q(pk__in=parts))


def scopes_of(user: User | AnonymousUser) -> tuple[Scope, ...]:
    """Return the person's roles and where each holds; none for who is not active. A superuser needs none."""
    if not user.is_active:
        return ()
    kept: tuple[Scope, ...] | None = getattr(user, _KEPT_AS, None)
    if kept is None:
        kept = _read_scopes(user.pk)
        setattr(user, _KEPT_AS, kept)
    return kept


def forget_scopes(user: User | AnonymousUser) -> None:
    """Have the roles of this user object read anew."""
    user.__dict__.pop(_KEPT_AS, None)


def home_places(story: Story) -> list[Place]:
    """Return where the story is at home; for one that has no home yet, wherever it stands. Asks the database.

    Never what a form or a draft holds: nobody gains a story by writing themselves into it.
    """
    if story.pk is None:
        return []
    rows = _placements(story)
    return [_place(row) for row in rows if row.is_home] or [_place(row) for row in rows]


def all_places(story: Story) -> list[Place]:
    """Return wherever the story stands."""
    return [_place(row) for row in _placements(story)] if story.pk is not None else []


def _placements(story: Story) -> list[Placement]:
    """Return the rows of the database: those that a list prefetched, or asked for now."""
    return list(story.placements.get_live_queryset())


def _place(row: Placement) -> Place:
    return Place(row.edition_id, row.section_id)


def _granted_for_story(
    user: User | AnonymousUser,
    verb: Verb,
    *,
    story: Story,
    edition: Edition | None,
    scopes: Iterable[Scope],
) -> bool:
    if not granted(scopes, verb):
        return False
    if everywhere(scopes, verb):
        return True
    if edition is not None:
        there = [place for place in all_places(story) if place.edition == edition.pk]
        return granted(scopes, verb, at=there or [Place(edition.pk)])
    places = home_places(story)
    if places:
        return granted(scopes, verb, at=places)
    # What stands nowhere yet belongs to its owner.
    return _owns(user, story)


def _may_change(user: User | AnonymousUser, story: Story, *, scopes: tuple[Scope, ...]) -> bool:
    if _granted_for_story(user, Verb.EDIT, story=story, edition=None, scopes=scopes):
        return True
    # A story that was never saved is live to Wagtail.
    was_published = story.pk is not None and (story.live or story.first_published_at is not None)
    return (
        not was_published
        and _owns(user, story)
        and _granted_for_story(user, Verb.WRITE, story=story, edition=None, scopes=scopes)
    )


def _owns(user: User | AnonymousUser, story: Story) -> bool:
    return story.pk is None or story.owner_id == user.pk


def _has_all(user: User | AnonymousUser, verbs: Iterable[Verb]) -> bool:
    if user.is_active and user.is_superuser:
        return True
    return any(everywhere(scopes_of(user), verb) for verb in verbs)


def _granting(user: User | AnonymousUser, verbs: Iterable[Verb]) -> list[Scope]:
    wanted = frozenset(verbs)
    return [scope for scope in scopes_of(user) if any(scope.grants(verb) for verb in wanted)]


def _read_scopes(user: int | None) -> tuple[Scope, ...]:
    if user is None:
        return ()
    rows = list(Assignment.objects.filter(user=user).values_list("role", "edition_id", "section_id"))
    below = _below({section for _, _, section in rows if section is not None})
    return tuple(
        Scope(Role(role), edition, None if section is None else below[section])
        for role, edition, section in rows
    )


def _below(sections: set[int]) -> dict[int, frozenset[int]]:
    """Return, for each of these sections, itself and all below it; asks only if there are any."""
    if not sections:
        return {}
    children: dict[int, set[int]] = defaultdict(set)
    for number, parent in Section.objects.filter(parent__isnull=False).values_list("pk", "parent_id"):
        children[parent].add(number)
    return {section: _family(section, children=children) for section in sections}


def _family(section: int, *, children: dict[int, set[int]]) -> frozenset[int]:
    found, newest = {section}, {section}
    for _ in range(_DEEPEST):
        newest = set[int]().union(*(children[number] for number in newest if number in children)) - found
        found |= newest
    return frozenset(found)

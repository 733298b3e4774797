"""The newsroom's verbs. Admin, loaders and commands call these and nothing below them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from modelcluster.models import get_serializable_data_for_fields
from wagtail.log_actions import log

from warraq.arabic.slugs import slug
from warraq.network.models import Edition, Section
from warraq.stories.changes import note_story, standing_of
from warraq.stories.followers import tell_followers
from warraq.stories.models import Author, Placement, Story, Topic

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class NotAllowed(ValueError):
    """The verb makes no sense for the story as it is; the message says why, in one sentence."""


def story_publish(story: Story, *, by: AbstractBaseUser | None = None, at: datetime | None = None) -> Story:
    """Publish the story as it stands, as Wagtail does: a revision, `live`, the publication moment.

    `at` is the moment of publication for a story that was published elsewhere before. Returns the story as
    published. Raises NotAllowed for a story without a home or one that was withdrawn.
    """
    if story.is_withdrawn:
        raise NotAllowed("The story was withdrawn; restore it first.")
    if story.home_placement() is None:
        raise NotAllowed("The story has no home site.")
    with transaction.atomic():
        if at is not None:
            story.first_published_at = at
            story.save(update_fields=["first_published_at"])
        revision = story.save_revision(user=by, log_action=True)
        revision.publish(user=by, skip_permission_checks=True)
        if at is not None:
            Story.objects.filter(pk=story.pk).update(last_published_at=at)
    story.refresh_from_db()
    return story


def story_withdraw(
    story: Story, *, reason: str, note: str = "", now: datetime, by: AbstractBaseUser | None = None
) -> None:
    """Take a published story back from the public, everywhere. `note` is what readers see at its address.

    Raises NotAllowed for a story that was never published or that is withdrawn already.
    """
    if story.first_published_at is None:
        raise NotAllowed("The story was never published; there is nothing to withdraw.")
    if story.is_withdrawn:
        raise NotAllowed("The story is withdrawn already.")
    story.withdrawn_at = now
    story.withdrawal_reason = reason
    story.withdrawal_note = note
    story.save(update_fields=["withdrawn_at", "withdrawal_reason", "withdrawal_note"])
    log(story, "warraq.withdraw", user=by, data={"reason": reason})


def story_restore(story: Story, *, by: AbstractBaseUser | None = None) -> None:
    """Give a withdrawn story back to the public, as it was. Raises NotAllowed if it is not withdrawn."""
    if not story.is_withdrawn:
        raise NotAllowed("The story is not withdrawn.")
    story.withdrawn_at = None
    story.withdrawal_reason = ""
    story.withdrawal_note = ""
    story.save(update_fields=["withdrawn_at", "withdrawal_reason", "withdrawal_note"])
    log(story, "warraq.restore", user=by)


def placement_add(
    story: Story,
    *,
    edition: Edition,
    section: Section,
    headline: str = "",
    is_home: bool = False,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Placement:
    """Place a saved story on an edition. Raises django's ValidationError for what cannot stand."""
    placement = Placement(
        story=story,
        edition=edition,
        section=section,
        headline=headline,
        is_home=is_home,
        starts_at=starts_at,
        ends_at=ends_at,
    )
    placement.full_clean()
    with transaction.atomic():
        before = standing_of(story)
        placement.shown_at = placement.shown_from(published_at=story.published_at)
        placement.save()
        note_story(story.pk, before=before, after=standing_of(story))
        draft = story.latest_revision
        if draft is not None:
            draft.content.setdefault("placements", []).append(get_serializable_data_for_fields(placement))
            draft.save(update_fields=["content"])
        tell_followers([story.pk])
    return placement


def topic_named(name: str) -> Topic:
    """Return the topic of that name, made if it is new."""
    return Topic.objects.get_or_create(name=name, defaults={"slug": _free_slug(Topic, name)})[0]


def author_named(name: str) -> Author:
    """Return the author of that name, made if new."""
    return Author.objects.get_or_create(name=name, defaults={"slug": _free_slug(Author, name)})[0]


def _free_slug(model: type[Topic] | type[Author], name: str) -> str:
    """Return a slug for the name that no row of the model has."""
    base = slug(name, limit=100) or "x"
    taken = set(model.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    candidates = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(candidate for candidate in candidates if candidate not in taken)

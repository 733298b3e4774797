"""The newsroom's verbs. Admin, loaders and commands call these and nothing below them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import models, transaction
from modelcluster.models import get_field_value, get_serializable_data_for_fields
from wagtail.log_actions import log
from wagtail.models import Revision

from warraq.arabic.slugs import slug
from warraq.network.models import Edition, Section
from warraq.stories.changes import Standing, note_story, standing_of
from warraq.stories.followers import tell_followers, told_once
from warraq.stories.models import Author, Correction, FollowUp, Placement, Story, StoryTopic, Topic

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class Why(StrEnum):
    """Why a verb makes no sense for the story as it is, in one sentence; screens say it in their own language."""

    WITHDRAWN = "The story was withdrawn; restore it first."
    HOMELESS = "The story has no home site."
    PASSED = "That moment has passed; publish the story instead."
    EXPIRES_BEFORE = "The story expires before that moment."
    NOT_SCHEDULED = "Nothing of the story is scheduled."
    EMBARGO_PASSED = "An embargo ends in the future."
    SEEN = "Readers have seen the story; withdraw it instead."
    NO_EMBARGO = "No embargo holds."
    NO_CORRECTION = "A correction says what was wrong."
    UNSEEN = "Readers do not see the story; there is nothing to correct."
    NEVER_SHOWN = "Only a published story with a home site can be followed."
    UNPUBLISHED = "The story was never published; there is nothing to withdraw."
    WITHDRAWN_ALREADY = "The story is withdrawn already."
    NOT_WITHDRAWN = "The story is not withdrawn."
    THERE_ALREADY = "The story stands in that section already."
    LEFT_ALREADY = "The story has left the site already."
    LEAVES_BEFORE = "The story would leave the site before it comes."


class NotAllowed(ValueError):
    """The verb makes no sense for the story as it is; `why` says why, and so does the message."""

    def __init__(self, why: str) -> None:
        super().__init__(str(why))
        self.why = why


def story_publish(story: Story, *, by: AbstractBaseUser | None = None, at: datetime | None = None) -> Story:
    """Publish the story as it stands, as Wagtail does: a revision, `live`, the publication moment.

    `at` is the moment of publication for a story that was published elsewhere before. Returns the story as
    published. Raises NotAllowed for a story without a home or one that was withdrawn.
    """
    _refuse_unpublishable(story)
    with transaction.atomic(), told_once():
        if at is not None:
            story.first_published_at = at
            story.save(update_fields=["first_published_at"])
        revision = story.save_revision(user=by, log_action=True)
        revision.publish(user=by, skip_permission_checks=True)
        if at is not None:
            Story.objects.filter(pk=story.pk).update(last_published_at=at)
    story.refresh_from_db()
    return story


def _refuse_unpublishable(story: Story) -> None:
    if story.is_withdrawn:
        raise NotAllowed(Why.WITHDRAWN)
    if story.home_placement() is None:
        raise NotAllowed(Why.HOMELESS)


def story_schedule(story: Story, *, at: datetime, now: datetime, by: AbstractBaseUser | None = None) -> Story:
    """Publish the story as it stands at `at`: a draft then appears, a published story then changes.

    Returns the story as it is until then. Raises NotAllowed for a moment that has passed or comes after the story's
    expiry, and for what `story_publish` refuses.
    """
    _refuse_unpublishable(story)
    if at <= now:
        raise NotAllowed(Why.PASSED)
    if story.expire_at is not None and story.expire_at <= at:
        raise NotAllowed(Why.EXPIRES_BEFORE)
    with transaction.atomic(), told_once():
        story.go_live_at = at
        revision = story.save_revision(user=by, log_action=True)
        revision.publish(user=by, skip_permission_checks=True)
    return Story.objects.get(pk=story.pk)


def story_unschedule(story: Story, *, by: AbstractBaseUser | None = None) -> None:
    """Take back what `story_schedule` planned; the text stays as a draft. Raises NotAllowed if nothing waits."""
    with transaction.atomic():
        # Locked, so that it is taken back before it fires or not at all.
        waiting = story.revisions.select_for_update().filter(approved_go_live_at__isnull=False).first()
        if waiting is None:
            raise NotAllowed(Why.NOT_SCHEDULED)
        waiting.approved_go_live_at = None
        # Wagtail logs the cancelling itself.
        waiting.save(user=by, update_fields=["approved_go_live_at"])
        _set(story, drafts=[waiting.pk, story.latest_revision_id], go_live_at=None)


def embargo_set(
    story: Story, *, until: datetime, now: datetime, by: AbstractBaseUser | None = None, reason: str = ""
) -> None:
    """Keep the story from the public until a moment, whenever it is published.

    Raises NotAllowed for a moment that has passed, and for a story that readers have seen: that is withdrawn instead.
    """
    if until <= now:
        raise NotAllowed(Why.EMBARGO_PASSED)
    if _was_seen(story, now=now):
        raise NotAllowed(Why.SEEN)
    with transaction.atomic():
        _set(story, drafts=_waiting_drafts(story), embargo_until=until)
        log(story, "warraq.embargo", user=by, data={"until": until.isoformat(), "reason": reason})


def embargo_lift(
    story: Story, *, now: datetime, by: AbstractBaseUser | None = None, reason: str = ""
) -> None:
    """End the story's embargo now. Raises NotAllowed if none holds.

    A story that was published under it has this moment as its publication: no reader saw it before.
    """
    if story.embargo_until is None or story.embargo_until <= now:
        raise NotAllowed(Why.NO_EMBARGO)
    ended = now if story.first_published_at is not None else None
    with transaction.atomic():
        data = {"until": story.embargo_until.isoformat(), "reason": reason}
        _set(story, drafts=_waiting_drafts(story), embargo_until=ended)
        log(story, "warraq.lift_embargo", user=by, data=data)


def _was_seen(story: Story, *, now: datetime) -> bool:
    return story.live and story.published_at is not None and story.published_at <= now


def _waiting_drafts(story: Story) -> list[int | None]:
    """Return the numbers of the revisions that may be published later: the newest and the scheduled one."""
    scheduled = story.revisions.filter(approved_go_live_at__isnull=False).values_list("pk", flat=True)
    return [story.latest_revision_id, *scheduled]


def _set(story: Story, *, drafts: Iterable[int | None], **fields: object) -> None:
    """Set fields of the row, and of these revisions: they would undo the verb when they are published."""
    for name, value in fields.items():
        setattr(story, name, value)
    story.save(update_fields=list(fields))
    for draft in Revision.objects.filter(pk__in=[number for number in drafts if number]):
        draft.content.update(_serialized(story, fields=fields))
        draft.save(update_fields=["content"])
    _forget_drafts(story)


def _forget_drafts(story: Story) -> None:
    """Have this instance read its drafts anew: what it read before is without the verb."""
    story._state.fields_cache.pop("latest_revision", None)
    story.__dict__.pop("scheduled_revision", None)


def _serialized(row: models.Model, *, fields: Iterable[str]) -> dict[str, object]:
    return {name: get_field_value(row._meta.get_field(name), row) for name in fields}


def correction_add(
    story: Story, *, text: str, at: datetime, by: AbstractBaseUser | None = None
) -> Correction:
    """Tell readers what was wrong: a dated note on the story's page and on the corrections pages of its editions.

    The story's text is mended by `story_publish`, before or after. Raises NotAllowed for an empty note, and for a story
    that readers do not see.
    """
    text = text.strip()
    if not text:
        raise NotAllowed(Why.NO_CORRECTION)
    if story.is_withdrawn or not _was_seen(story, now=at):
        raise NotAllowed(Why.UNSEEN)
    with transaction.atomic():
        correction = Correction.objects.create(
            story=story, text=text, made_at=at, made_by_id=by.pk if by else None
        )
        # What readers, feeds and sitemaps know as the last change.
        story.last_published_at = max(at, story.last_published_at or at)
        story.save(update_fields=["last_published_at"])
        log(story, "warraq.correct", user=by, data={"correction": correction.pk, "reason": text})
    return correction


def story_follow_up(
    story: Story, *, at: datetime, headline: str = "", by: AbstractBaseUser | None = None
) -> Story:
    """Begin a story that goes on with this one, and return it: a draft in the same section, on the same topics.

    Its text begins with «قد يهمك أيضًا» to the earlier story, whose page leads on to it once readers can see it. Raises
    NotAllowed for a story that was never published or was withdrawn.
    """
    home = story.home_placement()
    if story.first_published_at is None or story.is_withdrawn or home is None:
        raise NotAllowed(Why.NEVER_SHOWN)
    with transaction.atomic():
        draft = Story.objects.create(
            headline=headline,
            live=False,
            owner_id=by.pk if by else None,
            body=[{"type": "see_also", "value": [story.pk]}],
        )
        StoryTopic.objects.bulk_create(
            StoryTopic(story=draft, topic=topic, sort_order=place) for place, topic in enumerate(story.topics)
        )
        FollowUp.objects.create(story=draft, earlier=story, made_at=at, made_by_id=by.pk if by else None)
        placement_add(draft, edition=home.edition, section=home.section, is_home=True)
        draft = Story.objects.get(pk=draft.pk)
        # A headline may come later; Wagtail would refuse the draft without.
        draft.save_revision(user=by, clean=False, log_action="wagtail.create")
        log(story, "warraq.follow_up", user=by, data={"story": draft.pk})
        # Pressed again, the earlier page is found when what follows it appears (see stories.tags).
        standing = standing_of(story)
        note_story(story.pk, before=standing, after=standing)
    return draft


def story_withdraw(
    story: Story, *, reason: str, note: str = "", now: datetime, by: AbstractBaseUser | None = None
) -> None:
    """Take a published story back from the public, everywhere. `note` is what readers see at its address.

    Raises NotAllowed for a story that was never published or that is withdrawn already.
    """
    if story.first_published_at is None:
        raise NotAllowed(Why.UNPUBLISHED)
    if story.is_withdrawn:
        raise NotAllowed(Why.WITHDRAWN_ALREADY)
    story.withdrawn_at = now
    story.withdrawal_reason = reason
    story.withdrawal_note = note
    with transaction.atomic():
        story.save(update_fields=["withdrawn_at", "withdrawal_reason", "withdrawal_note"])
        log(story, "warraq.withdraw", user=by, data={"reason": reason})


def story_restore(story: Story, *, by: AbstractBaseUser | None = None) -> None:
    """Give a withdrawn story back to the public, as it was. Raises NotAllowed if it is not withdrawn."""
    if not story.is_withdrawn:
        raise NotAllowed(Why.NOT_WITHDRAWN)
    story.withdrawn_at = None
    story.withdrawal_reason = ""
    story.withdrawal_note = ""
    with transaction.atomic():
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
    by: AbstractBaseUser | None = None,
) -> Placement:
    """Place a saved story on an edition. Raises django's ValidationError for what cannot stand.

    It is logged when a person did it: what loaders and `story_follow_up` place came with the story itself.
    """
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
        _keep_in_drafts(placement)
        if by is not None:
            log(story, "warraq.place", user=by, data=_place_data(placement))
        tell_followers([story.pk])
    return placement


def placement_move(
    placement: Placement, *, section: Section, by: AbstractBaseUser | None = None, reason: str = ""
) -> None:
    """Move a story to another section of the same edition; its old address leads to the new one.

    Raises NotAllowed when it stands there already, ValidationError for another edition's section.
    """
    if placement.section_id == section.pk:
        raise NotAllowed(Why.THERE_ALREADY)
    left = placement.section
    placement.section = section
    placement.full_clean()
    story = placement.story
    with transaction.atomic():
        before = standing_of(story)
        placement.save(update_fields=["section"])
        note_story(story.pk, before=before, after=standing_of(story))
        _keep_in_drafts(placement, fields=("section",))
        log(story, "warraq.move", user=by, data={**_place_data(placement), "from": left.pk, "reason": reason})
        tell_followers([story.pk])


def placement_end(
    placement: Placement,
    *,
    at: datetime,
    now: datetime,
    by: AbstractBaseUser | None = None,
    reason: str = "",
) -> None:
    """Take a story off one edition at `at`, which may be now; the other editions keep it.

    Raises NotAllowed when it has ended already or would end before it begins.
    """
    if placement.ends_at is not None and placement.ends_at <= now:
        raise NotAllowed(Why.LEFT_ALREADY)
    if placement.starts_at is not None and at <= placement.starts_at:
        raise NotAllowed(Why.LEAVES_BEFORE)
    placement.ends_at = at
    story = placement.story
    with transaction.atomic():
        before = standing_of(story)
        placement.save(update_fields=["ends_at"])
        # A later end is the clock's to tell.
        after = _without(before, edition=placement.edition_id) if at <= now else before
        note_story(story.pk, before=before, after=after)
        _keep_in_drafts(placement, fields=("ends_at",))
        log(story, "warraq.end_placement", user=by, data={**_place_data(placement), "reason": reason})
        tell_followers([story.pk])


def _without(standing: Standing, *, edition: int) -> Standing:
    return replace(standing, places=tuple(place for place in standing.places if place.edition != edition))


def _place_data(placement: Placement) -> dict[str, object]:
    ends_at = placement.ends_at.isoformat() if placement.ends_at else None
    return {"edition": placement.edition_id, "section": placement.section_id, "until": ends_at}


def _keep_in_drafts(placement: Placement, *, fields: Iterable[str] | None = None) -> None:
    """Let drafts that may be published later know the placement, or these fields of it."""
    for draft in Revision.objects.filter(pk__in=[n for n in _waiting_drafts(placement.story) if n]):
        rows = draft.content.setdefault("placements", [])
        held = next((row for row in rows if row["edition"] == placement.edition_id), None)
        if held is None:
            rows.append(get_serializable_data_for_fields(placement))
        elif fields is not None:
            held.update(_serialized(placement, fields=fields))
        draft.save(update_fields=["content"])
    _forget_drafts(placement.story)


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

"""Story: what was written, once, for the whole network."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    WorkflowMixin,
)

from warraq.arabic.slugs import slug
from warraq.common.numbers import whole
from warraq.stories.changes import NOWHERE, note_story, standing_of
from warraq.stories.followers import tell_followers, told_once
from warraq.stories.models.body import BodyBlock
from warraq.stories.models.people import Agency, Author
from warraq.stories.models.pictures import Picture
from warraq.stories.models.topics import Topic
from warraq.stories.previews import story_preview

if TYPE_CHECKING:
    from warraq.stories.models.placements import Placement


class Label(models.TextChoices):
    """The kicker above a headline."""

    URGENT = "urgent", "عاجل"
    REPORT = "report", "تقرير"
    INTERVIEW = "interview", "مقابلة"
    OPINION = "opinion", "رأي"
    ANALYSIS = "analysis", "تحليل"
    GALLERY = "gallery", "بالصور"


# Lists print the same few hundred headlines again and again.
_slug = lru_cache(maxsize=8192)(slug)

# What Wagtail saves with each draft and lock; no reader sees it.
UNSEEN_FIELDS = frozenset(
    {"latest_revision", "has_unpublished_changes", "locked", "locked_at", "locked_by", "expired", "owner"}
)

# An old draft, published later, must not undo a withdrawal or an embargo, nor forget what readers see and where it
# came from.
KEPT_OUTSIDE_DRAFTS = (
    "live_revision_id",
    "last_published_at",
    "embargo_until",
    "withdrawn_at",
    "withdrawal_reason",
    "withdrawal_note",
    "origin_key",
    "origin_digest",
    "source_url",
    "owner_id",
)


class Story(WorkflowMixin, LockableMixin, DraftStateMixin, RevisionMixin, PreviewableMixin, ClusterableModel):
    """One story of the network; a plain row, since an archive of millions has no use for a tree.

    A draft has `live = False`. `first_published_at` is the moment that readers see. An embargoed or withdrawn
    story may be live to Wagtail; what the public may see is decided in one place,
    `warraq.stories.selectors.visible_placements`.
    """

    headline = models.CharField("العنوان", max_length=250)
    teaser_headline = models.CharField(
        "عنوان القوائم", max_length=160, blank=True, help_text="أقصر من العنوان؛ يظهر في الكتل والقوائم."
    )
    label = models.CharField("الوسم", max_length=12, choices=Label.choices, blank=True)
    standfirst = models.TextField("المقدمة", blank=True, max_length=600)
    dateline = models.CharField("مكان الخبر", max_length=120, blank=True)
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stories",
        verbose_name="الوكالة",
    )
    lead_picture = models.ForeignKey(
        Picture,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="الصورة الرئيسية",
    )
    lead_caption = models.CharField("تعليق الصورة", max_length=300, blank=True)
    lead_credit = models.CharField("مصدر الصورة", max_length=120, blank=True)
    lead_alt = models.CharField("النص البديل للصورة", max_length=300, blank=True)

    embargo_until = models.DateTimeField("محظور النشر حتى", null=True, blank=True)
    withdrawn_at = models.DateTimeField("سُحب في", null=True, blank=True, editable=False)
    withdrawal_reason = models.TextField("سبب السحب (داخلي)", blank=True, editable=False)
    withdrawal_note = models.TextField("نص السحب للقراء", blank=True, editable=False)

    # Where the story came from, for those that were brought in: a key that no other story has, and the
    # digest of what was brought, so that a second run of a load changes nothing.
    origin_key = models.CharField(max_length=120, unique=True, null=True, blank=True, editable=False)
    origin_digest = models.CharField(max_length=32, blank=True, editable=False)
    source_url = models.URLField("عنوان المصدر", max_length=2000, blank=True, editable=False)

    # Whose story it is at the desk; readers see bylines.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="صاحب القصة",
    )

    # Last, so that lists which defer it do not read past it.
    body = StreamField(BodyBlock(), verbose_name="النص", blank=True)

    _revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="story",
        for_concrete_model=False,
    )
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="story",
        for_concrete_model=False,
    )

    if TYPE_CHECKING:
        # modelcluster's managers keep children in memory until the parent is saved.
        placements: Any
        bylines: Any
        story_topics: Any

    class Meta:
        verbose_name = "قصة"
        verbose_name_plural = "القصص"
        indexes = [
            models.Index(fields=["-first_published_at", "-id"], name="story_by_publication"),
            models.Index(
                fields=["withdrawn_at"],
                name="story_withdrawn",
                condition=models.Q(withdrawn_at__isnull=False),
            ),
            models.Index(fields=["owner", "-id"], name="story_by_owner"),
            # What a desk asks for and few stories are.
            models.Index(fields=["-id"], name="story_drafts", condition=models.Q(live=False)),
            models.Index(
                fields=["-id"],
                name="story_changed",
                condition=models.Q(live=True, has_unpublished_changes=True),
            ),
            models.Index(fields=["label", "-id"], name="story_by_label", condition=~models.Q(label="")),
            models.Index(
                fields=["embargo_until"],
                name="story_by_embargo",
                condition=models.Q(embargo_until__isnull=False),
            ),
            # Few stories expire; the scheduler asks twice a second which did.
            models.Index(
                fields=["expire_at"],
                name="story_by_expiry",
                condition=models.Q(expire_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.headline or "قصة بلا عنوان"

    @property
    def revisions(self) -> Any:
        """The story's revisions, newest handling left to Wagtail."""
        return self._revisions

    @property
    def slug(self) -> str:
        """The headline in an address; decoration, since the number decides."""
        return _slug(self.headline)

    @property
    def is_withdrawn(self) -> bool:
        """Whether the story was taken back from the public."""
        return self.withdrawn_at is not None

    @property
    def published_at(self) -> datetime | None:
        """The moment that readers see as its publication: never before the embargo's end."""
        if self.first_published_at is None:
            return None
        return max(moment for moment in (self.first_published_at, self.embargo_until) if moment)

    @property
    def modified_at(self) -> datetime | None:
        """The moment of the last publication, never before `published_at`."""
        if self.published_at is None or self.last_published_at is None:
            return self.published_at
        return max(self.published_at, self.last_published_at)

    @property
    def authors(self) -> list[Author]:
        """Who signs, in order."""
        return [byline.author for byline in self.bylines.all()]

    @property
    def topics(self) -> list[Topic]:
        """What it is about, in the order given."""
        return [link.topic for link in self.story_topics.all()]

    def home_placement(self) -> Placement | None:
        """Return the placement that canonical addresses lead to."""
        return next((placement for placement in self.placements.all() if placement.is_home), None)

    def at_home(self, moment: datetime) -> datetime:
        """Return a moment on the clock of its home; on the current one while it has none."""
        home = self.home_placement()
        return timezone.localtime(moment, home.edition.zone if home is not None else None)

    def clean(self) -> None:
        """Refuse what no page could show; placements are checked with their forms."""
        super().clean()
        if not self.headline.strip():
            raise ValidationError({"headline": "اكتب عنوانًا للقصة."})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the order keys, the outbox row and what followers keep, in one transaction.

        Wagtail publishes, unpublishes and restores through save(): none can be forgotten here.
        """
        # Wagtail's module loads its models, and can't be loaded before them.
        from wagtail import signal_handlers

        with transaction.atomic():
            if kwargs.get("update_fields") is not None and set(kwargs["update_fields"]) <= UNSEEN_FIELDS:
                super().save(*args, **kwargs)
                if "latest_revision" in kwargs["update_fields"]:
                    tell_followers([self.pk])
                return
            before = standing_of(self)
            with signal_handlers.disable_reference_index_auto_update():
                super().save(*args, **kwargs)
            # Once, and not for each placement, byline and topic that was saved with it.
            signal_handlers.update_reference_index_on_save(self)
            self._keep_order_keys()
            note_story(self.pk, before=before, after=standing_of(self))
            tell_followers([self.pk])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete, and leave word in the outbox."""
        with transaction.atomic():
            number, before = self.pk, standing_of(self)
            deleted = super().delete(*args, **kwargs)
            note_story(number, before=before, after=NOWHERE)
            tell_followers([number])
            return deleted

    def _keep_order_keys(self) -> None:
        """Copy the moments that lists are ordered by onto placements, bylines and topics.

        With the copies a list of a section, topic or author walks one index, whatever its length.
        """
        published_at = self.published_at
        for placement in self.placements.get_live_queryset():
            shown_at = placement.shown_from(published_at=published_at)
            if placement.shown_at != shown_at:
                self.placements.get_live_queryset().filter(pk=placement.pk).update(shown_at=shown_at)
        self.bylines.get_live_queryset().update(published_at=published_at)
        self.story_topics.get_live_queryset().update(published_at=published_at)

    def with_content_json(self, content: dict[str, Any]) -> Story:
        """Rebuild a draft; what belongs to the row and not to its text is never taken from a draft."""
        draft = super().with_content_json(content)
        for field in KEPT_OUTSIDE_DRAFTS:
            setattr(draft, field, getattr(self, field))
        return draft

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        """Publish or schedule a revision: all of it or nothing, and never over a verb of the same moment."""
        with transaction.atomic(), told_once():
            self._hold()
            if self.live and self.live_revision_id is None:
                self._keep_live_text(before=revision)
            super().publish(revision, *args, **kwargs)

    def _hold(self) -> None:
        """Hold the row until the transaction ends, and read again what verbs write: this instance may be old."""
        row = Story.objects.select_for_update(of=("self",)).defer("body").get(pk=self.pk)
        for field in (*KEPT_OUTSIDE_DRAFTS, "live", "first_published_at"):
            setattr(self, field, getattr(row, field))

    def _keep_live_text(self, *, before: Revision) -> None:
        """Make a revision of the text that readers see; loaders bring stories without.

        Wagtail would take such a story off the site while its update waits for its moment.
        """
        self.live_revision = Revision.objects.create(
            content_type=self.get_content_type(),
            base_content_type=self.get_base_content_type(),
            object_id=str(self.pk),
            object_str=str(self),
            created_at=min(self.last_published_at or before.created_at, before.created_at),
            content=Story.objects.get(pk=self.pk).serializable_data(),
        )
        Story.objects.filter(pk=self.pk).update(live_revision=self.live_revision)

    def get_full_url(self) -> str:
        """Return an address on the home site, which tells Wagtail's preview whose host to stand on."""
        home = self.home_placement()
        return f"{home.edition.origin}/" if home is not None else ""

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """The home site first, then each other site that the draft stands on: its number and name."""
        others = [
            (str(each.edition_id), each.edition.name) for each in self.placements.all() if not each.is_home
        ]
        return [("", "الموقع الأم"), *others]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Draw the draft as readers would see it; pages registers how."""
        return story_preview(self, request=request, edition=whole(mode_name))


class Byline(Orderable):
    """An author's place in a story's signature."""

    story = ParentalKey(Story, on_delete=models.CASCADE, related_name="bylines")
    author = models.ForeignKey(
        Author, on_delete=models.PROTECT, related_name="bylines", verbose_name="الكاتب"
    )
    published_at = models.DateTimeField(null=True, editable=False)

    class Meta(Orderable.Meta):
        verbose_name = "توقيع"
        verbose_name_plural = "التوقيعات"
        indexes = [models.Index(fields=["author", "-published_at", "-story"], name="byline_by_author")]
        constraints = [models.UniqueConstraint(fields=["story", "author"], name="author_signs_once")]


class StoryTopic(Orderable):
    """A topic of a story."""

    story = ParentalKey(Story, on_delete=models.CASCADE, related_name="story_topics")
    topic = models.ForeignKey(
        Topic, on_delete=models.PROTECT, related_name="story_topics", verbose_name="الموضوع"
    )
    published_at = models.DateTimeField(null=True, editable=False)

    class Meta(Orderable.Meta):
        verbose_name = "موضوع"
        verbose_name_plural = "المواضيع"
        indexes = [models.Index(fields=["topic", "-published_at", "-story"], name="story_by_topic")]
        constraints = [models.UniqueConstraint(fields=["story", "topic"], name="topic_named_once")]

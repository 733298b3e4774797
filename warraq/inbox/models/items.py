"""Sources, wire items and their earlier versions."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from warraq.inbox.parsed import (
    LONGEST_HEADLINE,
    LONGEST_ID,
    LONGEST_NAME,
    ROUTINE,
    WireKind,
    WireStatus,
)


class Source(models.Model):
    """Where items come from: an agency's feed, folder or mailbox, or a partner who sends them to us."""

    class Way(models.TextChoices):
        """How items come."""

        FEED = "feed", "رابط يُقرأ بانتظام"
        FOLDER = "folder", "مجلد"
        MAILBOX = "mailbox", "صندوق بريد"
        PUSH = "push", "ترسلها الجهة إلينا"

    name = models.CharField("الاسم", max_length=80, unique=True)
    agency = models.ForeignKey(
        "stories.Agency",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="الوكالة",
        help_text="تُنسب إليها القصص التي تُكتب من برقيات هذا المصدر.",
    )
    way = models.CharField("طريقة الوصول", max_length=8, choices=Way.choices, default=Way.FEED)
    address = models.CharField(
        "العنوان",
        max_length=2000,
        blank=True,
        help_text="رابط، أو مسار مجلد على الخادم، أو imaps://user@host/folder.",
    )
    every = models.PositiveSmallIntegerField(
        "يُسأل كل (دقائق)", default=5, validators=[MinValueValidator(1), MaxValueValidator(1440)]
    )
    is_active = models.BooleanField("مفعّل", default=True)

    # How asking went: what the server wants to hear again, when to ask next, what went wrong.
    etag = models.CharField(max_length=300, blank=True, editable=False)
    last_modified = models.CharField(max_length=60, blank=True, editable=False)
    asked_at = models.DateTimeField("سُئل في", null=True, editable=False)
    next_at = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    problem = models.CharField("ما تعذّر", max_length=500, blank=True, editable=False)
    # Of the secret that a partner sends with what it pushes; the secret itself is shown once and never kept.
    token_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = "مصدر"
        verbose_name_plural = "المصادر"
        ordering = ["name"]
        indexes = [
            models.Index(fields=["next_at"], name="source_by_turn", condition=models.Q(is_active=True))
        ]

    def __str__(self) -> str:
        return self.name


class Kind(models.TextChoices):
    """What an item is to a desk."""

    ALERT = WireKind.ALERT.value, "تنبيه"
    STORY = WireKind.STORY.value, "خبر"
    PICTURE = WireKind.PICTURE.value, "صورة"
    MEMO = WireKind.MEMO.value, "مذكرة"


class Status(models.TextChoices):
    """What the agency allows."""

    USABLE = WireStatus.USABLE.value, "للنشر"
    WITHHELD = WireStatus.WITHHELD.value, "موقوفة"
    CANCELED = WireStatus.CANCELED.value, "ملغاة"


class WireItem(models.Model):
    """One item of a wire, as its newest version has it. Earlier versions are rows of WireVersion."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="items", verbose_name="المصدر")
    provider = models.CharField(max_length=LONGEST_NAME)
    item_id = models.CharField(max_length=LONGEST_ID)
    version = models.BigIntegerField()
    digest = models.CharField(max_length=16)
    kind = models.CharField("النوع", max_length=8, choices=Kind.choices)
    status = models.CharField("الحالة", max_length=8, choices=Status.choices)
    urgency = models.PositiveSmallIntegerField("الأهمية", default=ROUTINE)
    language = models.CharField("اللغة", max_length=16, blank=True)
    slug = models.CharField("العنوان الدال", max_length=LONGEST_NAME, blank=True)
    headline = models.CharField("العنوان", max_length=LONGEST_HEADLINE, blank=True)
    dateline = models.CharField("مكان الخبر", max_length=LONGEST_NAME, blank=True)
    byline = models.CharField("التوقيع", max_length=LONGEST_NAME, blank=True)
    credit = models.CharField("الجهة", max_length=LONGEST_NAME, blank=True)
    sent_at = models.DateTimeField("أُرسلت في")
    embargo_until = models.DateTimeField("محظورة حتى", null=True, blank=True)
    received_at = models.DateTimeField("وصلت في")
    changed_at = models.DateTimeField("آخر نسخة وصلت في")
    # Of several agencies that tell the same, the first heads the others, or the one that a story was made of.
    folded_under = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="folded", editable=False
    )

    story = models.ForeignKey(
        "stories.Story", on_delete=models.SET_NULL, null=True, related_name="wire_items", editable=False
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )
    taken_at = models.DateTimeField(null=True, editable=False)
    # The rule that published its story, where none of us took it.
    rule = models.ForeignKey(
        "inbox.WireRule", on_delete=models.SET_NULL, null=True, related_name="items", editable=False
    )
    # The version that the story's desk has seen; a newer one is a warning to it.
    seen_version = models.BigIntegerField(null=True, editable=False)

    # What `contents` makes of the rest; last, so that lists which defer it do not read past it.
    content = models.JSONField(default=dict)

    class Meta:
        verbose_name = "برقية"
        verbose_name_plural = "البرقيات"
        constraints = [models.UniqueConstraint(fields=["provider", "item_id"], name="wire_item_once")]
        indexes = [
            models.Index(fields=["-changed_at", "-id"], name="wire_by_time"),
            models.Index(fields=["source", "-changed_at", "-id"], name="wire_by_source"),
            models.Index(fields=["story"], name="wire_of_story", condition=models.Q(story__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.headline or self.slug or self.item_id

    @property
    def is_taken(self) -> bool:
        """Whether a story was made of it."""
        return self.story_id is not None

    @property
    def warns(self) -> bool:
        """Whether its agency sent a newer version since the story's desk looked."""
        return self.is_taken and self.seen_version is not None and self.version > self.seen_version

    @property
    def is_embargoed(self) -> bool:
        """Whether its agency still wants it kept from readers."""
        return self.embargo_until is not None and self.embargo_until > timezone.now()


class WireVersion(models.Model):
    """An earlier version of an item, whole."""

    item = models.ForeignKey(WireItem, on_delete=models.CASCADE, related_name="versions")
    version = models.BigIntegerField()
    came_at = models.DateTimeField()
    headline = models.CharField(max_length=LONGEST_HEADLINE, blank=True)
    content = models.JSONField(default=dict)

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["item", "version"], name="wire_version_once")]

    def __str__(self) -> str:
        return f"{self.item_id}:{self.version}"

"""An edition's newsletter, its subscribers, its issues, and one row for each letter of an issue."""

from __future__ import annotations

from datetime import time

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from warraq.fronts.models import Strip
from warraq.network.models import Edition


class Kind(models.TextChoices):
    """What a reader may ask for."""

    DAILY = "daily", "النشرة اليومية"
    BREAKING = "breaking", "الأخبار العاجلة"


class Newsletter(models.Model):
    """What an edition sends, and when; without a row it sends nothing."""

    edition = models.OneToOneField(
        Edition, on_delete=models.CASCADE, related_name="newsletter", verbose_name="الموقع"
    )
    daily = models.BooleanField("النشرة اليومية", default=False)
    daily_at = models.TimeField(
        "ساعة الإرسال", default=time(7), help_text="بتوقيت الموقع. اليوم الذي لا جديد فيه لا نشرة فيه."
    )
    breaking = models.BooleanField("رسائل الأخبار العاجلة", default=False)
    most_breaking = models.PositiveSmallIntegerField(
        "أكثر الرسائل العاجلة في اليوم",
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    sender = models.EmailField("بريد المرسل", blank=True, help_text="إن تُرك فارغًا فبريد المرسل العام للشبكة.")
    postal_address = models.CharField(
        "عنوان المؤسسة",
        max_length=200,
        blank=True,
        help_text="يُكتب في ذيل كل رسالة؛ تشترطه قوانين بلدان كثيرة.",
    )

    class Meta:
        verbose_name = "نشرة بريدية"
        verbose_name_plural = "النشرات البريدية"
        ordering = ["edition"]

    def __str__(self) -> str:
        return f"نشرة {self.edition}"

    def sends(self, kind: str) -> bool:
        """Return whether the edition sends letters of this kind."""
        return self.daily if kind == Kind.DAILY else self.breaking


class Subscriber(models.Model):
    """A confirmed reader of an edition's letters; the address is encrypted, and found by its digest."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    sealed_address = models.TextField()
    daily = models.BooleanField(default=False)
    breaking = models.BooleanField(default=False)
    bounces = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest", "edition"], name="subscribed_once_per_edition")
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class Issue(models.Model):
    """One letter of an edition to many. `key` says what it is about: unique, so that of several processes one makes it.

    It keeps the numbers of its stories and its strip, never their words: they are looked up among what the public sees
    whenever it is drawn.
    """

    class State(models.TextChoices):
        """How far it has come."""

        MADE = "made", "تُعدّ"
        SENDING = "sending", "تُرسل"
        DONE = "done", "أُرسلت"
        NOTHING = "nothing", "لا جديد"
        DROPPED = "dropped", "أُوقفت"

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    key = models.CharField(max_length=40)
    stories = models.JSONField(default=list)
    strip = models.ForeignKey(Strip, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.MADE)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    # The last subscriber for whom a row was written.
    reached = models.BigIntegerField(default=0)
    letters = models.PositiveIntegerField(default=0)
    sent = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="issue_made_once")]
        indexes = [models.Index(fields=["edition", "kind", "-made_at"], name="issue_by_moment")]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.key}"


class Letter(models.Model):
    """That a subscriber gets an issue: written before anything is sent, so that nobody gets it twice.

    A letter that is BEGUN when its process dies stays so and ends as failed: nobody knows whether the server took it.
    One that is RETURNED was counted against its address.
    """

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", "ينتظر"
        BEGUN = "begun", "بدأ إرساله"
        SENT = "sent", "أُرسل"
        FAILED = "failed", "لم يُرسل"
        RETURNED = "returned", "ارتدّ"

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="+")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "subscriber"], name="one_letter_each")]
        indexes = [models.Index(fields=["issue", "state"], name="letter_by_state")]

    def __str__(self) -> str:
        return f"{self.issue_id} to {self.subscriber_id}"


class Asking(models.Model):
    """That letters were asked for: by digests of the day, which nobody can trace back to who asked."""

    mark = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["mark", "at"], name="asking_by_mark")]

    def __str__(self) -> str:
        return self.mark

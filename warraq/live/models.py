"""LiveBlog: that a story is told post by post. LivePost: one of its posts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from wagtail import blocks
from wagtail.fields import StreamField

from warraq.live.writing import LONGEST_HEADLINE
from warraq.stories.models import Author, Story
from warraq.stories.models.body import PARAGRAPH_FEATURES, PictureBlock, QuoteBlock


class PostBody(blocks.StreamBlock):
    """A post's body, in reading order."""

    paragraph = blocks.RichTextBlock(label="فقرة", features=PARAGRAPH_FEATURES, icon="pilcrow")
    quote = QuoteBlock()
    picture = PictureBlock()


class LiveBlog(models.Model):
    """A story's live coverage: from when, until when.

    `sequence` is the number of the last change that readers can see. A verb gives the next one while it holds this row,
    so that changes are numbered in the order in which they are committed: a reader who has seen number 7 has seen all
    that was ever numbered until 7. `last_number` is the number of the newest post.
    """

    story = models.OneToOneField(
        Story, on_delete=models.CASCADE, primary_key=True, related_name="live_blog", verbose_name="القصة"
    )
    started_at = models.DateTimeField("بدأت في")
    ended_at = models.DateTimeField("انتهت في", null=True, blank=True)
    sequence = models.PositiveBigIntegerField(default=0)
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "تغطية مباشرة"
        verbose_name_plural = "التغطيات المباشرة"
        indexes = [models.Index(fields=["-started_at", "-story"], name="live_blog_by_start")]

    def __str__(self) -> str:
        return str(self.story)

    @property
    def is_live(self) -> bool:
        """Whether it goes on."""
        return self.ended_at is None


class LivePost(models.Model):
    """One post. Its `number` is its name to readers and never changes; `sequence` is that of its last change.

    A removed post keeps its row, and its text for the newsroom; readers are told its number alone. `token` is the name
    that the browser gave it before it was sent: sent twice, it is kept once.
    """

    blog = models.ForeignKey(LiveBlog, on_delete=models.CASCADE, related_name="posts", verbose_name="التغطية")
    number = models.PositiveIntegerField("الرقم")
    sequence = models.PositiveBigIntegerField()
    token = models.CharField(max_length=40)
    posted_at = models.DateTimeField("نُشرت في")
    edited_at = models.DateTimeField("عُدّلت في", null=True, blank=True)
    removed_at = models.DateTimeField("حُذفت في", null=True, blank=True)
    pinned_at = models.DateTimeField("ثُبّتت في", null=True, blank=True)
    is_key = models.BooleanField("لحظة مهمة", default=False)
    author = models.ForeignKey(
        Author, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="الكاتب"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="من الغرفة",
    )
    headline = models.CharField("العنوان", max_length=LONGEST_HEADLINE, blank=True)
    body = StreamField(PostBody(), verbose_name="النص", blank=True)

    class Meta:
        verbose_name = "مشاركة"
        verbose_name_plural = "المشاركات"
        constraints = [
            models.UniqueConstraint(fields=["blog", "number"], name="one_post_per_number"),
            models.UniqueConstraint(fields=["blog", "sequence"], name="one_post_per_change"),
            models.UniqueConstraint(fields=["blog", "token"], name="a_post_is_sent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.blog_id}/{self.number}: {self.headline}"

"""What the index holds, and the vocabulary of the archive."""

from django.db import models

from warraq.search.words import LONGEST_WORD
from warraq.stories.models import Story


class Document(models.Model):
    """A story as the index holds it: words between single spaces, folded; stems in the same order.

    `number` says when the story came (`warraq.search.documents.document_number`): walking the index backwards gives the
    newest first. What readers may not meet (a draft, a story that was taken back) has a negative number and is for the
    desk; a published story with unpublished changes has both.
    """

    number = models.BigIntegerField(primary_key=True)
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="+")
    headline_words = models.TextField()
    headline_stems = models.TextField()
    text_words = models.TextField()
    text_stems = models.TextField()
    marks = models.TextField()
    is_counted = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["number"], name="document_uncounted", condition=models.Q(is_counted=False)),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.headline_words}"


class Word(models.Model):
    """A word as newsrooms write it («أردوغان»), its folded form, and in how many published stories it stands."""

    form = models.CharField(primary_key=True, max_length=LONGEST_WORD)
    folded = models.CharField(max_length=LONGEST_WORD)
    documents = models.PositiveIntegerField()

    class Meta:
        # The order of bytes, so that a beginning is a range on both databases.
        indexes = [models.Index(fields=["folded", "-documents"], name="word_by_folded")]

    def __str__(self) -> str:
        return self.form


class Stem(models.Model):
    """A stem, and in how many published stories it stands: what is rare says more."""

    stem = models.CharField(primary_key=True, max_length=LONGEST_WORD)
    documents = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.stem

"""Who asked to be told, and a notice on its way to them."""

from __future__ import annotations

from hashlib import sha256

from django.db import models

from warraq.network.models import Edition
from warraq.notices.models import PushRequest
from warraq.outlets.push.asking import LONGEST_ENDPOINT
from warraq.stories.models import Topic


class Subscription(models.Model):
    """A browser that wants to be told: of all that an edition's editors push, or of some topics.

    The endpoint is an address at the browser's push service; nothing else is known of the reader.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")
    endpoint = models.CharField(max_length=LONGEST_ENDPOINT)
    # Of the endpoint, in hexadecimals: short enough for an index.
    digest = models.CharField(max_length=64, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=32)
    wants_all = models.BooleanField(default=False)
    topics = models.ManyToManyField(Topic, related_name="+")
    made_at = models.DateTimeField()
    # Notices in a row that its push service did not take.
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["edition", "id"], name="subscription_by_edition")]

    def __str__(self) -> str:
        return f"{self.digest[:12]} on {self.edition_id}"


class Batch(models.Model):
    """Some of the subscriptions that a notice goes to: one task of the queue. It goes when it is done.

    `done` of the members, from the first, were taken up: whatever happens, none of them is told again.
    """

    request = models.ForeignKey(PushRequest, on_delete=models.CASCADE, related_name="batches")
    members = models.JSONField()
    done = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.request_id}: {self.done} of {len(self.members)}"


def digest_of(endpoint: str) -> str:
    """Return the digest by which an endpoint is found."""
    return sha256(endpoint.encode()).hexdigest()

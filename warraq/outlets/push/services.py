"""Subscribing and unsubscribing: the same asked twice changes nothing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F

from warraq.network.models import Edition
from warraq.outlets.push.asking import Asked, NotASubscription
from warraq.outlets.push.models import Subscription, digest_of
from warraq.stories.models import Topic

MOST_TOPICS = 20
# So many notices in a row that a push service refuses, and it is no push service.
MOST_FAILURES = 5


def subscription_add(edition: Edition, *, asked: Asked, now: datetime) -> Subscription:
    """Tell this browser of the edition's notices, or of a topic's; one row for each endpoint.

    Raises NotASubscription for a topic that there is none of, and for more than MOST_TOPICS of them.
    """
    topic = _topic(asked)
    with transaction.atomic():
        held = _held(asked)
        row = held if held is not None else Subscription(made_at=now)
        row.edition, row.endpoint, row.digest = edition, asked.endpoint, digest_of(asked.endpoint)
        row.p256dh, row.auth, row.failures = asked.p256dh, asked.auth, 0
        # A browser that was given another endpoint wants what it wanted.
        row.wants_all = row.wants_all or (topic is None and not (asked.instead and held is not None))
        row.save()
        if topic is not None:
            _add_topic(row, topic)
    return row


def _held(asked: Asked) -> Subscription | None:
    """Return the row of the endpoint, or of the one that it takes the place of; held until the transaction ends."""
    digests = [digest_of(each) for each in (asked.endpoint, asked.instead) if each]
    rows = {row.digest: row for row in Subscription.objects.select_for_update().filter(digest__in=digests)}
    return next((rows[digest] for digest in digests if digest in rows), None)


def _topic(asked: Asked) -> Topic | None:
    if asked.topic is None:
        return None
    found = Topic.objects.filter(pk=asked.topic).first()
    if found is None:
        raise NotASubscription("There is no such topic.")
    return found


def _add_topic(row: Subscription, topic: Topic) -> None:
    others = row.topics.exclude(pk=topic.pk)
    if others.count() >= MOST_TOPICS:
        raise NotASubscription(f"{MOST_TOPICS} topics are the most that one browser can be told of.")
    row.topics.add(topic)


def subscription_drop(*, asked: Asked) -> None:
    """Tell this browser no more of a topic, or of all that is pushed; what wants nothing goes."""
    with transaction.atomic():
        row = Subscription.objects.select_for_update().filter(digest=digest_of(asked.endpoint)).first()
        if row is None:
            return
        if asked.topic is None:
            row.wants_all = False
            row.save(update_fields=["wants_all"])
        else:
            row.topics.remove(asked.topic)
        if not row.wants_all and not row.topics.exists():
            row.delete()


def subscriptions_settle(
    *, gone: Collection[int], failed: Collection[int], accepted: Collection[int]
) -> None:
    """Write down what push services said of these subscriptions: who is none any more is forgotten."""
    with transaction.atomic():
        Subscription.objects.filter(pk__in=failed).update(failures=F("failures") + 1)
        Subscription.objects.filter(pk__in=accepted, failures__gt=0).update(failures=0)
        hopeless = Subscription.objects.filter(pk__in=failed, failures__gte=MOST_FAILURES)
        Subscription.objects.filter(pk__in=[*gone, *hopeless.values_list("pk", flat=True)]).delete()

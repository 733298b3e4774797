"""From a request of the desk to readers' browsers: once, after the page is right, and only while readers may have it.

A request is cut into batches, each a task of the queue. Before some of a batch are told, the batch notes that they
were: a process that dies then leaves them untold rather than told twice. Whether the public has the story is asked
anew for each of these parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django_tasks import task

from warraq.arabic.truncate import truncate
from warraq.fetching.lines import Lines
from warraq.notices.models import PushRequest, State
from warraq.notices.selectors import push_is_set, waiting_push
from warraq.notices.services import push_begin, push_cancel, push_count, push_end
from warraq.outlets.announcing import YOUNG, News
from warraq.outlets.models import Announcement
from warraq.outlets.push.delivering import (
    TTL_SECONDS,
    Browser,
    Notice,
    Outcome,
    Result,
    Signer,
    deliver,
    notice_of,
)
from warraq.outlets.push.installing import icon_path
from warraq.outlets.push.models import Batch, Subscription
from warraq.outlets.push.services import subscriptions_settle
from warraq.queue.working import QUEUE, NoUse, pause_after
from warraq.stories.addresses import absolute, story_address
from warraq.stories.models import Placement, StoryTopic
from warraq.stories.models.stories import Label
from warraq.stories.selectors import placement_on

PUSH = "push"
# Readers wait for it; search engines do not.
_URGENT = 10
BATCH = 1_024
# Told between two looks at whether the story is still there; a process that dies loses no more.
PART = 256
# Most of a delivery is waiting for the push service's answer.
THREADS = 64
# Each answer has a bound of its own, but looking up a name has none.
PART_SECONDS = 100.0
MOST_TRIES = 4
_BODY_LIMIT = 140


def push(news: News) -> None:
    """Have the queue send what waits for a story that readers now have; what was withdrawn waits no more."""
    if not push_is_set():
        return
    request = waiting_push(story_id=news.placement.story_id, edition_id=news.placement.edition_id)
    if request is None:
        return
    if news.is_gone:
        push_cancel(request, now=timezone.now())
    else:
        send_request.enqueue(request.pk)


def take(request: PushRequest) -> None:
    """Have the queue send a request whose story readers have already; for another the announcer is waited for."""
    send_request.enqueue(request.pk)


@task(backend=QUEUE, queue_name=PUSH, priority=_URGENT)
def send_request(number: int) -> None:
    """Cut a request into batches, if its page is right; else it waits on for the announcer."""
    request = _request(number, state=State.WAITING)
    if request is None:
        return
    _require_keys()
    now = timezone.now()
    if request.story.is_withdrawn:
        push_cancel(request, now=now)
        return
    placement = placement_on(request.edition, story_id=request.story_id, now=now)
    if placement is None or not _is_fresh(placement, now=now):
        return
    # Found before the transaction, which nobody who writes should have to wait for.
    cut = list(_cut(audience(placement).order_by("pk"), size=BATCH))
    with transaction.atomic():
        if not push_begin(request, now=now):
            return
        for batch in Batch.objects.bulk_create(Batch(request=request, members=members) for members in cut):
            send_batch.enqueue(batch.pk)
        _end_if_done(request.pk)


@task(backend=QUEUE, queue_name=PUSH, priority=_URGENT)
def send_batch(number: int) -> None:
    """Tell the members of a batch; those whose push service asks for patience become a batch of their own."""
    batch = Batch.objects.filter(pk=number).first()
    if batch is None:
        return
    _require_keys()
    signer = Signer(private_key=settings.VAPID_PRIVATE_KEY, subject=settings.VAPID_SUBJECT)
    with Lines() as lines:
        while part := batch.members[batch.done : batch.done + PART]:
            notice = _notice_now(batch.request_id)
            if notice is None:
                _stop(batch.request_id)
                return
            if not _taken_up(batch, len(part)):
                return
            _settle(batch, _told(_browsers(part), notice, signer=signer, lines=lines))
    batch.delete()
    _end_if_done(batch.request_id)


def audience(placement: Placement) -> QuerySet[Subscription]:
    """Return who is told of a story on an edition: who wants all of it, and who wants one of the story's topics."""
    topics = StoryTopic.objects.filter(story=placement.story_id).values("topic")
    through = Subscription.topics.through.objects
    wanted = through.filter(subscription=OuterRef("pk"), topic__in=topics)
    return Subscription.objects.filter(Q(wants_all=True) | Exists(wanted), edition=placement.edition_id)


def _require_keys() -> None:
    if not push_is_set():
        raise NoUse("WARRAQ_VAPID_PRIVATE_KEY is not set any more.")


def _request(number: int, *, state: State) -> PushRequest | None:
    rows = PushRequest.objects.filter(pk=number, state=state).select_related("edition", "story")
    return rows.defer("story__body").first()


def _is_fresh(placement: Placement, *, now: datetime) -> bool:
    """Return whether the page was announced to be right; of what has been there for long it is known."""
    if placement.shown_at is None:
        return False
    if placement.shown_at < now - YOUNG:
        return True
    return Announcement.objects.filter(edition=placement.edition_id, story=placement.story_id).exists()


def _cut(rows: QuerySet[Subscription], *, size: int) -> Iterator[list[int]]:
    """Return the numbers of rows in lists of this size."""
    numbers: list[int] = []
    for number in rows.values_list("pk", flat=True).iterator(chunk_size=2_000):
        numbers.append(number)
        if len(numbers) == size:
            yield numbers
            numbers = []
    if numbers:
        yield numbers


def _notice_now(number: int) -> Notice | None:
    """Return what is told at this moment; None when the public may not have the story, or it is news no more."""
    request, now = _request(number, state=State.SENDING), timezone.now()
    if request is None or request.begun_at is None:
        return None
    placement = placement_on(request.edition, story_id=request.story_id, now=now)
    if placement is None or now - request.begun_at > timedelta(seconds=TTL_SECONDS):
        return None
    edition, story = request.edition, placement.story
    return notice_of(
        title=request.text or placement.teaser_headline,
        body=truncate(story.standfirst, limit=_BODY_LIMIT) if story.standfirst else edition.name,
        url=story_address(placement),
        icon=absolute(edition, path=icon_path(192)),
        tag=f"story-{story.pk}",
        is_urgent=story.label == Label.URGENT,
    )


def _stop(number: int) -> None:
    """Send no more of a request."""
    with transaction.atomic():
        Batch.objects.filter(request=number).delete()
        request = _request(number, state=State.SENDING)
        if request is not None:
            push_cancel(request, now=timezone.now())


def _taken_up(batch: Batch, count: int) -> bool:
    """Note that the next members were told; False if another process noted it."""
    rows = Batch.objects.filter(pk=batch.pk, done=batch.done)
    batch.done += count
    return bool(rows.update(done=batch.done))


def _browsers(numbers: Sequence[int]) -> list[Browser]:
    rows = Subscription.objects.filter(pk__in=numbers).values_list("pk", "endpoint", "p256dh", "auth")
    return [Browser(*row) for row in rows]


def _told(browsers: Sequence[Browser], notice: Notice, *, signer: Signer, lines: Lines) -> dict[int, Result]:
    """Tell the browsers, some at a time, and return what became of it by their numbers."""
    pool = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="push")
    trusted = settings.PUSH_TRUSTED_HOSTS
    futures = {
        each.number: pool.submit(deliver, each, notice, signer=signer, lines=lines, trusted=trusted)
        for each in browsers
    }
    wait(futures.values(), timeout=PART_SECONDS)
    pool.shutdown(wait=False, cancel_futures=True)
    late = Result(Outcome.AGAIN)
    return {
        number: future.result() if future.done() and not future.cancelled() else late
        for number, future in futures.items()
    }


def _settle(batch: Batch, results: dict[int, Result]) -> None:
    """Count what became of a part of a batch, and have those tried again that asked for patience."""
    numbers = {
        outcome: [number for number, result in results.items() if result.outcome is outcome]
        for outcome in Outcome
    }
    again = numbers[Outcome.AGAIN]
    failed = numbers[Outcome.FAILED] + (again if batch.tries >= MOST_TRIES else [])
    with transaction.atomic():
        subscriptions_settle(gone=numbers[Outcome.GONE], failed=failed, accepted=numbers[Outcome.ACCEPTED])
        push_count(
            batch.request_id,
            accepted=len(numbers[Outcome.ACCEPTED]),
            gone=len(numbers[Outcome.GONE]),
            failed=len(failed),
        )
        if again and batch.tries < MOST_TRIES:
            asked = max(results[number].pause for number in again)
            later = max(pause_after(batch.tries), timedelta(seconds=asked))
            rest = Batch.objects.create(request_id=batch.request_id, members=again, tries=batch.tries + 1)
            send_batch.using(run_after=timezone.now() + later).enqueue(rest.pk)


def _end_if_done(number: int) -> None:
    if not Batch.objects.filter(request=number).exists():
        push_end(number, now=timezone.now())

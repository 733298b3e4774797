"""Publishing by rule: a new item becomes a published story of the rule's section, with its agency's credit.

One item, one story: a rule looks at an item when its first version comes, and never again. Memos, what an agency
withholds, has killed or embargoes, what comes late, and copies of what was taken already stay for the desk.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.log_actions import log

from warraq.inbox.indexing import stems_kept
from warraq.inbox.matching import matches
from warraq.inbox.models import Kind, Status, WireItem, WireRule
from warraq.inbox.permits import may_publish
from warraq.inbox.searches import told_of
from warraq.inbox.taking import item_take
from warraq.stories.alarms import Concern, concerns
from warraq.stories.models import Story
from warraq.stories.services import NotAllowed, story_publish
from warraq.stories.troubles import trouble_end, trouble_note

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, User

_log = logging.getLogger(__name__)

# A source that is read for the first time brings what is no news any more.
NEWS_FOR = timedelta(hours=6)
HOUR = timedelta(hours=1)
MOST_RULES = 50
MOST_TOLD = 5


# ---- what a rule does ---------------------------------------------------------------------------------------------


def item_publish_by_rule(item: WireItem, *, now: datetime) -> Story | None:
    """Publish a new item by the first rule that takes it, in one transaction; None if it stays for the desk.

    Never raises: the item is kept, and what went wrong is told on the start page.
    """
    rules = WireRule.objects.filter(source=item.source_id, is_active=True, stopped_at=None).order_by("pk")
    found = list(rules.select_related("section", "section__edition")[:MOST_RULES])
    if not found or not _may_go_out(item, now=now):
        return None
    told = told_of(item, stems=stems_kept(item.pk))
    for rule in found:
        if matches(rule.asked, told):
            story = _tried(rule, item=item, now=now)
            if story is not None:
                return story
    return None


def _may_go_out(item: WireItem, *, now: datetime) -> bool:
    """Return whether the item is one that may be published without a person."""
    return (
        item.status == Status.USABLE
        and item.kind in (Kind.STORY, Kind.ALERT)
        # A moment that has passed is no licence: agencies and clocks err.
        and item.embargo_until is None
        and bool(item.headline)
        and item.sent_at > now - NEWS_FOR
    )


def _tried(rule: WireRule, *, item: WireItem, now: datetime) -> Story | None:
    trouble = f"rule/{rule.pk}"
    try:
        story = _publish(rule, item=item, now=now)
    except Exception:
        _log.exception("The rule %s could not publish the item %s.", rule.pk, item.pk)
        sentence = f"تعذر على قاعدة النشر «{rule}» نشر البرقية «{item}»؛ هي باقية في البرقيات."
        trouble_note(trouble, sentence=sentence, now=now)
        return None
    if story is not None:
        trouble_end(trouble)
    return story


def _publish(rule: WireRule, *, item: WireItem, now: datetime) -> Story | None:
    """Publish the item by the rule, or stop the rule: both hold the rule's row, so that its bound is kept."""
    with transaction.atomic():
        held = (
            WireRule.objects.select_for_update(of=("self",))
            .select_related("section", "section__edition", "made_by", "source")
            .get(pk=rule.pk)
        )
        if not held.is_active or held.stopped_at is not None or held.source.agency_id is None:
            return None
        if _was_taken(item):
            return None
        if why := _why_stop(held, now=now):
            _stop(held, why=why, now=now)
            return None
        try:
            story = item_take(item, edition=held.section.edition, section=held.section, now=now, rule=held)
        except NotAllowed:
            # Somebody was quicker, or the agency took it back.
            return None
        story = story_publish(story)
        data = {"name": held.name, "rule": held.pk, "wire": item.pk, "version": item.version}
        log(story, "warraq.rule_publish", data=data)
    return story


def _was_taken(item: WireItem) -> bool:
    """Return whether a story was made of the item or of what heads it, and hold both rows till the end."""
    row = WireItem.objects.select_for_update().defer("content").get(pk=item.pk)
    if row.is_taken or row.folded_under_id is None:
        return row.is_taken
    return WireItem.objects.select_for_update().defer("content").get(pk=row.folded_under_id).is_taken


def _why_stop(rule: WireRule, *, now: datetime) -> str:
    """Say why the rule has to stop; "" if it may go on."""
    made_by: User | None = rule.made_by
    if not may_publish(made_by, rule.section):
        return WireRule.Stop.RIGHTS
    since = max(now - HOUR, rule.running_since or now - HOUR)
    published = WireItem.objects.filter(rule=rule, taken_at__gte=since).count()
    return WireRule.Stop.BOUND if published >= rule.per_hour else ""


def _stop(rule: WireRule, *, why: str, now: datetime) -> None:
    rule.stopped_at, rule.stopped_why = now, why
    rule.save(update_fields=["stopped_at", "stopped_why"])
    log(rule, "warraq.rule_stop", data={"name": rule.name, "why": why})


# ---- what is done with rules --------------------------------------------------------------------------------------


def rule_save(rule: WireRule, *, by: AbstractBaseUser, now: datetime) -> None:
    """Keep a rule as it has been set; who saves it answers for it, and one that had stopped goes on.

    Raises django's ValidationError for a rule that makes no sense, NotAllowed for who may not publish in its section.
    """
    rule.made_by_id = by.pk
    rule.full_clean()
    if not may_publish(rule.made_by, rule.section):
        raise NotAllowed("The rule's section is one where its maker may not publish.")
    rule.stopped_at, rule.stopped_why, rule.running_since = None, "", now
    is_new = rule.pk is None
    with transaction.atomic():
        rule.save()
        data = {"name": rule.name, "is_active": rule.is_active, "section": rule.section_id}
        log(rule, "warraq.rule_add" if is_new else "warraq.rule_change", user=by, data=data)


def rule_delete(rule: WireRule, *, by: AbstractBaseUser) -> None:
    """Delete a rule; its stories stay as they are."""
    with transaction.atomic():
        log(rule, "warraq.rule_delete", user=by, data={"name": rule.name})
        rule.delete()


# ---- what the start page says -------------------------------------------------------------------------------------


def stopped_rules(now: datetime) -> list[Concern]:
    """Tell of rules that stopped by themselves."""
    rules = WireRule.objects.filter(is_active=True, stopped_at__isnull=False).order_by("-stopped_at")
    return [Concern(_told(rule)) for rule in rules[:MOST_TOLD]]


def _told(rule: WireRule) -> str:
    if rule.stopped_why == WireRule.Stop.RIGHTS:
        return f"توقفت قاعدة النشر التلقائي «{rule}»: لم يعد لواضعها أن ينشر في قسمها. ليحفظها من له ذلك لتعمل من جديد."
    return (
        f"توقفت قاعدة النشر التلقائي «{rule}» عند حدها في الساعة ({rule.per_hour})؛"
        " ما جاء بعده باقٍ في البرقيات. راجع ما نُشر، ثم احفظ القاعدة لتعمل من جديد."
    )


concerns.register("rules", stopped_rules)

"""What stands at the head of a story's form: that readers do not get it as it is, and what notices came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.panels import Panel
from wagtail.models import ModelLogEntry

from warraq.arabic.digits import Digits
from warraq.arabic.numbers import Noun, counted, counted_oblique
from warraq.desk.roles.asking import may
from warraq.desk.verbs.acts import ACTS, Act, is_embargoed
from warraq.notices.models import PushRequest, State
from warraq.notices.selectors import pushes_of
from warraq.stories.models import Story

_READER = Noun(singular="قارئ", dual="قارئان", plural="قراء", accusative="قارئًا")


@dataclass(frozen=True)
class Notice:
    """One sentence, whether it warns, and the verb that undoes what it tells, for who may."""

    sentence: str
    warns: bool = False
    undo_title: str = ""
    undo_url: str = ""


def notices_of(story: Story, *, user: Any, now: datetime) -> list[Notice]:
    """Return what keeps the story, or its newest draft, from readers."""
    told = []
    if story.is_withdrawn and story.withdrawn_at is not None:
        since = _said(story.withdrawn_at, story) + _who(story, action="warraq.withdraw")
        sentence = f"القصة مسحوبة منذ {since}."
        if story.withdrawal_reason:
            sentence += f" السبب: {story.withdrawal_reason}"
        told.append(_notice(sentence, verb="restore", story=story, user=user))
    if is_embargoed(story, now) and story.embargo_until is not None:
        until = _said(story.embargo_until, story) + _who(story, action="warraq.embargo")
        told.append(_notice(f"النشر محظور حتى {until}.", verb="lift", story=story, user=user))
    scheduled = story.scheduled_revision
    if scheduled is not None:
        at = _said(scheduled.approved_go_live_at, story) + _who(story, action="wagtail.publish.schedule")
        sentence = f"تُنشر المسودة في {at}."
        told.append(_notice(sentence, verb="unschedule", story=story, user=user, warns=False))
    return told


def pushes_told(story: Story, *, user: Any) -> list[Notice]:
    """Return what came of the notices that readers were sent, or will be."""
    return [_push_told(each, user=user) for each in pushes_of(story.pk)]


def _push_told(request: PushRequest, *, user: Any) -> Notice:
    site, story = f"«{request.edition.name}»", request.story
    if request.state == State.WAITING:
        return _notice(
            f"يُنبَّه قراء {site} حين تظهر القصة.", verb="unnotify", story=story, user=user, warns=False
        )
    if request.begun_at is None:
        return Notice(f"أُلغي تنبيه قراء {site} قبل إرساله.")
    numbers, begun = _numbers(request), _said(request.begun_at, story)
    match request.state:
        case State.SENDING:
            sentence = f"يُنبَّه قراء {site} منذ {begun}: {numbers} حتى الآن."
            return _notice(sentence, verb="unnotify", story=story, user=user, warns=False)
        case State.CANCELLED:
            return Notice(f"أُوقف تنبيه قراء {site} الذي بدأ في {begun}: {numbers}.", warns=True)
        case _:
            return Notice(f"نُبّه قراء {site} في {begun}: {numbers}.")


def _numbers(request: PushRequest) -> str:
    told = [
        f"وصل إلى {counted_oblique(request.accepted, _READER, digits=Digits.LATIN)}"
        if request.accepted
        else "لم يصل إلى أحد"
    ]
    if request.failed:
        told.append(f"وتعذّر على {counted_oblique(request.failed, _READER, digits=Digits.LATIN)}")
    if request.gone:
        told.append(f"وألغى الاشتراك {counted(request.gone, _READER, digits=Digits.LATIN)}")
    return "، ".join(told)


def _notice(sentence: str, *, verb: str, story: Story, user: Any, warns: bool = True) -> Notice:
    act: Act = ACTS[verb]
    if not may(user, act.verb, story=story):
        return Notice(sentence, warns=warns)
    return Notice(
        sentence, warns=warns, undo_title=act.title, undo_url=reverse("desk_verb", args=[story.pk, act.name])
    )


def _said(moment: datetime, story: Story) -> str:
    """Return a moment in the home edition's time."""
    return story.at_home(moment).strftime("%Y-%m-%d %H:%M")


def _who(story: Story, *, action: str) -> str:
    """Return whose act it was, if the log knows."""
    entry = (
        ModelLogEntry.objects.for_instance(story)
        .filter(action=action, user__isnull=False)
        .order_by("-timestamp", "-pk")
        .first()
    )
    return f"، بيد {entry.user_display_name}" if entry is not None else ""


class StandingPanel(Panel):
    """The notices of one story."""

    class BoundPanel(Panel.BoundPanel):
        """Drawn only where there is something to tell."""

        template_name = "desk/verbs/panel.html"

        def is_shown(self) -> bool:
            """Return whether there is anything to tell."""
            return bool(self.instance.pk) and bool(self.notices)

        @property
        def notices(self) -> list[Notice]:
            """The notices, found once."""
            if not hasattr(self, "_notices"):
                story = Story.objects.get(pk=self.instance.pk)
                user = self.request.user
                self._notices = [
                    *notices_of(story, user=user, now=timezone.now()),
                    *pushes_told(story, user=user),
                ]
            return self._notices

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add the notices."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"notices": self.notices, "story": self.instance}

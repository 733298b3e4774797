"""The table of verbs: what each is called, who may, for which stories it makes sense, what it asks and what it does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from warraq.desk.roles.asking import may
from warraq.desk.roles.verbs import Verb
from warraq.desk.verbs import forms
from warraq.desk.verbs.forms import VerbForm, moment
from warraq.notices.selectors import open_pushes, push_is_set
from warraq.notices.services import push_ask, push_cancel
from warraq.stories.models import Story
from warraq.stories.services import (
    correction_add,
    embargo_lift,
    embargo_set,
    placement_add,
    placement_end,
    placement_move,
    story_follow_up,
    story_publish,
    story_restore,
    story_schedule,
    story_unschedule,
    story_withdraw,
)

if TYPE_CHECKING:
    pass


@dataclass(frozen=True)
class Act:
    """One verb at the desk.

    `makes_sense` decides whether it is offered; the service decides again when it is done. `do` returns the story whose
    form is opened afterwards; `done` is said of it. `note` explains what will happen; `danger` colours the button.
    """

    name: str
    verb: Verb
    title: str
    button: str
    icon: str
    form: type[VerbForm]
    makes_sense: Callable[[Story, datetime], bool]
    do: Callable[[VerbForm, datetime], Story]
    done: str
    note: str = ""
    danger: bool = False
    # Whether it makes sense is a query for each story, which a list does not ask.
    in_lists: bool = True


def is_seen(story: Story, now: datetime) -> bool:
    """Return whether readers see the story."""
    published_at = story.published_at
    return story.live and not story.is_withdrawn and published_at is not None and published_at <= now


def is_embargoed(story: Story, now: datetime) -> bool:
    """Return whether an embargo holds."""
    return story.embargo_until is not None and story.embargo_until > now


def is_scheduled(story: Story, now: datetime) -> bool:
    """Return whether a draft of it waits for its moment."""
    return story.scheduled_revision is not None


def _is_placed(story: Story, now: datetime) -> bool:
    return bool(story.placements.all())


def _schedule(form: VerbForm, now: datetime) -> Story:
    draft = form.story.get_latest_revision_as_object()
    return story_schedule(draft, at=form.cleaned_data["at"], now=now, by=form.user)


def _unschedule(form: VerbForm, now: datetime) -> Story:
    story_unschedule(form.story, by=form.user)
    return form.story


def _embargo(form: VerbForm, now: datetime) -> Story:
    embargo_set(
        form.story, until=form.cleaned_data["until"], now=now, by=form.user, reason=form.said("reason")
    )
    return form.story


def _lift(form: VerbForm, now: datetime) -> Story:
    embargo_lift(form.story, now=now, by=form.user, reason=form.said("reason"))
    return form.story


def _correct(form: VerbForm, now: datetime) -> Story:
    story = form.story
    if form.cleaned_data.get("publishes"):
        story = story_publish(story.get_latest_revision_as_object(), by=form.user)
    correction_add(story, text=form.said("text"), at=now, by=form.user)
    return story


def _withdraw(form: VerbForm, now: datetime) -> Story:
    story_withdraw(form.story, reason=form.said("reason"), note=form.said("note"), now=now, by=form.user)
    return form.story


def _restore(form: VerbForm, now: datetime) -> Story:
    story_restore(form.story, by=form.user)
    return form.story


def _follow(form: VerbForm, now: datetime) -> Story:
    return story_follow_up(form.story, at=now, headline=form.said("headline"), by=form.user)


def _move(form: VerbForm, now: datetime) -> Story:
    told = form.cleaned_data
    placement_move(told["placement"], section=told["section"], by=form.user, reason=form.said("reason"))
    return form.story


def _end(form: VerbForm, now: datetime) -> Story:
    placement = form.cleaned_data["placement"]
    placement_end(placement, at=moment(form, "at") or now, now=now, by=form.user, reason=form.said("reason"))
    return form.story


def _notify(form: VerbForm, now: datetime) -> Story:
    edition = form.cleaned_data["placement"].edition
    push_ask(form.story, edition=edition, text=form.said("text"), now=now, by=form.user)
    return form.story


def _unnotify(form: VerbForm, now: datetime) -> Story:
    mine = [
        each
        for each in open_pushes(story_id=form.story.pk)
        if may(form.user, Verb.NOTIFY, edition=each.edition, story=form.story)
    ]
    stopped = [push_cancel(each, now=now, by=form.user) for each in mine]
    if not any(stopped):
        raise ValidationError("لا تنبيه ينتظر؛ أُرسل أو أُلغي من قبل.")
    return form.story


def _place(form: VerbForm, now: datetime) -> Story:
    section = form.cleaned_data["section"]
    placement_add(
        form.story,
        edition=section.edition,
        section=section,
        headline=form.said("headline"),
        starts_at=moment(form, "starts_at"),
        ends_at=moment(form, "ends_at"),
        by=form.user,
    )
    return form.story


ACTS: dict[str, Act] = {
    act.name: act
    for act in (
        Act(
            name="schedule",
            verb=Verb.SCHEDULE,
            title="جدولة النشر",
            button="جدول النشر",
            icon="calendar-alt",
            form=forms.ScheduleForm,
            makes_sense=lambda story, now: not story.is_withdrawn and not is_scheduled(story, now),
            do=_schedule,
            done="جُدول نشر القصة.",
            note="تُنشر آخر مسودة محفوظة في الموعد، من غير أن يفعل أحد شيئًا.",
        ),
        Act(
            name="unschedule",
            verb=Verb.SCHEDULE,
            title="إلغاء الموعد",
            button="ألغ الموعد",
            icon="calendar-alt",
            form=forms.PlainForm,
            makes_sense=is_scheduled,
            do=_unschedule,
            done="أُلغي موعد النشر، وبقي النص مسودة.",
            note="لا تُنشر المسودة في موعدها، ويبقى نصها كما هو.",
        ),
        Act(
            name="embargo",
            verb=Verb.EMBARGO,
            title="حظر النشر",
            button="احظر النشر",
            icon="no-view",
            form=forms.EmbargoForm,
            makes_sense=lambda story, now: not is_seen(story, now) and not story.is_withdrawn,
            do=_embargo,
            done="حُظر نشر القصة حتى الموعد.",
            note="لا يظهر من القصة شيء للقراء قبل الموعد، ولو نُشرت.",
        ),
        Act(
            name="lift",
            verb=Verb.EMBARGO,
            title="رفع الحظر",
            button="ارفع الحظر",
            icon="view",
            form=forms.ReasonForm,
            makes_sense=is_embargoed,
            do=_lift,
            done="رُفع الحظر.",
            note="تظهر القصة للقراء الآن إن كانت منشورة.",
        ),
        Act(
            name="correct",
            verb=Verb.CORRECT,
            title="تصحيح",
            button="انشر التصحيح",
            icon="edit",
            form=forms.CorrectionForm,
            makes_sense=is_seen,
            do=_correct,
            done="نُشر التصحيح.",
            note="يظهر التصحيح مؤرخًا في ذيل القصة على كل موقع، وفي صفحة التصحيحات.",
        ),
        Act(
            name="follow",
            verb=Verb.FOLLOW_UP,
            title="متابعة",
            button="ابدأ المتابعة",
            icon="doc-empty",
            form=forms.FollowUpForm,
            makes_sense=lambda story, now: story.first_published_at is not None and not story.is_withdrawn,
            do=_follow,
            done="بدأت قصة تتابعها.",
            note="تبدأ مسودة جديدة في القسم نفسه ومواضيعه، وتقود صفحة القصة إليها حين تُنشر.",
        ),
        Act(
            name="notify",
            verb=Verb.NOTIFY,
            title="تنبيه القراء",
            button="نبّه القراء",
            icon="mail",
            form=forms.NotifyForm,
            makes_sense=lambda story, now: (
                push_is_set() and _is_placed(story, now) and not story.is_withdrawn
            ),
            do=_notify,
            done="يُنبَّه القراء حين تكون صفحة القصة بين أيديهم.",
            note=(
                "يصل التنبيه إلى هواتف القراء الذين طلبوه على الموقع، ولا يُسترد بعد إرساله."
                " إن لم تظهر القصة بعد انتظر ظهورها."
            ),
        ),
        Act(
            name="unnotify",
            verb=Verb.NOTIFY,
            title="إلغاء التنبيه",
            button="ألغ التنبيه",
            icon="cross",
            form=forms.PlainForm,
            makes_sense=lambda story, now: bool(open_pushes(story_id=story.pk)),
            do=_unnotify,
            done="أُلغي التنبيه.",
            note="لا يُنبَّه من لم يصله التنبيه بعد.",
            in_lists=False,
        ),
        Act(
            name="place",
            verb=Verb.PLACE,
            title="إظهار على موقع آخر",
            button="أظهرها",
            icon="site",
            form=forms.PlaceForm,
            makes_sense=lambda story, now: _is_placed(story, now) and not story.is_withdrawn,
            do=_place,
            done="تظهر القصة على الموقع.",
        ),
        Act(
            name="move",
            verb=Verb.PLACE,
            title="نقل إلى قسم آخر",
            button="انقلها",
            icon="folder-open-inverse",
            form=forms.MoveForm,
            makes_sense=_is_placed,
            do=_move,
            done="نُقلت القصة.",
            note="يتغير عنوان القصة على الموقع، ويقود عنوانها القديم إلى الجديد.",
        ),
        Act(
            name="end",
            verb=Verb.PLACE,
            title="إنهاء الظهور على موقع",
            button="أنه الظهور",
            icon="cross",
            form=forms.EndForm,
            makes_sense=_is_placed,
            do=_end,
            done="انتهى ظهور القصة على الموقع، أو ينتهي في موعده.",
            note="تبقى القصة على المواقع الأخرى.",
        ),
        Act(
            name="withdraw",
            verb=Verb.WITHDRAW,
            title="سحب القصة",
            button="اسحب القصة",
            icon="bin",
            form=forms.WithdrawalForm,
            makes_sense=lambda story, now: story.first_published_at is not None and not story.is_withdrawn,
            do=_withdraw,
            done="سُحبت القصة.",
            note="تختفي القصة خلال ثانية من كل صفحة وقائمة وموجز وبحث، على كل المواقع.",
            danger=True,
        ),
        Act(
            name="restore",
            verb=Verb.RESTORE,
            title="إعادة القصة",
            button="أعدها إلى القراء",
            icon="rotate",
            form=forms.PlainForm,
            makes_sense=lambda story, now: story.is_withdrawn,
            do=_restore,
            done="أُعيدت القصة إلى القراء.",
            note="تعود القصة إلى القراء كما كانت قبل سحبها، على كل موقع كانت عليه.",
        ),
    )
}


def offered(story: Story, *, user: Any, now: datetime, acts: Iterable[Act] = ACTS.values()) -> list[Act]:
    """Return those of the verbs that make sense for the story and that the person may do, in their order."""
    return [act for act in acts if act.makes_sense(story, now) and may(user, act.verb, story=story)]

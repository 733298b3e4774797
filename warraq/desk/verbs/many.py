"""Verbs done to several stories of the list at once: each by the same service, each refused by its own name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from wagtail.admin import messages
from wagtail.snippets.bulk_actions import DeleteBulkAction
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from warraq.arabic.digits import Digits
from warraq.arabic.numbers import Noun, counted, counted_oblique
from warraq.common.numbers import whole
from warraq.desk.roles.asking import may, sections_for
from warraq.desk.roles.seeing import stories_seen_by
from warraq.desk.roles.verbs import Verb
from warraq.desk.verbs.forms import offer_sections, reason, withdrawal_note
from warraq.desk.verbs.refusals import said
from warraq.network.models import Section
from warraq.stories.models import Story
from warraq.stories.services import (
    NotAllowed,
    placement_add,
    placement_move,
    story_publish,
    story_withdraw,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_STORY = Noun(singular="قصة", dual="قصتان", plural="قصص", accusative="قصة")
# Each story is a transaction of its own within one answer; a page of the list holds fewer.
MOST_AT_ONCE = 50
# A person reads so many reasons; the rest is counted.
_MOST_TOLD = 5


class ManyForm(forms.Form):
    """What is asked once for all the stories; `user` is who asks."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user


class SectionForm(ManyForm):
    """A section of any site where the person places stories."""

    section = forms.ModelChoiceField(
        Section.objects.none(),
        label="الموقع والقسم",
        error_messages={"required": "اختر القسم.", "invalid_choice": "اختر قسمًا لك أن تضع فيه."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_sections(self.fields["section"], sections_for(self.user, Verb.PLACE))


class MoveManyForm(SectionForm):
    """Where the stories go on the section's site, and why."""

    reason = reason("لماذا؟")


class WithdrawManyForm(ManyForm):
    """Why the stories go, for their logs; what stands in their place, for readers."""

    reason = reason("لماذا تُسحب؟", required="اكتب سبب السحب؛ يُحفظ في سجل كل قصة.")
    note = withdrawal_note()


def _publish(story: Story, form: ManyForm, now: datetime) -> None:
    story_publish(story.get_latest_revision_as_object(), by=form.user)


def _place(story: Story, form: ManyForm, now: datetime) -> None:
    section = form.cleaned_data["section"]
    placement_add(story, edition=section.edition, section=section, by=form.user)


def _move(story: Story, form: ManyForm, now: datetime) -> None:
    section = form.cleaned_data["section"]
    # A place that is not the person's to change is as if it were not there.
    placement = story.placements.filter(
        edition=section.edition_id, section__in=sections_for(form.user, Verb.PLACE)
    ).first()
    if placement is None:
        raise ValidationError(f"لا تظهر القصة على «{section.edition.name}».")
    placement_move(placement, section=section, by=form.user, reason=form.cleaned_data["reason"].strip())


def _withdraw(story: Story, form: ManyForm, now: datetime) -> None:
    told = form.cleaned_data
    story_withdraw(story, reason=told["reason"].strip(), note=told["note"].strip(), now=now, by=form.user)


@dataclass(frozen=True)
class ManyAct:
    """One verb for several stories: `done` counts them in words that follow a number and «قصة»."""

    name: str
    verb: Verb
    title: str
    button: str
    form: type[ManyForm]
    do: Callable[[Story, ManyForm, datetime], None]
    done: str
    note: str
    danger: bool = False


MANY_ACTS: tuple[ManyAct, ...] = (
    ManyAct(
        name="publish",
        verb=Verb.PUBLISH,
        title="نشر",
        button="انشرها",
        form=ManyForm,
        do=_publish,
        done="نُشرت",
        note="تُنشر آخر مسودة محفوظة من كل قصة، على كل موقع وُضعت فيه.",
    ),
    ManyAct(
        name="place",
        verb=Verb.PLACE,
        title="إظهار على موقع آخر",
        button="أظهرها",
        form=SectionForm,
        do=_place,
        done="أُظهرت على الموقع",
        note="تظهر كل قصة في القسم الذي تختاره، ويبقى موقعها الأم كما هو.",
    ),
    ManyAct(
        name="move",
        verb=Verb.PLACE,
        title="نقل إلى قسم آخر",
        button="انقلها",
        form=MoveManyForm,
        do=_move,
        done="نُقلت",
        note="تُنقل كل قصة على موقع القسم الذي تختاره، ويقود عنوانها القديم إلى الجديد.",
    ),
    ManyAct(
        name="withdraw",
        verb=Verb.WITHDRAW,
        title="سحب",
        button="اسحبها",
        form=WithdrawManyForm,
        do=_withdraw,
        done="سُحبت",
        note="تختفي القصص خلال ثانية من كل صفحة وقائمة وموجز وبحث، على كل المواقع.",
        danger=True,
    ),
)


class OfSeenStories(SnippetBulkAction):
    """An action on the chosen stories that the person sees: others are as if they were not there."""

    models = [Story]

    def get_queryset(self, model: type[Story], object_ids: list[str]) -> list[Story]:
        """Return the stories, at most MOST_AT_ONCE, in the order of their numbers."""
        numbers = [whole(each) for each in object_ids]
        stories = stories_seen_by(self.request.user, now=timezone.now()).filter(
            pk__in=[number for number in numbers if number is not None][:MOST_AT_ONCE]
        )
        return list(stories.prefetch_related("placements").order_by("-pk"))

    def get_all_objects_in_listing_query(self, parent_id: Any) -> list[str]:
        """Choose nothing: who chooses a whole archive has not read what they chose."""
        return []


class DeleteStories(OfSeenStories, DeleteBulkAction):
    """Deleting, which Wagtail's own action would ask for stories that the person may not even see."""


class ManyAction(OfSeenStories):
    """Asks once, does it to each story, and says by name what could not be done and why."""

    act: ManyAct
    template_name = "desk/verbs/many.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse whoever may do this to no story at all."""
        if not may(request.user, self.act.verb):
            raise PermissionDenied
        self.writer = cast("User", request.user)
        return super().dispatch(request, *args, **kwargs)

    def check_perm(self, obj: Story) -> bool:
        """Return whether the person may do it to this story."""
        return may(self.writer, self.act.verb, story=obj)

    def get_form_class(self) -> type[ManyForm]:
        """Return what is asked."""
        return self.act.form

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form its person."""
        kwargs: dict[str, Any] = super().get_form_kwargs()
        return kwargs | {"user": self.writer}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what will happen, and to how many."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "act": self.act,
            "counted": counted(len(context["items"]), _STORY, digits=Digits.LATIN),
        }

    def form_valid(self, form: ManyForm) -> HttpResponse:
        """Do it to each, in a transaction of its own: one that is refused stops no other."""
        stories, kept_out = self.get_actionable_objects()
        now, done = timezone.now(), 0
        refused: list[str] = [f"«{story}»: ليس لك ذلك." for story in kept_out["items_with_no_access"]]
        for story in stories:
            try:
                self.act.do(story, form, now)
            except NotAllowed as refusal:
                refused.append(f"«{story}»: {said(refusal)}")
            except ValidationError as refusal:
                refused.append(f"«{story}»: {' '.join(refusal.messages)}")
            else:
                done += 1
        if done:
            messages.success(self.request, f"{self.act.done} {counted(done, _STORY, digits=Digits.LATIN)}.")
        if refused:
            messages.warning(self.request, _told(refused))
        return redirect(self.next_url)


def _told(refused: list[str]) -> str:
    sentences = refused[:_MOST_TOLD]
    if more := len(refused) - len(sentences):
        sentences.append(f"وكذلك {counted(more, _STORY, digits=Digits.LATIN)}.")
    return f"لم يتم مع {counted_oblique(len(refused), _STORY, digits=Digits.LATIN)}: {' '.join(sentences)}"


def many_actions() -> list[type[OfSeenStories]]:
    """Return an action of Wagtail's for each verb of the table, and its deletion held to what a person sees."""
    made: list[type[OfSeenStories]] = [DeleteStories]
    for place, act in enumerate(MANY_ACTS):
        attributes = {
            "act": act,
            "display_name": act.title,
            "action_type": act.name,
            "aria_label": f"{act.title}: القصص المختارة",
            "action_priority": 10 + place,
            "classes": {"serious"} if act.danger else set(),
        }
        made.append(type(f"{act.name.title()}Stories", (ManyAction,), attributes))
    return made


def offered_to(user: Any) -> list[ManyAct]:
    """Return the verbs of the table that the person may do to some story."""
    return [act for act in MANY_ACTS if may(user, act.verb)]

"""The forms of the strip: raising it, and changing what is raised."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from wagtail.snippets.widgets import AdminSnippetChooser

from warraq.desk.roles.asking import editions_for, may
from warraq.desk.roles.seeing import stories_seen_by
from warraq.desk.roles.verbs import Verb
from warraq.fronts.models import Strip
from warraq.network.models import Edition
from warraq.stories.models import Story

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

LONGEST = Strip._meta.get_field("text").max_length
LASTS = ((15, "ربع ساعة"), (30, "نصف ساعة"), (60, "ساعة"), (120, "ساعتين"), (240, "4 ساعات"))
USUAL = 30


class StripForm(forms.Form):
    """What a strip says and where it leads."""

    text = forms.CharField(
        label="نص الشريط",
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=f"جملة واحدة، {LONGEST} حرفًا على الأكثر.",
        error_messages={
            "required": "اكتب نص الشريط.",
            "max_length": f"نص الشريط أطول من {LONGEST} حرفًا؛ اختصره.",
        },
    )
    story = forms.ModelChoiceField(
        Story.objects.none(),
        label="القصة",
        required=False,
        widget=AdminSnippetChooser(Story, icon="doc-full"),
        help_text="اختياري: يقود الشريط إليها على كل موقع تظهر فيه، وإلا فإلى موقعها الأم.",
        error_messages={"invalid_choice": "لا توجد قصة كهذه بين ما تراه."},
    )

    def __init__(self, *args: Any, user: User | AnonymousUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["story"]
        chosen.queryset = stories_seen_by(user, now=timezone.now())


class RaiseForm(StripForm):
    """A strip to raise: where, and how long."""

    editions = forms.ModelMultipleChoiceField(
        Edition.objects.none(),
        label="المواقع",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "اختر موقعًا واحدًا على الأقل.",
            "invalid_choice": "لا يحق لك رفع الشريط على أحد هذه المواقع.",
        },
    )
    minutes = forms.TypedChoiceField(
        label="ينزل وحده بعد",
        choices=LASTS,
        coerce=int,
        initial=USUAL,
        widget=forms.RadioSelect,
        error_messages={"required": "اختر مدة الشريط.", "invalid_choice": "اختر مدة من القائمة."},
    )

    def __init__(self, *args: Any, user: User | AnonymousUser, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        places: Any = self.fields["editions"]
        places.queryset = editions_to_break_on(user)
        places.initial = [edition.pk for edition in places.queryset]

    def until(self, now: datetime) -> datetime:
        """Return when the strip comes down."""
        return now + timedelta(minutes=self.cleaned_data["minutes"])


class ChangeForm(StripForm):
    """A strip that is raised: its end may stay as it is."""

    minutes = forms.TypedChoiceField(
        label="ينزل وحده",
        choices=[("", "في موعده"), *((minutes, f"بعد {words} من الآن") for minutes, words in LASTS)],
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "اختر مدة من القائمة."},
    )

    def until(self, now: datetime, *, before: datetime) -> datetime:
        """Return when the strip comes down, which was `before` until now."""
        minutes = self.cleaned_data["minutes"]
        return before if minutes is None else now + timedelta(minutes=minutes)


def editions_to_break_on(user: User | AnonymousUser) -> Any:
    """Return the editions, the hub too, on all of whose pages the person may raise a strip."""
    mine = [each.pk for each in editions_for(user, Verb.BREAK) if may(user, Verb.BREAK, edition=each)]
    return Edition.objects.filter(pk__in=mine)

"""What the list is asked, where a story goes that is made of an item, and what a rule publishes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import forms

from warraq.desk.roles.asking import sections_for
from warraq.desk.roles.verbs import Verb
from warraq.desk.verbs.forms import offer_sections
from warraq.inbox.matching import Asked, Standing
from warraq.inbox.models import Kind, Source, WireRule, WireSearch
from warraq.network.models import Section

if TYPE_CHECKING:
    from django.contrib.auth.models import User

ALL = ("", "الكل")


class WireFilterForm(forms.Form):
    """The question above the list."""

    words = forms.CharField(
        label="كلمات",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "من العنوان أو النص"}),
    )
    source = forms.ModelChoiceField(Source.objects.all(), label="المصدر", required=False, empty_label=ALL[1])
    kind = forms.ChoiceField(label="النوع", required=False, choices=[ALL, *Kind.choices])
    urgency = forms.TypedChoiceField(
        label="الأهمية",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[ALL, ("1", "عاجلة جدًا"), ("2", "عاجلة"), ("3", "مهمة فأعلى"), ("4", "عادية فأعلى")],
    )
    language = forms.ChoiceField(
        label="اللغة",
        required=False,
        choices=[ALL, ("ar", "العربية"), ("en", "الإنجليزية"), ("fr", "الفرنسية")],
    )
    standing = forms.ChoiceField(
        label="الحال",
        required=False,
        choices=[
            ALL,
            (Standing.FREE, "لم تُؤخذ"),
            (Standing.TAKEN, "أُخذت"),
            (Standing.WARNS, "أُخذت ثم تغيّرت"),
        ],
    )
    since = forms.TypedChoiceField(
        label="وصلت",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[ALL, ("1", "خلال ساعة"), ("6", "خلال 6 ساعات"), ("24", "خلال يوم")],
    )

    def asked(self, *, now: datetime) -> Asked:
        """Return what is asked; a field that makes no sense asks for all."""
        self.is_valid()
        told = self.cleaned_data
        source: Source | None = told.get("source")
        standing, hours = told.get("standing"), told.get("since")
        return Asked(
            source=source.pk if source is not None else None,
            kind=told.get("kind", ""),
            language=told.get("language", ""),
            urgency=told.get("urgency"),
            standing=Standing(standing) if standing else None,
            words=told.get("words", ""),
            since=now - timedelta(hours=hours) if hours else None,
        )


def question_of(search: WireSearch) -> dict[str, Any]:
    """Return what the form is sent to ask what the search asks."""
    asked = search.asked
    told = {
        "words": asked.words,
        "source": asked.source,
        "kind": asked.kind,
        "urgency": asked.urgency,
        "language": asked.language,
        "standing": asked.standing,
    }
    return {name: value for name, value in told.items() if value}


class SectionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A section, by editions, of those where the person may do something; see `offer`."""

    def __init__(self, *, refusal: str, missing: str) -> None:
        super().__init__(Section.objects.none(), label="القسم")
        self.error_messages |= {"invalid_choice": refusal, "required": missing}

    def offer(self, user: User, *, verb: Verb) -> None:
        """Offer where the person may."""
        offer_sections(self, sections_for(user, verb))


class TakeForm(forms.Form):
    """Where the story will be at home: a section in which the person may write; and whether the pictures come along."""

    section = SectionField(refusal="اختر قسمًا مما لك أن تكتب فيه.", missing="اختر القسم الذي تظهر فيه القصة.")
    with_pictures = forms.BooleanField(label="خذ صورها", required=False, initial=True)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["section"]
        field.offer(user, verb=Verb.WRITE)


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a rule publishes, and where: a section in which the person may publish."""

    section = SectionField(
        refusal="اختر قسمًا مما لك أن تنشر فيه.", missing="اختر القسم الذي تُنشر فيه البرقيات."
    )

    class Meta:
        model = WireRule
        fields = (
            "name",
            "source",
            "words",
            "urgency",
            "language",
            "section",
            "label",
            "per_hour",
            "is_active",
        )
        help_texts = {"is_active": "تنشر القاعدة المفعّلة للقراء فورًا، ولا يراجع أحد ما تنشره قبل نشره."}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["section"]
        field.offer(user, verb=Verb.PUBLISH)
        for name, nothing in (("urgency", "أي أهمية"), ("label", "بلا وسم")):
            choices: Any = self.fields[name]
            choices.choices = [("", nothing), *(each for each in choices.choices if each[0] != "")]

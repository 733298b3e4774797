"""What the agenda is asked, and what is written of a plan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib.auth import get_user_model
from django.utils import timezone

from warraq.desk.planning.models import EARLIEST_YEAR, LATEST_YEAR, Plan
from warraq.desk.planning.selectors import planners
from warraq.desk.roles.asking import editions_for
from warraq.desk.roles.screens import person_name
from warraq.desk.roles.verbs import Verb
from warraq.desk.verbs.forms import MomentField
from warraq.network.models import Edition, Section

if TYPE_CHECKING:
    from django.contrib.auth.models import User

NO_TITLE = "اكتب ما ستغطونه."
TOO_LONG = "العنوان أطول من 250 حرفًا؛ اختصره."
NO_PLACE = "اختر موقعًا لك أن تخطط له."
NO_PERSON = "اختر شخصًا من القائمة."
BY_NAME = ("first_name", "username")


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the people, by name."""

    def label_from_instance(self, obj: Any) -> str:
        """Name the person."""
        return person_name(obj)


class PeopleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several of the people, by name."""

    def label_from_instance(self, obj: Any) -> str:
        """Name the person."""
        return person_name(obj)


class PlaceField(forms.ChoiceField):
    """An edition as a whole or one of its sections, of the editions that the person plans for; see `offer`."""

    def __init__(self, **kwargs: Any) -> None:
        said = {"required": NO_PLACE, "invalid_choice": NO_PLACE}
        super().__init__(label="الموقع والقسم", error_messages=said, **kwargs)
        self.places: dict[str, tuple[Edition, Section | None]] = {}
        self.editions: list[Edition] = []

    def offer(self, user: User) -> None:
        """Offer what the person may plan for."""
        self.editions = list(editions_for(user, Verb.PLAN).order_by("position", "name"))
        sections: dict[int, list[Section]] = {edition.pk: [] for edition in self.editions}
        for section in Section.objects.filter(edition__in=self.editions).order_by("position", "pk"):
            sections[section.edition_id].append(section)
        choices = []
        for edition in self.editions:
            rows: list[Section | None] = [None, *sections[edition.pk]]
            self.places |= {place_key(edition, row): (edition, row) for row in rows}
            choices.append(
                (edition.name, [(place_key(edition, row), _name_of(edition, row)) for row in rows])
            )
        self.choices = choices

    def clean(self, value: Any) -> tuple[Edition, Section | None]:
        """Return the edition and the section."""
        return self.places[super().clean(value)]


def _name_of(edition: Edition, section: Section | None) -> str:
    return f"{edition.name}، {section.name}" if section is not None else f"{edition.name}، بلا قسم"


def place_key(edition: Edition, section: Section | None = None) -> str:
    """Return the choice that stands for an edition, or for one of its sections."""
    return f"s{section.pk}" if section is not None else f"e{edition.pk}"


class InItsZone:
    """Mixed into a form: reads its moments on the clock of the edition that is chosen in it."""

    def full_clean(self) -> None:
        """Clean within the zone."""
        form = cast("forms.Form", self)
        where = cast("PlaceField", form.fields["where"])
        edition, _ = where.places.get(form.data.get(form.add_prefix("where"), ""), (None, None))
        with timezone.override(edition.zone if edition is not None else None):
            super().full_clean()  # type: ignore[misc]


class QuickForm(InItsZone, forms.Form):
    """The line at the head of the agenda: what, where, when, who."""

    title = forms.CharField(
        label="ماذا نغطي", max_length=250, error_messages={"required": NO_TITLE, "max_length": TOO_LONG}
    )
    where = PlaceField()
    starts_at = MomentField(label="متى")
    person = PersonField(
        get_user_model().objects.none(),
        label="من يغطي",
        required=False,
        empty_label="لا أحد بعد",
        error_messages={"invalid_choice": NO_PERSON},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        where: Any = self.fields["where"]
        where.offer(user)
        person: Any = self.fields["person"]
        person.queryset = planners(*where.editions)

    def clean(self) -> dict[str, Any]:
        """Refuse who does not plan for the edition, and a moment that makes no sense."""
        told: dict[str, Any] = super().clean() or {}
        if not self.errors:
            edition, section = told["where"]
            person = told["person"]
            told["people"] = [person] if person is not None else []
            _refuse_strangers(self, told["people"], edition=edition, field="person")
            Plan(title=told["title"], edition=edition, section=section, starts_at=told["starts_at"]).clean()
        return told


class PlanForm(InItsZone, forms.ModelForm):  # type: ignore[type-arg]
    """All of a plan."""

    where = PlaceField()
    starts_at = MomentField(label="يبدأ")
    ends_at = MomentField(label="ينتهي", required=False)
    people = PeopleField(
        get_user_model().objects.none(),
        label="من يغطي",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": NO_PERSON},
    )
    field_order = ["title", "state", "where", "place", "starts_at", "ends_at", "people", "notes"]

    class Meta:
        model = Plan
        fields = ["title", "state", "place", "starts_at", "ends_at", "notes"]
        widgets = {"notes": forms.Textarea({"rows": 4})}
        error_messages = {
            "title": {"required": NO_TITLE, "max_length": TOO_LONG},
            "state": {"invalid_choice": "اختر حالًا من القائمة."},
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        where: Any = self.fields["where"]
        where.offer(user)
        where.initial = place_key(self.instance.edition, self.instance.section)
        # Whoever has left, or plans here no more, stays with the plan until somebody takes them off.
        self.kept = list(self.instance.people.values_list("pk", flat=True))
        offered = planners(*where.editions).values_list("pk", flat=True)
        people: Any = self.fields["people"]
        people.queryset = get_user_model().objects.filter(pk__in=[*offered, *self.kept]).order_by(*BY_NAME)
        people.initial = self.kept

    def clean(self) -> dict[str, Any]:
        """Set where it is, which the model then judges, and refuse who does not plan there."""
        told: dict[str, Any] = super().clean() or {}
        if "where" in told:
            self.instance.edition, self.instance.section = told["where"]
            new = [person for person in told.get("people", ()) if person.pk not in self.kept]
            _refuse_strangers(self, new, edition=self.instance.edition, field="people")
        return told


def _refuse_strangers(form: forms.BaseForm, people: Iterable[User], *, edition: Edition, field: str) -> None:
    """Refuse who would not see the plan."""
    known = set(planners(edition).values_list("pk", flat=True))
    for person in people:
        if person.pk not in known:
            form.add_error(field, f"لا يخطط {person_name(person)} لموقع «{edition.name}»؛ اختر غيره.")


class AgendaForm(forms.Form):
    """The question above the agenda: whose plans, of which edition."""

    edition = forms.ModelChoiceField(
        Edition.objects.none(), label="الموقع", required=False, empty_label="كل المواقع"
    )
    person = PersonField(
        get_user_model().objects.none(), label="من يغطي", required=False, empty_label="الجميع"
    )
    day = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        editions = editions_for(user, Verb.PLAN)
        edition: Any = self.fields["edition"]
        edition.queryset = editions
        person: Any = self.fields["person"]
        person.queryset = planners(*editions)

    def asked(self, name: str) -> Any:
        """Return what is asked; a field that makes no sense asks for all."""
        self.is_valid()
        return self.cleaned_data.get(name)

    def first_day(self, *, today: date) -> date:
        """Return the day that the agenda begins with."""
        day: date | None = self.asked("day")
        if day is None or not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            return today
        return day

"""The views of a story's form, and what stands beside it."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import CreateView, EditView, InspectView

from warraq.desk.checking.panel import CopySidePanel
from warraq.desk.numbers.buttons import numbers_buttons
from warraq.desk.stories.beginning import begun_story, form_key, is_begun
from warraq.desk.verbs.acts import offered
from warraq.stories.models import Story


class StoryCreateView(CreateView):
    """A new story's form, with the copy desk beside it. Sent twice, one form makes one story."""

    def get_initial_form_instance(self) -> Story | None:
        """Return the story that this very form made before: autosave and the button may both come here."""
        return begun_story(self.request)

    def save_instance(self) -> Story:
        """Note whose story it is, and by which form it was begun."""
        self.form.instance.owner = self.request.user
        self.form.instance.origin_key = self.form.instance.origin_key or form_key(self.request)
        story: Story = super().save_instance()
        return story

    def form_valid(self, form: Any) -> HttpResponse:
        """Save; if the same form made its story in this very moment, save that one."""
        was_new = form.instance.pk is None
        try:
            response: HttpResponse = super().form_valid(form)
        except IntegrityError:
            if not was_new or not is_begun(self.request):
                raise
            if begun_story(self.request) is not None:
                return self.post(self.request)
            form.add_error(None, "حُفظت هذه القصة من قبل، وهي الآن عند غيرك؛ افتحها من قائمة القصص.")
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()
            response = self.form_invalid(form)
        return response

    def get_side_panels(self) -> MediaContainer:
        """Add the copy desk after the story's status."""
        return _with_copy_desk(super().get_side_panels(), view=self, story=self.form.instance)


class StoryEditView(EditView):
    """A story's form, with the copy desk beside it."""

    def get_side_panels(self) -> MediaContainer:
        """Add the copy desk after the story's status, wherever the whole page is drawn."""
        panels = super().get_side_panels()
        # After the first save of a new story only what changed is drawn anew, and the desk keeps its findings.
        if self.expects_json_response or self.hydrate_create_view:
            return panels
        return _with_copy_desk(panels, view=self, story=self.object)

    def get_header_more_buttons(self) -> list[Any]:
        """Offer the verbs that make sense for the story and that the person may do, and its numbers."""
        verbs = offered(self.object, user=self.request.user, now=timezone.now())
        return [
            *super().get_header_more_buttons(),
            *(
                Button(
                    act.title,
                    url=reverse("desk_verb", args=[self.object.pk, act.name]),
                    icon_name=act.icon,
                    priority=50 + place,
                )
                for place, act in enumerate(verbs)
            ),
            *numbers_buttons(self.object, user=self.request.user, priority=90),
        ]


def _with_copy_desk(panels: MediaContainer, *, view: CreateView | EditView, story: Any) -> MediaContainer:
    return MediaContainer([*panels[:1], CopySidePanel(story, view.request), *panels[1:]])


class StoryInspectView(InspectView):
    """A story as whoever may not change it reads it."""

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        """Return what stands in the field; a dash for none."""
        if getattr(self.object, field_name) in (None, ""):
            return "—"
        return super().get_field_display_value(field_name, field)

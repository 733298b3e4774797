"""The views of a story's form, and what stands beside it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import CreateView, EditView

from warraq.desk.checking.panel import CopySidePanel
from warraq.desk.verbs.acts import offered
from warraq.stories.models import Story


class StoryCreateView(CreateView):
    """A new story's form, with the copy desk beside it."""

    def save_instance(self) -> Story:
        """Note whose story it is."""
        self.form.instance.owner = self.request.user
        story: Story = super().save_instance()
        return story

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
        """Offer the verbs that make sense for the story and that the person may do."""
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
        ]


def _with_copy_desk(panels: MediaContainer, *, view: CreateView | EditView, story: Any) -> MediaContainer:
    return MediaContainer([*panels[:1], CopySidePanel(story, view.request), *panels[1:]])

"""What a story's form holds, tab by tab."""

from __future__ import annotations

from django import forms
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    MultipleChooserPanel,
    ObjectList,
    TabbedInterface,
)

from warraq.desk.duplicates.panel import DuplicatesPanel
from warraq.desk.pictures.panel import RightsPanel
from warraq.desk.planning.panel import FromPlanPanel
from warraq.desk.stories.form import StoryForm
from warraq.desk.stories.placements import PlacementsPanel
from warraq.desk.suggesting.panel import SuggestionsPanel
from warraq.desk.verbs.panel import StandingPanel
from warraq.desk.wire.panel import WirePanel
from warraq.desk.writing.panel import PastingPanel, TeaserPanel

STORY_PANELS = TabbedInterface(
    [
        ObjectList(
            [
                StandingPanel(),
                WirePanel(),
                FromPlanPanel(),
                RightsPanel(),
                DuplicatesPanel(),
                FieldPanel(
                    "headline",
                    classname="title",
                    widget=forms.TextInput(attrs={"placeholder": "العنوان"}),
                ),
                FieldPanel("teaser_headline"),
                FieldPanel("standfirst", widget=forms.Textarea(attrs={"rows": 3})),
                TeaserPanel(),
                FieldRowPanel([FieldPanel("label"), FieldPanel("dateline")]),
                PastingPanel(),
                FieldPanel("body"),
                SuggestionsPanel(heading="قد يهمك أيضًا"),
            ],
            heading="النص",
        ),
        ObjectList(
            [
                PlacementsPanel(label="ظهور", heading="مواضع الظهور", min_num=1),
                MultipleChooserPanel("story_topics", chooser_field_name="topic", heading="المواضيع"),
            ],
            heading="أين تظهر",
        ),
        ObjectList(
            [
                MultipleChooserPanel("bylines", chooser_field_name="author", heading="التوقيع"),
                FieldPanel("agency"),
            ],
            heading="التوقيع والمصدر",
        ),
        ObjectList(
            [
                FieldPanel("lead_picture"),
                MultiFieldPanel(
                    [FieldPanel("lead_caption"), FieldPanel("lead_credit"), FieldPanel("lead_alt")],
                    heading="كلام الصورة في هذه القصة",
                    help_text="اتركها فارغة ليظهر ما حُفظ مع الصورة نفسها.",
                ),
            ],
            heading="الصورة",
        ),
        ObjectList(
            [
                # Moments of publication and embargoes are verbs of their own, with a reason in the log.
                FieldPanel("expire_at"),
            ],
            heading="المواعيد",
        ),
    ],
    base_form_class=StoryForm,
)

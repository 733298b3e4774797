"""Forms and lists of the desk, on Wagtail's snippets."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    MultipleChooserPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.admin.ui.tables import BooleanColumn, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from warraq.desk.checking.panel import StoryCreateView, StoryEditView
from warraq.desk.duplicates.panel import DuplicatesPanel
from warraq.desk.searching import StandingColumn, StoryChooserViewSet, StoryIndexView
from warraq.network.models import Edition, Section
from warraq.stories.models import Agency, Author, Story, Topic

STORY_PANELS = TabbedInterface(
    [
        ObjectList(
            [
                DuplicatesPanel(),
                FieldPanel(
                    "headline",
                    classname="title",
                    widget=forms.TextInput(attrs={"placeholder": "العنوان"}),
                ),
                FieldPanel("teaser_headline"),
                FieldPanel("standfirst", widget=forms.Textarea(attrs={"rows": 3})),
                FieldRowPanel([FieldPanel("label"), FieldPanel("dateline")]),
                FieldPanel("body"),
            ],
            heading="النص",
        ),
        ObjectList(
            [
                InlinePanel("placements", label="ظهور", heading="مواضع الظهور", min_num=1),
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
                FieldPanel("embargo_until"),
                FieldRowPanel([FieldPanel("go_live_at"), FieldPanel("expire_at")]),
            ],
            heading="المواعيد",
        ),
    ]
)


class StoryForm(WagtailAdminModelForm):
    """The story's form: besides its fields, one home among the placements."""

    def clean(self) -> dict[str, Any]:
        """Refuse a story with no home site or with two."""
        cleaned: dict[str, Any] = super().clean()
        placements: BaseChildFormSet | None = getattr(self, "formsets", {}).get("placements")
        if placements is not None and placements.is_bound and placements.is_valid():
            kept = [form for form in placements.forms if form not in placements.deleted_forms]
            homes = [form for form in kept if form.cleaned_data.get("is_home")]
            if len(homes) != 1 and kept:
                raise ValidationError("اختر موقعًا أمًّا واحدًا بين مواضع الظهور.")
        return cleaned


class StoryViewSet(SnippetViewSet):
    """Stories, newest first."""

    model = Story
    index_view_class = StoryIndexView
    chooser_viewset_class = StoryChooserViewSet
    add_view_class = StoryCreateView
    edit_view_class = StoryEditView
    icon = "doc-full"
    menu_label = "القصص"
    menu_name = "stories"
    menu_order = 100
    add_to_admin_menu = True
    url_prefix = "stories"
    base_form_class = StoryForm
    edit_handler = STORY_PANELS
    list_display = ["headline", StandingColumn(), "first_published_at", UpdatedAtColumn()]
    list_filter = ["live", "label", "agency"]
    list_per_page = 30
    ordering = ["-id"]
    copy_view_enabled = False


class SectionViewSet(SnippetViewSet):
    """Sections of all editions."""

    model = Section
    icon = "folder-open-inverse"
    menu_label = "الأقسام"
    url_prefix = "sections"
    list_display = ["name", "edition", "slug", "position", BooleanColumn("in_bar", label="في الشريط")]
    list_filter = ["edition"]
    search_fields = ["name", "slug"]
    search_backend_name = None
    panels = [
        FieldRowPanel([FieldPanel("edition"), FieldPanel("parent")]),
        FieldRowPanel([FieldPanel("name"), FieldPanel("slug")]),
        FieldRowPanel([FieldPanel("position"), FieldPanel("colour")]),
        FieldRowPanel([FieldPanel("in_bar"), FieldPanel("has_teasers")]),
    ]


class EditionViewSet(SnippetViewSet):
    """Editions, their hosts and house style."""

    model = Edition
    icon = "site"
    menu_label = "المواقع"
    url_prefix = "editions"
    list_display = ["name", "slug", "locale", "kind"]
    search_backend_name = None
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("slug")]),
        FieldPanel("tagline"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("position")]),
        InlinePanel("hosts", label="مضيف", heading="المضيفون", min_num=1),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("locale"), FieldPanel("time_zone")]),
                FieldRowPanel([FieldPanel("digits"), FieldPanel("shows_hijri")]),
                FieldRowPanel([FieldPanel("colour"), FieldPanel("accent")]),
            ],
            heading="أسلوب الموقع",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [FieldPanel("tanween"), FieldPanel("copy_digits"), FieldPanel("headline_limit")]
                ),
                FieldRowPanel([FieldPanel("spellings"), FieldPanel("names")]),
                InlinePanel(
                    "rules",
                    panels=[FieldRowPanel([FieldPanel("rule"), FieldPanel("severity")])],
                    label="قاعدة",
                    heading="قواعد لها درجة أخرى",
                ),
                InlinePanel(
                    "terms",
                    panels=[
                        FieldRowPanel([FieldPanel("words"), FieldPanel("instead")]),
                        FieldRowPanel([FieldPanel("advice"), FieldPanel("severity")]),
                    ],
                    label="عبارة",
                    heading="عبارات لا تُنشر",
                ),
            ],
            heading="تدقيق النص",
        ),
    ]


class AuthorViewSet(SnippetViewSet):
    """Who signs."""

    model = Author
    icon = "user"
    menu_label = "الكتّاب"
    url_prefix = "authors"
    list_display = ["name", "role"]
    search_fields = ["name"]
    search_backend_name = None


class TopicViewSet(SnippetViewSet):
    """What stories are about."""

    model = Topic
    icon = "tag"
    menu_label = "المواضيع"
    url_prefix = "topics"
    list_display = ["name", "slug"]
    search_fields = ["name"]
    search_backend_name = None


class AgencyViewSet(SnippetViewSet):
    """News agencies."""

    model = Agency
    icon = "globe"
    menu_label = "الوكالات"
    url_prefix = "agencies"
    list_display = ["name", "short_name"]
    search_fields = ["name"]
    search_backend_name = None


class NetworkGroup(SnippetViewSetGroup):
    """The network's furniture under one menu item."""

    menu_label = "الشبكة"
    menu_icon = "site"
    menu_name = "network"
    menu_order = 200
    items = (EditionViewSet, SectionViewSet, AuthorViewSet, TopicViewSet, AgencyViewSet)

"""The network's furniture at the desk: editions, sections, authors, topics, agencies, sources, partners."""

from __future__ import annotations

from typing import Any

from django.forms import CheckboxSelectMultiple
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.snippets.views.snippets import EditView, IndexView, SnippetViewSet, SnippetViewSetGroup

from warraq.desk.partnering.views import PartnerCreateView, PartnerEditView
from warraq.desk.roles.asking import may
from warraq.desk.roles.guarding import GuardedViewSet
from warraq.desk.roles.placing import PlaceChooserViewSet
from warraq.desk.roles.verbs import Verb
from warraq.desk.wire.secrets import SecretPanel
from warraq.inbox.models import Source
from warraq.network.models import Edition, Section
from warraq.partners.models import Partner
from warraq.stories.models import Agency, Author, Topic


class FurnitureIndexView(IndexView):
    """A list for who changes what is in it; to choose from it takes no list."""

    any_permission_required = ("add", "change", "delete")


class FurnitureViewSet(GuardedViewSet, SnippetViewSet):
    """Furniture, each piece for who may change it."""

    index_view_class = FurnitureIndexView


class SectionViewSet(FurnitureViewSet):
    """Sections of all editions."""

    model = Section
    chooser_viewset_class = PlaceChooserViewSet
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


# What a chief editor decides on their own edition.
HOUSE_RULES = [
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
            FieldRowPanel([FieldPanel("tanween"), FieldPanel("copy_digits"), FieldPanel("headline_limit")]),
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
_HOUSE_RULES_FORM = ObjectList(HOUSE_RULES).bind_to_model(Edition)


class EditionEditView(EditView):
    """An edition's form: all of it for who edits the network, the house rules for the edition's chief."""

    def get_panel(self) -> Any:
        """Return the tabs that are the person's to change."""
        return super().get_panel() if may(self.request.user, Verb.NETWORK) else _HOUSE_RULES_FORM

    def get_form_class(self) -> Any:
        """Return the form of those fields alone: others can't be sent either."""
        return (
            super().get_form_class() if may(self.request.user, Verb.NETWORK) else self.panel.get_form_class()
        )


class EditionViewSet(FurnitureViewSet):
    """Editions, their hosts and house style."""

    model = Edition
    chooser_viewset_class = PlaceChooserViewSet
    edit_view_class = EditionEditView
    icon = "site"
    menu_label = "المواقع"
    url_prefix = "editions"
    list_display = ["name", "slug", "locale", "kind"]
    search_backend_name = None
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("slug")]),
        FieldPanel("tagline"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("position")]),
        FieldPanel("requires_second_factor"),
        InlinePanel("hosts", label="مضيف", heading="المضيفون", min_num=1),
        InlinePanel(
            "sellers", panels=[FieldPanel("lines")], label="ads.txt", heading="من يبيع الإعلانات", max_num=1
        ),
        *HOUSE_RULES,
    ]


class AuthorViewSet(FurnitureViewSet):
    """Who signs."""

    model = Author
    icon = "user"
    menu_label = "الكتّاب"
    url_prefix = "authors"
    list_display = ["name", "role"]
    search_fields = ["name"]
    search_backend_name = None


class TopicViewSet(FurnitureViewSet):
    """What stories are about."""

    model = Topic
    icon = "tag"
    menu_label = "المواضيع"
    url_prefix = "topics"
    list_display = ["name", "slug"]
    search_fields = ["name"]
    search_backend_name = None


class AgencyViewSet(FurnitureViewSet):
    """News agencies."""

    model = Agency
    icon = "globe"
    menu_label = "الوكالات"
    url_prefix = "agencies"
    list_display = ["name", "short_name"]
    search_fields = ["name"]
    search_backend_name = None


class SourceViewSet(FurnitureViewSet):
    """Where wires come from."""

    model = Source
    icon = "mail"
    menu_label = "المصادر"
    url_prefix = "sources"
    list_display = ["name", "way", BooleanColumn("is_active", label="مفعّل"), "asked_at", "problem"]
    list_filter = ["way", "is_active"]
    search_fields = ["name"]
    search_backend_name = None
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("agency")]),
        FieldRowPanel([FieldPanel("way"), FieldPanel("every")]),
        FieldPanel("address"),
        SecretPanel(),
        FieldPanel("keeps_pictures"),
        FieldPanel("is_active"),
    ]


class PartnerViewSet(FurnitureViewSet):
    """Who gets our stories by key."""

    model = Partner
    add_view_class = PartnerCreateView
    edit_view_class = PartnerEditView
    icon = "group"
    menu_label = "الشركاء"
    url_prefix = "partners"
    list_display = ["name", BooleanColumn("is_active", label="مفعّل"), "key_made_at", "seen_at"]
    list_filter = ["is_active", "editions"]
    search_fields = ["name"]
    search_backend_name = None
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("is_active")]),
        MultiFieldPanel(
            [
                FieldPanel("editions", widget=CheckboxSelectMultiple),
                FieldPanel("sections", widget=CheckboxSelectMultiple),
            ],
            heading="ما يصل إليه",
        ),
        FieldRowPanel([FieldPanel("takes_ninjs"), FieldPanel("takes_newsml")], heading="الصيغ"),
        FieldPanel("usage_terms"),
        FieldPanel("per_minute"),
    ]


class NetworkGroup(SnippetViewSetGroup):
    """The network's furniture under one menu item."""

    menu_label = "الشبكة"
    menu_icon = "site"
    menu_name = "network"
    menu_order = 200
    # Where screens that are no furniture join the group.
    submenu_hook = "register_network_menu_item"
    items = (
        EditionViewSet,
        SectionViewSet,
        AuthorViewSet,
        TopicViewSet,
        AgencyViewSet,
        SourceViewSet,
        PartnerViewSet,
    )

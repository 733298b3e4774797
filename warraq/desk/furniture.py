"""The network's furniture at the desk: editions, sections, authors, topics, agencies."""

from __future__ import annotations

from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from warraq.network.models import Edition, Section
from warraq.stories.models import Agency, Author, Topic


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

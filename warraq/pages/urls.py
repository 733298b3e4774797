"""Addresses of the readers' pages; the last rooms of the house to be asked."""

from django.urls import path, re_path

from warraq.pages import searching, views
from warraq.pages.live import views as live

# A segment: no slash, no control character, and not longer than any slug that we make.
_SEGMENT = r"[^/\x00-\x1f\x7f]{1,200}"
_KEY = r"before/(?P<before>[0-9]{1,17}-[0-9]{1,18})/"

urlpatterns = [
    path("", views.home, name="home"),
    path("reads", views.read, name="read"),
    path("search", searching.search_page, name="search"),
    path("search/suggest", searching.suggest, name="suggest"),
    re_path(rf"^topic/(?P<slug>{_SEGMENT})/(?:{_KEY})?\Z", views.topic, name="topic"),
    re_path(rf"^author/(?P<slug>{_SEGMENT})/(?:{_KEY})?\Z", views.author, name="author"),
    re_path(
        rf"^archive/(?P<year>[0-9]{{4}})/(?P<month>[0-9]{{2}})/(?P<day>[0-9]{{2}})/(?:{_KEY})?\Z",
        views.day,
        name="day",
    ),
    re_path(r"^live/(?P<number>[0-9]{1,18})/latest\Z", live.latest, name="live_latest"),
    re_path(
        r"^live/(?P<number>[0-9]{1,18})/changes/(?P<link>0|[1-9][0-9]{0,5})\Z",
        live.changes,
        name="live_changes",
    ),
    re_path(
        r"^live/(?P<number>[0-9]{1,18})/before/(?P<before>[1-9][0-9]{0,8})/\Z", live.older, name="live_older"
    ),
    re_path(rf"^corrections/(?:{_KEY})?\Z", views.corrections, name="corrections"),
    re_path(rf"^(?P<slug>{_SEGMENT})/\Z", views.section_or_standing, name="section"),
    re_path(rf"^(?P<slug>{_SEGMENT})/{_KEY}\Z", views.section_list, name="section_list"),
    re_path(
        rf"^(?P<section>{_SEGMENT})/(?P<number>[0-9]{{1,18}})(?P<tail>-[^/\x00-\x1f\x7f]*)?/?\Z",
        views.story,
        name="story",
    ),
]

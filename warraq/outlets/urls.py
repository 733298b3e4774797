"""Addresses of the outlets; asked before those of the readers' pages."""

from django.urls import path, re_path

from warraq.outlets import views
from warraq.outlets.newsletter import views as newsletter

urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    re_path(r"^(?P<key>[A-Za-z0-9-]{8,128})\.txt\Z", views.indexnow_key, name="indexnow_key"),
    path("sitemap.xml", views.index, name="sitemap_index"),
    path("news-sitemap.xml", views.news_sitemap, name="news_sitemap"),
    path("sitemaps/pages.xml", views.page_sitemap, name="page_sitemap"),
    # One spelling a file: no leading zeros. Twelve digits keep every range within a 64-bit number.
    re_path(r"^sitemaps/(?P<number>0|[1-9][0-9]{0,11})\.xml\Z", views.story_sitemap, name="story_sitemap"),
    path("newsletter/", newsletter.ask, name="newsletter"),
    re_path(
        r"^newsletter/confirm/(?P<link>[A-Za-z0-9_=-]{1,1000})/\Z",
        newsletter.confirm,
        name="newsletter_confirm",
    ),
    re_path(r"^newsletter/own/(?P<link>[A-Za-z0-9_.-]{1,200})/\Z", newsletter.own, name="newsletter_own"),
    re_path(r"^newsletter/(?P<number>[0-9]{1,18})/\Z", newsletter.issue, name="newsletter_issue"),
    path("feed.xml", views.edition_feed, name="edition_feed"),
    # A segment as pages have it: no slash, no control character.
    re_path(r"^(?P<slug>[^/\x00-\x1f\x7f]{1,200})/feed\.xml\Z", views.section_feed, name="section_feed"),
]

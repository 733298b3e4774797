"""Addresses of the outlets; asked before those of the readers' pages."""

from django.urls import path, re_path

from warraq.outlets import views
from warraq.outlets.newsletter import views as newsletter
from warraq.outlets.partners.urls import urlpatterns as partner_patterns
from warraq.outlets.push import views as push
from warraq.stories.addresses import FEED_FORMS

_FEED = rf"feed\.(?P<ending>{'|'.join(form.ending for form in FEED_FORMS)})\Z"
# A segment as pages have it: no slash, no control character.
_SEGMENT = r"(?P<slug>[^/\x00-\x1f\x7f]{1,200})"

urlpatterns = [
    # Before the feeds of sections, whose pattern theirs fit, too.
    *partner_patterns,
    path("sw.js", push.service_worker, name="service_worker"),
    path("manifest.webmanifest", push.web_manifest, name="web_manifest"),
    re_path(r"^icon-(?P<side>[0-9]{2,4})\.png\Z", push.site_icon, name="site_icon"),
    path("push/subscribe", push.subscribe, name="push_subscribe"),
    path("push/unsubscribe", push.unsubscribe, name="push_unsubscribe"),
    path("robots.txt", views.robots, name="robots"),
    path("ads.txt", views.ads, name="ads"),
    re_path(r"^(?P<key>[A-Za-z0-9-]{8,128})\.txt\Z", views.indexnow_key, name="indexnow_key"),
    path("oembed", views.oembed, name="oembed"),
    path("sitemap.xml", views.index, name="sitemap_index"),
    # The first file has no number; there are MOST_NEWS_FILES.
    re_path(
        r"^news-sitemap(?:-(?P<number>[2-9]|1[0-9]|20))?\.xml\Z", views.news_sitemap, name="news_sitemap"
    ),
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
    re_path(rf"^{_FEED}", views.edition_feed, name="edition_feed"),
    re_path(rf"^search/{_FEED}", views.search_feed, name="search_feed"),
    re_path(rf"^topic/{_SEGMENT}/{_FEED}", views.topic_feed, name="topic_feed"),
    re_path(rf"^author/{_SEGMENT}/{_FEED}", views.author_feed, name="author_feed"),
    re_path(rf"^{_SEGMENT}/{_FEED}", views.section_feed, name="section_feed"),
]

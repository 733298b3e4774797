"""Addresses of partners' doors, on every edition alike."""

from django.urls import path, re_path

from warraq.outlets.partners import views

# One spelling a story, within a 64-bit number.
_NUMBER = "(?P<number>[1-9][0-9]{0,17})"

urlpatterns = [
    re_path(rf"^partners/stories/{_NUMBER}\.ninjs\.json\Z", views.story_ninjs, name="partner_story_ninjs"),
    re_path(rf"^partners/stories/{_NUMBER}\.xml\Z", views.story_newsml, name="partner_story_newsml"),
    path("partners/feed.ninjs.json", views.feed_ninjs, name="partner_feed_ninjs"),
    path("partners/feed.xml", views.feed_newsml, name="partner_feed_newsml"),
]

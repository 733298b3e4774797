"""Beside whoever writes: the teaser as lists print it, text cleaned as it is kept, a preview on each site."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from warraq.desk.roles.grants import Role
from warraq.desk.roles.services import role_give
from warraq.desk.tests.story_forms import story_form
from warraq.stories.models import Story


@pytest.fixture
def desk(network) -> Client:
    user = get_user_model().objects.create_user("editor")
    role_give(user, Role.EDITOR, edition=network.maghrib)
    client = Client(headers={"host": network.hub.host})
    client.force_login(user)
    return client


def told(desk: Client, **texts: str) -> dict:
    answer = desk.post(reverse("desk_teaser"), texts)
    assert answer.status_code == 200
    return answer.json()


def test_letters_are_counted_as_eyes_count_them_beside_the_homes_limit(desk, network):
    network.maghrib.headline_limit = 40
    network.maghrib.save()
    shown = told(desk, headline="خَبَرٌ", edition=str(network.maghrib.pk))
    assert (shown["letters"], shown["limit"], shown["is_cut"]) == (3, 40, False)
    assert told(desk, headline="خبر", teaser_headline="أقصر")["headline"] == "أقصر"
    assert told(desk, edition="x" * 500)["letters"] == 0


def test_only_who_writes_asks(network):
    stranger = Client(headers={"host": network.hub.host})
    stranger.force_login(get_user_model().objects.create_user("stranger"))
    assert stranger.post(reverse("desk_teaser")).status_code in (302, 403)


def test_what_is_pasted_is_kept_clean(desk, network):
    section = network.section(network.maghrib, "politics")
    body = streamfield(
        [
            ("paragraph", rich_text("<p>قال\u00a0الوزير \u200fنعم</p>")),
            ("heading", "عنوان\u00a0فرعي \u200b"),
        ]
    )
    form = story_form("\u202bخبر  فيه\u00a0مسافات\u202c", section=section) | _named("body", body)
    answer = desk.post(reverse(Story.snippet_viewset.get_url_name("add")), form)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    draft = Story.objects.get().get_latest_revision_as_object()
    assert draft.headline == "خبر فيه مسافات"
    assert [str(getattr(block.value, "source", block.value)) for block in draft.body] == [
        '<p data-block-key="x">قال الوزير نعم</p>'.replace(' data-block-key="x"', _key(draft)),
        "عنوان فرعي",
    ]


def _key(draft: Story) -> str:
    """Draftail gives each paragraph a key of its own."""
    source = draft.body[0].value.source
    return source[2 : source.index(">")]


def _named(name: str, fields: dict) -> dict:
    return dict(nested_form_data({name: fields}))


def test_a_draft_is_previewed_on_each_site_it_stands_on(desk, make_story, network, admin_client):
    story = make_story("خبر للمعاينة", publish=False, also=[(network.misr, "politics", "عنوان لمصر")])
    story.save_revision()
    assert story.preview_modes == [("", "الموقع الأم"), (str(network.misr.pk), network.misr.name)]
    view = reverse(
        Story.snippet_viewset.get_url_name("revisions_view"), args=[story.pk, story.latest_revision.pk]
    )
    host = {"host": network.hub.host}
    home = admin_client.get(view, headers=host).content.decode()
    abroad = admin_client.get(view, {"mode": network.misr.pk}, headers=host).content.decode()
    assert network.maghrib.name in home
    assert "عنوان لمصر" in abroad
    assert network.misr.name in abroad
    odd = admin_client.get(view, {"mode": "قمامة"}, headers=host).content.decode()
    assert network.maghrib.name in odd

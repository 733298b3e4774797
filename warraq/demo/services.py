"""Making the demo network. Each step finds what an earlier run left and changes nothing that stands."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.core.files.images import ImageFile
from django.db import connection, transaction

from warraq.demo.coverages import coverages_seed
from warraq.demo.drawings import drawing
from warraq.demo.manuscripts import Manuscript, body_blocks, manuscripts
from warraq.demo.network import (
    PASSWORD,
    PEOPLE,
    SECTION_COLOURS,
    SECTION_NAMES,
    SITES,
    STANDING_PAGES,
    Site,
)
from warraq.desk.roles.grants import Role
from warraq.desk.roles.services import role_give
from warraq.network.models import Edition, EditionHost, Section
from warraq.pages.models import StandingPage
from warraq.pages.pictures import make_renditions
from warraq.pages.services import standing_folder
from warraq.reads.services import read_record
from warraq.stories.followers import told_once
from warraq.stories.models import Agency, Byline, Label, Picture, Placement, Story, StoryTopic
from warraq.stories.services import author_named, placement_add, story_publish, topic_named

_LABELS = {label.label: label.value for label in Label}
Say = Callable[[str], None]


def demo_seed(*, now: datetime, say: Say) -> int:
    """Make the whole demo network; returns how many stories were added. Repeatable."""
    for position, site in enumerate(SITES):
        _make_site(site, position=position)
    _make_people()
    texts = list(manuscripts())
    known = set(Story.objects.filter(origin_key__startswith="demo:").values_list("origin_key", flat=True))
    fresh = [text for text in texts if _origin_key(text.key) not in known]
    if fresh:
        say(f"Writing {len(fresh)} stories…")
        with transaction.atomic(), told_once():
            stories = {text.key: _make_story(text, now=now) for text in fresh}
            for text in fresh:
                _finish_story(stories[text.key], text=text, now=now)
            coverages_seed(stories, now=now)
            _pretend_reads(now=now)
    _draw_pictures(texts, say=say)
    return len(fresh)


def _origin_key(key: str) -> str:
    return f"demo:{key}"


def _make_site(site: Site, *, position: int) -> None:
    edition, _ = Edition.objects.get_or_create(
        slug=site.slug,
        defaults={
            "name": site.name,
            "tagline": site.tagline,
            "kind": site.kind,
            "locale": site.locale,
            "time_zone": site.time_zone,
            "digits": site.digits,
            "shows_hijri": site.shows_hijri,
            "colour": site.colour,
            "accent": site.accent,
            "position": position,
        },
    )
    for place, host in enumerate(site.hosts):
        EditionHost.objects.get_or_create(
            name=host, defaults={"edition": edition, "is_primary": place == 0, "sort_order": place}
        )
    for place, slug in enumerate(site.sections):
        Section.objects.get_or_create(
            edition=edition,
            slug=slug,
            defaults={"name": SECTION_NAMES[slug], "colour": SECTION_COLOURS[slug], "position": place},
        )
    folder = standing_folder(edition)
    for page in STANDING_PAGES:
        if not StandingPage.objects.child_of(folder).filter(slug=page.slug).exists():
            folder.add_child(
                instance=StandingPage(
                    title=page.title, slug=page.slug, body=page.body.format(name=site.name), live=True
                )
            )


def _make_people() -> None:
    users = get_user_model()
    for person in PEOPLE:
        is_administrator = person.role == Role.ADMINISTRATOR
        user, created = users.objects.get_or_create(
            username=person.username,
            defaults={
                "first_name": person.first_name,
                "last_name": person.last_name,
                "is_staff": is_administrator,
                "is_superuser": is_administrator,
            },
        )
        if created:
            user.set_password(PASSWORD)
            user.save()
            site = Edition.objects.get(slug=person.site) if person.site else None
            role_give(user, Role(person.role), edition=site)


def _make_story(text: Manuscript, *, now: datetime) -> Story:
    """Make the draft with its people, topics and home; see-also picks come when every story has a number."""
    fields = text.fields
    story: Story = Story.objects.create(
        live=False,
        origin_key=_origin_key(text.key),
        headline=fields["headline"],
        teaser_headline=fields.get("teaser", ""),
        label=_LABELS.get(fields.get("label", ""), ""),
        standfirst=fields.get("standfirst", ""),
        dateline=fields.get("dateline", ""),
        agency=_agency(fields.get("agency", "")),
        lead_caption=fields.get("picture", {}).get("caption", ""),
        lead_alt=fields.get("picture", {}).get("alt", ""),
        lead_credit=fields.get("picture", {}).get("credit", ""),
    )
    for place, name in enumerate(fields.get("authors", [])):
        Byline.objects.create(story=story, author=author_named(name), sort_order=place)
    for place, name in enumerate(fields.get("topics", [])):
        StoryTopic.objects.create(story=story, topic=topic_named(name), sort_order=place)
    _place(story, site=text.site, section=text.section, is_home=True)
    for other in fields.get("also", []):
        _place(story, site=other["edition"], section=other["section"], headline=other.get("headline", ""))
    return story


def _place(story: Story, *, site: str, section: str, headline: str = "", is_home: bool = False) -> Placement:
    found = Section.objects.select_related("edition").get(edition__slug=site, slug=section)
    return placement_add(story, edition=found.edition, section=found, headline=headline, is_home=is_home)


def _agency(name: str) -> Agency | None:
    return Agency.objects.get_or_create(name=name)[0] if name else None


def _finish_story(story: Story, *, text: Manuscript, now: datetime) -> None:
    """Write the body with its picks, and publish."""
    story = Story.objects.get(pk=story.pk)
    body = body_blocks(text.fields["body"], key=text.key)
    keys = [_origin_key(key) for key in text.fields.get("see_also", [])]
    picks = list(Story.objects.filter(origin_key__in=keys).values_list("pk", flat=True))
    if picks:
        pick_id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{text.key}/see-also"))
        body.append({"type": "see_also", "value": picks, "id": pick_id})
    story.body = body
    zone = Edition.objects.get(slug=text.site).zone
    story_publish(story, at=text.published_at(now=now, zone=zone))


def _draw_pictures(texts: list[Manuscript], *, say: Say) -> None:
    """Draw the pictures that are not there yet, with every size that pages use, on two threads."""
    waiting = {
        story.origin_key: story.pk
        for story in Story.objects.filter(origin_key__startswith="demo:", lead_picture=None)
    }
    wanted = [text for text in texts if "picture" in text.fields and _origin_key(text.key) in waiting]
    if not wanted:
        return
    say(f"Drawing {len(wanted)} pictures…")
    _wait_for_each_other()
    with ThreadPoolExecutor(max_workers=2) as pool:
        for made in pool.map(_draw_picture, wanted):
            _hang(made[0], picture=made[1])


def _wait_for_each_other() -> None:
    """Let this connection wait as long as it takes: on a busy machine three writers in turn take more than a reader's
    patience, which is what the settings give.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 60000")


def _draw_picture(text: Manuscript) -> tuple[str, Picture]:
    """Draw and keep one picture; runs in a thread with a database connection of its own."""
    try:
        _wait_for_each_other()
        fields = text.fields["picture"]
        buffer = io.BytesIO()
        drawing(fields["motif"], words=fields["alt"], key=text.key).save(buffer, "PNG")
        picture = Picture(
            title=text.fields["headline"][:255],
            description=fields["alt"],
            caption=fields["caption"],
            credit=fields.get("credit", ""),
            file=ImageFile(buffer, name=f"{text.key}.png"),
        )
        picture.save()
        make_renditions(picture)
        return _origin_key(text.key), picture
    finally:
        connection.close()


def _hang(origin_key: str, *, picture: Picture) -> None:
    """Give the story its picture, in its revision too, so that the desk opens what readers see."""
    story = Story.objects.get(origin_key=origin_key)
    story.lead_picture = picture
    story_publish(story, at=story.first_published_at)


def _pretend_reads(*, now: datetime) -> None:
    """Give each site a most-read list: every third story of the last two years was read, older ones more."""
    for edition in Edition.objects.all():
        placements = Placement.objects.filter(edition=edition, shown_at__gt=now - timedelta(days=730))
        for place, placement in enumerate(placements.order_by("shown_at")[::3][:12]):
            for read in range(14 - place):
                read_record(edition, story_id=placement.story_id, now=now - timedelta(minutes=7 * read))

"""From what a partner is told of stories to news items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.encoding import iri_to_uri

from warraq.live.selectors import live_page
from warraq.network.models import Edition
from warraq.network.selectors import hub
from warraq.outlets.items import media_of
from warraq.outlets.partners.bodies import pictures_in, post_html, whole_body
from warraq.outlets.partners.items import ROUTINE, URGENT, Genre, NewsItem, Picture, Status, Subject
from warraq.outlets.text import line
from warraq.partners.models import Partner, Told
from warraq.partners.selectors import headline_told, placements_for, withdrawn_among
from warraq.stories import models
from warraq.stories.addresses import story_address
from warraq.stories.models import Label, Placement, Story

GENRES: Mapping[str, Genre] = {
    Label.REPORT: Genre("Feature", Label.REPORT.label),
    Label.INTERVIEW: Genre("Interview", Label.INTERVIEW.label),
    Label.OPINION: Genre("Opinion", Label.OPINION.label),
    Label.ANALYSIS: Genre("Analysis", Label.ANALYSIS.label),
    Label.GALLERY: Genre("Gallery", Label.GALLERY.label),
}
# Corrections that are told with an item, the newest first; the story's page has all.
_MOST_CORRECTIONS = 10

Pictures = Mapping[int, models.Picture]


@dataclass(frozen=True)
class Provider:
    """Who sends: the network's name and host."""

    name: str
    host: str


def provider() -> Provider:
    """Return the network's hub as the sender; without one, the first of its sites."""
    edition = hub() or Edition.objects.prefetch_related("hosts").order_by("position", "pk").first()
    if edition is None:
        return Provider("", "")
    return Provider(line(edition.name), edition.host)


def items_for(partner: Partner, rows: Sequence[Told], *, sender: Provider, now: datetime) -> list[NewsItem]:
    """Return the items of the rows, in their order: whole, or the bare head of what the partner can't have any more."""
    numbers = [row.pk for row in rows]
    placements = placements_for(partner, story_ids=numbers, now=now)
    gone = withdrawn_among([number for number in numbers if number not in placements])
    pictures = _pictures_of(placements.values())
    return [
        _item(row, placements[row.pk], partner=partner, sender=sender, pictures=pictures, now=now)
        if row.pk in placements
        else _head(row, status=Status.CANCELED if row.pk in gone else Status.WITHHELD, sender=sender)
        for row in rows
    ]


def _head(row: Told, *, status: Status, sender: Provider) -> NewsItem:
    return NewsItem(
        uri=row.guid,
        version=row.version,
        status=status,
        provider=sender.name,
        host=sender.host,
        headline=line(headline_told(row)),
        first_created=row.told_at,
        version_created=row.told_at,
    )


def _item(
    row: Told, placement: Placement, *, partner: Partner, sender: Provider, pictures: Pictures, now: datetime
) -> NewsItem:
    story, edition = placement.story, placement.edition
    assert placement.shown_at is not None  # noqa: S101 - a visible placement has it
    corrections = sorted(story.corrections.all(), key=lambda each: (each.made_at, each.pk), reverse=True)
    shown = _shown_pictures(story, edition=edition, pictures=pictures, now=now)
    return NewsItem(
        uri=row.guid,
        version=row.version,
        status=Status.USABLE,
        provider=sender.name,
        host=sender.host,
        headline=line(placement.shown_headline),
        first_created=placement.shown_at,
        version_created=max(row.told_at, placement.shown_at),
        rights=line(f"© {placement.shown_at:%Y} {edition.name}"),
        usage_terms=line(partner.usage_terms),
        address=iri_to_uri(story_address(placement)),
        urgency=URGENT if story.label == Label.URGENT else ROUTINE,
        genre=GENRES.get(story.label),
        section=line(placement.section.name),
        dateline=line(story.dateline),
        byline=line("، ".join(author.name for author in story.authors)),
        agency=line(story.agency.name) if story.agency else "",
        standfirst=line(story.standfirst),
        note=" ".join(_notes(corrections[:_MOST_CORRECTIONS], edition=edition)),
        is_corrected=bool(corrections),
        expires=placement.ends_at,
        subjects=tuple(Subject(line(topic.slug), line(topic.name)) for topic in story.topics),
        pictures=tuple(shown.values()),
        body=_body(story, edition=edition, pictures=shown),
    )


def _notes(corrections: Sequence[models.Correction], *, edition: Edition) -> Iterator[str]:
    for each in corrections:
        yield line(f"تصحيح {each.made_at.astimezone(edition.zone):%Y-%m-%d}: {each.text}")


def _body(story: Story, *, edition: Edition, pictures: Mapping[int, Picture]) -> str:
    """Return the text; of a story that is told live, with the posts that its page shows after it."""
    parts = [whole_body(story.body.raw_data, origin=edition.origin, pictures=pictures)]
    blog = getattr(story, "live_blog", None)
    if blog is not None:
        page = live_page(blog)
        for post in (*page.pinned, *page.posts):
            parts.append(
                post_html(
                    time=f"{post.posted_at.astimezone(edition.zone):%H:%M}",
                    headline=post.headline,
                    body=whole_body(post.body.raw_data, origin=edition.origin, pictures=pictures),
                )
            )
    return "\n".join(part for part in parts if part)


def _pictures_of(placements: Iterable[Placement]) -> Pictures:
    """Return the pictures that the stories' bodies name, in two queries for all."""
    numbers = {number for each in placements for number in pictures_in(each.story.body.raw_data)}
    found = models.Picture.objects.filter(pk__in=numbers).prefetch_related("renditions")
    return {picture.pk: picture for picture in found}


def _shown_pictures(
    story: Story, *, edition: Edition, pictures: Pictures, now: datetime
) -> dict[int, Picture]:
    """Return the pictures that may be given on today, by number: the lead, then those of the body."""
    today = now.astimezone(edition.zone).date()
    lead, said = story.lead_picture, pictures_in(story.body.raw_data)
    shown = {}
    if lead is not None:
        shown[lead.pk] = _picture(
            lead, edition=edition, caption=story.lead_caption, credit=story.lead_credit, today=today
        )
    for number, words in said.items():
        if number in pictures and number not in shown:
            shown[number] = _picture(
                pictures[number],
                edition=edition,
                caption=words.get("caption") or "",
                credit=words.get("credit") or "",
                today=today,
            )
    return {number: picture for number, picture in shown.items() if picture is not None}


def _picture(
    picture: models.Picture, *, edition: Edition, caption: str, credit: str, today: date
) -> Picture | None:
    """Return the picture; None for one that is not for partners, once its rights have ended, and for a file that has no
    media type.
    """
    media = media_of(picture, edition=edition, caption=caption, credit=credit)
    if media is None or not picture.for_partners or picture.rights_ended(on=today):
        return None
    return Picture(
        uri=f"urn:warraq:{edition.host}:picture:{picture.pk}",
        href=iri_to_uri(media.address),
        media_type=media.media_type,
        width=media.width,
        height=media.height,
        caption=media.caption,
        credit=media.credit,
        usage_terms=line(picture.rights),
    )

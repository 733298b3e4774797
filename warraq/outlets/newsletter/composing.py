"""A letter, drawn once for many: what differs from reader to reader is their own link alone.

The HTML is of the kind that mail programs keep: tables, styles on the elements, one picture at most, nothing that is
fetched to see who reads.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from wagtail.images.models import SourceImageIOError

from warraq.arabic.direction import isolate_html
from warraq.arabic.truncate import truncate
from warraq.letters.models import Issue, Kind, Newsletter
from warraq.network.models import Edition
from warraq.network.style import HouseStyle
from warraq.outlets.newsletter.choosing import seen
from warraq.outlets.text import line
from warraq.stories.addresses import absolute, story_path
from warraq.stories.models import Placement

PAGE = "/newsletter/"
SUBJECT_LIMIT, SUMMARY_LIMIT, PREHEADER_LIMIT = 110, 180, 120
WIDTH, HEIGHT = 600, 338
# JPEG, as some mail programs know nothing newer; twice the width for sharp screens would weigh three times as much.
_PICTURE = f"fill-{WIDTH}x{HEIGHT}|format-jpeg|jpegquality-75"


@dataclass(frozen=True)
class Shot:
    """The letter's picture."""

    src: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True)
class Item:
    """A story of a letter."""

    headline: str
    summary: str
    label: str
    section: str
    moment: str
    address: str
    is_urgent: bool

    @property
    def headline_html(self) -> SafeString:
        """The headline, its left-to-right pieces isolated."""
        return mark_safe(isolate_html(self.headline))

    @property
    def summary_html(self) -> SafeString:
        """The same for the summary."""
        return mark_safe(isolate_html(self.summary))


@dataclass(frozen=True)
class Drawn:
    """A letter. `mark` stands wherever the reader's own link belongs; a letter for the web has none."""

    subject: str
    html: str
    text: str
    mark: str

    def of(self, link: str) -> Drawn:
        """Return the letter of the reader whose link this is."""
        html, text = self.html.replace(self.mark, link), self.text.replace(self.mark, link)
        return Drawn(subject=self.subject, html=html, text=text, mark=link)


def own_address(edition: Edition, *, link: str) -> str:
    """Return where a reader leaves, or chooses again."""
    return absolute(edition, path=f"{PAGE}own/{link}/")


def issue_drawn(
    issue: Issue, *, newsletter: Newsletter, now: datetime, for_mail: bool = True
) -> Drawn | None:
    """Draw an issue of what the public sees of its stories at `now`; None when nothing is left to tell."""
    edition = newsletter.edition
    placements = seen(edition, issue.stories, now=now)
    if not placements and (issue.stories or issue.strip is None):
        return None  # a strip says no more than its story, so it goes with that
    mark = f"own{secrets.token_hex(12)}" if for_mail else ""
    items = [_item(each, style=HouseStyle.of(edition)) for each in placements]
    strip = line(issue.strip.text) if issue.strip is not None else ""
    title = strip or items[0].headline
    is_breaking = issue.kind == Kind.BREAKING
    name = line(edition.name)
    subject = truncate(f"عاجل | {title}" if is_breaking else f"{name}: {title}", limit=SUBJECT_LIMIT)
    context = {
        "edition": edition,
        "name": name,
        "subject": subject,
        "preheader": _preheader(items, is_breaking=is_breaking),
        "day": HouseStyle.of(edition).day(issue.made_at),
        "is_breaking": is_breaking,
        "strip": strip,
        "items": items,
        "picture": _picture(placements, edition=edition),
        "postal_address": line(newsletter.postal_address),
        "home": absolute(edition, path="/"),
        "page": absolute(edition, path=PAGE),
        "web": absolute(edition, path=f"{PAGE}{issue.pk}/") if issue.pk else "",
        "own": own_address(edition, link=mark) if for_mail else "",
    }
    return Drawn(
        subject=subject,
        html=render_to_string("newsletter/letter.html", context),
        text=render_to_string("newsletter/letter.txt", context),
        mark=mark,
    )


def _item(placement: Placement, *, style: HouseStyle) -> Item:
    story = placement.story
    return Item(
        headline=line(placement.shown_headline),
        summary=truncate(line(story.standfirst), limit=SUMMARY_LIMIT),
        label=story.get_label_display() if story.label else "",
        section=line(placement.section.name),
        moment=style.moment(placement.shown_at) if placement.shown_at else "",
        address=absolute(placement.edition, path=story_path(placement)),
        is_urgent=story.label == "urgent",
    )


def _preheader(items: list[Item], *, is_breaking: bool) -> str:
    """Return what mail programs print after the subject: the headlines that follow, or what the news is."""
    if not items:
        return ""
    told = (
        items[0].summary
        if is_breaking or len(items) == 1
        else "، ".join(each.headline for each in items[1:4])
    )
    return truncate(told, limit=PREHEADER_LIMIT)


def _picture(placements: list[Placement], *, edition: Edition) -> Shot | None:
    """Return the first story's picture; None without one, or when its file is gone."""
    picture = placements[0].story.lead_picture if placements else None
    if picture is None:
        return None
    try:
        drawn = picture.get_rendition(_PICTURE)
    except SourceImageIOError:
        return None
    alt = line(placements[0].story.lead_alt or picture.description or placements[0].shown_headline)
    # A small picture is not cut to the full width; the letter shows it at its own.
    return Shot(src=absolute(edition, path=drawn.url), alt=alt, width=drawn.width, height=drawn.height)

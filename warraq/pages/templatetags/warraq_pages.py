"""Template tags of the readers' pages: they print; what is printed was decided before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.embeds.blocks import EmbedValue
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed

from warraq.arabic.direction import isolate_html, isolate_plain
from warraq.network.models import Edition
from warraq.network.style import HouseStyle
from warraq.pages.blocks.registry import Group, slot_key
from warraq.pages.colours import DARK_SURFACE, LIGHT_SURFACE, WHITE, legible
from warraq.pages.pictures import PictureView, picture_view
from warraq.press.shells import slot_marker
from warraq.search.snippets import Piece

register = template.Library()

_HYPHENED = re.compile(r"(?<![\d-])\d{1,4}-\d{1,4}(?![\d-])")


@register.simple_tag(takes_context=True)
def slot(context: Context, group: str, name: str, argument: int | None = None) -> SafeString:
    """Mark the place of a live block; the press fills it."""
    key = slot_key(context["edition"], Group(group), name, argument=argument)
    return mark_safe(slot_marker(key))


@register.filter
def isolated(text: str) -> SafeString:
    """Escape text for HTML and keep Latin names, scores and percentages in their visual order.

    Browsers may end a line within «3-1» and «2024-2025»: those are tied.
    """
    return mark_safe(_HYPHENED.sub(r'<span class="tied">\g<0></span>', isolate_html(str(text))))


@register.filter
def isolated_plain(text: str) -> str:
    """Keep the visual order where no markup can stand: titles, attributes, descriptions."""
    return isolate_plain(str(text))


@register.simple_tag
def pieces(parts: Iterable[Piece]) -> SafeString:
    """Print text whose found words are marked."""
    return mark_safe(
        "".join(
            f"<mark>{isolate_html(part.text)}</mark>" if part.is_found else isolate_html(part.text)
            for part in parts
        )
    )


@register.simple_tag(takes_context=True)
def moment(context: Context, value: datetime, form: str = "moment") -> SafeString:
    """Print a moment in the edition's style: form is moment, date, day or time."""
    style: HouseStyle = context["style"]
    written = getattr(style, form)(value)
    return format_html(
        '<time datetime="{}">{}</time>', style.local(value).isoformat(timespec="seconds"), written
    )


@register.simple_tag(takes_context=True)
def number(context: Context, value: Any) -> str:
    """Print a number in the edition's digits."""
    style: HouseStyle = context["style"]
    return style.number(value)


@register.simple_tag
def edition_colours(edition: Edition) -> SafeString:
    """Print the edition's colours as CSS custom properties, each readable where it is used.

    `band` stands behind white text; the others are text on the light and on the dark scheme.
    """
    return format_html(
        "--band:{};--edition-on-light:{};--edition-on-dark:{};--accent-on-light:{};--accent-on-dark:{}",
        legible(edition.colour, on=WHITE),
        legible(edition.colour, on=LIGHT_SURFACE),
        legible(edition.colour, on=DARK_SURFACE),
        legible(edition.accent, on=LIGHT_SURFACE),
        legible(edition.accent, on=DARK_SURFACE),
    )


@register.simple_tag
def band_colour(edition: Edition) -> str:
    """Print the colour of the edition's bar, for the browser's own furniture."""
    return legible(edition.colour, on=WHITE)


@register.simple_tag
def push_key() -> str:
    """Return the key that browsers subscribe to notices with; empty where none are sent."""
    key: str = settings.PUSH_PUBLIC_KEY
    return key


@register.simple_tag
def section_colours(colour: str) -> SafeString:
    """Print a section's colour as a style attribute; nothing for a section that has the edition's."""
    if not colour:
        return SafeString()
    return format_html(
        ' style="--section-on-light:{};--section-on-dark:{}"',
        legible(colour, on=LIGHT_SURFACE),
        legible(colour, on=DARK_SURFACE),
    )


@register.simple_tag
def body_picture(value: Mapping[str, Any]) -> PictureView | None:
    """Return the view of a picture within the text; None when its file is gone."""
    return picture_view(value["picture"], alt=value["alt"], caption=value["caption"], credit=value["credit"])


@register.simple_tag
def kept_embed(value: EmbedValue) -> SafeString:
    """Return the HTML of an embed as the desk fetched it; empty if it never did.

    Wagtail would fetch a missing one now, and readers would wait for somebody else's server.
    """
    key = get_embed_hash(value.url, value.max_width, value.max_height)
    kept = Embed.objects.filter(hash=key).first()
    return mark_safe(kept.html) if kept else SafeString()

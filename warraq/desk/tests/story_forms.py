"""What a browser sends from a story's form."""

from __future__ import annotations

from typing import Any

from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from warraq.network.models import Section
from warraq.stories.models import Story


def story_form(
    headline: str,
    *,
    section: Section | None,
    story: Story | None = None,
    also: tuple[Section, ...] = (),
    **more: Any,
) -> dict[str, Any]:
    """Return the form filled in: at home in a section, or nowhere; `story` is the one that is changed."""
    kept = {row.edition_id: row.pk for row in story.placements.all()} if story is not None else {}
    sections = [each for each in (section, *also) if each is not None]
    rows = [
        {
            "id": kept.get(each.edition_id, ""),
            "edition": each.edition_id,
            "section": each.pk,
            "is_home": "on" if each is section else "",
        }
        for each in sections
    ]
    form = {
        "headline": headline,
        "teaser_headline": "",
        "standfirst": "",
        "label": "",
        "dateline": "",
        "body": streamfield([("paragraph", rich_text("<p>نص القصة.</p>"))]),
        "placements": inline_formset(rows, initial=len(kept)),
        "story_topics": inline_formset([]),
        "bylines": inline_formset([]),
        "agency": "",
        "lead_picture": "",
        "lead_caption": "",
        "lead_credit": "",
        "lead_alt": "",
        **more,
    }
    data: dict[str, Any] = nested_form_data(form)
    return data

"""What machines read on a page: title, canonical, OpenGraph and JSON-LD (schema.org). Pure: values in, values out."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from warraq.arabic.truncate import truncate
from warraq.live.models import LivePost
from warraq.live.selectors import LivePage, told
from warraq.live.texts import post_text, post_words
from warraq.network.models import Edition
from warraq.network.style import HouseStyle
from warraq.pages.pictures import PictureView
from warraq.stories.addresses import FEED_FORMS, absolute, author_path, feed_path, section_path, story_path
from warraq.stories.models import Author, Correction, Placement

# What search engines show of a description.
DESCRIPTION_LIMIT = 200
# What they are told of a person.
ABOUT_LIMIT = 500
# What they are told of one post of a live coverage.
LIVE_BODY_LIMIT = 500
# As JSON inside <script>: these must not end the element nor open a comment.
_SCRIPT_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@dataclass(frozen=True)
class FeedLink:
    """A feed that tells of what a page lists, at an absolute address."""

    address: str
    media_type: str
    title: str


@dataclass(frozen=True)
class Head:
    """The <head> of a page. Addresses are absolute; `structured` are JSON-LD objects; `embed` is where others ask how
    to embed it."""

    title: str
    description: str
    canonical: str
    kind: str = "website"
    picture: str = ""
    picture_alt: str = ""
    picture_size: tuple[int, int] | None = None
    section: str = ""
    topics: tuple[str, ...] = ()
    feeds: tuple[FeedLink, ...] = ()
    embed: str = ""
    indexed: bool = True
    structured: tuple[dict[str, Any], ...] = field(default_factory=tuple)
    published: str = ""
    modified: str = ""

    @property
    def json_ld(self) -> list[SafeString]:
        """The structured data, safe inside a script element."""
        return [
            mark_safe(json.dumps(each, ensure_ascii=False).translate(_SCRIPT_ESCAPES))
            for each in self.structured
        ]


def feed_links(edition: Edition, *, path: str, title: str, query: str = "") -> tuple[FeedLink, ...]:
    """Return the feeds, in every form, of what the page at a path lists; readers of feeds choose by their titles."""
    return tuple(
        FeedLink(
            address=absolute(edition, path=feed_path(path, form=form, query=query)),
            media_type=form.media_type,
            title=f"{title} ({form.name})",
        )
        for form in FEED_FORMS
    )


@dataclass(frozen=True)
class Crumb:
    """A step of the breadcrumb."""

    name: str
    path: str


def breadcrumb_list(edition: Edition, *, crumbs: list[Crumb]) -> dict[str, Any]:
    """Return schema.org's BreadcrumbList."""
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": crumb.name,
                "item": absolute(edition, path=crumb.path),
            }
            for position, crumb in enumerate(crumbs, start=1)
        ],
    }


def organization(edition: Edition) -> dict[str, Any]:
    """Return schema.org's NewsMediaOrganization: who publishes the edition."""
    told = {
        "@context": "https://schema.org",
        "@type": "NewsMediaOrganization",
        "name": edition.name,
        "url": f"{edition.origin}/",
        "knowsLanguage": edition.locale,
    }
    return {**told, "slogan": edition.tagline} if edition.tagline else told


def collection_page(
    edition: Edition, *, title: str, path: str, placements: Sequence[Placement] = ()
) -> dict[str, Any]:
    """Return schema.org's CollectionPage: a list of stories, with those that stand on this page of it."""
    page: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "name": title,
        "url": absolute(edition, path=path),
        "inLanguage": edition.locale,
        "isPartOf": {"@type": "WebSite", "name": edition.name, "url": f"{edition.origin}/"},
    }
    if placements:
        page["mainEntity"] = {
            "@type": "ItemList",
            "itemListElement": [
                {
                    "@type": "ListItem",
                    "position": position,
                    "url": absolute(edition, path=story_path(placement)),
                }
                for position, placement in enumerate(placements, start=1)
            ],
        }
    return page


def profile_page(author: Author, *, edition: Edition) -> dict[str, Any]:
    """Return schema.org's ProfilePage of a person who signs stories."""
    person = {
        "@type": "Person",
        "name": author.name,
        "url": absolute(edition, path=author_path(author)),
        "worksFor": {"@type": "NewsMediaOrganization", "name": edition.name, "url": f"{edition.origin}/"},
    }
    if author.role:
        person["jobTitle"] = author.role
    if author.about:
        person["description"] = truncate(" ".join(author.about.split()), limit=ABOUT_LIMIT)
    return {
        "@context": "https://schema.org",
        "@type": "ProfilePage",
        "inLanguage": edition.locale,
        "mainEntity": person,
    }


def news_article(
    placement: Placement,
    *,
    edition: Edition,
    canonical: str,
    picture: PictureView | None,
    corrections: Sequence[Correction] = (),
) -> dict[str, Any]:
    """Return schema.org's NewsArticle; moments in the edition's zone."""
    story, style = placement.story, HouseStyle.of(edition)
    authors: list[dict[str, Any]] = [
        {"@type": "Person", "name": author.name, "url": absolute(edition, path=author_path(author))}
        for author in story.authors
    ]
    if story.agency is not None:
        authors.append({"@type": "Organization", "name": story.agency.name})
    article: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": truncate(placement.shown_headline, limit=110),
        "inLanguage": edition.locale,
        "mainEntityOfPage": canonical,
        "url": canonical,
        "articleSection": placement.section.name,
        "author": authors or [{"@type": "Organization", "name": edition.name, "url": f"{edition.origin}/"}],
        "publisher": {"@type": "NewsMediaOrganization", "name": edition.name, "url": f"{edition.origin}/"},
    }
    if story.standfirst:
        article["description"] = truncate(story.standfirst, limit=DESCRIPTION_LIMIT)
    if story.published_at is not None:
        article["datePublished"] = style.local(story.published_at).isoformat(timespec="seconds")
    if story.modified_at is not None:
        article["dateModified"] = style.local(story.modified_at).isoformat(timespec="seconds")
    if picture is not None:
        article["image"] = [absolute(edition, path=picture.large)]
    if story.topics:
        article["keywords"] = [topic.name for topic in story.topics]
    if story.dateline:
        article["dateline"] = story.dateline
    if corrections:
        article["correction"] = [
            {
                "@type": "CorrectionComment",
                "text": correction.text,
                "datePublished": style.local(correction.made_at).isoformat(timespec="seconds"),
            }
            for correction in corrections
        ]
    return article


def live_blog_posting(article: dict[str, Any], *, page: LivePage, edition: Edition) -> dict[str, Any]:
    """Return schema.org's LiveBlogPosting: the story's article with its coverage and the newest posts."""
    style, blog = HouseStyle.of(edition), page.blog
    address = str(article["url"])

    def written(moment: datetime) -> str:
        return style.local(moment).isoformat(timespec="seconds")

    posting = {
        **article,
        "@type": "LiveBlogPosting",
        "coverageStartTime": written(blog.started_at),
        "liveBlogUpdate": [
            _live_update(post, address=address, publisher=article["publisher"], written=written)
            for post in told(page)
        ],
    }
    if blog.ended_at is not None:
        posting["coverageEndTime"] = written(blog.ended_at)
    # Both are written in the edition's zone; the clock may have been changed between them.
    modified = article.get("dateModified")
    if modified is None or datetime.fromisoformat(modified) < page.modified_at:
        posting["dateModified"] = written(page.modified_at)
    return posting


def _live_update(
    post: LivePost, *, address: str, publisher: dict[str, Any], written: Callable[[datetime], str]
) -> dict[str, Any]:
    update: dict[str, Any] = {
        "@type": "BlogPosting",
        "headline": truncate(post_words(post), limit=110),
        "url": f"{address}#post-{post.number}",
        "datePublished": written(post.posted_at),
        "dateModified": written(post.edited_at or post.posted_at),
        "articleBody": truncate(post_text(post), limit=LIVE_BODY_LIMIT),
        "author": {"@type": "Person", "name": post.author.name} if post.author else publisher,
    }
    return update


def crumbs_of(placement: Placement) -> list[Crumb]:
    """Return the way from the home page to the placement's section."""
    section = placement.section
    parents = [section.parent] if section.parent else []
    return [
        Crumb(name="الرئيسية", path="/"),
        *(Crumb(name=each.name, path=section_path(each)) for each in [*parents, section]),
    ]

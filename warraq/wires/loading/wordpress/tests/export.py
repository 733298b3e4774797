"""A small export, written as WordPress writes it."""

from __future__ import annotations

from urllib.parse import quote

_HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>موقع قديم</title><link>https://old.example</link><language>ar</language>
<wp:base_site_url>https://old.example</wp:base_site_url>
<wp:author><wp:author_login>salma</wp:author_login>
<wp:author_display_name><![CDATA[سلمى الراوي]]></wp:author_display_name></wp:author>
"""


def export(*items: str) -> str:
    """Return an export of these items."""
    return f"{_HEAD}{''.join(items)}</channel></rss>"


def post(
    number: int,
    *,
    title: str = "خبر من الموقع القديم",
    content: str = "فقرة أولى.\n\nفقرة ثانية.",
    slug: str = "خبر-من-الموقع-القديم",
    category: str = "سياسة",
    kind: str = "post",
    status: str = "publish",
    gmt: str = "2021-05-03 07:30:00",
    more: str = "",
) -> str:
    """Return one item."""
    name = quote(slug).lower()
    return f"""<item><title>{title}</title><link>https://old.example/2021/05/{name}/</link>
<dc:creator>salma</dc:creator><guid isPermaLink="false">https://old.example/?p={number}</guid><description></description>
<content:encoded><![CDATA[{content}]]></content:encoded><excerpt:encoded><![CDATA[خلاصة.]]></excerpt:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date>2021-05-03 10:30:00</wp:post_date>
<wp:post_date_gmt>{gmt}</wp:post_date_gmt>
<wp:post_modified_gmt>2021-05-04 08:00:00</wp:post_modified_gmt><wp:post_name>{name}</wp:post_name>
<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type><wp:post_password></wp:post_password>
<category domain="category" nicename="{quote(category).lower()}"><![CDATA[{category}]]></category>
<category domain="post_tag" nicename="t"><![CDATA[وسم]]></category>{more}</item>
"""


def thumbnail(number: int | str) -> str:
    """Return what names a post's lead picture."""
    return _meta("_thumbnail_id", str(number))


def attachment(
    number: int,
    name: str = "2021/05/sea.jpg",
    *,
    title: str = "sea",
    caption: str = "",
    alt: str = "",
    credit: str = "",
    post: int = 0,
) -> str:
    """Return an item of the library; `name` is its file within the uploads."""
    address = f"https://old.example/wp-content/uploads/{name}"
    return f"""<item><title>{title}</title><link>https://old.example/?attachment_id={number}</link>
<guid isPermaLink="false">{address}</guid><content:encoded><![CDATA[وصف]]></content:encoded>
<excerpt:encoded><![CDATA[{caption}]]></excerpt:encoded><wp:post_id>{number}</wp:post_id>
<wp:post_date>2021-05-03 10:30:00</wp:post_date><wp:status>inherit</wp:status><wp:post_parent>{post}</wp:post_parent>
<wp:menu_order>0</wp:menu_order><wp:post_type>attachment</wp:post_type>
<wp:attachment_url><![CDATA[{address}]]></wp:attachment_url>
{_meta("_wp_attached_file", name)}{_meta("_wp_attachment_image_alt", alt)}{_meta("_media_credit", credit)}</item>
"""


def _meta(key: str, value: str) -> str:
    return (
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value>"
        "</wp:postmeta>"
    )

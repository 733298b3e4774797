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

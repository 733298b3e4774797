"""Pings: WebSub hubs and IndexNow are told what changed, so that nobody has to ask for it again and again.

- WebSub (https://www.w3.org/TR/websub/): `WARRAQ_WEBSUB_HUBS` are told the addresses of the feeds that changed; feeds
  name the hubs. A hub fetches the feed itself.
- IndexNow (https://www.indexnow.org/documentation): search engines are told a story's address when it appears, changes
  or goes; `WARRAQ_INDEXNOW_KEY` proves by `/KEY.txt` that the host is ours.

Without these settings nobody is told anything. What is told is in the queue, and tried again.
"""

from __future__ import annotations

import json
from typing import Final
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django_tasks import task

from warraq.fetching.asking import Limits, NotFetched, ask, may_pass
from warraq.network.models import Edition
from warraq.outlets.announcing import News
from warraq.queue.working import QUEUE, NoUse
from warraq.stories.addresses import absolute, feed_paths, story_path

PINGS: Final = "pings"
_SECONDS: Final = 10.0
_MOST_ANSWER: Final = 65_536


def feeds_of(news: News) -> list[str]:
    """Return the addresses of the feeds that a story stands in on its edition."""
    return [absolute(news.placement.edition, path=path) for path in feed_paths(news.placement)]


def ping(news: News) -> None:
    """Give the pings of a story on one edition to the queue."""
    for hub in settings.WEBSUB_HUBS:
        tell_hub.enqueue(hub, feeds_of(news))
    if settings.INDEXNOW_KEY and news.placement.is_home:
        edition: Edition = news.placement.edition
        tell_indexnow.enqueue(edition.host, [absolute(edition, path=story_path(news.placement))])


@task(backend=QUEUE, queue_name=PINGS)
def tell_hub(hub: str, topics: list[str]) -> None:
    """Tell a WebSub hub that these feeds changed."""
    fields = [("hub.mode", "publish"), *(("hub.url", topic) for topic in topics)]
    _post(hub, urlencode(fields), content_type="application/x-www-form-urlencoded")


@task(backend=QUEUE, queue_name=PINGS)
def tell_indexnow(host: str, addresses: list[str]) -> None:
    """Tell IndexNow that these pages of a host appeared, changed or went."""
    key = settings.INDEXNOW_KEY
    if not key:
        raise NoUse("WARRAQ_INDEXNOW_KEY is not set any more.")
    body = {
        "host": host,
        "key": key,
        "keyLocation": f"{addresses[0].split('/', 3)[0]}//{host}/{key}.txt",
        "urlList": addresses,
    }
    _post(settings.INDEXNOW_URL, json.dumps(body), content_type="application/json; charset=utf-8")


def _post(address: str, body: str, *, content_type: str) -> None:
    """Send a body. Raises NotFetched for what may pass, NoUse for what will not."""
    host = urlsplit(address).hostname or ""
    # Whoever runs the server named it: it may stand in their own network.
    limits = Limits(seconds=_SECONDS, most_bytes=_MOST_ANSWER, redirects=0, trusted=frozenset({host}))
    headers = {"Content-Type": content_type}
    status = ask(address, method="POST", body=body.encode(), headers=headers, limits=limits).status
    if 200 <= status < 300:
        return
    problem = f"{host} answered {status}."
    raise NoUse(problem) if 400 <= status < 500 and not may_pass(status) else NotFetched(problem)

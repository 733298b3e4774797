"""A live coverage on a served network: both sites follow each post, open pages are told 304, a restart loses none."""

from __future__ import annotations

import json
from typing import Any

from tests.press.conftest import BOUND, paths_of
from tests.serving.servers import start, until


def latest(served, host: str, story: int) -> dict[str, Any]:
    """What an open page is told now."""
    answer = served.get(host, f"/live/{story}/latest", Accept_Encoding="gzip")
    return (
        json.loads(answer.text)
        if answer is not None and answer.status == 200
        else {"sequence": 0, "posts": []}
    )


def test_posts_come_to_open_pages_and_go_from_them_on_every_site(served):
    story = served.newsroom.publish("تغطية على موقعين")
    served.newsroom.cover(story["story"])
    number = served.newsroom.tell(story["story"], "وصل الخبر الأول")
    for host, path in paths_of(story):
        until(lambda host=host, path=path: served.shows(host, path, "وصل الخبر الأول"), within=BOUND)
        until(lambda host=host: latest(served, host, story["story"])["sequence"] == 2, within=BOUND)
    served.newsroom.untell(story["story"], number)
    for host, path in paths_of(story):
        until(
            lambda host=host, path=path: served.shows(host, path, "وصل الخبر الأول", hidden=True),
            within=BOUND,
        )
        until(lambda host=host: latest(served, host, story["story"])["sequence"] == 3, within=BOUND)
        assert latest(served, host, story["story"])["posts"] == [
            {"number": 1, "sequence": 3, "removed": True}
        ]


def test_an_open_page_is_answered_from_memory_and_told_304_until_there_is_news(served):
    story = served.newsroom.publish("تغطية لا جديد فيها")
    served.newsroom.cover(story["story"])
    served.newsroom.tell(story["story"], "وصل الخبر")
    host, path = paths_of(story)[0]
    fragment = f"/live/{story['story']}/latest"
    until(lambda: latest(served, host, story["story"])["sequence"] == 2, within=BOUND)
    until(lambda: served.shows(host, path, "وصل الخبر"), within=BOUND)
    first = served.get(host, fragment, Accept_Encoding="gzip")
    assert first.is_pressed
    assert first.headers["Content-Type"] == "application/json; charset=utf-8"
    tag = first.headers["ETag"]
    again = served.get(host, fragment, Accept_Encoding="gzip", If_None_Match=tag)
    assert (again.status, again.sent) == (304, b"")
    served.newsroom.tell(story["story"], "وصل خبر آخر")
    until(
        lambda: served.get(host, fragment, Accept_Encoding="gzip", If_None_Match=tag).status == 200,
        within=BOUND,
    )


def test_what_is_posted_while_the_node_is_down_is_there_when_it_is_back(served):
    story = served.newsroom.publish("تغطية وقت العطل")
    served.newsroom.cover(story["story"])
    served.newsroom.tell(story["story"], "قبل العطل")
    host, path = paths_of(story)[0]
    until(lambda: served.shows(host, path, "قبل العطل"), within=BOUND)
    served.node.kill()
    served.newsroom.tell(story["story"], "وقت العطل")
    start([served.node])
    until(lambda: served.shows(host, path, "وقت العطل"), within=BOUND)
    until(
        lambda: [post["number"] for post in latest(served, host, story["story"])["posts"]] == [1, 2],
        within=BOUND,
    )


def test_a_withdrawn_story_takes_its_coverage_with_it(served):
    story = served.newsroom.publish("تغطية تُسحب")
    served.newsroom.cover(story["story"])
    served.newsroom.tell(story["story"], "كلام يُسحب")
    fragment = f"/live/{story['story']}/latest"
    for host, _ in paths_of(story):
        until(lambda host=host: latest(served, host, story["story"])["sequence"] == 2, within=BOUND)
    served.newsroom.withdraw(story["story"])
    for host, path in paths_of(story):
        # In every worker: one may know of it a moment before another.
        until(lambda host=host, path=path: served.gone(host, path), within=BOUND)
        until(lambda host=host: served.gone(host, fragment), within=BOUND)
        assert served.get(host, fragment).text == "{}"

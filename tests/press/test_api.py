"""The read API on a served network: answered by the press, right within moments on every site and in every worker."""

from __future__ import annotations

import json

from tests.press.conftest import BOUND, HOSTS
from tests.serving.servers import until

MAGHRIB = HOSTS["maghrib"]
LISTS = ("/api/v1/stories", "/api/v1/sections/politics/stories", "/api/v1/blocks", "/api/v1/fronts/home")


def test_a_new_story_is_in_every_list_and_a_withdrawn_one_in_none(served):
    words = "خبر تقرؤه البرامج"
    for path in LISTS:
        until(lambda path=path: served.status(MAGHRIB, path) == 200, within=BOUND)
    made = served.newsroom.publish(words)
    own = f"/api/v1/stories/{made['story']}"
    for host in HOSTS.values():
        for path in (*LISTS, own):
            until(lambda host=host, path=path: served.shows(host, path, words), within=BOUND)

    served.newsroom.withdraw(made["story"])

    for host in HOSTS.values():
        until(lambda host=host: served.gone(host, own), within=BOUND)
        assert words not in served.get(host, own).text
        for path in LISTS:
            until(lambda host=host, path=path: served.shows(host, path, words, hidden=True), within=BOUND)
    show = ("withdraw", "show", str(made["story"]))
    until(lambda: "clean after" in served.command(*show), within=BOUND)
    assert own in served.command(*show)
    assert "NOT CLEAN" not in served.command(*show)


def test_an_answer_comes_from_the_press_and_304_lasts_until_it_changes(served):
    made = served.newsroom.publish("خبر قبل التصحيح")
    own = f"/api/v1/stories/{made['story']}"
    until(lambda: served.status(MAGHRIB, own) == 200, within=BOUND)

    first = served.get(MAGHRIB, own, Accept_Encoding="gzip")
    assert first.is_pressed
    assert first.headers["Content-Type"] == "application/json; charset=utf-8"
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in first.headers
    again = served.get(MAGHRIB, own, Accept_Encoding="gzip", If_None_Match=first.headers["ETag"])
    assert (again.status, again.headers["Access-Control-Allow-Origin"]) == (304, "*")

    served.newsroom.rename(made["story"], "خبر بعد التصحيح")

    until(lambda: served.shows(MAGHRIB, own, "خبر بعد التصحيح"), within=BOUND)
    until(lambda: served.shows(MAGHRIB, "/api/v1/stories", "خبر بعد التصحيح"), within=BOUND)


def test_posts_of_a_coverage_come_and_go(served):
    made = served.newsroom.publish("تغطية تقرؤها البرامج")
    served.newsroom.cover(made["story"])
    live = f"/api/v1/live/{made['story']}"
    until(lambda: served.status(MAGHRIB, live) == 200, within=BOUND)
    number = served.newsroom.tell(made["story"], "وصل الخبر الأول")
    for host in HOSTS.values():
        until(lambda host=host: served.shows(host, live, "وصل الخبر الأول"), within=BOUND)
    assert json.loads(served.get(MAGHRIB, live).text)["posts"][0]["number"] == number

    served.newsroom.untell(made["story"], number)

    for host in HOSTS.values():
        until(lambda host=host: served.shows(host, live, "وصل الخبر الأول", hidden=True), within=BOUND)

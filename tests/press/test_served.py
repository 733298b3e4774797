"""What readers get while a newsroom works, processes die, and the database is locked or gone."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import threading
from urllib.parse import quote

from tests.press.conftest import BOUND, WORKERS, paths_of
from tests.serving.servers import age_of, children_of, start, until


def test_a_published_story_is_on_old_pages_of_both_sites_and_a_withdrawn_one_nowhere(served):
    words = "خبر وصل قبل لحظة"
    fronts = [*served.pages[10:14], ("maghrib.example.org", "/"), ("misr.example.org", "/politics/")]
    made = served.newsroom.publish(words)
    for host, path in fronts:
        until(lambda host=host, path=path: served.shows(host, path, words), within=BOUND)
    served.newsroom.withdraw(made["story"])
    for host, path in paths_of(made):
        until(lambda host=host, path=path: served.status(host, path) == 410, within=BOUND)
    for host, path in fronts:
        until(lambda host=host, path=path: served.shows(host, path, words, hidden=True), within=BOUND)
    show = ("withdraw", "show", str(made["story"]))
    until(lambda: "clean after" in served.command(*show), within=BOUND)
    assert "NOT CLEAN" not in served.command(*show)


def test_a_corrected_headline_is_right_where_the_story_is_listed(served):
    story = served.newsroom.publish("عنوان قبل التصحيح")
    for host, _ in paths_of(story):
        until(lambda host=host: served.shows(host, "/politics/", "عنوان قبل التصحيح"), within=BOUND)
    renamed = served.newsroom.rename(story["story"], "عنوان بعد التصحيح")
    for host, path in paths_of(renamed):
        until(lambda host=host: served.shows(host, "/politics/", "عنوان بعد التصحيح"), within=BOUND)
        assert served.status(host, path) == 200
    for host, path in paths_of(story):
        assert served.status(host, path) == 301


def test_browser_curl_and_gzip_read_the_joined_page(served, tmp_path):
    host, path = served.pages[0]
    packed = served.get(host, path, Accept_Encoding="gzip")
    plain = served.get(host, path, Accept_Encoding="identity")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) == len(packed.sent)
    file = tmp_path / "page.gz"
    file.write_bytes(packed.sent)
    assert subprocess.run(["gzip", "-t", str(file)], check=False).returncode == 0
    assert packed.text == plain.text
    tag = packed.headers["ETag"]
    assert served.get(host, path, Accept_Encoding="gzip", If_None_Match=tag).status == 304


def test_a_page_asked_by_many_at_once_before_it_was_pressed_is_right_for_all(served):
    host, path = paths_of(served.newsroom.publish("خبر يطلبه الجميع معًا"))[0]
    statuses: list[int] = []
    readers = [threading.Thread(target=lambda: statuses.append(served.status(host, path))) for _ in range(40)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert statuses == [200] * 40


def test_the_search_form_is_pressed_and_every_query_is_a_search(served):
    story = served.newsroom.publish("اكتشاف مذنب في سماء الصحراء")
    host, path = paths_of(story)[0]
    until(lambda: served.status(host, "/search") == 200, within=BOUND)
    query = quote("المذنبات")
    for _ in range(2 * WORKERS):
        form, found = served.get(host, "/search"), served.get(host, f"/search?q={query}")
        assert "X-Warraq-Age" in form.headers
        assert 'name="q"' in form.text
        assert path not in form.text
        assert path in found.text
    served.newsroom.withdraw(story["story"])
    assert path not in served.get(host, f"/search?q={query}").text


def test_while_the_database_is_locked_for_writing_every_page_answers(served):
    with contextlib.closing(sqlite3.connect(served.database, isolation_level=None)) as database:
        database.execute("BEGIN EXCLUSIVE")
        for host, path in served.pages:
            answer = served.get(host, path)
            assert answer.status == 200
            assert answer.headers["X-Warraq-Age"].isdecimal()
        database.execute("ROLLBACK")


def test_with_the_database_gone_a_restart_serves_from_the_page_store_and_the_press_catches_up(
    served, tmp_path
):
    # A change before this may have dropped some: what was pressed is what is served.
    for host, path in served.pages:
        assert served.status(host, path) == 200
    served.node.kill()
    with contextlib.closing(sqlite3.connect(served.database)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    # A folder in its place can't be opened as a database; a missing file would be made anew.
    hidden = tmp_path / "hidden"
    served.database.rename(hidden)
    served.database.mkdir()
    try:
        start([served.node])
        for host, path in served.pages:
            assert served.status(host, path) == 200
        unpressed = served.get("maghrib.example.org", "/politics/999999-x")
        assert unpressed.status == 503
        assert unpressed.headers["Retry-After"].isdecimal()
        assert 'dir="rtl"' in unpressed.text
    finally:
        served.database.rmdir()
        hidden.rename(served.database)
    served.newsroom.publish("خبر بعد عودة القاعدة")
    host, path = served.pages[0]
    until(lambda: served.shows(host, path, "خبر بعد عودة القاعدة"), within=BOUND)


def test_killed_processes_come_back_and_lose_nothing(served):
    host, path = served.pages[1]
    # Granian gives up on workers that die within seconds of their start; a service manager starts it again then.
    until(lambda: all(age_of(pid) > 5 for pid in children_of(served.node.pid)), within=60)
    killed = children_of(served.node.pid)
    assert len(killed) >= WORKERS + 1  # the workers and the presser
    for pid in killed:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    until(lambda: served.status(host, path) == 200, within=60)
    served.newsroom.publish("خبر بعد القتل")
    until(lambda: served.shows(host, path, "خبر بعد القتل"), within=60)
    assert not set(killed) & set(children_of(served.node.pid))


def test_why_names_the_rule_of_each_slot(served):
    host, path = served.pages[2]
    assert served.status(host, path) == 200
    said = served.command("press", "why", f"http://{host}{path}")
    assert "shell: version" in said
    assert "/page/latest: " in said

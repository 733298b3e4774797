"""Editors at the desk: its own forms, over HTTP, as a browser sends them."""

from __future__ import annotations

import http.client
import itertools
import json
import random
import secrets
import threading
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse

from tests.hold.facts import Act, Fact, acknowledged, began
from warraq.desk.tests.story_forms import story_form
from warraq.stories.models import Story

HOST = "hub.example.org"
PAUSE_SECONDS = 0.05
_numbers = itertools.count(1)


@dataclass
class Work:
    """What editors did: acts that were answered, those that were not, refusals, and how long each took (seconds)."""

    answered: int = 0
    unanswered: int = 0
    withdrawals: int = 0  # that were asked for
    refused: list[str] = field(default_factory=list)
    took: list[float] = field(default_factory=list)


class Editor:
    """One editor, with stories of their own: nobody else touches them. `port` is the node's."""

    def __init__(self, user: Any, *, seed: int) -> None:
        self.port = 0
        self._chance = random.Random(seed)
        self._token = secrets.token_hex(16)
        client = Client()
        client.force_login(user)
        session = client.cookies["sessionid"].value
        self._headers = {
            "Host": HOST,
            "Cookie": f"sessionid={session}; csrftoken={self._token}",
            "X-CSRFToken": self._token,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self.facts: list[Fact] = []
        self.work = Work()

    def act(self) -> None:
        """Do one thing to one story."""
        standing = [fact for fact in self.facts if not fact.is_withdrawn]
        if not standing:
            return
        fact = self._chance.choice(standing)
        kind = self._chance.choices([Act.PUBLISH, Act.AUTOSAVE, Act.WITHDRAW], weights=[5, 4, 1])[0]
        headline = "" if kind is Act.WITHDRAW else f"خبر {fact.story} بصيغته {next(_numbers)}"
        began(fact, kind, headline=headline)
        self.work.withdrawals += kind is Act.WITHDRAW
        begun = time.monotonic()
        refusal = self._done(fact, kind, headline=headline)
        if refusal is None:
            acknowledged(fact, kind, headline=headline)
            self.work.answered += 1
            self.work.took.append(time.monotonic() - begun)
        elif refusal:
            self.work.refused.append(refusal)
        else:
            self.work.unanswered += 1

    def _done(self, fact: Fact, act: Act, *, headline: str) -> str | None:
        """Ask for an act; None when it was done, "" when nobody answered, else what was answered."""
        if act is Act.WITHDRAW:
            address = reverse("desk_verb", args=[fact.story, "withdraw"])
            return self._posted(address, {"reason": "خطأ", "note": ""}, good=HTTPStatus.FOUND)
        try:
            form, address = self._form(fact, headline=headline)
        except DatabaseError:
            connection.close()
            return ""
        if act is Act.PUBLISH:
            return self._posted(address, {**form, "action-publish": "1"}, good=HTTPStatus.FOUND)
        return self._posted(address, form, good=HTTPStatus.OK, accept="application/json")

    def _form(self, fact: Fact, *, headline: str) -> tuple[dict[str, Any], str]:
        """Return a story's form as a browser has it open, with another headline, and where it is sent."""
        story = Story.objects.select_related("latest_revision").get(pk=fact.story)
        home, *also = [
            each.section for each in story.placements.select_related("section").order_by("-is_home")
        ]
        form = story_form(headline, section=home, story=story, also=tuple(also))
        if story.latest_revision is not None:
            form["loaded_revision_id"] = story.latest_revision.pk
            form["loaded_revision_created_at"] = story.latest_revision.created_at.isoformat()
        return form, reverse(Story.snippet_viewset.get_url_name("edit"), args=[fact.story])

    def _posted(
        self, address: str, form: dict[str, Any], *, good: HTTPStatus, accept: str = ""
    ) -> str | None:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            headers = {**self._headers, **({"Accept": accept} if accept else {})}
            line.request("POST", address, body=urlencode(form), headers=headers)
            response = line.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException):
            return ""
        finally:
            line.close()
        if response.status == good and (not accept or json.loads(body).get("success")):
            return None
        if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return ""  # it may have come to be, or not
        return f"{response.status} {address}: {body[:300].decode(errors='replace')}"


class Editors:
    """Editors at work, who can be asked to wait."""

    def __init__(self, editors: list[Editor]) -> None:
        self.editors = editors
        self._over, self._go = threading.Event(), threading.Event()
        self._desks = [threading.Lock() for _ in editors]
        self._threads = [
            threading.Thread(target=self._work, args=pair, daemon=True)
            for pair in zip(editors, self._desks, strict=True)
        ]

    def __enter__(self) -> Editors:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._go.set()
        for thread in self._threads:
            thread.join()

    def go_on(self) -> None:
        """Have them work."""
        self._go.set()

    def wait(self) -> None:
        """Have them stop, each after what they are at."""
        self._go.clear()
        for desk in self._desks:
            with desk:
                pass

    @property
    def facts(self) -> list[Fact]:
        """What is known of all stories."""
        return [fact for editor in self.editors for fact in editor.facts]

    def _work(self, editor: Editor, desk: threading.Lock) -> None:
        while not self._over.is_set():
            self._go.wait()
            with desk:
                if self._go.is_set() and not self._over.is_set():
                    editor.act()
            self._over.wait(PAUSE_SECONDS)

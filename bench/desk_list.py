"""The desk's list of stories at the size of a large archive, beside Wagtail's own list of the same rows.

    WARRAQ_HOME=... WARRAQ_STATIC=plain \\
        python -m bench.inside warraq.project.settings bench.desk_list [--stories 300000]

`WARRAQ_HOME` is a scratch folder. Each page is asked for as a browser does, in this process, by a chief editor of one
site and by a network editor; medians of interleaved rounds. Wagtail's own list is the plain `IndexView` of a snippet
with the columns that ours had before.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.utils import timezone
from wagtail.admin.ui.tables import LiveStatusTagColumn, UpdatedAtColumn
from wagtail.snippets.views.snippets import IndexView

from bench.figures import milliseconds
from warraq.desk.roles.grants import Role
from warraq.desk.roles.services import role_give
from warraq.desk.stories.viewset import StoryViewSet
from warraq.network.models import Edition, EditionHost, Section
from warraq.stories.models import Placement, Story
from warraq.stories.upkeep import refresh_statistics

ROUNDS = 7
BATCH = 2_000
SITES, SECTIONS = 5, 12
FAR = 3_000  # pages
# What the stories say matters to nobody; their length does: half of it is what a table's row holds in its page.
WORDS = "وزير جبل مدينة خبر افتتاح طريق مكتبة بحر مدرسة شتاء سوق قرية جسر قافلة نهر مسرح".split()  # noqa: SIM905
PARAGRAPH = " ".join(WORDS * 8)


def make(stories: int) -> None:
    """Make a network, and so many stories: every fiftieth a draft, every hundredth changed, a few withdrawn."""
    settings.STATE_DIR.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    sections = [_site(site) for site in range(SITES)]
    begun = timezone.now() - timedelta(minutes=stories)
    numbers = iter(range(stories))
    while batch := list(islice(numbers, BATCH)):
        made = Story.objects.bulk_create(
            _story(number, moment=begun + timedelta(minutes=number)) for number in batch
        )
        Placement.objects.bulk_create(
            Placement(
                story=story,
                edition=sections[number % SITES][0].edition,
                section=sections[number % SITES][number % 7 % SECTIONS if number % 1_000 else SECTIONS - 1],
                is_home=True,
                shown_at=story.first_published_at,
                sort_order=0,
            )
            for story, number in zip(made, batch, strict=True)
        )
    refresh_statistics()


def _site(number: int) -> list[Section]:
    edition = Edition.objects.create(slug=f"site-{number}", name=f"موقع {number}", position=number)
    EditionHost.objects.create(edition=edition, name=f"site-{number}.localhost", is_primary=True)
    return [
        Section.objects.create(edition=edition, slug=f"section-{place}", name=f"قسم {place}", position=place)
        for place in range(SECTIONS)
    ]


def _story(number: int, *, moment: Any) -> Story:
    draft = number % 50 == 0
    return Story(
        headline=f"{WORDS[number % 16]} {WORDS[number // 16 % 16]} رقم {number}",
        live=not draft,
        has_unpublished_changes=draft or number % 100 == 1,
        first_published_at=None if draft else moment,
        last_published_at=None if draft else moment,
        withdrawn_at=moment if number % 5_000 == 7 else None,
        label="urgent" if number % 2_000 == 3 else "",
        body=[{"type": "paragraph", "value": f"<p>{PARAGRAPH}</p>"}] * 3,
    )


def enter(name: str, role: Role, **where: Any) -> Client:
    """Return the browser of a person of a role."""
    user = get_user_model().objects.create_user(name)
    role_give(user, role, **where)
    client = Client(headers={"host": "site-0.localhost"})
    client.force_login(user)
    return client


def plain_list(user: Any) -> Callable[[str], None]:
    """Return Wagtail's own list, asked by its query."""
    viewset = StoryViewSet()
    kwargs = viewset.get_index_view_kwargs() | {
        "list_display": ["headline", LiveStatusTagColumn(), "first_published_at", UpdatedAtColumn()],
        "filterset_class": None,
        "list_filter": ["live", "label", "agency"],
        "default_ordering": "-id",
    }
    view = viewset.construct_view(IndexView, **kwargs)

    def ask(query: str) -> None:
        request = RequestFactory(headers={"host": "site-0.localhost"}).get(f"/desk/stories/{query}")
        request.user = user
        answer = view(request)
        assert answer.render().status_code == 200

    return ask


def ask(client: Client, query: str) -> None:
    """Ask for a page of our list."""
    assert client.get(f"/desk/stories/{query}").status_code == 200


def main() -> None:
    """Make the archive if it is not there, measure, and print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--stories", type=int, default=300_000)
    stories = parser.parse_args().stories
    make(stories)
    chief_site = Edition.objects.get(slug="site-1")
    network, chief = enter("network", Role.NETWORK), enter("chief", Role.CHIEF, edition=chief_site)
    rare = Section.objects.get(edition=chief_site, slug=f"section-{SECTIONS - 1}")
    often = Section.objects.get(edition=chief_site, slug="section-1")
    far = max(stories - FAR * 30, 30)
    questions = {
        "first page": "",
        f"page {FAR:,}": f"?before={far}",
        "drafts": "?standing=draft",
        "changed": "?standing=changed",
        "withdrawn": "?standing=withdrawn",
        "scheduled": "?standing=scheduled",
        "in review": "?standing=waiting",
        "mine": "?mine=on",
        "a site": f"?edition={chief_site.pk}",
        "a section": f"?section={often.pk}",
        "a rare section": f"?section={rare.pk}",
        "a label": "?label=urgent",
        "by publication": "?ordering=-first_published_at",
        "days of long ago": "?published_from=2020-01-01&published_to=2026-01-01",
    }
    plain = plain_list(get_user_model().objects.get(username="network"))
    programs: dict[str, Callable[[], None]] = {
        f"{name}, {who}": (lambda client=client, query=query: ask(client, query))
        for name, query in questions.items()
        for who, client in (("network editor", network), ("chief of a site", chief))
    }
    programs["Wagtail's own, first page"] = lambda: plain("")
    programs[f"Wagtail's own, page {FAR:,}"] = lambda: plain(f"?p={FAR}")
    taken: defaultdict[str, list[float]] = defaultdict(list)
    for _ in range(ROUNDS):
        for name, program in programs.items():
            start = time.perf_counter()
            program()
            taken[name].append(time.perf_counter() - start)
    print(f"{stories:,} stories, medians of {ROUNDS} rounds\n")
    for name, values in taken.items():
        print(f"| {name} | {milliseconds(statistics.median(values))} | {milliseconds(max(values))} |")


if __name__ == "__main__":
    main()

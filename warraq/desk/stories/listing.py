"""The list of stories, searched by the archive's own index: drafts too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.search import SearchArea
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.utils import get_user_display_name
from wagtail.snippets.views.snippets import IndexView

from warraq.arabic.dates import format_moment
from warraq.arabic.digits import Digits
from warraq.desk.roles.asking import may
from warraq.desk.roles.verbs import Verb
from warraq.desk.stories.finding import best_first
from warraq.desk.stories.paging import UncountedPage, page_by_key, page_by_number
from warraq.desk.stories.standing import Standing, scheduled_ids, standing_of, waiting_ids
from warraq.desk.verbs.many import offered_to
from warraq.search.desk import stories_holding
from warraq.stories.models import Placement, Story

# Whoever orders what a search found by a column reads its beginning.
MOST_ORDERED = 1_000
_NEWEST = "-id"
_BY_PUBLICATION = "-first_published_at"
# What no row of the list prints.
_UNPRINTED = ("body", "standfirst", "source_url", "withdrawal_reason", "withdrawal_note")


class StandingColumn(StatusTagColumn):
    """How the story stands, in a word; what readers have stands out."""

    def __init__(self) -> None:
        super().__init__("standing", label="الحال", accessor=_standing_label, primary=_is_with_readers)


def _standing_label(story: Story) -> str:
    return Standing(_standing(story)).label


def _is_with_readers(story: Story) -> bool:
    return _standing(story) in (Standing.LIVE, Standing.CHANGED)


def _standing(story: Story) -> Standing:
    """Return what the view found for the whole page; Wagtail draws some rows by themselves."""
    known: Standing | None = getattr(story, "_desk_standing", None)
    if known is not None:
        return known
    ids = [story.pk]
    return standing_of(story, now=timezone.now(), waiting=waiting_ids(ids), scheduled=scheduled_ids(ids))


def _home(story: Story) -> str:
    home = story.home_placement()
    return f"{home.edition.name}، {home.section.name}" if home is not None else "بلا موقع"


def _owner(story: Story) -> str:
    return get_user_display_name(story.owner)


def _published(story: Story) -> str:
    """Say when readers first had it, in the time of its home."""
    if story.first_published_at is None:
        return ""
    home = story.home_placement()
    locale = home.edition.locale if home is not None else "ar-SA"
    return format_moment(story.at_home(story.first_published_at), locale=locale, digits=Digits.LATIN)


COLUMNS = [
    StandingColumn(),
    Column("home", label="الموقع الأم", accessor=_home),
    Column("owner", label="صاحبها", accessor=_owner),
    Column("first_published_at", label="نُشرت", accessor=_published, sort_key="first_published_at"),
]


class StorySearchArea(SearchArea):
    """The stories as what the menu's own search asks first."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether this person may see the list."""
        return may(request.user, Verb.WRITE) or may(request.user, Verb.EDIT)


class StoryIndexView(IndexView):
    """Stories, newest first; those that were searched for, the best first, or by a column that was pressed.

    Nothing is counted: at 300,000 stories counting alone took longer than all the rest.
    """

    is_searchable = True

    @property
    def columns(self) -> list[Column]:
        """Return the columns; headlines are not what the archive is ordered by."""
        columns: list[Column] = super().columns
        for column in columns:
            if column.name == "headline":
                column.sort_key = None
        return columns

    def search_queryset(self, queryset: QuerySet[Story]) -> QuerySet[Story]:
        """Keep what was searched for."""
        if not self.is_searching:
            return queryset
        if self.is_explicitly_ordered:
            return queryset.filter(pk__in=stories_holding(self.search_query, limit=MOST_ORDERED))
        return best_first(queryset, text=self.search_query)

    def order_queryset(self, queryset: QuerySet[Story]) -> QuerySet[Story]:
        """Order by the number, or by an index of what is asked for."""
        if self.is_explicitly_ordered and "first_published_at" in self.ordering:
            sign = "-" if self.ordering.startswith("-") else ""
            return queryset.order_by(f"{sign}first_published_at", f"{sign}id")
        if self.filters is not None and self.filters.asks_for_days:
            return queryset.order_by(_BY_PUBLICATION, _NEWEST)
        return queryset.order_by(_NEWEST)

    def paginate_queryset(self, queryset: QuerySet[Story], page_size: int) -> tuple[Any, ...]:
        """Return one page, without a count: numbers first, then the rows of these numbers alone."""
        asked = self.request.GET
        if queryset.query.order_by == (_NEWEST,):
            found = page_by_key(queryset, before=asked.get("before", ""), size=page_size)
        else:
            found = page_by_number(queryset, number=asked.get(self.page_kwarg, ""), size=page_size)
        ids, following, is_first = found
        page = UncountedPage(_rows(ids), next_page=following, is_first=is_first)
        return page, page, page.object_list, page.has_other_pages()

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add where the next page is, and the first."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        page: UncountedPage = context["page_obj"]
        kept = {
            name: value
            for name, value in self.request.GET.items()
            if name not in ("before", self.page_kwarg, "_w_filter_fragment") and value
        }
        return context | {
            "first_query": "" if page.is_first else f"?{urlencode(kept)}",
            "next_query": f"?{urlencode(kept | page.next_page)}" if page.next_page else "",
            "many_acts": offered_to(self.request.user),
            "may_delete": self.user_has_any_permission(["delete"]),
        }


def _rows(ids: Sequence[int]) -> list[Story]:
    """Return the stories of these numbers, in this order, with all that a row prints: a query for each kind of row."""
    stories = (
        Story.objects.filter(pk__in=ids)
        .defer(*_UNPRINTED)
        .select_related("owner")
        .prefetch_related(Prefetch("placements", Placement.objects.select_related("edition", "section")))
    )
    found = {story.pk: story for story in stories}
    now, waiting, scheduled = timezone.now(), waiting_ids(ids), scheduled_ids(ids)
    for story in found.values():
        story._desk_standing = standing_of(story, now=now, waiting=waiting, scheduled=scheduled)
    return [found[number] for number in ids if number in found]

"""The screens of the wires: the list, one item, and what is done with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from warraq.desk.roles.asking import may, require, require_writer
from warraq.desk.roles.verbs import Verb
from warraq.desk.wire.forms import TakeForm, WireFilterForm, question_of
from warraq.inbox.contents import pictures_in, pieces_in, subjects_in
from warraq.inbox.models import Kind, Status, WireItem, WireSearch
from warraq.inbox.picture_files import Why
from warraq.inbox.pictures import Missing, Taken, pictures_take
from warraq.inbox.searches import item_looked, search_look, searches_of
from warraq.inbox.selectors import groups_of, wire_page
from warraq.inbox.services import item_seen, item_take
from warraq.stories.models import Story
from warraq.stories.selectors import Key
from warraq.stories.services import NotAllowed

PAGE = 50
# What came since then stands out in the list.
NEW_FOR = timedelta(minutes=10)
MOST_VERSIONS = 20
LONGEST_NAME = 60
LONGEST_NUMBER = 18


class WireListView(WagtailAdminTemplateMixin, View):
    """The newest first; with `rows=1` the rows alone, for the script that keeps the list fresh."""

    page_title = "البرقيات"
    header_icon = "mail"
    template_name = "desk/wire/list.html"
    breadcrumbs_items = WagtailAdminTemplateMixin.breadcrumbs_items

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The list stands right below the start page."""
        return [*self.breadcrumbs_items, {"url": reverse("desk_wires"), "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Draw the list, or its rows."""
        require_writer(request.user)
        now = timezone.now()
        search = self._search()
        form = WireFilterForm(question_of(search) if search is not None else request.GET)
        before = request.GET.get("before", "")
        after = Key.parse(before) if before else None
        if before and after is None:
            raise Http404
        items, following = wire_page(form.asked(now=now), limit=PAGE, after=after)
        new = search_look(search, now=now) if search is not None and after is None else set()
        groups = groups_of(items)
        context = {
            "rows": [_row(item, others=groups.get(item.pk, []), new=new, now=now) for item in items],
            "next_url": _with(request, before=str(following)) if following else "",
            "first_url": _with(request, before="") if after else "",
            "is_filtered": search is not None or any(request.GET.get(name) for name in form.fields),
        }
        if request.GET.get("rows"):
            return render(request, "desk/wire/rows.html", context)
        context |= {
            "form": form,
            "rows_url": _with(request, rows="1") if after is None else "",
            "search": search,
            "searches": searches_of(request.user),  # type: ignore[arg-type]
            "asked_name": request.GET.get("name", "")[:LONGEST_NAME],
            "may_publish": may(request.user, Verb.PUBLISH),
        }
        return self.render_to_response({**self.get_context_data(), **context})

    def _search(self) -> WireSearch | None:
        """Return the person's saved search that is asked for; another's, or one that is gone, is a 404."""
        number = self.request.GET.get("search", "")
        if not number:
            return None
        if not number.isdecimal() or len(number) > LONGEST_NUMBER:
            raise Http404
        return get_object_or_404(WireSearch, pk=int(number), owner=self.request.user.pk)


def _row(item: WireItem, *, others: list[WireItem], new: set[int], now: datetime) -> dict[str, Any]:
    """Return one line of the list: the item, those of other agencies that tell the same, and whether it is new."""
    return {
        "item": item,
        "others": others,
        "others_said": "+1 من وكالة أخرى" if len(others) == 1 else f"+{len(others)} من وكالات أخرى",
        "is_new": item.pk in new or item.changed_at > now - NEW_FOR,
    }


def _with(request: HttpRequest, **changes: str) -> str:
    """Return the list's address with some of its question changed."""
    query = {**request.GET.dict(), **changes}
    told = urlencode({name: value for name, value in query.items() if value})
    return f"{reverse('desk_wires')}?{told}" if told else reverse("desk_wires")


class WireItemView(WagtailAdminTemplateMixin, View):
    """One item: its text, its versions, and the button that makes a story of it."""

    header_icon = "mail"
    template_name = "desk/wire/item.html"

    def get_page_title(self) -> str:
        """The item's headline."""
        return str(self.item)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The list, then the item."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_wires"), "label": "البرقيات"},
            {"url": reverse("desk_wire", args=[self.item.pk]), "label": str(self.item)},
        ]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the item."""
        super().setup(request, *args, **kwargs)
        items = WireItem.objects.select_related("source", "source__agency", "taken_by", "story", "rule")
        self.item = get_object_or_404(items, pk=kwargs["number"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Draw the item."""
        require_writer(request.user)
        item_looked(self.item, owner=request.user)  # type: ignore[arg-type]
        return self._drawn(TakeForm(user=request.user))  # type: ignore[arg-type]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make a story of it in the section that was chosen, and open its form."""
        require(request.user, Verb.WRITE)
        form = TakeForm(request.POST, user=request.user)  # type: ignore[arg-type]
        if not form.is_valid():
            return self._drawn(form)
        section = form.cleaned_data["section"]
        taken = self._pictures() if form.cleaned_data["with_pictures"] else Taken()
        try:
            story = item_take(
                self.item,
                edition=section.edition,
                section=section,
                now=timezone.now(),
                by=request.user,  # type: ignore[arg-type]
                pictures=taken.pictures,
            )
        except NotAllowed:
            self.item.refresh_from_db()
            messages.error(request, _why_not(self.item))
            return redirect("desk_wire", self.item.pk)
        messages.success(request, "أصبحت البرقية مسودة قصة، وهي لك الآن.")
        if taken.missing:
            messages.warning(request, _told_missing(taken.missing))
        return redirect(Story.snippet_viewset.get_url_name("edit"), story.pk)

    def _pictures(self) -> Taken:
        """Bring the pictures in, before anything is locked: their servers may be slow."""
        if _why_not(self.item):
            return Taken()
        return pictures_take(self.item, by=self.request.user)  # type: ignore[arg-type]

    def _drawn(self, form: TakeForm) -> HttpResponse:
        item = self.item
        context = self.get_context_data() | {
            "item": item,
            "form": form,
            "why_not": _why_not(item),
            "pieces": pieces_in(item.content),
            "subjects": subjects_in(item.content),
            "pictures": pictures_in(item.content),
            "versions": list(item.versions.all()[:MOST_VERSIONS]),
            "others": groups_of([item]).get(item.pk, []),
            "edit_url": Story.snippet_viewset.get_url_name("edit"),
            "may_open_story": item.story is not None and may(self.request.user, Verb.WRITE, story=item.story),
        }
        return self.render_to_response(context)


_WHY = {
    Why.NOT_SENT: "لم يصل ملفها",
    Why.NOT_FETCHED: "تعذّر جلبها من عنوانها",
    Why.TOO_LARGE: "ملفها أكبر مما يُقبل",
    Why.TOO_MANY_PIXELS: "أبعادها أكبر مما يُقبل",
    Why.TOO_SMALL: "أصغر من أن تُنشر",
    Why.DAMAGED: "ملفها تالف أو ليس صورة",
    Why.NO_TIME: "لم يبق وقت لجلبها",
}


def _told_missing(missing: Sequence[Missing]) -> str:
    """Name the pictures that were not taken, each with its reason."""
    named = "، ".join(f"«{each.name[-60:]}» ({_WHY[each.why]})" for each in missing)
    return f"صور لم تؤخذ: {named}."


def _why_not(item: WireItem) -> str:
    """Say why no story can be made of the item; "" if one can."""
    if item.is_taken:
        return "أُخذت هذه البرقية، ولها قصة."
    if item.kind == Kind.MEMO:
        return "هذه مذكرة من الوكالة إلى التحرير؛ لا تُنشر."
    if item.status == Status.CANCELED:
        return "ألغت الوكالة هذه البرقية؛ لا تُنشر."
    if item.status == Status.WITHHELD:
        return "أوقفت الوكالة نشر هذه البرقية."
    return ""


def wire_seen(request: HttpRequest, number: int) -> HttpResponse:
    """Note that the story's desk has seen the newest version."""
    if request.method != "POST":
        raise Http404
    item = get_object_or_404(WireItem.objects.select_related("story"), pk=number, story__isnull=False)
    require(request.user, Verb.WRITE, story=item.story)
    item_seen(item, by=request.user)  # type: ignore[arg-type]
    messages.success(request, "سُجّل أنك راجعت النسخة الأحدث.")
    return redirect(Story.snippet_viewset.get_url_name("edit"), item.story_id)

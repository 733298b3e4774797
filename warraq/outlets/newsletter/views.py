"""The readers' pages of the newsletter. They read and set no cookie: a link says who came.

Opening a link changes nothing, since mail scanners open links; a press on its page does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from warraq.letters import services
from warraq.letters.doors import page_drawings
from warraq.letters.links import TRIAL, Wish, kinds_of, own_link, subscriber_of, wish_link, wish_of
from warraq.letters.models import Issue, Kind, Newsletter, Subscriber
from warraq.letters.sealing import LONGEST, NotAnAddress, read_address
from warraq.letters.selectors import is_open
from warraq.network.models import Edition
from warraq.network.requests import edition_of
from warraq.outlets.newsletter.composing import issue_drawn
from warraq.outlets.newsletter.sending import send_confirmation
from warraq.outlets.views import respond
from warraq.reads.readers import address_of

_page_methods = require_http_methods(["GET", "HEAD", "POST"])


@csrf_exempt
@_page_methods
def ask(request: HttpRequest) -> HttpResponse:
    """The form, and what it answers: the same whether the address subscribes already or not."""
    newsletter = _open_newsletter(edition_of(request))
    offered = tuple(kind for kind in Kind if newsletter.sends(kind))
    if request.method != "POST":
        return _form(request, offered=offered, kinds=[kind.value for kind in offered])
    typed = request.POST.get("address", "")[: LONGEST * 2]
    kinds = [kind for kind in kinds_of(request.POST.getlist("kinds")) if newsletter.sends(kind)]
    try:
        address = read_address(typed)
    except NotAnAddress:
        return _form(
            request,
            offered=offered,
            kinds=kinds,
            typed=typed,
            problem="اكتب عنوان بريد صحيحًا، مثل name@example.org.",
        )
    if not kinds:
        return _form(request, offered=offered, kinds=kinds, typed=typed, problem="اختر نوعًا واحدًا على الأقل.")
    now = timezone.now()
    client = address_of(request.META, trusted_proxies=settings.TRUSTED_PROXIES) or b""
    if not services.may_client_ask(client, now=now):
        problem = "طلبات كثيرة من جهتك؛ أعد المحاولة بعد ساعة."
        return _form(request, offered=offered, kinds=kinds, typed=typed, problem=problem, status=429)
    if services.may_be_written_to(address, now=now):
        wish = Wish(edition=newsletter.edition.pk, address=address, kinds=tuple(kinds))
        send_confirmation.enqueue(newsletter.edition.pk, wish_link(wish))
    return _told(
        request,
        "بقيت خطوة واحدة",
        "أرسلنا إلى هذا العنوان رسالة فيها رابط؛ افتحه خلال سبعة أيام وأكّد اشتراكك."
        " إن لم تجدها فانظر في البريد غير المرغوب.",
    )


@csrf_exempt
@_page_methods
def confirm(request: HttpRequest, link: str) -> HttpResponse:
    """The page of a confirming link: its button subscribes."""
    edition, now = edition_of(request), timezone.now()
    wish = wish_of(link, now=now)
    if wish is None or wish.edition != edition.pk or not wish.kinds:
        return _told(
            request,
            "انتهت صلاحية الرابط",
            "يصلح رابط التأكيد سبعة أيام. اشترك من جديد ليصلك رابط آخر.",
            status=404,
        )
    labels = [Kind(kind).label for kind in wish.kinds]
    if request.method != "POST":
        return _page(request, "newsletter/confirm_page.html", "تأكيد الاشتراك", labels=labels)
    subscriber = services.subscribe(wish, edition=edition, now=now)
    return _told(
        request,
        "تم اشتراكك",
        "ستصلك رسائلنا إلى بريدك، وفي ذيل كل منها رابط لإلغاء الاشتراك.",
        own=own_link(subscriber.pk),
    )


@csrf_exempt
@_page_methods
def own(request: HttpRequest, link: str) -> HttpResponse:
    """A reader's own page: they leave in one press, also from their mail program (RFC 8058), or choose again."""
    edition = edition_of(request)
    if link == TRIAL:
        return _told(request, "رسالة تجربة", "في رسائل القراء يلغي هذا الرابط الاشتراك أو يغيّره.")
    number = subscriber_of(link)
    if number is None:
        raise Http404
    subscriber = Subscriber.objects.filter(pk=number, edition=edition).first()
    if request.method == "POST" and "choose" not in request.POST:
        if subscriber is not None:
            services.leave(number)
        return _told(request, "أُلغي اشتراكك", "لن تصلك رسائل أخرى، ومحونا عنوانك.")
    if subscriber is None:
        return _told(request, "لا اشتراك بهذا الرابط", "أُلغي هذا الاشتراك من قبل، وعنوانه ليس عندنا.")
    if request.method == "POST":
        services.kinds_choose(subscriber, request.POST.getlist("kinds"))
        subscriber = Subscriber.objects.filter(pk=number).first()
        if subscriber is None:
            return _told(request, "أُلغي اشتراكك", "لن تصلك رسائل أخرى، ومحونا عنوانك.")
    chosen = [kind.value for kind in Kind if getattr(subscriber, kind.value)]
    return _page(
        request,
        "newsletter/own_page.html",
        "اشتراكك في النشرة",
        choices=_choices(tuple(Kind), chosen),
        is_saved=request.method == "POST",
    )


@require_safe
def issue(request: HttpRequest, number: str) -> HttpResponse:
    """An issue as it was sent, of what the public may still see."""
    edition = edition_of(request)
    issues = Issue.objects.select_related("strip").exclude(state=Issue.State.DROPPED)
    found = issues.filter(pk=int(number), edition=edition).first()
    newsletter = services.newsletter_of(edition)
    drawn = (
        issue_drawn(found, newsletter=newsletter, now=timezone.now(), for_mail=False)
        if found is not None
        else None
    )
    if drawn is None:
        raise Http404
    return respond(request, drawn.html.encode(), content_type="text/html; charset=utf-8")


def _open_newsletter(edition: Edition) -> Newsletter:
    if not is_open(edition):
        raise Http404
    return services.newsletter_of(edition)


def _choices(offered: Sequence[Kind], chosen: Sequence[str]) -> list[tuple[str, str, bool]]:
    """Return each kind with its name and whether it is ticked."""
    return [(kind.value, str(kind.label), kind.value in chosen) for kind in offered]


def _form(
    request: HttpRequest,
    *,
    offered: Sequence[Kind],
    kinds: Sequence[str],
    typed: str = "",
    problem: str = "",
    status: int = 0,
) -> HttpResponse:
    return _page(
        request,
        "newsletter/ask_page.html",
        "النشرة البريدية",
        status=status or (400 if problem else 200),
        choices=_choices(offered, kinds),
        typed=typed,
        problem=problem,
    )


def _told(request: HttpRequest, title: str, words: str, *, status: int = 200, own: str = "") -> HttpResponse:
    return _page(request, "newsletter/told_page.html", title, status=status, words=words, own=own)


def _page(
    request: HttpRequest, template: str, title: str, *, status: int = 200, **values: Any
) -> HttpResponse:
    response = page_drawings.get("page")(request, template, title, values)
    response.status_code = status
    add_never_cache_headers(response)
    # The address of a reader's own page must not travel on to other sites.
    response["Referrer-Policy"] = "no-referrer"
    return response

"""The screens of live coverage. Each answers a form with a page, and the screen's own script with JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from warraq.common.numbers import whole
from warraq.desk.posting.form import ComposeForm, EditForm, RemovalForm, authors_for, seen_of
from warraq.desk.posting.sentences import EDITED_MEANWHILE, sentence_of
from warraq.desk.roles.asking import editions_for, require
from warraq.desk.roles.verbs import Verb
from warraq.live.models import LiveBlog, LivePost
from warraq.live.selectors import DESK_PAGE, changes_after, coverages, desk_posts, live_blog
from warraq.live.services import (
    LiveRefused,
    live_begin,
    live_end,
    live_reopen,
    post_add,
    post_edit,
    post_mark_key,
    post_pin,
    post_remove,
    post_unpin,
)
from warraq.stories.models import Author, Story

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def coverage_list(request: HttpRequest) -> HttpResponse:
    """The coverages of the person's editions, the last begun first."""
    user = _person(request)
    require(user, Verb.LIVE)
    before = LiveBlog.objects.filter(pk=whole(request.GET.get("before", ""))).first()
    found, following = coverages(editions=editions_for(user, Verb.LIVE), before=before)
    return _page(
        request,
        "desk/posting/coverages.html",
        title="التغطيات المباشرة",
        coverages=found,
        following=following,
        stories_url=_story_list_url(),
    )


@require_GET
def room(request: HttpRequest, story: int) -> HttpResponse:
    """One coverage: the composer, and below it the posts, newest first."""
    found = _story(request, story)
    blog = live_blog(found.pk)
    if blog is None:
        return _page(request, "desk/posting/begin.html", title="تغطية مباشرة", story=found)
    return _room(request, found, blog=blog, form=_composer(request, found))


def _room(
    request: HttpRequest, story: Story, *, blog: LiveBlog, form: ComposeForm, status: int = 200
) -> HttpResponse:
    before = whole(request.GET.get("before", ""))
    posts, following = desk_posts(blog, before=before)
    return _page(
        request,
        "desk/posting/room.html",
        title="تغطية مباشرة",
        status=status,
        story=story,
        blog=blog,
        form=form,
        posts=posts,
        following=following,
        is_first=before is None,
        public_url=_public_url(story),
    )


@require_POST
def turn(request: HttpRequest, story: int) -> HttpResponse:
    """Begin, end or open again."""
    found, user = _story(request, story), _person(request)
    blog, now = live_blog(found.pk), timezone.now()
    try:
        match request.POST.get("turn"), blog:
            case "begin", None:
                live_begin(found, at=now, by=user)
                messages.success(request, "بدأت التغطية.")
            case "end", LiveBlog():
                live_end(blog, at=now, by=user)
                messages.success(request, "انتهت التغطية؛ تبقى صفحتها كاملة للقراء.")
            case "reopen", LiveBlog():
                live_reopen(blog, by=user)
                messages.success(request, "استُؤنفت التغطية.")
            case _:
                messages.warning(request, "تغيّرت حال التغطية؛ هذه حالها الآن.")
    except LiveRefused as refused:
        messages.error(request, sentence_of(refused))
    return redirect("desk_posting", story=found.pk)


@require_POST
def add(request: HttpRequest, story: int) -> HttpResponse:
    """Post. Sent twice under one token, the answer is the same and the post is one."""
    found, blog = _coverage(request, story)
    form = _composer(request, found, data=request.POST)
    if not form.is_valid():
        return _refused(request, form.trouble(), page=lambda: _room_again(request, found, blog, form))
    sent = form.cleaned_data
    try:
        post = post_add(
            blog,
            text=form.post_text(),
            token=sent["token"],
            at=timezone.now(),
            is_key=sent["is_key"],
            is_pinned=sent["is_pinned"],
            by=_person(request),
        )
    except LiveRefused as refused:
        form.add_error(None, sentence_of(refused))
        return _refused(request, form.trouble(), page=lambda: _room_again(request, found, blog, form))
    return _done(request, post, story=found)


def _room_again(request: HttpRequest, story: Story, blog: LiveBlog, form: ComposeForm) -> HttpResponse:
    """Return the screen with what was typed, and what is wrong with it."""
    messages.error(request, form.trouble())
    return _room(request, story, blog=blog, form=form, status=400)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, story: int, number: int) -> HttpResponse:
    """The form of a post, within the screen or on a page of its own, and what it sends."""
    found, blog = _coverage(request, story)
    post = _post(blog, number)
    authors = _authors(request, found, also=post.author)
    if request.method == "GET":
        return _edit_form(request, found, post=post, form=EditForm.of(post, authors=authors))
    form = EditForm(request.POST, authors=authors, prefix=f"post-{post.number}")
    if form.is_valid():
        if form.cleaned_data["seen"] != seen_of(post):
            form.add_error(None, EDITED_MEANWHILE)
        else:
            try:
                changed = post_edit(post, text=form.post_text(), at=timezone.now(), by=_person(request))
                return _done(request, changed, story=found)
            except LiveRefused as refused:
                form.add_error(None, sentence_of(refused))
    return _refused(
        request, form.trouble(), page=lambda: _edit_form(request, found, post=post, form=form, status=400)
    )


def _edit_form(
    request: HttpRequest, story: Story, *, post: LivePost, form: EditForm, status: int = 200
) -> HttpResponse:
    context = {"story": story, "post": post, "form": form}
    if _asked_by_script(request):
        html = render_to_string("desk/posting/edit_form.html", context, request=request)
        return JsonResponse({"html": html})
    return _page(
        request, "desk/posting/edit.html", title=f"تعديل المشاركة {post.number}", status=status, **context
    )


@require_POST
def remove(request: HttpRequest, story: int, number: int) -> HttpResponse:
    """Take a post from readers, with a reason."""
    found, blog = _coverage(request, story)
    form = RemovalForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return _do(
        request,
        found,
        lambda: post_remove(_post(blog, number), at=timezone.now(), reason=reason, by=_person(request)),
    )


@require_POST
def mark(request: HttpRequest, story: int, number: int) -> HttpResponse:
    """Pin a post, mark it as a key moment, or undo either."""
    found, blog = _coverage(request, story)
    post, user = _post(blog, number), _person(request)
    verbs: dict[str, Callable[[], LivePost]] = {
        "pin": lambda: post_pin(post, at=timezone.now(), by=user),
        "unpin": lambda: post_unpin(post, by=user),
        "key": lambda: post_mark_key(post, is_key=True, by=user),
        "unkey": lambda: post_mark_key(post, is_key=False, by=user),
    }
    verb = verbs.get(request.POST.get("mark", ""))
    if verb is None:
        raise Http404
    return _do(request, found, verb)


@require_GET
def changes(request: HttpRequest, story: int) -> HttpResponse:
    """What changed after a number of the sequence: what other people do at the same time."""
    found, blog = _coverage(request, story)
    posts = changes_after(blog, sequence=whole(request.GET.get("after", "")) or 0)
    return JsonResponse(
        {
            "posts": [_said(each, story=found, request=request) for each in posts],
            "isLive": blog.is_live,
            "more": len(posts) == DESK_PAGE,
        }
    )


def _do(request: HttpRequest, story: Story, verb: Callable[[], LivePost]) -> HttpResponse:
    """Do a verb and show the post; a refusal is told in one sentence."""
    try:
        return _done(request, verb(), story=story)
    except LiveRefused as refused:
        sentence = sentence_of(refused)
    return _refused(request, sentence, page=lambda: _back_with(request, story, sentence))


def _back_with(request: HttpRequest, story: Story, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return redirect("desk_posting", story=story.pk)


def _done(request: HttpRequest, post: LivePost, *, story: Story) -> HttpResponse:
    if _asked_by_script(request):
        return JsonResponse({"posts": [_said(post, story=story, request=request)]})
    return redirect(f"{reverse('desk_posting', args=[story.pk])}#post-{post.number}")


def _refused(request: HttpRequest, sentence: str, *, page: Callable[[], HttpResponse]) -> HttpResponse:
    return JsonResponse({"trouble": sentence}, status=400) if _asked_by_script(request) else page()


def _said(post: LivePost, *, story: Story, request: HttpRequest) -> dict[str, Any]:
    html = render_to_string("desk/posting/post.html", {"post": post, "story": story}, request=request)
    return {"number": post.number, "sequence": post.sequence, "html": html.strip()}


def _asked_by_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _person(request: HttpRequest) -> User:
    # Nobody comes so far without having logged in.
    return cast("User", request.user)


def _story(request: HttpRequest, number: int) -> Story:
    """Return the story, if the person may post in its coverage."""
    story = get_object_or_404(Story.objects.defer("body"), pk=number)
    require(_person(request), Verb.LIVE, story=story)
    return story


def _coverage(request: HttpRequest, number: int) -> tuple[Story, LiveBlog]:
    story = _story(request, number)
    return story, get_object_or_404(LiveBlog, story=story)


def _post(blog: LiveBlog, number: int) -> LivePost:
    return get_object_or_404(LivePost.objects.select_related("blog", "author"), blog=blog, number=number)


def _composer(request: HttpRequest, story: Story, data: Any = None) -> ComposeForm:
    # A browser without scripts sends this token; a script gives each post its own.
    return ComposeForm(data, initial={"token": uuid4().hex}, authors=_authors(request, story))


def _authors(request: HttpRequest, story: Story, *, also: Author | None = None) -> list[Author]:
    return authors_for(story, name=_person(request).get_full_name(), also=also)


def _public_url(story: Story) -> str:
    """Return where readers see the story; empty while they don't."""
    home = story.home_placement()
    if home is None or not story.live or story.is_withdrawn:
        return ""
    return f"{home.edition.origin}{home.path}"


def _story_list_url() -> str:
    return reverse(Story.snippet_viewset.get_url_name("list"))


def _page(
    request: HttpRequest, template: str, *, title: str, status: int = 200, **context: Any
) -> TemplateResponse:
    """Return a page of the desk within Wagtail's frame."""
    story: Story | None = context.get("story")
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": "الرئيسية"},
        {"url": reverse("desk_coverages"), "label": "التغطيات المباشرة"},
    ]
    if story is not None:
        crumbs.append({"url": reverse("desk_posting", args=[story.pk]), "label": str(story)})
    return TemplateResponse(
        request,
        template,
        {"page_title": title, "header_title": title, "breadcrumbs_items": crumbs, "header_icon": "radio-full"}
        | context,
        status=status,
    )

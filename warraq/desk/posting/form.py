"""The composer of posts, and the form of an edit: plain fields that a browser can keep and send again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from wagtail.images.widgets import AdminImageChooser

from warraq.live.models import LivePost
from warraq.live.services import PostText
from warraq.live.writing import (
    LONGEST_HEADLINE,
    LONGEST_QUOTE,
    LONGEST_TEXT,
    Written,
    blocks_of,
    written_of,
)
from warraq.stories.models import Author, Picture, Story

LONGEST_REASON = 300
_NAME = 160
_CAPTION = 300
_TOKEN = 40


class PictureChooser(AdminImageChooser):
    """Wagtail's chooser of pictures, begun by the screen's own script: what was chosen can be put back."""

    choose_one_text = "اختر صورة"
    choose_another_text = "غيّر الصورة"
    clear_choice_text = "أزل الصورة"
    show_edit_link = False

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the chooser without a script within the page."""
        data = self.get_value_data(value)
        return render_to_string(self.template_name, self.get_context(name, data or {}, attrs))


class PostForm(forms.Form):
    """A post as a reporter writes it."""

    headline = forms.CharField(
        label="عنوان المشاركة (اختياري)", max_length=LONGEST_HEADLINE, required=False, strip=True
    )
    text = forms.CharField(
        label="النص",
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="كل سطر فقرة. يكفي أن تلصق العنوان الإلكتروني ليصير رابطًا.",
    )
    quote = forms.CharField(
        label="اقتباس",
        max_length=LONGEST_QUOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    attribution = forms.CharField(label="القائل", max_length=_NAME, required=False)
    picture = forms.ModelChoiceField(
        label="صورة", queryset=Picture.objects.all(), required=False, widget=PictureChooser
    )
    caption = forms.CharField(label="تعليق الصورة", max_length=_CAPTION, required=False)
    author = forms.ModelChoiceField(
        label="التوقيع", queryset=Author.objects.none(), required=False, empty_label="بلا توقيع"
    )

    def __init__(self, *args: Any, authors: list[Author], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["author"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = Author.objects.filter(pk__in=[each.pk for each in authors])

    def post_text(self) -> PostText:
        """Return what the valid form says."""
        sent = self.cleaned_data
        written = Written(
            text=sent["text"],
            quote=sent["quote"],
            attribution=sent["attribution"],
            picture=sent["picture"].pk if sent["picture"] else None,
            caption=sent["caption"],
        )
        return PostText(headline=sent["headline"], body=tuple(blocks_of(written)), author=sent["author"])

    def trouble(self) -> str:
        """Return the first thing that is wrong, in a sentence; empty when nothing is."""
        for name, problems in self.errors.items():
            label = self.fields[name].label if name in self.fields else ""
            return f"{label}: {problems[0]}" if label else str(problems[0])
        return ""


class ComposeForm(PostForm):
    """A new post: with its marks, and the name that the browser gave it."""

    is_key = forms.BooleanField(label="لحظة مهمة", required=False)
    is_pinned = forms.BooleanField(label="ثبّتها في الأعلى", required=False)
    token = forms.CharField(max_length=_TOKEN, min_length=8, widget=forms.HiddenInput)


class EditForm(PostForm):
    """A post that stands, with the moment of the edit that the person saw."""

    seen = forms.CharField(max_length=_TOKEN, required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, post: LivePost, *, authors: list[Author]) -> EditForm:
        """Return the form with what the post says now."""
        written = written_of(post.body.raw_data)
        initial = vars(written) | {"headline": post.headline, "author": post.author, "seen": seen_of(post)}
        return cls(initial=initial, authors=authors, prefix=f"post-{post.number}")


class RemovalForm(forms.Form):
    """Why a post is removed."""

    reason = forms.CharField(label="سبب الحذف", max_length=LONGEST_REASON, strip=True)


def seen_of(post: LivePost) -> str:
    """Return what tells one edit of a post from the next."""
    return post.edited_at.isoformat() if post.edited_at else ""


def authors_for(story: Story, *, name: str, also: Author | None = None) -> list[Author]:
    """Return who may sign: the story's authors, the person at the desk, and who signed already."""
    of_the_desk = Author.objects.filter(name=name) if name else Author.objects.none()
    found = {each.pk: each for each in (*story.authors, *of_the_desk, *([also] if also else []))}
    return list(found.values())

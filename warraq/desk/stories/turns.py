"""Whoever saves a story holds its row: whether somebody else has saved it meanwhile is asked, and answered, by one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

from warraq.stories.models import Story

View = Callable[..., HttpResponseBase]


def one_at_a_time(view: View) -> View:
    """Have the view of a story's form wait for who saves the story now.

    Wagtail looks at the newest revision as the request comes in, and saves some tenths of a second later: of two who
    save in that time neither was told of the other.
    """

    @wraps(view)
    def held(request: HttpRequest, *args: Any, pk: int, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, pk=pk, **kwargs)
        with transaction.atomic():
            Story.objects.select_for_update().filter(pk=pk).values_list("pk").first()
            return view(request, *args, pk=pk, **kwargs)

    return held

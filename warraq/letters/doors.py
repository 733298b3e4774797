"""What rooms above offer each other by name, since they may not import each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from warraq.common.registry import Registry
from warraq.network.models import Edition

# Draws a template, which extends the readers' page, as a page of an edition: request, template, title, its values.
PageDrawing = Callable[[HttpRequest, str, str, Mapping[str, Any]], HttpResponse]
page_drawings: Registry[PageDrawing] = Registry("drawing of readers' pages")

# Sends an edition's daily letter as it would be now to one person of the desk.
Trial = Callable[[Edition, int], None]
trials: Registry[Trial] = Registry("sender of trials")

"""Publishing on the bench's word."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bench.stock_wagtail.models import SectionPage, StoryPage


@csrf_exempt
@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """Publish a new story in one of the sections, as Wagtail's admin does."""
    section = SectionPage.objects.order_by("?").first()
    assert section is not None
    number = StoryPage.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    story = StoryPage(
        title=f"خبر القياس {number + 1}",
        slug=f"measured-{number + 1}",
        standfirst="خبر نُشر أثناء القياس.",
        published=timezone.now(),
        live=False,
    )
    section.add_child(instance=story)
    story.save_revision().publish()
    return HttpResponse(str(story.pk), content_type="text/plain")

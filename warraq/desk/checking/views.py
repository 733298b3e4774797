"""What the script of a story's form asks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from warraq.arabic.copydesk import DEFAULT, HouseRules
from warraq.desk.checking.findings import findings_in, summary
from warraq.desk.checking.texts import NotRead, Text, read_texts
from warraq.desk.roles.asking import require_writer
from warraq.network.house_rules import house_rules
from warraq.network.models import Edition
from warraq.search.archive_words import ArchiveWords


@require_POST
def copy_check(request: HttpRequest) -> JsonResponse:
    """Answer with the findings in the texts that were sent (`texts.read_texts`), or with one sentence in `trouble`."""
    require_writer(request.user)
    try:
        texts = read_texts(_sent(request))
    except NotRead as problem:
        return JsonResponse({"trouble": problem.sentence}, status=problem.status)
    findings = findings_in(texts, houses=_houses(texts))
    return JsonResponse({"summary": summary(findings), "findings": [each.as_json() for each in findings]})


def _sent(request: HttpRequest) -> bytes:
    try:
        return request.body
    except RequestDataTooBig:
        raise NotRead("النص أطول من أن يُدقَّق دفعة واحدة.", status=413) from None


def _houses(texts: Collection[Text]) -> Mapping[int | None, HouseRules]:
    """Return the rules of each edition that was named; who named none, or one that is gone, has the desk's own.

    What the archive writes often is no slip at any of them.
    """
    named, words = {each.edition for each in texts}, ArchiveWords()
    editions = Edition.objects.filter(pk__in=named - {None}).prefetch_related("rules", "terms")
    known = {edition.pk: house_rules(edition) for edition in editions}
    return {number: replace(known.get(number or 0, DEFAULT), archive_words=words) for number in named}

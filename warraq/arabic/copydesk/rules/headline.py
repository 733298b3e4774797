"""The measure of a headline."""

from collections.abc import Iterator

from warraq.arabic.characters import grapheme_end
from warraq.arabic.copydesk.findings import Severity
from warraq.arabic.copydesk.house import HouseRules
from warraq.arabic.copydesk.rule import Copy, Found, Rule


def _too_long(copy: Copy) -> Iterator[Found]:
    if copy.is_headline:
        limit = copy.house.headline_limit
        end = grapheme_end(copy.text.rstrip(), count=limit)
        if end < len(copy.text.rstrip()):
            yield Found(end, len(copy.text.rstrip()), f"العنوان أطول من {limit} حرفًا.")


def _full_stop(copy: Copy) -> Iterator[Found]:
    headline = copy.text.rstrip()
    if copy.is_headline and headline.endswith(".") and not headline.endswith(".."):
        yield Found(len(headline) - 1, len(headline), "لا تُختم العناوين بنقطة.", ("",))


RULES = (
    Rule(
        name="headline-length",
        title="طول العنوان",
        severity=Severity.WARNING,
        find=_too_long,
        tells=("عنوان أطول مما اختاره الموقع",),
        keeps=("عنوان قصير",),
        house=HouseRules(headline_limit=20),
        in_headlines=True,
    ),
    Rule(
        name="headline-stop",
        title="نقطة آخر العنوان",
        severity=Severity.WARNING,
        find=_full_stop,
        examples=(("الهلال يفوز على النصر.", "الهلال يفوز على النصر"),),
        keeps=("الهلال يفوز...",),
        in_headlines=True,
    ),
)

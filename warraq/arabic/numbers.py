"""A number and the noun it counts, in the agreement that Arabic asks for.

1 is the singular, 2 the dual, 3 to 10 the plural, 11 to 99 the singular in the accusative, whole hundreds
the singular; above a hundred the last two digits decide (CLDR's plural rules for ``ar``).
"""

from dataclasses import dataclass

from warraq.arabic.digits import Digits, to_digits


@dataclass(frozen=True)
class Noun:
    """A counted noun: «خبر» (1), «خبران» (2), «أخبار» (3 to 10), «خبرًا» (11 to 99)."""

    singular: str
    dual: str
    plural: str
    accusative: str

    @property
    def zero(self) -> str:
        """«لا أخبار»."""
        return f"لا {self.plural}"

    @property
    def dual_oblique(self) -> str:
        """The dual after a preposition or «قبل»: «خبرين» for «خبران»."""
        return self.dual.removesuffix("ان") + "ين"


SECOND = Noun(singular="ثانية", dual="ثانيتان", plural="ثوانٍ", accusative="ثانية")
MINUTE = Noun(singular="دقيقة", dual="دقيقتان", plural="دقائق", accusative="دقيقة")
HOUR = Noun(singular="ساعة", dual="ساعتان", plural="ساعات", accusative="ساعة")
DAY = Noun(singular="يوم", dual="يومان", plural="أيام", accusative="يومًا")
WEEK = Noun(singular="أسبوع", dual="أسبوعان", plural="أسابيع", accusative="أسبوعًا")
MONTH = Noun(singular="شهر", dual="شهران", plural="أشهر", accusative="شهرًا")
YEAR = Noun(singular="سنة", dual="سنتان", plural="سنوات", accusative="سنة")
STORY = Noun(singular="خبر", dual="خبران", plural="أخبار", accusative="خبرًا")
COMMENT = Noun(singular="تعليق", dual="تعليقان", plural="تعليقات", accusative="تعليقًا")
RESULT = Noun(singular="نتيجة", dual="نتيجتان", plural="نتائج", accusative="نتيجة")
PICTURE = Noun(singular="صورة", dual="صورتان", plural="صور", accusative="صورة")
PAGE = Noun(singular="صفحة", dual="صفحتان", plural="صفحات", accusative="صفحة")
WORD = Noun(singular="كلمة", dual="كلمتان", plural="كلمات", accusative="كلمة")


def counted(n: int, noun: Noun, *, digits: Digits) -> str:
    """The number with its noun where it is the subject: «دقيقتان», «3 دقائق», «11 دقيقة», «103 دقائق».

    Raises ValueError for a negative number.
    """
    return noun.dual if n == 2 else _counted(n, noun, digits=digits)


def counted_oblique(n: int, noun: Noun, *, digits: Digits) -> str:
    """The number with its noun after a preposition or «قبل»: «دقيقتين», otherwise as ``counted``."""
    return noun.dual_oblique if n == 2 else _counted(n, noun, digits=digits)


def _counted(n: int, noun: Noun, *, digits: Digits) -> str:
    if n < 0:
        raise ValueError(f"{n} things cannot be counted")
    if n == 0:
        return noun.zero
    if n == 1:
        return noun.singular
    return f"{to_digits(str(n), digits=digits)} {form_after(n, noun)}"


def form_after(n: int, noun: Noun) -> str:
    """The form that the noun has after this number in digits: «أخبار» after 3, «خبرًا» after 11, «خبر» after 100."""
    last_two = n % 100
    if 3 <= last_two <= 10:
        return noun.plural
    return noun.accusative if last_two >= 11 else noun.singular

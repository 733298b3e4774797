import pytest

from warraq.arabic import numbers
from warraq.arabic.digits import Digits
from warraq.arabic.numbers import DAY, MINUTE, STORY, Noun, counted, counted_oblique

NOUNS = [value for value in vars(numbers).values() if isinstance(value, Noun)]


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (0, "لا دقائق"),
        (1, "دقيقة"),
        (2, "دقيقتان"),
        (3, "3 دقائق"),
        (10, "10 دقائق"),
        (11, "11 دقيقة"),
        (99, "99 دقيقة"),
        (100, "100 دقيقة"),
        (102, "102 دقيقة"),
        (103, "103 دقائق"),
        (110, "110 دقائق"),
        (111, "111 دقيقة"),
        (1000, "1000 دقيقة"),
    ],
)
def test_the_noun_agrees_with_its_number(n: int, expected: str) -> None:
    assert counted(n, MINUTE, digits=Digits.LATIN) == expected


def test_a_masculine_noun_shows_its_accusative() -> None:
    assert counted(11, STORY, digits=Digits.LATIN) == "11 خبرًا"
    assert counted(100, STORY, digits=Digits.LATIN) == "100 خبر"
    assert counted(0, STORY, digits=Digits.LATIN) == "لا أخبار"


def test_digits_are_those_asked_for() -> None:
    assert counted(3, MINUTE, digits=Digits.ARABIC_INDIC) == "٣ دقائق"


def test_the_dual_bends_after_a_preposition() -> None:
    assert counted_oblique(2, DAY, digits=Digits.LATIN) == "يومين"
    assert counted_oblique(3, DAY, digits=Digits.LATIN) == "3 أيام"


def test_less_than_nothing_cannot_be_counted() -> None:
    with pytest.raises(ValueError, match="-1"):
        counted(-1, DAY, digits=Digits.LATIN)


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.singular)
def test_every_noun_of_the_house_is_well_formed(noun: Noun) -> None:
    assert noun.dual.endswith("ان")
    assert noun.dual_oblique.endswith("ين")
    # A tanween needs no alef after ta marbuta; every other noun of ours carries it, written before the alef.
    expected = noun.singular if noun.singular.endswith("ة") else f"{noun.singular}ًا"
    assert noun.accusative == expected

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warraq.arabic.digits import Digits, parse_int, to_digits


def test_every_digit_set_becomes_latin() -> None:
    assert to_digits("2024 ٢٠٢٤ ۲۰۲۴", digits=Digits.LATIN) == "2024 2024 2024"


def test_every_digit_set_becomes_arabic_indic() -> None:
    assert to_digits("2024 ٢٠٢٤ ۲۰۲۴", digits=Digits.ARABIC_INDIC) == "٢٠٢٤ ٢٠٢٤ ٢٠٢٤"


@pytest.mark.parametrize(
    ("latin", "arabic_indic"),
    [
        ("3.5", "٣٫٥"),
        ("1,250", "١٬٢٥٠"),
        ("1,234,567.89", "١٬٢٣٤٬٥٦٧٫٨٩"),
        ("45%", "٤٥٪"),
        ("4.5%.", "٤٫٥٪."),
    ],
)
def test_signs_follow_their_digits_both_ways(latin: str, arabic_indic: str) -> None:
    assert to_digits(latin, digits=Digits.ARABIC_INDIC) == arabic_indic
    assert to_digits(arabic_indic, digits=Digits.LATIN) == latin


@pytest.mark.parametrize(
    ("latin", "arabic_indic"),
    [
        ("5.2.1", "٥.٢.١"),
        ("25.11.2024", "٢٥.١١.٢٠٢٤"),
        ("14:05", "١٤:٠٥"),
        ("3-1", "٣-١"),
        ("فاز 3.", "فاز ٣."),
        ("3, 5", "٣, ٥"),
        ("1,23", "١,٢٣"),
        ("% و .5", "% و .٥"),
    ],
)
def test_a_sign_that_is_no_part_of_a_number_stays(latin: str, arabic_indic: str) -> None:
    assert to_digits(latin, digits=Digits.ARABIC_INDIC) == arabic_indic


@given(st.text("0123456789٠٥۹٫٬٪%.,- س"))
def test_there_and_back_is_latin(text: str) -> None:
    there = to_digits(text, digits=Digits.ARABIC_INDIC)

    assert to_digits(there, digits=Digits.LATIN) == to_digits(text, digits=Digits.LATIN)


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("١٢", 12), ("۱۲", 12), (" ١2 ", 12), ("-٥", -5), ("−5", -5), ("+5", 5), ("007", 7)],
)
def test_parse_int_reads_any_digit_set(text: str, number: int) -> None:
    assert parse_int(text) == number


@pytest.mark.parametrize("text", ["", " ", "خبر", "1.5", "1 2", "1_000", "²", "½", "--1", "0x10", "1" * 5000])
def test_parse_int_of_anything_else_is_none(text: str) -> None:
    assert parse_int(text) is None


@given(st.integers(), st.sampled_from(Digits))
def test_parse_int_reads_what_to_digits_writes(number: int, digits: Digits) -> None:
    assert parse_int(to_digits(str(number), digits=digits)) == number

"""What is a whole number, and what only looks like one."""

import pytest

from warraq.common.numbers import ROW_DIGITS, whole


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("007", 7), ("9" * ROW_DIGITS, 10**ROW_DIGITS - 1)])
def test_latin_digits_are_a_number_that_a_row_can_have(text, number):
    assert whole(text) == number
    assert number < 2**63


@pytest.mark.parametrize(
    "text", ["", "-1", "+1", " 1", "1.0", "1e3", "0x1", "١٢", "²", "1_0", "9" * (ROW_DIGITS + 1)]
)
def test_anything_else_is_none(text):
    assert whole(text) is None


def test_fewer_digits_may_be_asked_for():
    assert (whole("123", digits=3), whole("1234", digits=3)) == (123, None)

import pytest
from hypothesis import given

from warraq.arabic.initials import initials
from warraq.arabic.tests.anytext import any_text
from warraq.arabic.tests.golden import rows


@pytest.mark.parametrize(("name", "expected"), rows("initials"))
def test_initials(name: str, expected: str) -> None:
    assert initials(name) == expected


@given(any_text())
def test_initials_are_letters_between_full_stops(name: str) -> None:
    result = initials(name)

    assert len(result.split(".")) <= 6
    assert result == "" or all(result.split("."))

"""What the environment says is checked when Warraq starts."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from warraq.project.settings.environment import number

NAME = "WARRAQ_READS_FLUSH_SECONDS"


@pytest.mark.parametrize("text", ["x", "-1", "nan", "inf", "2h"])
def test_a_setting_that_is_no_number_stops_the_start_by_name(monkeypatch, text):
    monkeypatch.setenv(NAME, text)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} is “{text}”"):
        number(NAME, default=2)


@pytest.mark.parametrize(("text", "value"), [("", 2), ("0", 0), ("1.5", 1.5)])
def test_a_number_is_taken_and_nothing_is_the_default(monkeypatch, text, value):
    monkeypatch.setenv(NAME, text)
    assert number(NAME, default=2) == value

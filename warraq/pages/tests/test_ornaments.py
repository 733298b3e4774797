"""Each edition has its own star."""

import re

from hypothesis import given
from hypothesis import strategies as st

from warraq.pages.ornaments import SIDE, ornament


@given(st.text(max_size=50))
def test_a_slug_always_gives_the_same_star_within_its_square(slug: str) -> None:
    drawn = ornament(slug)
    assert drawn == ornament(slug)
    numbers = [float(number) for number in re.findall(r"-?[0-9.]+", drawn.star + drawn.heart)]
    assert all(0 <= number <= SIDE for number in numbers)


def test_editions_do_not_all_share_one_star() -> None:
    assert len({ornament(slug) for slug in ("maghrib", "misr", "khalij")}) > 1

"""Whole numbers that somebody outside wrote: in an address, a form or a file."""

ROW_DIGITS = 18
"""As many digits fit the number of a row (64 bits) whatever they are."""


def whole(text: str, *, digits: int = ROW_DIGITS) -> int | None:
    """Return the number that the text is, in Latin digits alone; None for anything else, and for more digits."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None

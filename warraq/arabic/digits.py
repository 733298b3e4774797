"""Latin, Arabic-Indic and Persian digits."""

import re
from enum import StrEnum


class Digits(StrEnum):
    """A digit set, under its CLDR numbering-system name."""

    LATIN = "latn"
    ARABIC_INDIC = "arab"


_LATIN = "0123456789"
_ARABIC_INDIC = "٠١٢٣٤٥٦٧٨٩"
_PERSIAN = "۰۱۲۳۴۵۶۷۸۹"

_TO_LATIN = str.maketrans(_ARABIC_INDIC + _PERSIAN, _LATIN * 2)
_TO_ARABIC_INDIC = str.maketrans(_LATIN + _PERSIAN, _ARABIC_INDIC * 2)

_ARABIC_SIGNS = str.maketrans("٫٬٪", ".,%")
_ARABIC_SIGN_IN_NUMBER = re.compile(r"(?<=\d)[٫٬](?=\d)|(?<=\d)٪")

# «3.5» has a decimal sign, but «1.2.3» is a version and «25.11.2024» a date.
_DECIMAL = re.compile(r"(?<![\d.,])(\d++)\.(\d++)(?![.,]\d)")
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})++(?!\d|,\d|\.\d++[.,]\d)(?:\.(?=\d))?")
_PERCENT = re.compile(r"(?<=\d)%")

_WHOLE_NUMBER = re.compile(r"\s*([-+−]?)(\d{1,4000})\s*")


def to_digits(text: str, *, digits: Digits) -> str:
    """The text with every Latin, Arabic-Indic and Persian digit in one set.

    The signs of a number follow its digits: ``3.5`` is ``٣٫٥``, ``1,250`` is ``١٬٢٥٠`` and ``45%`` is
    ``٤٥٪``, and back.
    """
    if digits is Digits.LATIN:
        signs = _ARABIC_SIGN_IN_NUMBER.sub(lambda sign: sign.group().translate(_ARABIC_SIGNS), text)
        return signs.translate(_TO_LATIN)
    text = _THOUSANDS.sub(lambda number: number.group().replace(",", "٬").replace(".", "٫"), text)
    text = _DECIMAL.sub(r"\1٫\2", text)
    return _PERCENT.sub("٪", text).translate(_TO_ARABIC_INDIC)


def parse_int(text: str) -> int | None:
    """The whole number that the text is, in any digit set and with an optional sign; None for anything
    else.
    """
    match = _WHOLE_NUMBER.fullmatch(text)
    if match is None:
        return None
    sign, number = match.groups()
    return -int(number) if sign in ("-", "−") else int(number)

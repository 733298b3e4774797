"""Who may sell an edition's advertising, as an administrator types it: the lines of ads.txt. Pure.

IAB Tech Lab's ads.txt 1.1 (https://iabtechlab.com/ads-txt/): records of three or four fields with commas between them,
variables, remarks behind # and what some add behind a semicolon.
"""

from __future__ import annotations

import re

MOST_LINES = 2_000
LONGEST_LINE = 500

_BEHIND = re.compile("[#;]")
_DOMAIN = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}"
_RECORD = re.compile(
    rf"{_DOMAIN}\s*,\s*[^\s,;=]{{1,120}}\s*,\s*(?:DIRECT|RESELLER)(?:\s*,\s*[A-Za-z0-9._-]{{1,64}})?",
    re.IGNORECASE,
)
_VARIABLE = re.compile(
    rf"CONTACT\s*=\s*\S.*|(?:SUBDOMAIN|OWNERDOMAIN|INVENTORYPARTNERDOMAIN)\s*=\s*{_DOMAIN}"
    rf"|MANAGERDOMAIN\s*=\s*{_DOMAIN}(?:\s*,\s*[A-Z]{{2}})?",
    re.IGNORECASE,
)


def line_not_read(text: str) -> int | None:
    """Return the number of the first line that is no line of ads.txt, counted from 1; None when all of them are.

    Empty lines and remarks are lines; a line too long or too many is none.
    """
    for number, line in enumerate(text.splitlines(), start=1):
        if number > MOST_LINES or len(line) > LONGEST_LINE:
            return number
        told = _BEHIND.split(line)[0].strip()
        if told and not _RECORD.fullmatch(told) and not _VARIABLE.fullmatch(told):
            return number
    return None

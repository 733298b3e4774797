"""What people are told, each in one sentence."""

from __future__ import annotations

import math
from datetime import timedelta

from warraq.arabic.digits import Digits
from warraq.arabic.numbers import MINUTE, SECOND, counted_oblique


def wait_sentence(wait: timedelta) -> str:
    """Say how long somebody has to wait; the same for accounts that exist and for those that do not."""
    seconds = max(math.ceil(wait.total_seconds()), 1)
    if seconds < 60:
        span = counted_oblique(seconds, SECOND, digits=Digits.LATIN)
    else:
        span = counted_oblique(math.ceil(seconds / 60), MINUTE, digits=Digits.LATIN)
    return f"محاولات كثيرة لم تنجح؛ حاول مرة أخرى بعد {span}."

"""Who may publish where is the desk's to say: it registers what judges a person that has a rule publish."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from warraq.common.registry import Registry
from warraq.network.models import Section

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Judge = Callable[["User", Section], bool]
judges: Registry[Judge] = Registry("judge of who may publish")


def may_publish(user: User | None, section: Section) -> bool:
    """Return whether the person may publish in the section now; where nobody judges, nobody may."""
    found = [judges.get(name) for name in judges]
    return (
        user is not None and user.is_active and bool(found) and all(judge(user, section) for judge in found)
    )

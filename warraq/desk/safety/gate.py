"""Whether a person who gave the password may see the desk yet. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Step(Enum):
    """What stands between a person and the desk."""

    NONE = "none"
    VERIFY = "verify"  # show the second factor
    ENROL = "enrol"  # choose a second factor first


@dataclass(frozen=True)
class Standing:
    """What is known of a person and this session."""

    verified: bool
    enrolled: bool
    required: bool


def next_step(standing: Standing) -> Step:
    """Return what the person has to do first. Whoever has a factor shows it, required or not."""
    if standing.verified:
        return Step.NONE
    if standing.enrolled:
        return Step.VERIFY
    return Step.ENROL if standing.required else Step.NONE


def is_open(view: str, *, step: Step) -> bool:
    """Return whether a view, by its name, answers before this step is done."""
    if step is Step.NONE or view in ALWAYS:
        return True
    return view in (WHILE_VERIFYING if step is Step.VERIFY else WHILE_ENROLLING)


ALWAYS = frozenset(
    {
        "wagtailadmin_login",
        "wagtailadmin_logout",
        "wagtailadmin_sprite",
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_password_reset",
        "wagtailadmin_password_reset_done",
        "wagtailadmin_password_reset_confirm",
        "wagtailadmin_password_reset_complete",
    }
)
WHILE_VERIFYING = frozenset(
    {
        "desk_second_step",
        "desk_passkey_ask",
        "desk_passkey_answer",
    }
)
WHILE_ENROLLING = frozenset(
    {
        "desk_factors",
        "desk_factor_app",
        "desk_confirm_password",
        "desk_passkey_offer",
        "desk_passkey_add",
    }
)

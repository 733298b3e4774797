"""The newsroom's six roles, and the verbs that each may do: one table, and nothing else decides."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models

from warraq.desk.roles.verbs import Verb


class Role(models.TextChoices):
    """What a person is at the desk, on an edition or on all of them."""

    REPORTER = "reporter", "مراسل"
    EDITOR = "editor", "محرر"
    COPY = "copy", "مدقق"
    CHIEF = "chief", "رئيس تحرير"
    NETWORK = "network", "محرر الشبكة"
    ADMINISTRATOR = "administrator", "مدير"


_REPORTER = frozenset({Verb.WRITE, Verb.FOLLOW_UP, Verb.PLAN, Verb.NUMBERS})
_EDITOR = _REPORTER | {
    Verb.EDIT,
    Verb.HAND_ON,
    Verb.EMBARGO,
    Verb.CORRECT,
    Verb.WITHDRAW,
    Verb.PLACE,
    Verb.BREAK,
    Verb.NOTIFY,
    Verb.FRONT,
    Verb.LIVE,
}
_COPY = frozenset({Verb.EDIT, Verb.CHECK, Verb.NUMBERS})
_CHIEF = _EDITOR | _COPY | {Verb.PUBLISH, Verb.SCHEDULE, Verb.RESTORE, Verb.STYLE}
_NETWORK = _CHIEF | {Verb.NETWORK}

GRANTS: Mapping[Role, frozenset[Verb]] = {
    Role.REPORTER: _REPORTER,
    Role.EDITOR: _EDITOR,
    Role.COPY: _COPY,
    Role.CHIEF: _CHIEF,
    Role.NETWORK: _NETWORK,
    Role.ADMINISTRATOR: _NETWORK | {Verb.PEOPLE},
}

# Whoever has one of these has it everywhere: what they do has no edition.
OF_THE_NETWORK = frozenset({Role.NETWORK, Role.ADMINISTRATOR})


def roles_with(*verbs: Verb) -> frozenset[Role]:
    """Return the roles that may do any of these."""
    return frozenset(role for role, granted in GRANTS.items() if granted.intersection(verbs))

"""What an edition has decided about its copy, as the copy desk takes it."""

from __future__ import annotations

from collections.abc import Mapping

from warraq.arabic.copydesk import HOUSE_SPELLINGS, HouseRules, Severity, Tanween, Term
from warraq.arabic.digits import Digits
from warraq.network.models import Edition, EditionTerm, Grade
from warraq.network.spellings import spelling_pairs


def house_rules(edition: Edition) -> HouseRules:
    """Return the edition's decisions; `archive_words` are not among them. Two queries, none where they are prefetched.

    A rule that the copy desk no longer has is passed over there.
    """
    return HouseRules(
        severities={each.rule: _severity(each.severity) for each in edition.rules.all()},
        tanween=Tanween(edition.tanween),
        digits=Digits(edition.copy_digits) if edition.copy_digits else None,
        spellings=_with_defaults(spelling_pairs(edition.spellings)),
        names=spelling_pairs(edition.names),
        terms=tuple(_term(each) for each in edition.terms.all()),
        headline_limit=edition.headline_limit,
    )


def _severity(chosen: str) -> Severity | None:
    """Return the severity; None for a rule that was switched off."""
    return None if chosen == Grade.OFF else Severity(chosen)


def _with_defaults(own: Mapping[str, str]) -> dict[str, str]:
    """Add the usual spellings, except those that the edition turns round."""
    ours = set(own.values())
    return {variant: usual for variant, usual in HOUSE_SPELLINGS.items() if variant not in ours} | dict(own)


def _term(term: EditionTerm) -> Term:
    return Term(
        words=term.words,
        advice=term.advice,
        instead=(term.instead,) if term.instead else (),
        severity=Severity(term.severity),
    )

"""Who may decide on support, when, and what a decision owes the resident.

Awb art. 3:46 (a decision rests on sound reasons), 10:3 (mandate); Wmo 2015 art. 2.3.3 (urgent help goes before the
application), 2.3.10 (ending granted support); Jeugdwet art. 3.5 (what a judge or certified institution asks for).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from workflows.flow import By
from workflows.layers import Law, StepFour, step_four
from workflows.refusal import Refusal


class Deciding(Protocol):
    """The facts these guards look at; `blocked`: this actor may not decide on this case."""

    @property
    def by(self) -> By: ...
    @property
    def mandate(self) -> bool: ...
    @property
    def blocked(self) -> bool: ...


class Motivated(Protocol):
    @property
    def reason_given(self) -> bool: ...
    @property
    def article_cited(self) -> bool: ...


class Support(Deciding, Motivated, Protocol):
    """`temporary`: the decision is on urgent help for the time being; `removes_right`: support ends before its time.

    `ends_on`: the first day without it.
    """

    @property
    def at(self) -> datetime: ...
    @property
    def law(self) -> Law: ...
    @property
    def urgent(self) -> bool: ...
    @property
    def temporary(self) -> bool: ...
    @property
    def externally_referred(self) -> bool: ...
    @property
    def application_open(self) -> bool: ...
    @property
    def quantity_given(self) -> bool: ...
    @property
    def removes_right(self) -> bool: ...
    @property
    def ends_on(self) -> date | None: ...


A_PERSON_DECIDES = Refusal("a_person_decides", _("Only a person can decide. Hand this to a colleague who may."))
BLOCKED = Refusal("blocked", _("You may not decide in this case. Hand the decision to a colleague."))
NO_MANDATE = Refusal(
    "no_mandate", _("You may not sign decisions under this law. Hand the decision to a colleague who may.")
)
REASON_MISSING = Refusal("reason_missing", _("Write down why."))
ARTICLE_MISSING = Refusal(
    "article_missing", _("Name the article of the ordinance or the law that this decision rests on.")
)
NO_APPLICATION = Refusal(
    "no_application",
    _("No application is open. Register the application first; that is always possible."),
)
QUANTITY_MISSING = Refusal("quantity_missing", _("Fill in how much help it is, and how often."))
RIGHT_NEEDS_DECISION = Refusal(
    "right_needs_decision",
    _("This ends support that was granted. Ask a colleague who may sign decisions under this law."),
)
END_LIES_BEHIND = Refusal("end_lies_behind", _("Support ends today or later. Choose another day."))
APPLICATION_WAITS = Refusal(
    "application_waits",
    _("An application for this need is still open. Decide on it, or record that the resident withdraws it."),
)


def a_person_decides(facts: Deciding) -> Refusal | None:
    """A decision on support is never taken by a program."""
    return A_PERSON_DECIDES if facts.by.system else None


def decider_is_not_blocked(facts: Deciding) -> Refusal | None:
    """Who is personally involved, or was excluded from this case, does not decide on it."""
    return BLOCKED if facts.blocked else None


def decider_has_a_mandate(facts: Deciding) -> Refusal | None:
    """The right to sign is given per law."""
    return None if facts.mandate else NO_MANDATE


def reason_is_given(facts: Motivated) -> Refusal | None:
    """For a refusal the law asks it; for closing it is what the figures count."""
    return None if facts.reason_given else REASON_MISSING


def article_is_cited(facts: Motivated) -> Refusal | None:
    """A refusal rests on an article of the ordinance or the law; a policy rule alone does not carry it."""
    return None if facts.article_cited else ARTICLE_MISSING


def a_decision_is_asked(facts: Support) -> Refusal | None:
    """A decision answers an application; urgent temporary help and external referrals go without one."""
    return None if facts.application_open or _application_may_follow(facts) else NO_APPLICATION


def quantity_is_given(facts: Support) -> Refusal | None:
    """A grant of step 4 says how much and how often; where help went first that may follow."""
    tailored = step_four(facts.law) == StepFour.TAILORED_PROVISION
    asked = tailored and not _application_may_follow(facts)
    return QUANTITY_MISSING if asked and not facts.quantity_given else None


def _application_may_follow(facts: Support) -> bool:
    return facts.externally_referred or (facts.urgent and facts.temporary)


def a_right_ends_by_decision(facts: Support) -> Refusal | None:
    """Ending granted support before its time is itself a decision, signed, with reasons and not in arrears."""
    if not facts.removes_right:
        return None
    if not facts.mandate:
        return RIGHT_NEEDS_DECISION
    return next((refusal for rule in ENDED_BY_DECISION if (refusal := rule(facts))), None)


def no_right_runs(facts: Support) -> Refusal | None:
    """What was granted is ended by a decision first, never closed away."""
    return RIGHT_NEEDS_DECISION if facts.removes_right else None


def the_end_lies_ahead(facts: Support) -> Refusal | None:
    """Nobody loses support for days that were lived already."""
    return END_LIES_BEHIND if facts.ends_on and facts.ends_on < localdate(facts.at) else None


def no_application_waits(facts: Support) -> Refusal | None:
    """Who applied gets an answer: a need is not closed from under an open application."""
    return APPLICATION_WAITS if facts.application_open else None


BY_A_MANDATED_PERSON = (a_person_decides, decider_is_not_blocked, decider_has_a_mandate)
ENDED_BY_DECISION = (*BY_A_MANDATED_PERSON, reason_is_given, article_is_cited, the_end_lies_ahead)
TO_GRANT = (*BY_A_MANDATED_PERSON, a_decision_is_asked, quantity_is_given)
TO_DENY = (*BY_A_MANDATED_PERSON, a_decision_is_asked, reason_is_given, article_is_cited)
TO_END = (a_right_ends_by_decision,)
TO_CLOSE = (reason_is_given, no_application_waits, no_right_runs)

"""How laws, posts and permissions are called on screen."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Permission as P

LAW_NAMES: Mapping[str, Any] = {
    "wmo": gettext_lazy("Wmo"),
    "jeugd": gettext_lazy("Youth"),
    "pw": gettext_lazy("Income"),
    "wgs": gettext_lazy("Debts"),
}

PERMISSIONS: Mapping[P, Any] = {
    P.SIGNED_IN: gettext_lazy("See the own account and own work"),
    P.CONVERSATION_HOLD: gettext_lazy("Hold a conversation and write in it"),
    P.RESIDENT_FIND: gettext_lazy("Look up a resident"),
    P.RESIDENT_RECORD: gettext_lazy("Record a resident, a household and representatives"),
    P.RESIDENT_REVEAL: gettext_lazy("See a secret address, with a reason"),
    P.CASE_KNOWN: gettext_lazy("Know that a case runs, without opening it"),
    P.CASE_REGISTER: gettext_lazy("Register a request as a case"),
    P.CASE_READ: gettext_lazy("Read the cases of the team, under the laws of the post"),
    P.CASE_INVESTIGATE: gettext_lazy("Investigate: write down needs, weigh steps, cover, propose"),
    P.CASE_ALLOCATE: gettext_lazy("Divide cases in the team"),
    P.CASE_HAND_OVER: gettext_lazy("Hand a case over to another team"),
    P.APPLICATION_REGISTER: gettext_lazy("Register an application for somebody"),
    P.APPLICATION_DECIDE: gettext_lazy("Decide on an application, with a mandate"),
    P.SAFETY_SIGNAL: gettext_lazy("Report a worry about safety"),
    P.SAFETY_HANDLE: gettext_lazy("See and handle worries about safety"),
    P.CASELOAD_READ: gettext_lazy("See how the work is divided in the team"),
    P.CASELOAD_AGREE: gettext_lazy("Write down the hours and the band that the team agreed on"),
    P.FIGURES_READ: gettext_lazy("See the figures of the team"),
    P.FIGURES_PUBLISHED: gettext_lazy("See tables of the whole municipality, without small numbers"),
    P.FIGURES_REMARK: gettext_lazy("Write at a chart what happened, and let its limits start anew"),
    P.PROVISION_KEEP: gettext_lazy("Keep the directory of facilities: import and export"),
    P.USERS_MANAGE: gettext_lazy("Manage users and teams, without seeing residents"),
    P.POLICY_MANAGE: gettext_lazy("Manage wording, ordinance and contacts of the municipality"),
    P.MAIL_WATCH: gettext_lazy("See which messages may not have arrived, and decide about them"),
    P.AUDIT_READ: gettext_lazy("See who did or saw what"),
    P.REFERRAL_FOLLOW: gettext_lazy("Follow the referrals of the team"),
    P.PROVISION_FIND: gettext_lazy("Find facilities"),
    P.PROVISION_KEEP: gettext_lazy("Keep the directory of facilities"),
}


def permission_in_words(permission: P) -> str:
    return str(PERMISSIONS.get(permission, permission.value))


def laws_in_words(laws: Iterable[str]) -> str:
    """In their usual order; one word when there are all."""
    mine = set(laws)
    if mine == set(LAW_NAMES):
        return _("all laws")
    return ", ".join(str(name) for law, name in LAW_NAMES.items() if law in mine)


def hours_in_words(hours: Decimal) -> str:
    """Hours a week: whole ones without a nought behind the comma."""
    return number_format(hours, 0 if hours == hours.to_integral_value() else 1)


def period_in_words(since: date, until: date | None, *, today: date) -> str:
    """What of a period is worth saying today; empty for what just holds."""
    if until and until < today:
        return _("until %(day)s") % {"day": date_format(until, "j F Y")}
    begins = _("from %(day)s on") % {"day": date_format(since, "j F Y")} if since > today else ""
    ends = _("up to and including %(day)s") % {"day": date_format(until, "j F Y")} if until else ""
    return ", ".join(part for part in (begins, ends) if part)

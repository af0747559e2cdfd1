"""The pages of worries about safety as plain values."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.policy import policy_of
from accounts.request import Request
from cases.residents.dates import told
from cases.safety.models import SafetyConcern, SafetyNote
from workflows.flow import By, refusal_for
from workflows.safety_flow import SafetyFacts, SafetyState

# Where a municipality's pack names none: these hold everywhere in the Netherlands.
ALWAYS = (
    ("112", "112", gettext_lazy("Police, ambulance, fire brigade")),
    ("Veilig Thuis", "0800-2000", gettext_lazy("Advice and reports, day and night")),
)
STEPS = ("report", "consult", "discuss", "weigh", "organise_help", "dismiss")


def emergency_card(request: Request, *, on: date) -> list[dict[str, str]]:
    """Whom to call before anything is filled in: the crisis numbers of the municipality."""
    if not request.actor.municipality:
        return [_always(*line) for line in ALWAYS]
    contacts = [line for line in policy_of(request.actor.municipality, on=on).contacts if line.crisis]
    card = [
        {"name": line.title, "phone": line.phone, "what": ", ".join(filter(None, (line.text, line.open_when)))}
        for line in contacts
        if any(letter.isdigit() for letter in line.phone)
    ]
    numbers = {line["phone"] for line in card}
    return [_always(*line) for line in ALWAYS if line[1] not in numbers] + card


def _always(name: str, phone: str, what: object) -> dict[str, str]:
    return {"name": name, "phone": phone, "what": str(what)}


def page_of(request: Request, found: SafetyConcern, *, on: date) -> dict[str, Any]:
    """Everything the safety officer sees of one concern."""
    notes = list(found.notes.select_related("by").order_by("at", "id"))
    return {
        "concern": found,
        "who": who(found),
        "known": _known(found),
        "facts": _facts(found),
        "card": emergency_card(request, on=on) if is_dangerous(found) and not found.is_over else [],
        "notes": [_note(one) for one in notes],
        "steps": [] if found.is_over else _steps(request, found),
        "dangerous": is_dangerous(found),
    }


def own_page_of(request: Request, found: SafetyConcern, *, on: date) -> dict[str, Any]:
    """What who signalled sees: the own words, and whether it was taken up. Not what the officer wrote."""
    own = found.notes.filter(step=SafetyNote.Step.SIGNAL, by=request.actor.id).order_by("at").first()
    return {
        "who": who(found),
        "text": own.text if own else "",
        "progress": progress(found),
        "when": _when(found),
        "card": emergency_card(request, on=on) if not found.is_over else [],
    }


def row(found: SafetyConcern) -> dict[str, Any]:
    """A line of the officer's list."""
    dangerous = is_dangerous(found) and not found.is_over
    return {
        "url": reverse("safety:concern", args=[found.id]),
        "title": who(found),
        "why": _("signalled by %(name)s") % {"name": found.signalled_by.name},
        "glyph": "alert" if dangerous else ("check" if found.is_over else "open"),
        "word": _("danger") if dangerous else str(SafetyState(found.state).label),
        "tone": "critical" if dangerous else ("quiet" if found.is_over else "attention"),
        "law": "",
        "when": _when(found),
    }


def own_row(found: SafetyConcern) -> dict[str, Any]:
    """A line of the own signals."""
    return {
        "url": reverse("safety:concern", args=[found.id]),
        "title": who(found),
        "why": "",
        "glyph": "check" if found.is_over else "open",
        "word": progress(found),
        "tone": "quiet" if found.is_over else "",
        "law": "",
        "when": _when(found),
    }


def who(found: SafetyConcern) -> str:
    """About whom, as far as is known and in sight."""
    return found.who or (found.resident.name if found.resident else _("Not known yet who this is about"))


def progress(found: SafetyConcern) -> str:
    """How far it is, for who signalled: no more than that."""
    if found.is_over:
        return _("rounded off")
    return _("received") if found.state == SafetyState.SIGNALLED else _("being handled")


def is_dangerous(found: SafetyConcern) -> bool:
    return found.acute or found.structural


def _known(found: SafetyConcern) -> list[dict[str, str]]:
    """What Veilig Thuis will ask first. A kept address stays kept."""
    person = found.resident
    if person is None:
        return []
    rows = ((_("Name"), person.name), (_("Born"), told(person.birth)), (_("Address"), person.address))
    return [{"label": label, "value": value} for label, value in rows if value]


def _facts(found: SafetyConcern) -> list[dict[str, str]]:
    danger = [word for word, holds in ((_("acute"), found.acute), (_("structural"), found.structural)) if holds]
    rows = (
        (_("Status"), str(SafetyState(found.state).label)),
        (_("Danger"), ", ".join(danger)),
        (_("Signalled by"), found.signalled_by.name),
        (_("Signalled on"), _when(found)),
        (_("Not reported"), _("decided by the safety officer, see the conclusion") if found.overruled else ""),
    )
    return [{"label": label, "value": value} for label, value in rows if value]


def _steps(request: Request, found: SafetyConcern) -> list[dict[str, Any]]:
    """What may be done now. A report to Veilig Thuis stands first: it may always be made."""
    facts = SafetyFacts(
        at=request.at,
        by=By(actor=str(request.actor.id)),
        noted=True,
        unsafe_to_discuss=True,
        acute_or_structural=is_dangerous(found),
        officer=True,
        overruled=True,
    )
    words = {
        "report": _("Report to Veilig Thuis"),
        "consult": _("Record a consultation"),
        "discuss": _("Record a talk"),
        "weigh": _("Weigh"),
        "organise_help": _("Organise help"),
        "dismiss": _("No concern"),
    }
    possible = [verb for verb in STEPS if refusal_for(found, verb, facts) is None]
    first = "report" if is_dangerous(found) else next(verb for verb in (*possible[1:], "report"))
    return [
        {"url": reverse(f"safety:{verb}", args=[found.id]), "label": words[verb], "primary": verb == first}
        for verb in possible
    ]


def _note(one: SafetyNote) -> dict[str, str]:
    return {
        "step": str(one.get_step_display()),
        "text": one.text,
        "by": one.by.name,
        "when": date_format(localtime(one.at), "j F Y H:i"),
    }


def _when(found: SafetyConcern) -> str:
    return date_format(localtime(found.signalled_at), "j b Y")

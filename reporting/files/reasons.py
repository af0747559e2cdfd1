"""In what state a file is, and how that is said."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from reporting.catalogue.shapes import Text
from reporting.files.models import FigureFile

STATES: Mapping[str, Text] = {
    "making": _("being made"),
    "made": _("ready"),
    "failed": _("It could not be made."),
    "expired": _("Its time is over. Make the file again."),
    "revoked": _("What you may see changed since it was made. Make the file again."),
}
WHY: Mapping[str, Text] = {
    "figures.no_right": _("It was not made: these figures are no longer yours to see."),
    "figures.given_up": _("It could not be made: it broke off several times. Choose a shorter period."),
    "figures.database": _("It could not be made. Try again, or choose a shorter period."),
}


def state_of(file: FigureFile, *, held: bool, at: datetime) -> str:
    """One of STATES. `held`: whether who asks may still read all that is in it."""
    if file.reason:
        return "failed"
    if file.made_at is None or file.expires_at is None:
        return "making"
    if file.expires_at < at:
        return "expired"
    return "made" if held else "revoked"

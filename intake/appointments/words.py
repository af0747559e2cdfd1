"""An appointment in words."""

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from intake.models import Appointment


def moment_of(found: Appointment) -> str:
    """The day, and the time when one was agreed: "vrijdag 6 maart om 10:00"."""
    day = date_format(found.on, "l j F")
    if found.time is None:
        return day
    return _("%(day)s at %(time)s") % {"day": day, "time": time_format(found.time, "H:i")}

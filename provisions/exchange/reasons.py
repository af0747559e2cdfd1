"""What the codes of an import say: why a row or a file was not taken, and what was made of a cell differently."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from workflows.refusal import Text

ABOUT_ROWS: Mapping[str, Text] = {
    "row.too_wide": _("This row has more cells than there are columns. Perhaps a quotation mark is missing."),
    "row.empty": _("This row is empty."),
    "row.of_nothing": _("This row belongs to nothing: it names no facility, place or organisation."),
    "row.says_nothing": _("This row says nothing."),
    "id.missing": _("This row has no id, and other tables name rows of this table by it."),
    "id.double": _("This id occurs before in this table. Each row needs an id of its own."),
    "id.unusable": _("This id is too long or holds signs that can't be seen."),
    "cell.needed": _("This cell may not be empty."),
    "cell.formula": _("This cell holds a formula. Put its outcome in the cell."),
    "cell.not_a_choice": _("This word is none of those that may stand here."),
    "cell.yes_or_no": _("Write yes or no here."),
    "text.too_long": _("This text is too long for its column."),
    "text.control": _("There are signs in this text that can't be seen and don't belong in it."),
    "text.surrogate": _("There is half a letter in this text. Save the file as CSV UTF-8."),
    "text.bidi": _("There are signs in this text that turn its reading direction. Take them out."),
    "number.unreadable": _("This is no number."),
    "number.range": _("This number is too large or too small for its column."),
    "day.unreadable": _("This is no day. Write it as 2026-04-02."),
    "moment.unreadable": _("This is no moment with its zone. Write it as 2026-04-02T09:30:00+02:00."),
    "room.no_moment": _("Say also since when the room is known."),
    "day.no_weekday": _("This is no day of the week."),
    "time.unreadable": _("This is no time of day. Write it as 13:50."),
    "age.order": _("The oldest age is below the youngest."),
    "organization.unknown": _("The organisation it names is not there."),
    "organization.rejected": _("Its organisation was not taken, so it was not either."),
    "organization.missing": _("It names no organisation."),
    "service.unknown": _("The facility it names is not there."),
    "service.rejected": _("Its facility was not taken, so it was not either."),
    "service.missing": _("It names no facility."),
    "location.unknown": _("The place it names is not there."),
    "location.rejected": _("Its place was not taken, so it was not either."),
    "location.missing": _("It names no place."),
    "service_at_location.unknown": _("The facility at a place it names is not there."),
    "service_at_location.rejected": _("Its facility at a place was not taken, so it was not either."),
    "taxonomy_term.unknown": _("The category it names is not there."),
    "taxonomy_term.rejected": _("Its category was not taken, so it was not either."),
    "taxonomy_term.missing": _("It names no category."),
    "contact.unknown": _("The contact it names is not there."),
    "contact.rejected": _("Its contact was not taken, so it was not either."),
    "phone.unknown": _("The phone number it names is not there."),
    "phone.rejected": _("Its phone number was not taken, so it was not either."),
    "table.not_kept": _("Trede has no place for this table: its rows are counted and not kept."),
}
NOTES: Mapping[str, Text] = {
    "text.trimmed": _("Spaces around the text were left out."),
    "text.line_end": _("A written \\n was made a new line."),
    "text.one_line": _("New lines in this cell were made spaces."),
    "text.marker": _("There is a mark such as ###MON### in the text. It is kept as it is."),
    "text.garbled": _("There are letters in the text that were damaged earlier. They are kept as they are."),
    "url.scheme": _("https:// was put before the address of the website."),
    "url.strange": _("This is no address of a website. It is kept as it is."),
    "email.strange": _("This is no e-mail address. It is kept as it is."),
    "number.comma": _("The comma was read as the decimal sign."),
    "number.rounded": _("The number was rounded."),
    "money.sign": _("The currency sign was left out of the amount."),
    "day.time_left": _("Of the moment only the day was kept."),
    "time.twelve_hours": _("am or pm was read as a time of 24 hours: 1:50pm is 13:50."),
    "time.hour_only": _("An hour without minutes was read as a whole hour."),
    "time.zone_left": _("The time zone was left out of the time."),
    "time.midnight": _("24:00 was read as 0:00."),
    "cell.same_word": _("Another word for the same was read."),
    "id.repeated": _("This id occurs before. The rows are told apart by their order."),
    "name.repeated": _("This name occurs before. Perhaps it is the same."),
    "row.short": _("The last cells of this row are missing. They were read as empty."),
    "organization.unknown": _("The organisation it names is not there. It is kept without that link."),
    "program.unknown": _("The programme it names is not there. It is kept without that link."),
    "taxonomy.unknown": _("The list it names is not there. It is kept without that link."),
    "taxonomy_term.unknown": _("The category above it is not there. It is kept without that link."),
    "encoding.cp1252": _("The file was read as Windows-1252."),
    "encoding.utf16": _("The file was read as UTF-16."),
}
OF_RUNS: Mapping[str, Text] = {
    "import.stopped": _("It was stopped on request. Nothing of it was kept."),
    "import.given_up": _("It broke off three times. Nothing of it was kept. Divide the file in parts and try again."),
    "import.database": _("It could not be written, perhaps because a colleague changed the same. Try it again."),
    "import.changed_since": _("Somebody changed this since. It is left as it is now."),
}
OTHERWISE = _("This cell does not fit its column.")


def why(code: str) -> str:
    """The sentence of a rejection or of a run that failed."""
    return str(ABOUT_ROWS.get(code) or OF_RUNS.get(code) or OTHERWISE)


def noted(code: str) -> str:
    return str(NOTES.get(code) or code)

"""The verb of a file in the background: ask for it. It is made in reporting.files.making."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts import access
from accounts.access import Actor, Permission
from ledger import journal, outbox
from reporting.files.models import FigureFile
from workflows.refusal import Refusal, Refused

KIND = "figures.file"
AT_ONCE = 3
TOO_MANY = Refusal(
    "figures.too_many_files", _("Three files are being made for you already. Wait until one of them is ready.")
)


def ask_file(
    *, file: UUID, what: str, kind: str, asked: dict[str, Any], language: str, by: Actor, at: datetime
) -> UUID:
    """Ask for a file under a new id. `asked` as `FigureFile.asked`. Raises Refused."""
    access.require(by, Permission.FIGURES_READ)
    mine = FigureFile.objects.visible_to(by)
    if mine.being_made().exclude(pk__in=mine.over(at=at)).count() >= AT_ONCE:
        raise Refused(TOO_MANY)
    made = FigureFile.objects.create(pk=file, what=what, kind=kind, asked=asked, language=language, by_id=by.id, at=at)
    outbox.put(KIND, key=f"{KIND}:{made.pk}", payload={"file": str(made.pk)}, at=at)
    journal.note("figures:file_asked", about=("figures", made.pk), reason=what)
    return made.pk

"""Words for what was imported."""

from typing import TYPE_CHECKING

from django.db import models

from accounts.access import Actor
from workflows.import_flow import WRITING

if TYPE_CHECKING:
    from provisions.exchange.models import DirectoryImport


class DirectoryImportQuerySet(models.QuerySet["DirectoryImport"]):
    def visible_to(self, actor: Actor) -> "DirectoryImportQuerySet":
        return self.filter(municipality__in=actor.keeps_directory_of())

    def writing_in(self, municipality: str) -> "DirectoryImportQuerySet":
        """Those that are being entered or undone now."""
        return self.filter(municipality=municipality, state__in=WRITING)

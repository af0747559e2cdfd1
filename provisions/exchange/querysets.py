"""Words for what was imported."""

from typing import TYPE_CHECKING

from django.db import models

from accounts.access import Actor, Permission
from workflows.import_flow import WRITING

if TYPE_CHECKING:
    from provisions.exchange.models import DirectoryImport


def kept_by(actor: Actor) -> frozenset[str]:
    """The municipalities whose directory this actor keeps."""
    return frozenset(post.municipality for post in actor.posts if post.may(Permission.PROVISION_KEEP))


class DirectoryImportQuerySet(models.QuerySet["DirectoryImport"]):
    def visible_to(self, actor: Actor) -> "DirectoryImportQuerySet":
        return self.filter(municipality__in=kept_by(actor))

    def writing_in(self, municipality: str) -> "DirectoryImportQuerySet":
        """Those that are being entered or undone now."""
        return self.filter(municipality=municipality, state__in=WRITING)

"""Words for what can be offered."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from provisions.directory.models import Provision


class ProvisionQuerySet(models.QuerySet["Provision"]):
    def offered_in(self, municipality: str) -> "ProvisionQuerySet":
        return self.filter(municipality=municipality, withdrawn_on=None)

    def free_nearby(self) -> "ProvisionQuerySet":
        """Open to all without indication or referral: an offer that needs an intake is not (Wmo 2015, art. 1.1.1)."""
        return self.filter(layer="general_facility", needs_intake=False)

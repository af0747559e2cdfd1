"""Words for numbers of residents."""

from typing import TYPE_CHECKING

from django.db import models

from accounts.access import Actor

if TYPE_CHECKING:
    from reporting.population.models import Population, PopulationImport


class PopulationImportQuerySet(models.QuerySet["PopulationImport"]):
    def visible_to(self, actor: Actor) -> "PopulationImportQuerySet":
        return self.filter(municipality__in=actor.administers())

    def with_counts(self) -> "PopulationImportQuerySet":
        """Of each file: how many of its numbers hold (`in_force`), and of which years (`first`, `last`)."""
        holds = models.Q(lines__replaced_at=None)
        return self.annotate(
            in_force=models.Count("lines", filter=holds),
            first=models.Min("lines__year"),
            last=models.Max("lines__year"),
        )


class PopulationQuerySet(models.QuerySet["Population"]):
    def in_force(self) -> "PopulationQuerySet":
        """Those that no later file replaced."""
        return self.filter(replaced_at=None)

"""Which remarks somebody sees."""

from typing import Any

from django.db import models
from django.db.models import Q

from accounts.access import Actor, Permission


class RemarkQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> "RemarkQuerySet":
        """Those of the teams and laws whose figures one reads, and of the whole of their municipalities."""
        seen = Q(pk__in=[])
        for post in actor.posts:
            if post.may(Permission.FIGURES_READ):
                here = Q(team=post.team) | Q(team=None, municipality=post.municipality)
                seen |= here & Q(law__in=sorted(post.laws))
        return self.filter(seen)

    def standing(self) -> "RemarkQuerySet":
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)

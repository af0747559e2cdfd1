"""What the pages of colleagues show: posts and mandates in words, those of one's own municipalities only."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Mandate, Membership, Role, User
from accounts.words import laws_in_words, period_in_words


def rows_of(users: Iterable[User], *, places: Collection[str], today: date) -> list[dict[str, Any]]:
    """A row per colleague, with what holds today or will."""
    shown = list(users)
    posts = _grouped(Membership.objects.lasting(on=today).filter(user__in=shown, team__municipality__in=places))
    mandates = _grouped(Mandate.objects.lasting(on=today).filter(user__in=shown, municipality__in=places))
    several = len(places) > 1
    return [
        {
            "user": user,
            "url": reverse("accounts:user", args=[user.id]),
            "posts": [post_in_words(one, today=today, several=several) for one in posts[user.id]],
            "mandates": [mandate_in_words(one, today=today, several=several) for one in mandates[user.id]],
        }
        for user in shown
    ]


def _grouped(rows: Any) -> dict[UUID, list[Any]]:
    """By user, with the names beside the ids."""
    related = ("team__municipality",) if rows.model is Membership else ("municipality",)
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows.select_related(*related).order_by("valid_from", "id"):
        found[row.user_id].append(row)
    return found


def held_by(user: User, *, places: Collection[str], today: date) -> dict[str, list[dict[str, Any]]]:
    """All posts and mandates of a colleague here: those that last, and those that are over."""
    several = len(places) > 1
    posts = _grouped(Membership.objects.filter(user=user, team__municipality__in=places))[user.id]
    mandates = _grouped(Mandate.objects.filter(user=user, municipality__in=places))[user.id]
    lines = [_line("post", one, post_in_words(one, today=today, several=several), today) for one in posts]
    signed = [_line("mandate", one, mandate_in_words(one, today=today, several=several), today) for one in mandates]
    return {
        "posts": [line for line in lines if not line["over"]],
        "mandates": [line for line in signed if not line["over"]],
        "past": [line for line in lines + signed if line["over"]],
    }


def _line(kind: str, row: Any, words: dict[str, str], today: date) -> dict[str, Any]:
    return {
        **words,
        "over": row.valid_until is not None and row.valid_until < today,
        "since": _("since %(day)s") % {"day": date_format(row.valid_from, "j F Y")} if row.valid_from <= today else "",
        "end_url": reverse(f"accounts:end_{kind}", args=[row.user_id, row.id]),
    }


def post_in_words(post: Membership, *, today: date, several: bool) -> dict[str, str]:
    place = f", {post.team.municipality.name}" if several else ""
    return {
        "what": f"{Role(post.role).label}, {post.team.name}{place}",
        "laws": laws_in_words(post.laws),
        "when": period_in_words(post.valid_from, post.valid_until, today=today),
    }


def mandate_in_words(mandate: Mandate, *, today: date, several: bool) -> dict[str, str]:
    place = f", {mandate.municipality.name}" if several else ""
    return {
        "what": _("Mandate: %(source)s") % {"source": mandate.source} + place,
        "laws": laws_in_words(mandate.laws),
        "when": period_in_words(mandate.valid_from, mandate.valid_until, today=today),
    }

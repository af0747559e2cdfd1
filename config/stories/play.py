"""Playing a story: every step opens its actor's context around one real action."""

from datetime import datetime, time

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError
from django.utils import timezone

from accounts import access
from accounts.access import Actor
from cases.dossier.acts import Stale
from config.municipality import people
from config.municipality.pack import Pack
from config.stories.expected import differences
from config.stories.outcome import Outcome
from config.stories.scene import Scene
from config.stories.told import Step, Story
from config.stories.verbs import VERBS
from intake.actions import Conflict
from workflows.refusal import Refused


class DoesNotHold(Exception):
    """A story went otherwise than it says; the text tells what was expected and what came out."""


def play(story: Story, pack: Pack, *, alone: bool) -> None:
    """Tell a story and look at what came out. `alone`: in a database of its own, on its own days.

    Raises DoesNotHold.
    """
    scene = Scene(story.id, pack, people=story.people)
    for step in story.steps:
        _take(scene, step)
    outcome = Outcome(
        scene=scene,
        at=_local(datetime.combine(story.today, time(23, 59))),
        on=story.today,
    )
    found = differences(outcome, story.expect, alone=alone)
    if found:
        raise DoesNotHold("; ".join(found))


def _take(scene: Scene, step: Step) -> None:
    """One step. A refusal is caught inside the operation, so that the refused try is journalled."""
    actor = people.actor(step.who, scene.municipality, on=step.at.date())
    at = _local(step.at)
    try:
        with access.acting(actor, at=at, origin="story"):
            refused, why = _try(scene, step, actor, at)
    except DatabaseError as error:
        refused, why = "database", str(error).splitlines()[0]
    if refused != step.refused:
        expected = f"refused with {step.refused}" if step.refused else "done"
        came_out = f"refused with {refused} ({why})" if refused else "done"
        raise DoesNotHold(f"{step.place} by {step.who}: expected {expected}, came out {came_out}")


def _try(scene: Scene, step: Step, actor: Actor, at: datetime) -> tuple[str, str]:
    """The code and the reason of a refusal; nothing when the act was done."""
    try:
        VERBS[step.does].do(scene, actor, at, step.says)
    except Refused as refused:
        return refused.refusal.code, str(refused)
    except (Stale, Conflict):
        return "stale", "somebody else was first"
    except ObjectDoesNotExist:
        return "not_in_sight", f"{step.who} does not see what this is about"
    return "", ""


def _local(moment: datetime) -> datetime:
    return timezone.make_aware(moment)

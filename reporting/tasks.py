"""What reporting does in the background. What is heavy is loaded when it is done: SciPy stays out of the web."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from accounts import access
from provisions.exchange.models import ImportProgress
from reporting.files.models import FigureFile

PATIENCE = 1800


@shared_task  # type: ignore[untyped-decorator]
def clear_figure_files() -> None:
    """Remove the files that nobody can fetch any more."""
    at = timezone.now()
    with access.system("clear_figure_files", at=at):
        over = list(FigureFile.objects.over(at=at).values_list("pk", flat=True))
        ImportProgress.objects.filter(run__in=over).delete()
        FigureFile.objects.filter(pk__in=over).delete()


@shared_task(time_limit=PATIENCE)  # type: ignore[untyped-decorator]
def make_editions() -> None:
    """Make the figures for policy of every year that was closed since; each in a transaction of its own."""
    make_due(at=timezone.now())


def make_due(*, at: datetime, origin: str = "task") -> int:
    """How many periods were made."""
    from reporting.editions import making

    with access.system("make_editions", at=at, origin=origin):
        periods = making.due(on=timezone.localdate(at))
    made = 0
    for period in periods:
        with access.system("make_editions", at=at, origin=origin):
            made += making.make(period, at=at)
    return made

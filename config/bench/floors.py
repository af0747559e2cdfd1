"""The floors: what Django and PostgreSQL take when nothing is asked of them but the rows.

R1 is a page of fifty rows of a large table: nine cells a row, of which two are days that the template writes out.
R2 creates a case with its event through the ORM, R3 reads one, moves it by its version and adds an event. The bare
summary reads the rows of the escalation that Trede's page reads. No login, no permission, no journal.
"""

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from django.apps.registry import Apps
from django.db import connection, models, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import path

from config.bench.asked import rows_of, text_of

ROWS = 50
AT = datetime(2026, 1, 1, tzinfo=UTC)
NOWHERE = Apps()  # so that nobody who looks at Trede's models finds these
PAGE = engines["django"].from_string(
    "<!doctype html><title>Zaken</title><table>{% for row in rows %}<tr><td>{{ row.number }}</td>"
    "<td>{{ row.name }}</td><td>{{ row.state }}</td><td>{{ row.team }}</td><td>{{ row.law }}</td>"
    '<td>{{ row.who }}</td><td>{{ row.what }}</td><td>{{ row.at|date:"j F Y" }}</td>'
    '<td>{{ row.due|date:"j F Y" }}</td></tr>{% endfor %}</table>'
)
SUMMARY = engines["django"].from_string(
    "<!doctype html><title>Cijfers</title><table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>"
    "{% endfor %}</tr>{% endfor %}</table>"
)


class BareCase(models.Model):
    objects: ClassVar[models.Manager["BareCase"]] = models.Manager()
    number = models.BigAutoField(primary_key=True)
    name = models.TextField()
    state = models.TextField()
    team = models.IntegerField()
    law = models.TextField()
    who = models.TextField()
    what = models.TextField()
    at = models.DateTimeField()
    due = models.DateTimeField()
    version = models.IntegerField()

    class Meta:
        apps = NOWHERE
        app_label = "bench"
        db_table = '"bench"."cases"'

    def __str__(self) -> str:
        return self.name


class BareEvent(models.Model):
    objects: ClassVar[models.Manager["BareEvent"]] = models.Manager()
    id = models.BigAutoField(primary_key=True)
    case = models.BigIntegerField()
    seq = models.IntegerField()
    kind = models.TextField()
    at = models.DateTimeField()

    class Meta:
        apps = NOWHERE
        app_label = "bench"
        db_table = '"bench"."events"'

    def __str__(self) -> str:
        return self.kind


def bare_page(request: HttpRequest) -> HttpResponse:
    rows = rows_of("SELECT * FROM bench.cases WHERE team = 0 ORDER BY due, number LIMIT %s", [ROWS])
    return HttpResponse(PAGE.render({"rows": rows}, request))


def bare_create(request: HttpRequest) -> HttpResponse:
    said = request.POST
    with transaction.atomic():
        case = BareCase.objects.create(
            name="Zaak", state="1", team=0, law="wmo", who=said["who"], what=said["what"], at=AT, due=AT, version=1
        )
        BareEvent.objects.create(case=case.number, seq=1, kind="created", at=AT)
    return HttpResponse(f"{case.number}")


def bare_transition(request: HttpRequest, number: int) -> HttpResponse:
    with transaction.atomic():
        case = BareCase.objects.get(pk=number)
        here = BareCase.objects.filter(pk=number, version=case.version)
        if not here.update(state="2", version=case.version + 1):
            return HttpResponse(status=409)
        BareEvent.objects.create(case=number, seq=case.version + 1, kind="moved", at=AT)
    return HttpResponse("moved")


def bare_summary(request: HttpRequest, kind: str) -> HttpResponse:
    asked = {name: date.fromisoformat(request.GET[name]) for name in ("since", "until")}
    rows = rows_of(_past_the_walls("escalation"), asked)
    if kind == "json":
        return JsonResponse({"rows": rows})
    return HttpResponse(SUMMARY.render({"rows": [row.values() for row in rows]}, request))


def copied(request: HttpRequest) -> HttpResponse:
    """The same rows as CSV, written by PostgreSQL."""
    text = _past_the_walls("export")
    asked: dict[str, Any] = {name: date.fromisoformat(request.GET[name]) for name in ("since", "until")}
    with connection.cursor() as cursor, cursor.copy(f"COPY ({text}) TO STDOUT (FORMAT csv)", asked) as out:
        return HttpResponse([bytes(block) for block in out], content_type="text/csv")


def _past_the_walls(figure: str) -> str:
    """Nobody is signed in here: behind the walls there would be no row. A view reads as its owner."""
    return text_of(figure).replace("reporting_finishedmonth", "bench.sums")


urlpatterns = [
    path("page/", bare_page),
    path("create/", bare_create),
    path("move/<int:number>/", bare_transition),
    path("summary/<slug:kind>/", bare_summary),
    path("copy/", copied),
]

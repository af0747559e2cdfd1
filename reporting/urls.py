from django.urls import path

from reporting import agreed, behind, detail, dividing, published, team, views
from reporting.files import views as files
from reporting.imports import views as imports
from reporting.population.views import population
from reporting.remarks import views as remarks

app_name = "reporting"
urlpatterns = [
    path("figures/", views.figures, name="figures"),
    path("figures/imports/", imports.imports, name="cost_imports"),
    path("figures/imports/<slug:kind>/example/", imports.example, name="cost_example"),
    path("figures/files/", files.files, name="files"),
    path("figures/files/<uuid:file_id>/", files.one_file, name="file"),
    path("figures/files/<uuid:file_id>/download/", files.fetch, name="fetch"),
    path("figures/published/", published.tables, name="published"),
    path("figures/published/<slug:table>/", published.table, name="published_table"),
    path("figures/published/<slug:table>/export/<slug:kind>/", published.export, name="published_export"),
    path("figures/remarks/write/", remarks.write, name="write_remark"),
    path("figures/remarks/withdraw/", remarks.withdraw, name="withdraw_remark"),
    path("figures/<slug:name>/", detail.figure, name="figure"),
    path("figures/<slug:name>/cases/", behind.behind, name="behind"),
    path("figures/<slug:name>/export/<slug:kind>/", detail.export, name="export"),
    path("manage/population/", population, name="population"),
    path("team/", team.team, name="team"),
    path("team/cases/", team.team_cases, name="team_cases"),
    path("team/cases/allocate/", team.allocate, name="allocate"),
    path("team/<uuid:team_id>/agreed/", agreed.agreed, name="agreed"),
    path("team/<uuid:team_id>/divide/", dividing.divide, name="divide"),
    path("team/cases/undo/", team.undo, name="undo"),
]

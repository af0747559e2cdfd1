from django.urls import path

from reporting import team, views

app_name = "reporting"
urlpatterns = [
    path("figures/", views.figures, name="figures"),
    path("team/", team.team, name="team"),
    path("team/cases/", team.team_cases, name="team_cases"),
    path("team/cases/allocate/", team.allocate, name="allocate"),
    path("team/cases/undo/", team.undo, name="undo"),
]

from django.urls import path

from cases.safety import views

app_name = "safety"
urlpatterns = [
    path("", views.concerns, name="list"),
    path("mine/", views.mine, name="mine"),
    path("new/", views.new, name="signal"),
    path("<uuid:concern_id>/", views.concern, name="concern"),
    *(
        path(f"<uuid:concern_id>/{verb.replace('_', '-')}/", views.step, {"verb": verb}, name=verb)
        for verb in views.VERBS
    ),
]

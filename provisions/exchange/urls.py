from django.urls import path

from provisions.exchange import views

app_name = "exchange"
urlpatterns = [
    path("import/", views.imports, name="imports"),
    path("import/<uuid:import_id>/", views.one_import, name="import"),
    path("import/<uuid:import_id>/progress/", views.progress, name="progress"),
    path("import/<uuid:import_id>/columns/", views.columns, name="columns"),
    path("import/<uuid:import_id>/look/", views.look, name="look"),
    path("import/<uuid:import_id>/apply/", views.apply, name="apply"),
    path("import/<uuid:import_id>/stop/", views.stop, name="stop"),
    path("import/<uuid:import_id>/undo/", views.undo, name="undo"),
    path("import/<uuid:import_id>/drop/", views.drop, name="drop"),
    path("import/<uuid:import_id>/told/", views.told, name="told"),
    path("export/<slug:municipality>/<slug:format>/", views.export, name="export"),
]

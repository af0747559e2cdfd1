from django.urls import path

from provisions.directory import views as directory
from provisions.finder import views as finder

app_name = "provisions"
urlpatterns = [
    path("", finder.find, name="find"),
    path("to-check/", directory.to_check, name="to_check"),
    path("<uuid:provision_id>/", directory.provision, name="provision"),
    path("<uuid:provision_id>/keep/", directory.keep, name="keep"),
    path("<uuid:provision_id>/confirm/", directory.confirm, name="confirm"),
    path("<uuid:provision_id>/wrong/", directory.report_wrong, name="report_wrong"),
    path("<uuid:provision_id>/settle/", directory.settle, name="settle"),
    path("<uuid:provision_id>/withdraw/", directory.withdraw, name="withdraw"),
    path("<uuid:provision_id>/bring-back/", directory.bring_back, name="bring_back"),
]

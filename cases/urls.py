from django.urls import path

from cases.course import views as course
from cases.decisions import views as decisions
from cases.needs import views as needs

app_name = "cases"
urlpatterns = [
    path("", course.cases, name="list"),
    path("<uuid:case_id>/", course.case, name="case"),
    path("<uuid:case_id>/start/", course.start, name="start"),
    path("<uuid:case_id>/outcome/", course.report_outcome, name="report_outcome"),
    path("<uuid:case_id>/resolve/", course.resolve, name="resolve"),
    path("<uuid:case_id>/support/", course.support, name="support"),
    path("<uuid:case_id>/hand-over/", course.hand_over, name="hand_over"),
    path("<uuid:case_id>/application/", decisions.apply, name="apply"),
    path("<uuid:case_id>/needs/", needs.add_need, name="add_need"),
    path("<uuid:case_id>/needs/<uuid:need_id>/weigh/", needs.weigh, name="weigh"),
    path("<uuid:case_id>/needs/<uuid:need_id>/cover/", needs.cover, name="cover"),
    path("<uuid:case_id>/needs/<uuid:need_id>/propose/", needs.propose, name="propose"),
    path("<uuid:case_id>/needs/<uuid:need_id>/decide/", decisions.decide, name="decide"),
]

from django.urls import path

from cases.course import views as course
from cases.decisions import views as decisions
from cases.decisions.endings import views as endings
from cases.dossier import views as dossier
from cases.needs import views as needs
from cases.needs.advice import views as advice
from cases.needs.beside import views as beside
from cases.needs.later import views as later
from cases.referrals import views as referrals
from cases.referrals.pointing import views as pointing

app_name = "cases"
urlpatterns = [
    path("", course.cases, name="list"),
    path("<uuid:case_id>/", course.case, name="case"),
    path("<uuid:case_id>/take/", course.take, name="take"),
    path("<uuid:case_id>/start/", course.start, name="start"),
    path("<uuid:case_id>/first-talk/", course.first_talk, name="first_talk"),
    path("<uuid:case_id>/outcome/", course.report_outcome, name="report_outcome"),
    path("<uuid:case_id>/resume/", course.resume, name="resume"),
    path("<uuid:case_id>/resolve/", course.resolve, name="resolve"),
    path("<uuid:case_id>/support/", course.support, name="support"),
    path("<uuid:case_id>/review/", course.review, name="review"),
    path("<uuid:case_id>/continue/", course.continue_support, name="continue_support"),
    path("<uuid:case_id>/close/", course.close, name="close"),
    path("<uuid:case_id>/withdraw/", course.withdraw, name="withdraw"),
    path("<uuid:case_id>/transfer/", course.transfer, name="transfer"),
    path("<uuid:case_id>/tasks/<uuid:task_id>/done/", course.finish_task, name="finish_task"),
    path("<uuid:case_id>/next-step/", dossier.next_step, name="next_step"),
    path("<uuid:case_id>/contact/", dossier.contact, name="contact"),
    path("<uuid:case_id>/identify/", dossier.identify, name="identify"),
    path("<uuid:case_id>/allocate/", dossier.allocate, name="allocate"),
    path("<uuid:case_id>/hand-over/", dossier.hand_over, name="hand_over"),
    path("<uuid:case_id>/confidential/", dossier.confidential, name="confidential"),
    path("<uuid:case_id>/sight/", dossier.sight, name="sight"),
    path("<uuid:case_id>/sight/<uuid:user_id>/revoke/", dossier.revoke_sight, name="revoke_sight"),
    path("<uuid:case_id>/application/", decisions.apply, name="apply"),
    path("<uuid:case_id>/application/<uuid:application_id>/waive/", decisions.waive_wait, name="waive_wait"),
    path("<uuid:case_id>/application/<uuid:application_id>/advance/", decisions.pay_advance, name="pay_advance"),
    path("<uuid:case_id>/application/<uuid:application_id>/suspend/", decisions.suspend, name="suspend"),
    path("<uuid:case_id>/application/<uuid:application_id>/run-again/", decisions.run_again, name="run_again"),
    path(
        "<uuid:case_id>/application/<uuid:application_id>/withdraw/",
        decisions.withdraw_application,
        name="withdraw_application",
    ),
    path("<uuid:case_id>/application/<uuid:application_id>/unprocessed/", decisions.not_process, name="not_process"),
    path("<uuid:case_id>/application/<uuid:application_id>/objection/", decisions.register_objection, name="object"),
    path(
        "<uuid:case_id>/decision/<uuid:decision_id>/objection/", decisions.object_to_decision, name="object_to_decision"
    ),
    path("<uuid:case_id>/objection/<uuid:objection_id>/decide/", decisions.decide_objection, name="decide_objection"),
    path(
        "<uuid:case_id>/objection/<uuid:objection_id>/withdraw/",
        decisions.withdraw_objection,
        name="withdraw_objection",
    ),
    path("<uuid:case_id>/needs/", needs.add_need, name="add_need"),
    path("<uuid:case_id>/needs/<uuid:need_id>/weigh/", needs.weigh, name="weigh"),
    path("<uuid:case_id>/needs/<uuid:need_id>/cover/", needs.cover, name="cover"),
    path("<uuid:case_id>/needs/<uuid:need_id>/propose/", needs.propose, name="propose"),
    path("<uuid:case_id>/needs/<uuid:need_id>/does-not-apply/", later.does_not_apply, name="does_not_apply"),
    path("<uuid:case_id>/needs/<uuid:need_id>/urgent/", later.mark_urgent, name="mark_urgent"),
    path("<uuid:case_id>/needs/<uuid:need_id>/another-scheme/", beside.prior_scheme, name="prior_scheme"),
    path("<uuid:case_id>/needs/<uuid:need_id>/commonly-used/", beside.commonly_used, name="commonly_used"),
    path("<uuid:case_id>/needs/<uuid:need_id>/worked/", later.worked, name="worked"),
    path("<uuid:case_id>/needs/<uuid:need_id>/withdraw/", later.withdraw_proposal, name="withdraw_proposal"),
    path("<uuid:case_id>/needs/<uuid:need_id>/reopen/", later.reopen, name="reopen_need"),
    path("<uuid:case_id>/needs/<uuid:need_id>/close/", later.close, name="close_need"),
    path("<uuid:case_id>/needs/<uuid:need_id>/step-down/", later.step_down, name="step_down"),
    path("<uuid:case_id>/needs/<uuid:need_id>/nearby/", advice.answer_facilities, name="advice"),
    path("<uuid:case_id>/needs/<uuid:need_id>/nearby/look/", advice.look_nearby, name="look_nearby"),
    path("<uuid:case_id>/needs/<uuid:need_id>/end-support/", endings.end_support, name="end_support"),
    path("<uuid:case_id>/needs/<uuid:need_id>/refer/", referrals.choose, name="refer"),
    path("<uuid:case_id>/needs/<uuid:need_id>/refer/<uuid:provision_id>/", referrals.refer, name="refer_to"),
    path("<uuid:case_id>/needs/<uuid:need_id>/point/<uuid:provision_id>/", pointing.point, name="point"),
    path("<uuid:case_id>/needs/<uuid:need_id>/pointed/", pointing.asked, name="pointed"),
    path("<uuid:case_id>/needs/<uuid:need_id>/decide/", decisions.decide, name="decide"),
]

from django.urls import path

from accounts import views
from accounts.mailroom import views as mailroom
from accounts.policies import views as policies
from accounts.staff import views as staff
from accounts.teams import views as teams

app_name = "accounts"
urlpatterns = [
    path("audit/", views.audit, name="audit"),
    path("account/password/<uidb64>/<token>/", staff.ChoosePassword.as_view(), name="set_password"),
    path("manage/", staff.manage, name="manage"),
    path("manage/users/", staff.users, name="users"),
    path("manage/users/new/", staff.add_user, name="add_user"),
    path("manage/users/<uuid:user_id>/", staff.user, name="user"),
    path("manage/users/<uuid:user_id>/post/", staff.give_post, name="give_post"),
    path("manage/users/<uuid:user_id>/post/<uuid:post_id>/", staff.end_post, name="end_post"),
    path("manage/users/<uuid:user_id>/mandate/", staff.give_mandate, name="give_mandate"),
    path("manage/users/<uuid:user_id>/mandate/<uuid:mandate_id>/", staff.end_mandate, name="end_mandate"),
    path("manage/users/<uuid:user_id>/close/", staff.deactivate, name="deactivate"),
    path("manage/users/<uuid:user_id>/open/", staff.reactivate, name="reactivate"),
    path("manage/users/<uuid:user_id>/link/", staff.sign_in_link, name="sign_in_link"),
    path("manage/teams/", teams.teams, name="teams"),
    path("manage/teams/new/", teams.add_team, name="add_team"),
    path("manage/teams/<uuid:team_id>/", teams.team, name="team"),
    path("manage/teams/<uuid:team_id>/neighbourhoods/", teams.serve, name="serve"),
    path("manage/teams/<uuid:team_id>/close/", teams.close_team, name="close_team"),
    path("manage/teams/<uuid:team_id>/open/", teams.reopen_team, name="reopen_team"),
    path("mail/", mailroom.mailroom, name="mailroom"),
    path("mail/decide/", mailroom.decide, name="decide_message"),
    path("manage/roles/", staff.roles, name="roles"),
    path("manage/policy/<slug:municipality>/", policies.policy, name="policy"),
    path("manage/policy/<slug:municipality>/<slug:kind>/", policies.add_line, name="add_line"),
    path("manage/policy/<slug:municipality>/<slug:kind>/<slug:key>/", policies.line, name="line"),
]

from django.urls import path

from cases.referrals import views
from cases.referrals.following import views as following
from cases.referrals.partner import own_links

app_name = "referrals"
urlpatterns = [
    path("", following.listed, name="list"),
    path("board/", following.board, name="board"),
    path("facilities/<uuid:provision_id>/link/", own_links.own_link, name="own_link"),
    path("<uuid:referral_id>/", views.referral, name="referral"),
    path("<uuid:referral_id>/status/", views.status, name="status"),
    path("<uuid:referral_id>/send/", views.send, name="send"),
    path("<uuid:referral_id>/remind/", views.remind, name="remind"),
    path("<uuid:referral_id>/taken-up/", views.take_up, name="take_up"),
    path("<uuid:referral_id>/take-back/", views.withdraw, name="withdraw"),
    path("<uuid:referral_id>/consent/", views.withdraw_consent, name="withdraw_consent"),
    path("<uuid:referral_id>/link/", views.show_link, name="show_link"),
]

from django.urls import path

from cases.residents import views
from cases.residents.households import views as households
from cases.residents.representatives import views as representatives

app_name = "residents"
urlpatterns = [
    path("", views.find, name="find"),
    path("<uuid:resident_id>/", views.resident, name="resident"),
    path("<uuid:resident_id>/address/", views.reveal, name="reveal"),
    path("<uuid:resident_id>/record/", views.hand_out, name="hand_out"),
    path("<uuid:resident_id>/correct/", views.correct, name="correct"),
    path("<uuid:resident_id>/death/", views.death, name="death"),
    path("<uuid:resident_id>/move/", views.move, name="move"),
    path("<uuid:resident_id>/household/", households.household, name="household"),
    path("<uuid:resident_id>/household/new/", households.move_in, name="move_in"),
    path("<uuid:resident_id>/household/<uuid:member_id>/end/", households.move_out, name="move_out"),
    path("<uuid:resident_id>/representatives/new/", representatives.add, name="add_representative"),
    path(
        "<uuid:resident_id>/representatives/<uuid:representative_id>/end/",
        representatives.end,
        name="end_representative",
    ),
    path(
        "<uuid:resident_id>/representatives/<uuid:representative_id>/address/",
        representatives.reveal,
        name="reveal_representative",
    ),
]

from django.urls import path

from intake import views
from intake.appointments import views as appointments
from intake.working_out import views as working_out

app_name = "intake"
urlpatterns = [
    path("", views.conversations, name="conversations"),
    path("new/", views.start, name="start"),
    path("appointments/<uuid:appointment_id>/", appointments.appointment, name="appointment"),
    path("appointments/<uuid:appointment_id>/talk/", appointments.talk, name="talk"),
    path("<uuid:conversation_id>/", views.conversation, name="conversation"),
    path("<uuid:conversation_id>/text/", views.text, name="text"),
    path("<uuid:conversation_id>/who/", views.resident, name="resident"),
    path("<uuid:conversation_id>/person/", views.person, name="person"),
    path("<uuid:conversation_id>/link/", views.link, name="link"),
    path("<uuid:conversation_id>/questions/", views.add_question, name="add_question"),
    path("<uuid:conversation_id>/finish/", views.finish, name="finish"),
    path("<uuid:conversation_id>/work-out/", working_out.work_out, name="work_out"),
]

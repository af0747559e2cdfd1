from django.urls import path

from intake import views

app_name = "intake"
urlpatterns = [
    path("", views.conversations, name="conversations"),
    path("new/", views.start, name="start"),
    path("<uuid:conversation_id>/", views.conversation, name="conversation"),
    path("<uuid:conversation_id>/text/", views.text, name="text"),
    path("<uuid:conversation_id>/who/", views.resident, name="resident"),
    path("<uuid:conversation_id>/person/", views.person, name="person"),
    path("<uuid:conversation_id>/link/", views.link, name="link"),
    path("<uuid:conversation_id>/finish/", views.finish, name="finish"),
]

"""Every door of the house. Who may open which stands in accounts.doors.DOORS; an undeclared one fails the build."""

from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from accounts import views as accounts
from cases.referrals.partner.views import partner
from config import health
from intake.brought_in.views import facility
from intake.my_work import my_work

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="my_work"), name="home"),
    path("_healthz/livez/", health.livez, name="livez"),
    path("_healthz/readyz/", health.readyz, name="readyz"),
    path("account/", accounts.account, name="account"),
    path("account/login/", accounts.SignIn.as_view(), name="account_login"),
    path("account/logout/", accounts.SignOut.as_view(), name="account_logout"),
    path("account/demo/", accounts.demo_login, name="demo_login"),
    path("account/language/", set_language, name="set_language"),
    path("my-work/", my_work, name="my_work"),
    path("conversations/", include("intake.urls")),
    path("cases/", include("cases.urls")),
    path("residents/", include("cases.residents.urls")),
    path("referrals/", include("cases.referrals.urls")),
    path("partner/<str:token>/", partner, name="partner"),
    path("facility/<str:token>/", facility, name="facility"),
    path("safety/", include("cases.safety.urls")),
    path("provisions/", include("provisions.exchange.urls")),
    path("provisions/", include("provisions.urls")),
    path("", include("reporting.urls")),
    path("", include("accounts.urls")),
]

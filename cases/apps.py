from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from cases.referrals import posting, silence
        from ledger import mail, outbox

        outbox.register(silence.SILENT, silence.notice, name=_("A referral went silent"))
        mail.register(posting.REFERRAL, posting.compose_referral, name=_("Mail with a referral"))
        mail.register(posting.REMINDER, posting.compose_reminder, name=_("Reminder of a referral"))
        mail.register(posting.CLOSED, posting.compose_closed, name=_("Mail that a referral was taken back"))

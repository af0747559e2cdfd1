from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import actions
        from ledger import outbox

        outbox.register("notice", actions.deliver_notice)

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ledger import canary, outbox
        from ledger.deaf import KIND

        outbox.register(KIND, canary.answer)

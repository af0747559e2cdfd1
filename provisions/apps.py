from django.apps import AppConfig


class ProvisionsConfig(AppConfig):
    name = "provisions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from provisions.exchange import delivering

        delivering.register()

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        import config.celery  # noqa: F401 - tasks are published through this app, also by the relay

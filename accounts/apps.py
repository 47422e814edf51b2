from importlib import import_module

from django.apps import AppConfig
from django.core.checks import register


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        import_module("accounts.signals").listen()
        import_module("accounts.receivers").connect()
        register(import_module("accounts.checks").sign_in_settings)

from importlib import import_module

from django.apps import AppConfig
from django.core import checks

from letters.checks import letter_libraries, notify_settings, signing_certificate


class LettersConfig(AppConfig):
    name = "letters"

    def ready(self):
        import_module("letters.kept")
        checks.register(letter_libraries)
        checks.register(signing_certificate, deploy=True)
        checks.register(notify_settings)

from django.apps import AppConfig
from django.core import checks

from letters.checks import letter_libraries, notify_settings


class LettersConfig(AppConfig):
    name = "letters"

    def ready(self):
        checks.register(letter_libraries)
        checks.register(notify_settings)

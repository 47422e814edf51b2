"""The WSGI entry that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from pcc_tracker.middleware import refuse_unreadable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pcc_tracker.settings")

application = refuse_unreadable(get_wsgi_application())

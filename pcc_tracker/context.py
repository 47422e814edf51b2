"""What every page may show."""

from django.conf import settings


def service(request):
    return {"service_name": settings.SERVICE_NAME, "site_url": settings.SITE_URL}

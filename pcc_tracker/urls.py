"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from pcc_tracker import views

urlpatterns = [
    path("", include("progress.urls")),
    path("", include("recommendations.urls")),
    path("", include("responses.urls")),
    path("", include("letters.urls")),
    path("account/", include("accounts.urls")),
    path("account/", include("accounts.library_urls")),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("healthz", views.healthz, name="healthz"),
    path("admin/", admin.site.urls),
]

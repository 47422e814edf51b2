from django.contrib.admin.apps import AdminConfig


class TrackerAdminConfig(AdminConfig):
    default_site = "pcc_tracker.admin_site.TrackerAdmin"

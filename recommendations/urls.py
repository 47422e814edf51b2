from django.urls import path

from recommendations.views import capture, duties, reports, updates

app_name = "recommendations"
urlpatterns = [
    path("reports/", reports.report_list, name="reports"),
    path("reports/new/", reports.report_new, name="report-new"),
    path("reports/<int:pk>/edit/", reports.report_edit, name="report-edit"),
    path("reports/<int:pk>/file/", reports.report_file, name="report-file"),
    path("reports/<int:pk>/text/", capture.text, name="text"),
    path("reports/<int:pk>/review/", capture.review, name="review"),
    path("reports/<int:pk>/review/accept/", capture.accept_sure, name="accept-sure"),
    path("reports/<int:pk>/review/add/", capture.add, name="add"),
    path("reports/<int:pk>/review/confirm/", capture.confirm, name="confirm"),
    path("proposals/<int:pk>/", capture.proposal, name="proposal"),
    path("recommendations/<int:pk>/", updates.recommendation, name="recommendation"),
    path("recommendations/<int:pk>/update/", updates.update_new, name="update-new"),
    path("updates/", updates.update_list, name="updates"),
    path("evidence/<int:pk>/", updates.evidence, name="evidence"),
    path("obligations/<int:pk>/", duties.obligation, name="obligation"),
    path("obligations/<int:pk>/day/", duties.change_day, name="change-day"),
    path("obligations/<int:pk>/done/", duties.done, name="done"),
]

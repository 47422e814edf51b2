from django.urls import path

from recommendations.views import capture, duties, links, proposals, reports, sources, updates

app_name = "recommendations"
urlpatterns = [
    path("reports/", reports.report_list, name="reports"),
    path("reports/new/", reports.report_new, name="report-new"),
    path("reports/<int:pk>/edit/", reports.report_edit, name="report-edit"),
    path("reports/<int:pk>/discard/", reports.report_discard, name="report-discard"),
    path("reports/<int:pk>/file/", reports.report_file, name="report-file"),
    path("reports/<int:pk>/text/", capture.text, name="text"),
    path("reports/<int:pk>/review/", capture.review, name="review"),
    path("reports/<int:pk>/review/accept/", capture.accept_sure, name="accept-sure"),
    path("reports/<int:pk>/review/add/", proposals.add, name="add"),
    path("reports/<int:pk>/review/confirm/", capture.confirm, name="confirm"),
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("proposals/<int:pk>/accept/", proposals.accept, name="accept"),
    path("proposals/<int:pk>/split/", proposals.split, name="split"),
    path("proposals/<int:pk>/join/", proposals.join, name="join"),
    path("proposals/<int:pk>/place/", proposals.place, name="place"),
    path("sources/<int:pk>/pages/<int:number>/", sources.page, name="source-page"),
    path("sources/<int:pk>/again/", sources.read_again, name="read-again"),
    path("sources/<int:pk>/compare/", sources.compare, name="compare"),
    path("sources/<int:pk>/compare/<int:report_pk>/", sources.compare_with, name="compare-with"),
    path("recommendations/<int:pk>/", updates.recommendation, name="recommendation"),
    path("recommendations/<int:pk>/update/", updates.update_new, name="update-new"),
    path("recommendations/<int:pk>/link/", links.link, name="link"),
    path("recommendations/<int:pk>/links/<int:link>/remove/", links.unlink, name="unlink"),
    path("updates/", updates.update_list, name="updates"),
    path("evidence/<int:pk>/", updates.evidence, name="evidence"),
    path("obligations/<int:pk>/", duties.obligation, name="obligation"),
    path("obligations/<int:pk>/day/", duties.change_day, name="change-day"),
    path("obligations/<int:pk>/done/", duties.done, name="done"),
]

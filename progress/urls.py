from django.urls import path

from progress.views import audit, boards, people, report

app_name = "progress"
urlpatterns = [
    path("", boards.home, name="home"),
    path("my-work/", boards.my_work, name="my-work"),
    path("board/", boards.board, name="board"),
    path("audit/", audit.audit, name="audit"),
    path("audit/csv/", audit.audit_csv, name="audit-csv"),
    path("account/held/", people.oneself, name="held"),
    path("account/held/csv/", people.oneself_csv, name="held-csv"),
    path("retention/person/", people.person, name="retention-person"),
    path("retention/person/csv/", people.person_csv, name="retention-person-csv"),
    path("reports/<int:pk>/", report.report, name="report"),
    path("reports/<int:pk>/owes/", report.owes, name="owes"),
    path("reports/<int:pk>/history/", report.history, name="history"),
]

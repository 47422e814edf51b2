from django.urls import path

from progress.views import boards, report

app_name = "progress"
urlpatterns = [
    path("", boards.home, name="home"),
    path("my-work/", boards.my_work, name="my-work"),
    path("board/", boards.board, name="board"),
    path("reports/<int:pk>/", report.report, name="report"),
    path("reports/<int:pk>/owes/", report.owes, name="owes"),
    path("reports/<int:pk>/history/", report.history, name="history"),
]

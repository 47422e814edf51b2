from django.contrib.auth import views as auth
from django.urls import path, reverse_lazy

from accounts import views

app_name = "accounts"
urlpatterns = [
    path(
        "sign-in/",
        views.sign_in,
        name="sign-in",
    ),
    path("sign-out/", auth.LogoutView.as_view(), name="sign-out"),
    path("switch/", views.switch, name="switch"),
    path("notices/<int:pk>/read/", views.notice_read, name="notice-read"),
    path("words/", views.keep, name="keep-words"),
    path("words/forget/", views.forget, name="forget-words"),
    path(
        "password/",
        auth.PasswordChangeView.as_view(
            template_name="accounts/password_change.html",
            success_url=reverse_lazy("accounts:password-changed"),
        ),
        name="password-change",
    ),
    path(
        "password/changed/",
        auth.PasswordChangeDoneView.as_view(template_name="accounts/password_change_done.html"),
        name="password-changed",
    ),
]

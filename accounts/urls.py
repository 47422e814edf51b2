"""Our own addresses, and below them the library's names for those it leads to itself."""

from allauth.account import views as account
from django.contrib.auth import views as auth
from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.account, name="account"),
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", auth.LogoutView.as_view(), name="sign-out"),
    path("password/", account.password_change, name="password-change"),
    path("address/", views.address, name="address"),
    path("address/keep/", views.address_keep, name="address-keep"),
    path("address/new/", views.address_new, name="address-new"),
    path("address/<str:token>/", views.address_link, name="address-link"),
    path("second-step/first/", views.second_step_first, name="second-step-first"),
    path("sessions/", views.sessions, name="sessions"),
    path("sessions/end/", views.sessions_end, name="sessions-end"),
    path("sessions/<int:pk>/end/", views.session_end, name="session-end"),
    path("invitations/", views.invitations, name="invitations"),
    path("invitations/new/", views.invite, name="invite"),
    path("invitations/<int:pk>/again/", views.invitation_again, name="invitation-again"),
    path("invitations/<int:pk>/withdraw/", views.invitation_withdraw, name="invitation-withdraw"),
    path("invitation/", views.invitation, name="invitation"),
    path("invitation/<str:token>/", views.invitation_link, name="invitation-link"),
    path("privacy/", views.privacy, name="privacy"),
    path("switch/", views.switch, name="switch"),
    path("notices/<int:pk>/read/", views.notice_read, name="notice-read"),
    path("words/", views.keep, name="keep-words"),
    path("words/forget/", views.forget, name="forget-words"),
]

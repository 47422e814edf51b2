from django.urls import path

from responses.views import attachments, comment_files, desk, force, handing, releases, review

app_name = "responses"
urlpatterns = [
    path("responses/<int:pk>/correct/", desk.correct, name="correct"),
    path("reports/<int:pk>/respond/", desk.start, name="start"),
    path("responses/<int:pk>/", desk.response, name="response"),
    path("responses/<int:pk>/words/", desk.words, name="words"),
    path("responses/<int:pk>/one-language/", desk.one_language, name="one-language"),
    path("responses/<int:pk>/recommendations/<int:rec>/", desk.passage, name="passage"),
    path("responses/<int:pk>/attachments/", attachments.attachments, name="attachments"),
    path(
        "responses/<int:pk>/attachments/<int:attachment>/",
        attachments.attachment,
        name="attachment",
    ),
    path(
        "responses/<int:pk>/attachments/<int:attachment>/remove/",
        attachments.remove,
        name="attachment-remove",
    ),
    path("responses/<int:pk>/invite/", desk.invite, name="invite"),
    path("responses/<int:pk>/take-over/", review.take_over, name="take-over"),
    path("responses/<int:pk>/submit/", review.submit, name="submit"),
    path("responses/<int:pk>/read/", review.read, name="read"),
    path("responses/<int:pk>/read/approve/", review.approve, name="approve"),
    path("responses/<int:pk>/read/return/", review.return_to_draft, name="return"),
    path("responses/<int:pk>/read/reopen/", review.reopen, name="reopen"),
    path("obligations/<int:pk>/release/", releases.ask, name="release-ask"),
    path("releases/<int:pk>/", releases.release, name="release"),
    path("releases/<int:pk>/end/", releases.end, name="release-end"),
    path("invitations/", force.invitation_list, name="invitations"),
    path("invitations/<int:pk>/", force.invitation, name="invitation"),
    path("invitations/<int:pk>/comments/<int:comment>/", force.comment, name="comment"),
    path(
        "invitations/<int:pk>/comments/<int:comment>/files/",
        comment_files.files,
        name="comment-files",
    ),
    path(
        "invitations/<int:pk>/comments/<int:comment>/files/remove/",
        comment_files.remove,
        name="comment-file-remove",
    ),
    path("comment-files/<int:pk>/", comment_files.file, name="comment-file"),
    path("comment-files/<int:pk>/attach/", comment_files.attach, name="comment-file-attach"),
    path("invitations/<int:pk>/send/", force.send, name="send"),
    path("invitations/<int:pk>/approver/", force.put_to_approver, name="put-to-approver"),
    path("invitations/<int:pk>/back/", force.give_back, name="give-back"),
    path("invitations/<int:pk>/ask/<int:comment>/", handing.hand_round, name="hand-round"),
    path("invitations/<int:pk>/asked/<int:asked>/", handing.question, name="question"),
    path(
        "invitations/<int:pk>/asked/<int:asked>/withdraw/",
        handing.withdraw,
        name="question-withdraw",
    ),
    path("asked/", handing.asked, name="asked"),
    path("asked/<int:pk>/", handing.answer, name="answer"),
    path("responses/<int:pk>/acknowledge/", force.acknowledge, name="acknowledge"),
]

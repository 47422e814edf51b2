from django.urls import path

from letters.language import WELSH
from letters.views import office, paper, public

app_name = "letters"
urlpatterns = [
    path("responses/<int:pk>/letter/", office.make, name="make"),
    path("letters/<int:pk>/", office.letter, name="letter"),
    path("letters/<int:pk>/pdf/", office.pdf, name="pdf"),
    path("letters/<int:pk>/pdf/cymraeg/", office.pdf, {"language": WELSH}, name="pdf-cy"),
    path("letters/<int:pk>/sign/", office.sign, name="sign"),
    path("letters/<int:pk>/copies/", office.copies, name="copies"),
    path("letters/<int:pk>/publish/", office.publish, name="publish"),
    path("deliveries/<int:pk>/", office.delivery, name="delivery"),
    path("deliveries/<int:pk>/message/", office.message, name="message"),
    path("letter-template/", paper.template, name="template"),
    path("letter-template/preview/", paper.preview, name="template-preview"),
    path("register/", public.register, name="register"),
    path("register/<slug:body>/", public.register, name="register-body"),
    path("register/<slug:body>/<slug:slug>/", public.publication, name="publication"),
    path("register/<slug:body>/<slug:slug>/letter.pdf", public.letter_pdf, name="public-pdf"),
    path("register/<slug:body>/<slug:slug>/cymraeg/", public.publication_cy, name="publication-cy"),
    path(
        "register/<slug:body>/<slug:slug>/llythyr.pdf",
        public.letter_pdf,
        {"language": WELSH},
        name="public-pdf-cy",
    ),
    path("check/", public.check, name="check"),
]

from django.urls import path

from letters.language import WELSH
from letters.views import copies, deputies, leaving, lodged, office, paper, public

app_name = "letters"

FOR_ALL = {"public": True}
FOR_ALL_CY = {"public": True, "language": WELSH}
urlpatterns = [
    path("responses/<int:pk>/letter/", office.make, name="make"),
    path("responses/<int:pk>/file/", office.dossier, name="dossier"),
    path("letters/<int:pk>/", office.letter, name="letter"),
    path("letters/<int:pk>/pdf/", office.pdf, name="pdf"),
    path("letters/<int:pk>/docx/", office.docx, name="docx"),
    path("letters/<int:pk>/docx/cymraeg/", office.docx, {"language": WELSH}, name="docx-cy"),
    path("letters/<int:pk>/pdf/public/", office.pdf, FOR_ALL, name="pdf-public"),
    path("letters/<int:pk>/pdf/public/cymraeg/", office.pdf, FOR_ALL_CY, name="pdf-public-cy"),
    path("letters/<int:pk>/docx/public/", office.docx, FOR_ALL, name="docx-public"),
    path("letters/<int:pk>/docx/public/cymraeg/", office.docx, FOR_ALL_CY, name="docx-public-cy"),
    path("letters/<int:pk>/pdf/cymraeg/", office.pdf, {"language": WELSH}, name="pdf-cy"),
    path("letters/<int:pk>/sign/", office.sign, name="sign"),
    path("letters/<int:pk>/copies/", copies.copies, name="copies"),
    path("letters/<int:pk>/publish/", office.publish, name="publish"),
    path("letters/<int:pk>/lodge/", lodged.lodge, name="lodge"),
    path("lodged-copies/<int:pk>/", lodged.lodged, name="lodged"),
    path("letter-deputies/", deputies.delegations, name="delegations"),
    path("letter-deputies/<int:pk>/", deputies.end, name="delegation-end"),
    path("people/", leaving.people, name="people"),
    path("people/<int:pk>/at/<slug:body>/", leaving.work_of, name="work-of"),
    path("deliveries/<int:pk>/", copies.delivery, name="delivery"),
    path("deliveries/<int:pk>/message/", copies.message, name="message"),
    path("deliveries/<int:pk>/try-again/", copies.try_again, name="try-again"),
    path("deliveries/<int:pk>/correct/", copies.correct, name="correct-address"),
    path("deliveries/<int:pk>/came-back/", copies.came_back, name="came-back"),
    path("letter-template/", paper.template, name="template"),
    path("letter-template/preview/", paper.preview, name="template-preview"),
    path("register/", public.register, name="register"),
    path("register/<slug:body>/", public.register, name="register-body"),
    path("register/<slug:body>/<slug:slug>/", public.publication, name="publication"),
    path(
        "register/<slug:body>/<slug:slug>/enclosures/<int:number>/",
        public.enclosure,
        name="enclosure",
    ),
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

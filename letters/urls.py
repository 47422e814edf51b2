from django.urls import path

from letters.views import deputies, lodged, office, paper, public

app_name = "letters"
urlpatterns = [
    path("responses/<int:pk>/letter/", office.make, name="make"),
    path("letters/<int:pk>/", office.letter, name="letter"),
    path("letters/<int:pk>/pdf/", office.pdf, name="pdf"),
    path("letters/<int:pk>/docx/", office.docx, name="docx"),
    path("letters/<int:pk>/sign/", office.sign, name="sign"),
    path("letters/<int:pk>/copies/", office.copies, name="copies"),
    path("letters/<int:pk>/publish/", office.publish, name="publish"),
    path("letters/<int:pk>/lodge/", lodged.lodge, name="lodge"),
    path("lodged-copies/<int:pk>/", lodged.lodged, name="lodged"),
    path("deliveries/<int:pk>/", office.delivery, name="delivery"),
    path("deliveries/<int:pk>/message/", office.message, name="message"),
    path("letter-deputies/", deputies.delegations, name="delegations"),
    path("letter-deputies/<int:pk>/", deputies.end, name="delegation-end"),
    path("letter-template/", paper.template, name="template"),
    path("letter-template/preview/", paper.preview, name="template-preview"),
    path("register/", public.register, name="register"),
    path("register/<slug:body>/", public.register, name="register-body"),
    path("register/<slug:body>/<slug:slug>/", public.publication, name="publication"),
    path("register/<slug:body>/<slug:slug>/letter.pdf", public.letter_pdf, name="public-pdf"),
    path("check/", public.check, name="check"),
]

"""The register: what the public reads, without signing in."""

from datetime import date

from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render

from bodies.models import Body
from letters.checking import check_pdf, check_reference
from letters.forms import CheckForm, ReferenceForm
from letters.language import ENGLISH, WELSH
from letters.models import Publication
from letters.receipts import receipts
from recommendations.deadlines import SECTION_55_DAYS, day_number
from recommendations.downloads import hand_out, not_as_given
from recommendations.stored import NotAsGiven


def register(request, body=""):
    publications = Publication.objects.published()
    chosen = get_object_or_404(Body, slug=body) if body else None
    if chosen:
        publications = publications.filter(body=chosen)
    query = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    if query:
        publications = publications.filter(title__icontains=query)
    page = Paginator(publications, 25).get_page(request.GET.get("page"))
    bodies = Body.objects.filter(publications__isnull=False).distinct()
    context = {"page_obj": page, "bodies": bodies, "body": chosen, "q": query}
    return render(request, "letters/register.html", context)


def _publication(body, slug):
    return get_object_or_404(Publication.objects.published(), body__slug=body, slug=slug)


def publication(request, body, slug):
    found = _publication(body, slug)
    return _published(request, "letters/publication.html", found, found.content)


def publication_cy(request, body, slug):
    found = _publication(body, slug)
    if not found.has_welsh:
        raise Http404("This response was published in English only.")
    context = {"page_language": WELSH}
    return _published(
        request, "letters/publication_cy.html", found, found.letter.content_cy, **context
    )


def _published(request, template, found, content, **context):
    days = [
        (r, date.fromisoformat(r["published_on"]), _day(r, found.published_on))
        for r in content["reports"]
    ]
    context |= {
        "publication": found,
        "content": content,
        "reports": days,
        "dated_on": date.fromisoformat(content["dated_on"]),
        "invited_on": date.fromisoformat(content["invited_on"]),
        "period": SECTION_55_DAYS,
        "corrects": found.correcting(),
        "corrected_by": found.corrected_by(),
        "receipts": receipts(found.letter.deliveries.all()),
        "gone": _gone(found) if content.get("enclosures") else set(),
    }
    return render(request, template, context)


def _day(report: dict, published_on: date) -> int:
    return day_number(date.fromisoformat(report["published_on"]), published_on)


def _gone(publication) -> set[int]:
    """Return the keys of files that went with the letter and were disposed of since."""
    files = publication.letter.response.attachments.all()
    return {file.pk for file in files if file.disposed_of}


def letter_pdf(request, body, slug, language=ENGLISH):
    found = _publication(body, slug)
    letter = found.letter
    if language == WELSH and not letter.has_welsh:
        raise Http404("This letter is in English only.")
    content = letter.content_cy if language == WELSH else found.content
    try:
        file = letter.stored(language).opened()
    except NotAsGiven as error:
        return not_as_given(request, error, private=False)
    return FileResponse(
        file, as_attachment=False, filename=content["pdf_name"], content_type="application/pdf"
    )


def enclosure(request, body, slug, number):
    """Give the file that the page lists under this number; a withheld one has none."""
    found = _publication(body, slug)
    listed = found.content.get("enclosures", [])
    said = listed[number - 1] if 0 < number <= len(listed) else {}
    files = found.letter.response.attachments.public().filter(
        pk=said.get("attachment"), sha256=said.get("sha256")
    )
    file = get_object_or_404(files.select_related("check_made"))
    if not file.may_be_had:
        raise Http404("This file is not to be had until it is checked.")
    return hand_out(request, file.stored, file.content_type, private=False)


def check(request):
    """Check a PDF that is posted, or a reference in the address, so that it can be linked."""
    form = CheckForm(request.POST or None, request.FILES or None)
    asked = ReferenceForm(request.GET if "reference" in request.GET else None)
    context = {"form": form, "asked": asked, "outcome": None}
    if request.method == "POST" and form.is_valid():
        context["outcome"] = check_pdf(form.cleaned_data["upload"].read())
    elif request.method != "POST" and asked.is_valid():
        context["answered"] = True
        context["publication"] = check_reference(**asked.cleaned_data)
    return render(request, "letters/check.html", context)

"""The privacy notice: read by everybody, written by whoever runs the service."""

import pytest
from django.urls import reverse

from accounts.models import Event, PrivacyNotice
from accounts.permissions import Role
from tests.admin_pages import office, page
from tests.factories import AT, make_body, make_user

pytestmark = pytest.mark.django_db
NOTICE = "/account/privacy/"


def test_everybody_reads_what_is_held_why_and_for_how_long(client):
    said = client.get(NOTICE).content.decode()
    foot = client.get(reverse("accessibility")).content.decode()

    for heading in ["What is held about you", "Why", "Who sees it", "How long", "What you may ask"]:
        assert f'<h2 class="govuk-heading-m">{heading}</h2>' in said
    assert "name and work e-mail address" in said and "who stood in for you" in said
    assert "Information Commissioner" in said
    assert f'href="{NOTICE}">Privacy notice' in foot


def test_whoever_runs_the_service_writes_it_and_each_version_stays(client):
    runs = make_user(is_staff=True, is_superuser=True)
    client.force_login(runs)
    begun = client.get(page(PrivacyNotice, "add")).content.decode()
    for words in ["Ours.\n\n## Whom to ask\n\nKim <b>Vale</b>.", "Newer."]:
        client.post(page(PrivacyNotice, "add"), {"text": words})
        last = client.get(NOTICE).content.decode()

    first, second = PrivacyNotice.objects.order_by("pk")
    assert "What is held about you" in begun and "Newer." in last and "Ours." not in last
    assert first.sections == [("", "Ours."), ("Whom to ask", "Kim <b>Vale</b>.")]
    assert (second.saved_by, Event.objects.filter(action="add").count()) == (runs, 2)
    assert client.post(page(PrivacyNotice, "change", first.pk), {"text": "x"}).status_code == 403


def test_no_markup_of_the_notice_reaches_the_page(client):
    PrivacyNotice.objects.create(text="## <b>A</b>\n\n<script>x</script>", saved_at=AT)

    said = client.get(NOTICE).content.decode()

    assert "<b>A</b>" not in said and "<script>x" not in said


def test_an_offices_administrator_reads_it_and_does_not_write_it():
    administrator = office(make_body(), Role.BODY_ADMINISTRATOR)

    assert administrator.post(page(PrivacyNotice, "add"), {"text": "x"}).status_code == 403
    assert not PrivacyNotice.objects.exists()

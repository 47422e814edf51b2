"""Who sees and changes what in the admin: bodies, people, roles and the record."""

from datetime import timedelta

import pytest
from django.contrib.admin import site
from django.urls import reverse
from django.utils import timezone

from accounts.admin.base import ScopedAdmin
from accounts.models import Event, Membership, User
from accounts.permissions import Role
from bodies.models import Body, OfficeTerm, Oversight
from tests.admin_pages import errors, office, page, queries, rows, run
from tests.factories import (
    make_force_and_body,
    make_membership,
    make_national_bodies,
    make_term,
    make_user,
)

pytestmark = pytest.mark.django_db
ADMINISTRATOR = Role.BODY_ADMINISTRATOR


@pytest.fixture
def area():
    return make_force_and_body("Ashvale")


@pytest.fixture
def other():
    return make_force_and_body("Brackwater")


@pytest.fixture
def administrator(area):
    return office(area.body, ADMINISTRATOR)


PHRASE = "a long enough phrase"


def role_for(user, body, **values):
    return {
        "email": user.email,
        "body": body.pk,
        "role": Role.APPROVER,
        "starts_on": timezone.localdate().isoformat(),
        "ends_on": "",
    } | values


class TestDoor:
    def test_anonymous_is_sent_to_the_one_sign_in(self, client):
        response = client.get(page(User), follow=True)

        path, status = response.redirect_chain[-1]
        assert path.startswith(reverse("accounts:sign-in")) and "next=" in path
        assert status == 302

    def test_a_person_without_staff_status_is_refused(self, client, area):
        client.force_login(make_user(Role.CASEWORKER, area.body))

        assert client.get(reverse("admin:index"), follow=True).status_code == 403

    def test_an_inactive_administrator_is_refused(self, administrator):
        User.objects.filter(pk=administrator.user.pk).update(is_active=False)

        assert administrator.get(reverse("admin:index")).status_code == 302

    def test_sign_in_leads_on_only_within_the_site(self, administrator):
        away = administrator.get(reverse("admin:login"), {"next": "https://example.org/"})
        on = administrator.get(reverse("admin:login"), {"next": page(User)})

        assert away.url == reverse("admin:index")
        assert on.url == page(User)

    def test_index_holds_the_work_in_order(self, administrator):
        groups = administrator.get(reverse("admin:index")).context["app_list"]

        assert [group["name"] for group in groups] == [
            "Casework",
            "People",
            "Set up your office",
            "Bodies and addresses",
            "Record",
        ]

    @pytest.mark.parametrize("table", ["mfa/authenticator", "usersessions/usersession"])
    def test_nobody_moves_a_passkey_or_browser_to_another_person(self, table):
        keeper = office(superuser=True)

        pages = [f"/admin/{table}/", f"/admin/{table}/add/", f"/admin/{table}/1/change/"]

        assert {keeper.get(address).status_code for address in pages} == {404}

    def test_every_table_here_is_held_to_whose_rows_it_shows(self):
        assert not [kept for kept in site._registry.values() if not isinstance(kept, ScopedAdmin)]

    def test_nothing_is_deleted_in_bulk(self, administrator):
        run(administrator, "delete_selected", administrator.user)

        assert User.objects.filter(pk=administrator.user.pk).exists()
        assert "delete_selected" not in administrator.get(page(User)).content.decode()


class TestBodies:
    def test_administrator_sees_own_overseen_and_national_bodies(self, area, other, administrator):
        national = make_national_bodies().values()

        assert set(rows(administrator, Body)) == {area.body, area.force, *national}
        assert administrator.get(page(Body, "change", other.body.pk)).status_code == 302

    def test_only_the_superuser_changes_a_body(self, area, administrator):
        address = page(Body, "change", area.body.pk)

        assert administrator.post(address, {"name": "Mine"}).status_code == 403
        assert office(superuser=True).get(address).context["has_change_permission"]

    def test_superuser_change_is_recorded_with_its_values(self, area):
        root = office(superuser=True)
        data = {
            "name": "New name", "slug": area.force.slug, "kind": area.force.kind,
            "names-TOTAL_FORMS": 0, "names-INITIAL_FORMS": 0,
            "terms-TOTAL_FORMS": 0, "terms-INITIAL_FORMS": 0,
        }  # fmt: skip

        root.post(page(Body, "change", area.force.pk), data)

        event = Event.objects.get(object_type="bodies.body")
        assert event.by == root.user
        assert event.data["changes"][-1]["values"]["name"] == ["Ashvale Police", "New name"]

    def test_oversight_is_read_only_and_own(self, area, other, administrator):
        assert [o.force for o in rows(administrator, Oversight)] == [area.force]
        assert administrator.get(page(Oversight, "add")).status_code == 403

    def test_terms_of_national_bodies_are_read_only(self, area, administrator):
        minister = make_national_bodies()["home-office"].terms.get()
        own = area.body.terms.get()

        assert administrator.post(page(OfficeTerm, "change", minister.pk), {}).status_code == 403
        assert administrator.post(page(OfficeTerm, "change", own.pk), {}).status_code == 200

    def test_a_term_is_for_one_of_the_administrators_bodies(self, other, administrator):
        form = administrator.get(page(OfficeTerm, "add")).context["adminform"].form
        data = {
            "body": other.body.pk, "name": "Pat", "title": "Chair", "salutation": "Pat",
            "starts_on": "2026-01-05",
        }  # fmt: skip

        response = administrator.post(page(OfficeTerm, "add"), data)

        assert other.body not in form.fields["body"].queryset
        assert list(errors(response)) == ["body"]

    def test_a_term_is_added_and_recorded(self, area, administrator):
        data = {
            "body": area.body.pk, "name": "Pat", "title": "Chair", "salutation": "Pat",
            "starts_on": "2026-01-05",
        }  # fmt: skip

        administrator.post(page(OfficeTerm, "add"), data)

        event = Event.objects.get(object_type="bodies.officeterm")
        assert (event.action, event.by, event.body) == ("add", administrator.user, area.body)


class TestPeople:
    def test_administrator_sees_only_colleagues(self, area, other, administrator):
        colleague = make_user(Role.CASEWORKER, area.body)
        stranger = make_user(Role.CASEWORKER, other.body)

        assert set(rows(administrator, User)) == {administrator.user, colleague}
        assert administrator.get(page(User, "change", stranger.pk)).status_code == 302

    def test_people_are_added_by_invitation(self, administrator):
        assert administrator.get(page(User, "add")).url == reverse("accounts:invite")

    def test_no_one_is_raised_by_what_a_browser_posts(self, area, administrator):
        colleague = make_user(Role.CASEWORKER, area.body)
        powers = {"is_staff": "on", "is_superuser": "on", "user_permissions": "1", "groups": "1"}
        role = {
            "memberships-TOTAL_FORMS": 1, "memberships-INITIAL_FORMS": 0,
            "memberships-0-body": area.body.pk, "memberships-0-role": Role.SIGNATORY,
            "memberships-0-starts_on": "2026-01-05",
        }  # fmt: skip
        taken = {"name": "Kim", "email": "other@office.example", "is_active": "on"}

        administrator.post(page(User, "change", colleague.pk), taken | powers | role)

        email = colleague.email
        colleague.refresh_from_db()
        assert (colleague.name, colleague.is_staff, colleague.is_superuser) == ("Kim", False, False)
        assert colleague.email == email
        assert [m.role for m in colleague.memberships.all()] == [Role.CASEWORKER]

    def test_administrator_cannot_change_own_powers(self, administrator):
        data = {"name": "Me", "email": administrator.user.email, "is_superuser": "on"}

        response = administrator.post(page(User, "change", administrator.user.pk), data)

        assert response.status_code == 403
        assert not User.objects.get(pk=administrator.user.pk).is_superuser

    @pytest.mark.parametrize("keeper", ["administrator", "system administrator"])
    def test_nobody_changes_another_s_address(self, area, administrator, keeper):
        other = make_user(Role.CASEWORKER, area.body, email="kim@office.example")
        client = administrator if keeper == "administrator" else office(superuser=True)
        changed = {"name": "Kim", "email": "kim@elsewhere.example", "is_active": "on"}
        changed |= {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
        address = page(User, "change", other.pk)

        asked = client.get(address).content.decode()
        client.post(address, changed)

        other.refresh_from_db()
        assert (other.name, other.email) == ("Kim", "kim@office.example")
        assert 'name="email"' not in asked and "invites them anew at another" in asked

    @pytest.mark.parametrize("powers", [{"is_staff": True}, {"is_superuser": True}])
    def test_accounts_with_power_are_the_superusers(self, area, administrator, powers):
        powerful = make_user(Role.CASEWORKER, area.body, **powers)

        change = administrator.post(page(User, "change", powerful.pk), {"name": "Taken"})
        password = administrator.post(
            reverse("admin:auth_user_password_change", args=[powerful.pk]), {}
        )

        assert (change.status_code, password.status_code) == (403, 403)

    def test_accounts_of_people_in_two_bodies_are_the_superusers(self, area, other, administrator):
        shared = make_user(Role.CASEWORKER, area.body)
        make_membership(shared, Role.APPROVER, other.body)
        address = reverse("admin:auth_user_password_change", args=[shared.pk])

        assert administrator.post(page(User, "change", shared.pk), {}).status_code == 403
        assert administrator.get(address).status_code == 403
        assert str(other.body) not in administrator.get(page(User)).content.decode()

    def test_nobody_sets_another_s_password(self, area, administrator):
        colleague = make_user(Role.CASEWORKER, area.body)
        address = reverse("admin:auth_user_password_change", args=[colleague.pk])
        words = {"usable_password": "true", "password1": PHRASE, "password2": PHRASE}

        for client in [administrator, office(superuser=True)]:
            assert client.get(address).status_code == 403
            assert client.post(address, words).status_code == 403
        assert not User.objects.get(pk=colleague.pk).check_password(PHRASE)

    @pytest.mark.parametrize(
        ("action", "kept"),
        [
            ("send_link", "send password link"),
            ("sign_out", "end all sessions"),
            ("drop_second_step", "remove second step"),
        ],
    )
    def test_administrator_helps_colleagues_only(self, area, other, administrator, action, kept):
        colleague = make_user(Role.CASEWORKER, area.body)
        powerful = make_user(Role.CASEWORKER, area.body, is_staff=True)

        run(administrator, action, colleague, powerful)

        done = Event.objects.filter(action=kept)
        assert [(e.object_pk, e.by, e.body) for e in done] == [
            (str(colleague.pk), administrator.user, area.body)
        ]

    def test_deactivating_ends_the_sessions(self, area, administrator, client):
        colleague = make_user(Role.CASEWORKER, area.body)
        client.force_login(colleague)
        address = page(User, "change", colleague.pk)
        form = {"name": "Kim", "memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}

        administrator.post(address, form)
        out = client.get(reverse("progress:my-work"))
        administrator.post(address, form | {"is_active": "on"})

        assert out.status_code == 302
        assert client.get(reverse("progress:my-work")).status_code == 302
        assert User.objects.get(pk=colleague.pk).is_active

    def test_hashes_cannot_be_guessed_through_filters(self, area, administrator):
        make_user(Role.CASEWORKER, area.body, password="some password")

        response = administrator.get(page(User), {"password__startswith": "md5"})

        assert response.status_code == 400

    def test_people_are_not_deleted(self, area, administrator):
        colleague = make_user(Role.CASEWORKER, area.body)

        assert administrator.post(page(User, "delete", colleague.pk)).status_code == 403
        assert office(superuser=True).post(page(User, "delete", colleague.pk)).status_code == 403

    def test_a_caseworker_adds_nobody(self, area):
        caseworker = office(area.body, Role.CASEWORKER)

        assert caseworker.get(page(User, "add"), follow=True).status_code == 403


class TestRoles:
    def test_administrator_gives_a_role(self, area, administrator):
        colleague = make_user(Role.CASEWORKER, area.body)

        administrator.post(page(Membership, "add"), role_for(colleague, area.body))

        given = Membership.objects.get(role=Role.APPROVER)
        event = Event.objects.get(object_type="accounts.membership")
        assert (given.user, given.body) == (colleague, area.body)
        assert (event.action, event.by, event.body) == ("add", administrator.user, area.body)

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"body": 0}, "body"),
            ({"email": "nobody@office.example"}, "email"),
            ({"starts_on": "2020-01-01"}, "starts_on"),
            ({"role": "emperor"}, "role"),
            ({"ends_on": "2020-01-01"}, "ends_on"),
        ],
    )
    def test_a_role_is_refused_at_its_field(self, area, other, administrator, changed, field):
        colleague = make_user(Role.CASEWORKER, area.body)
        changed = {"body": other.body.pk} if field == "body" else changed

        data = role_for(colleague, area.body) | changed
        response = administrator.post(page(Membership, "add"), data)

        assert list(errors(response)) == [field]
        assert not Membership.objects.filter(role=Role.APPROVER).exists()

    def test_the_same_role_is_not_given_twice(self, area, administrator):
        colleague = make_user()
        data = role_for(colleague, area.body)
        administrator.post(page(Membership, "add"), data)

        response = administrator.post(page(Membership, "add"), data)

        assert "already exists" in str(errors(response))

    def test_nobody_gives_themselves_a_role(self, area, administrator):
        response = administrator.post(
            page(Membership, "add"), role_for(administrator.user, area.body)
        )

        assert "cannot give yourself" in str(errors(response)["email"])

    def test_a_system_administrator_neither_gives_nor_lengthens_their_own_role(self, area):
        root = office(area.body, Role.CASEWORKER, superuser=True)
        held = root.user.memberships.get()
        Membership.objects.filter(pk=held.pk).update(ends_on=timezone.localdate())

        response = root.post(page(Membership, "add"), role_for(root.user, area.force))
        lengthened = root.post(page(Membership, "change", held.pk), {"ends_on": ""})

        assert "cannot give yourself" in str(errors(response)["email"])
        assert lengthened.status_code == 403
        assert Membership.objects.get(user=root.user).ends_on == timezone.localdate()

    def test_a_role_that_started_is_ended_not_deleted(self, area, administrator):
        held = make_user(Role.CASEWORKER, area.body).memberships.get()
        today = timezone.localdate()
        address = page(Membership, "change", held.pk)

        deleted = administrator.post(page(Membership, "delete", held.pk), {"post": "yes"})
        administrator.post(address, {"ends_on": today.isoformat(), "role": Role.SIGNATORY})

        held.refresh_from_db()
        assert deleted.status_code == 403
        assert (held.ends_on, held.role) == (today, Role.CASEWORKER)

    def test_a_role_cannot_end_before_it_starts(self, area, administrator):
        today = timezone.localdate()
        held = make_membership(make_user(), Role.CASEWORKER, area.body, starts_on=today)
        yesterday = (today - timedelta(days=1)).isoformat()

        response = administrator.post(page(Membership, "change", held.pk), {"ends_on": yesterday})

        assert response.status_code == 200 and errors(response)

    def test_a_role_still_to_come_may_be_removed(self, area, administrator):
        tomorrow = timezone.localdate() + timedelta(days=1)
        coming = make_membership(make_user(), Role.CASEWORKER, area.body, starts_on=tomorrow)

        administrator.post(page(Membership, "delete", coming.pk), {"post": "yes"})

        assert not Membership.objects.filter(pk=coming.pk).exists()
        assert Event.objects.get(action="remove").body == area.body

    def test_roles_elsewhere_and_roles_that_ended_stay(self, area, other, administrator):
        elsewhere = make_user(Role.CASEWORKER, other.body).memberships.get()
        ended = make_membership(
            make_user(), Role.CASEWORKER, area.body, ends_on=timezone.localdate() - timedelta(9)
        )

        assert administrator.get(page(Membership, "change", elsewhere.pk)).status_code == 302
        assert administrator.post(page(Membership, "change", ended.pk), {}).status_code == 403

    def test_a_new_administrator_without_staff_status_is_pointed_out(self, area, administrator):
        colleague = make_user(Role.CASEWORKER, area.body)
        data = role_for(colleague, area.body, role=ADMINISTRATOR)

        response = administrator.post(page(Membership, "add"), data, follow=True)

        assert "cannot open these pages yet" in response.content.decode()


class TestRecord:
    def test_administrator_reads_the_record_of_own_bodies(self, area, other, administrator):
        colleague, stranger = make_user(), make_user()
        for body, by in [(area.body, colleague), (other.body, stranger)]:
            Event.record("write", body, by=by, at=timezone.now(), body=body)

        seen = {event.by for event in rows(administrator, Event)}
        assert seen == {colleague, administrator.user}  # who signed in for their one body

    def test_the_record_is_never_changed(self, area, administrator):
        event = Event.record("w", area.body, by=None, at=timezone.now(), body=area.body)
        address = page(Event, "change", event.pk)

        assert administrator.get(address).status_code == 200
        assert administrator.post(address, {"note": "x"}).status_code == 403
        assert administrator.get(page(Event, "add")).status_code == 403
        assert administrator.post(page(Event, "delete", event.pk)).status_code == 403

    def test_history_of_an_object_is_its_events(self, area, administrator):
        term = area.body.terms.get()
        Event.record("change", term, by=None, at=timezone.now(), body=area.body)
        Event.record("change", area.body, by=None, at=timezone.now(), body=area.body)

        response = administrator.get(page(OfficeTerm, "history", term.pk), follow=True)

        assert [e.object_pk for e in response.context["cl"].result_list] == [str(term.pk)]

    def test_superuser_sees_shared_records_and_no_office_s_own(self, area):
        root = office(superuser=True)
        shared = Event.record("change", area.body, by=None, at=timezone.now(), body=area.body)
        Event.record("write", area.body.letterheads.get(), by=None, at=shared.at, body=area.body)

        seen = [event for event in rows(root, Event) if event.action != "sign in"]
        assert seen == [shared]


@pytest.mark.parametrize("model", [Body, OfficeTerm, Oversight, User, Membership, Event])
def test_lists_ask_as_much_for_three_rows_as_for_one(area, model):
    administrator = office(area.body, ADMINISTRATOR)
    root = office(superuser=True)
    Event.record("write", area.body, by=None, at=timezone.now(), body=area.body)
    one = queries(administrator, page(model)), queries(root, page(model))

    for _ in range(2):
        more = make_force_and_body()
        make_membership(administrator.user, ADMINISTRATOR, more.body)
        make_term(area.body, f"Term {more.body.pk}")
        make_user(Role.CASEWORKER, area.body)
        Event.record("write", area.body, by=administrator.user, at=timezone.now(), body=area.body)

    assert (queries(administrator, page(model)), queries(root, page(model))) == one

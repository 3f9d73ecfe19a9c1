"""The admin site: who gets in, and that it changes nothing around the rules."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client

from directory.accounts.consent import give_receipt
from directory.accounts.models import Receipt, User
from directory.audit.models import Entry
from directory.notices import outbox
from directory.notices.models import Notice
from tests.accounts.conftest import PASSWORD, MakeAccount, signed_in
from tests.cast import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(account: MakeAccount) -> User:
    user = account("olive@example.org", is_staff=True, is_superuser=True)
    TOTP.activate(user, generate_totp_secret())
    return user


@pytest.fixture
def browser(client: Client, operator: User) -> Client:
    client.force_login(operator)
    return client


def test_it_has_no_password_form_of_its_own(client: Client, operator: User) -> None:
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2F"
    answer: Any = client.post("/admin/login/", {"username": "olive@example.org", "password": PASSWORD})
    assert answer["Location"].startswith("/accounts/login/")
    assert not signed_in(client)


def test_operators_without_a_second_factor_are_sent_to_set_it_up(
    client: Client, account: MakeAccount
) -> None:
    client.force_login(account(is_staff=True, is_superuser=True))
    assert client.get("/admin/", follow=True).redirect_chain[-1] == ("/accounts/2fa/", 302)


def test_members_and_moderators_do_not_get_in(client: Client, account: MakeAccount) -> None:
    user = account(staff_role="moderator")
    TOTP.activate(user, generate_totp_secret())
    client.force_login(user)
    assert client.get("/admin/", follow=True).status_code == 403


@pytest.mark.parametrize("model", [User, Receipt, EmailAddress, Authenticator, Entry, Notice])
def test_lists_and_pages_open_and_nothing_can_be_added_or_deleted(
    browser: Client, account: MakeAccount, model: Any
) -> None:
    ana = account(staff_role="moderator")
    give_receipt(ana, "submit", {"about": "public"})
    outbox.queue(ana, "approved", {"url": "/me/"})
    Entry.objects.create(
        at=ana.date_joined, actor="system", verb="add", subject_kind="user", subject=str(ana.pk)
    )
    base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    row = model.objects.first()
    assert browser.get(base).status_code == 200
    assert browser.get(base, {"q": "ana"}).status_code == 200
    page = browser.get(f"{base}{row.pk}/change/")
    assert page.status_code == 200
    assert "secret" not in page.text
    assert browser.get(f"{base}add/").status_code == 403
    assert browser.post(f"{base}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    browser.post(base, {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})
    assert model.objects.filter(pk=row.pk).exists()
    if model is not User:
        assert browser.post(f"{base}{row.pk}/change/", {"verified": "on"}).status_code == 403


def test_groups_are_not_there(browser: Client) -> None:
    assert not admin.site.is_registered(Group)


def test_closing_an_account_and_opening_it(
    browser: Client, client: Client, account: MakeAccount, operator: User
) -> None:
    ana = account()
    hers = Client()
    hers.force_login(ana)
    address = f"/admin/accounts/user/{ana.pk}/change/"
    browser.post(address, {"email": "evil@example.org", "staff_role": "moderator", "is_superuser": "on"})
    ana.refresh_from_db()
    assert (ana.is_active, ana.email, ana.staff_role, ana.is_superuser) == (
        False,
        "ana@example.org",
        "",
        False,
    )
    assert not signed_in(hers)
    browser.post(address, {"is_active": "on"})
    ana.refresh_from_db()
    assert ana.is_active
    entries = Entry.objects.order_by("id").values_list("actor", "verb", "subject", "fields")
    assert list(entries) == [
        (str(operator.pk), "close-account", str(ana.pk), ["is_active"]),
        (str(operator.pk), "open-account", str(ana.pk), ["is_active"]),
    ]


def test_the_card_goes_and_comes_back_with_the_account(browser: Client) -> None:
    people = cast()
    address = f"/admin/accounts/user/{people.ana.pk}/change/"
    browser.post(address, {})
    assert Client().get("/allies/ana/").status_code == 404
    browser.post(address, {"is_active": "on"})
    assert Client().get("/allies/ana/").status_code == 200


def test_the_last_moderator_cannot_be_closed(browser: Client, account: MakeAccount) -> None:
    mo = account(staff_role="moderator")
    page = browser.post(f"/admin/accounts/user/{mo.pk}/change/", {})
    assert "This is the last moderator. Add another one first." in page.content.decode()
    mo.refresh_from_db()
    assert mo.is_active


def test_nobody_can_set_anothers_password(browser: Client, account: MakeAccount) -> None:
    ana = account()
    new = {"password1": "another garden gate", "password2": "another garden gate", "usable_password": "true"}
    browser.post(f"/admin/accounts/user/{ana.pk}/password/", new)
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)

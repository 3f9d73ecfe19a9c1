"""What an address tells."""

import pytest
from allauth.account.models import EmailAddress

from directory.accounts import addresses
from directory.accounts.models import User
from tests.accounts.conftest import MakeAccount


@pytest.mark.parametrize(
    "email",
    [
        "deputy@maine.gov",
        "chief@police.cumberland.me.us",
        "teacher@portland.k12.me.us",
        "counsel@penobscotnation-nsn.gov",
        "sergeant@army.mil",
        "dean@maine.edu",
        "Officer@PortlandPolice.com",
        "clerk@yorkcountymaine.org",
        "teacher@rsu21.net",
        "teacher@msad6.org",
        "principal@portlandschools.org",
        "warden@justice.gov.uk",
        "clerk@maine.gov.",
    ],
)
def test_addresses_at_work(email: str) -> None:
    assert addresses.is_work_address(email)


@pytest.mark.parametrize(
    "email",
    [
        "ana@gmail.com",
        "gov@example.org",
        "ana.police@example.org",
        "ana@governor.org",
        "ana@music.com",
        "ana@courtney.name",
        "ana@sadler42.net",
        "ana@county",
        "",
        "ana",
        "@",
    ],
)
def test_personal_addresses(email: str) -> None:
    assert not addresses.is_work_address(email)


@pytest.mark.parametrize(
    ("email", "demo"),
    [
        ("ana@demo.invalid", True),
        ("Ana@DEMO.invalid", True),
        ("ana@demo.invalid.org", False),
        ("demo.invalid", False),
    ],
)
def test_invented_peoples_addresses(email: str, demo: bool) -> None:
    assert addresses.is_demo_address(email) is demo


def test_only_confirmed_addresses_tell_a_domain(account: MakeAccount) -> None:
    ana = account("ana@example.org")
    account("ben@town.gov")
    EmailAddress.objects.create(user=ana, email="ana@Court.Maine.GOV", verified=True)
    EmailAddress.objects.create(user=ana, email="ana@secret.example", verified=False)
    assert addresses.verified_domains(ana) == {"example.org", "court.maine.gov"}


def test_verify_is_safe_to_repeat_and_takes_nothing_back(db: None) -> None:
    user = User.objects.create_user("Ana@Example.org")
    assert not addresses.verify(user, verified=False).verified
    assert addresses.verify(user).verified
    assert addresses.verify(user, verified=False).verified
    assert list(EmailAddress.objects.values_list("email", "primary")) == [("ana@example.org", True)]

"""The language that nobody speaks shows what did not go through gettext."""

from django.test import Client
from django.utils import translation

from directory.vocabulary import terms
from directory.vocabulary.models import Facet
from tests import pseudo


def test_placeholders_and_tags_stay_as_they_are() -> None:
    assert pseudo.mirrored("<a href='x'>%(name)s</a> &amp; go") == "⟦<a href='x'>%(name)s</a> &amp; ğȯ⟧"


def test_what_is_not_translated_is_found_wherever_it_stands() -> None:
    page = (
        "<title>Find</title><script>var words = 'x'</script><p>⟦Fïñđ⟧ <b>%s</b> 12 ana@example.org</p>"
        "<img alt='⟦b⟧ Logo'><button aria-label='Close'>×</button><p lang='es'>Español <br> otra</p>"
    )
    assert pseudo.unmarked(page % "⟦çȧřđš⟧") == ["Find", "⟦b⟧ Logo", "Close"]
    assert pseudo.unmarked(page % "⟦çȧřđš: Ana⟧", ["Find", "Logo", "Close"]) == ["⟦çȧřđš: Ana⟧"]


def test_it_is_written_from_right_to_left_and_gone_afterwards(client: Client, db: None) -> None:
    client.cookies["language"] = pseudo.CODE
    with pseudo.spoken() as code:
        answer = client.get("/about/")
        assert answer["Content-Language"] == code
        assert f'<html lang="{code}" dir="rtl"' in answer.content.decode()
        with translation.override(code):
            assert terms.current().term(Facet.SECTOR, "courts").label == "⟦Çȯüřţš⟧"
    assert client.get("/about/")["Content-Language"] == "en"
    assert terms.current().term(Facet.SECTOR, "courts").label == "Courts"

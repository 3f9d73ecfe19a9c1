"""Pages are compressed, what programs read is not."""

import gzip

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_page_is_compressed_for_a_browser_that_takes_it(client: Client) -> None:
    plain = client.get("/about/")
    packed = client.get("/about/", headers={"Accept-Encoding": "gzip, br"})

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "Accept-Encoding" in packed["Vary"]


def test_answers_for_programs_are_as_the_contract_has_them(client: Client) -> None:
    answer = client.get("/api/v1/allies/", headers={"Accept-Encoding": "gzip"})

    assert not answer.has_header("Content-Encoding")
    assert answer["Vary"] == "Accept, Cookie, Authorization"

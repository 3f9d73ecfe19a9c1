"""The API described: in step with the code, readable by people without a script, and by programs."""

import re
from pathlib import Path

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import Page

from api import documentation, urls
from tests.api.conftest import Api

CHECKED_IN = Path(__file__).parents[2] / "docs" / "openapi.yaml"


def test_what_is_checked_in_is_what_the_code_says(tmp_path: Path) -> None:
    written = tmp_path / "openapi.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(written))
    assert written.read_text() == CHECKED_IN.read_text(), "Run `make openapi`."


def test_what_is_served_is_what_is_checked_in(nobody: Api) -> None:
    expected = yaml.safe_load(CHECKED_IN.read_text())
    served = nobody.get("/schema/")
    assert served["Content-Type"] == "application/json"
    assert served.json() == expected
    assert expected["openapi"].startswith("3.1")
    for media_type in ("application/yaml", "application/vnd.oai.openapi"):
        answer = nobody.get("/schema/", headers={"accept": media_type})
        assert answer["Content-Type"] == media_type
        assert yaml.safe_load(answer.content) == expected


def test_every_address_is_described() -> None:
    described = set(documentation.description()["paths"])
    there = {
        f"/api/v1/{pattern.pattern}".replace("<slug:", "{").replace("<uuid:", "{").replace(">", "}")
        for pattern in urls.urlpatterns
        if str(pattern.pattern) not in ("", "schema/", "docs/")
    }
    assert described == there


def test_every_operation_says_what_it_does_and_what_can_go_wrong() -> None:
    for path, methods in documentation.description()["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"]
            assert operation["description"]
            statuses = set(operation["responses"])
            assert {"400", "406", "429"} <= statuses
            assert ("404" in statuses) or "{" not in path
            assert ("403" in statuses) or method == "get"
            for status, answer in operation["responses"].items():
                if status >= "400":
                    assert list(answer["content"]) == ["application/problem+json"]


def test_the_page_names_every_operation_and_shape(nobody: Api) -> None:
    answer = nobody.get("/docs/")
    assert answer.status_code == 200
    page = answer.content.decode()
    schema = documentation.description()
    for methods in schema["paths"].values():
        for operation in methods.values():
            assert f'id="{operation["operationId"]}"' in page
    for name in schema["components"]["schemas"]:
        assert f'id="shape-{name}"' in page
    # Nothing but the way out, which every page has.
    assert re.findall("<script[^>]*>", page) == ['<script src="/static/js/site.js" defer blocking="render">']


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_in_a_browser(page: Page, width: int) -> None:
    """Nothing is asked of another host or against the policy (``tests/browser.py`` watches), and axe finds nothing."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/api/v1/docs/")
    assert page.get_by_role("heading", name="REST API").is_visible()
    page.get_by_role("link", name="Problems").click()
    assert page.get_by_role("row", name="409 stale").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert Axe().run(page).response["violations"] == []
    assert said == []

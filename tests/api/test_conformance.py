"""Made-up requests of every operation, by three readers: the API answers as its description says, and never 500."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, CheckContext, GenerationMode, Response
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from api import documentation
from directory.profiles.lifecycle import move
from tests.cast import Cast


def what_is_wrong_is_refused(context: CheckContext, response: Response, case: Case[Any]) -> bool | None:
    """Schemathesis' own check, but that blank parameters are ignored, whatever their type."""
    blank = any(value in ("", [], [""], None) for value in (case.query or {}).values())
    return None if blank else negative_data_rejection(context, response, case)


CHECKS: list[Callable[..., Any]] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    what_is_wrong_is_refused,
    unsupported_method,
]


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """A request ends without closing the connection that the test's transaction is open on."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def signed_in(reader: str, people: Cast) -> tuple[dict[str, str], dict[str, str]]:
    """The headers and cookies that a reader sends with everything: none, or a session and its token."""
    if reader == "nobody":
        return {}, {}
    client = Client()
    client.force_login(getattr(people, reader))
    token = "c" * 32
    return {"X-CSRFToken": token}, {"sessionid": client.cookies["sessionid"].value, "csrftoken": token}


@pytest.mark.parametrize("reader", ["nobody", "ben", "mo"])
def test_every_operation_answers_as_described(people: Cast, reader: str) -> None:
    headers, cookies = signed_in(reader, people)
    cy = move(people.profile(people.cy), "submit", actor=people.cy, version=2).profile
    # What is made up hardly ever exists: half the time it is replaced by what does.
    there = {"handle": ["ana", "ben", "cy"], "submission": [str(cy.submissions.get().pk)]}
    described = schemathesis.openapi.from_dict(documentation.description())
    described.app = get_wsgi_application()
    described.config.generation.update(with_security_parameters=False)
    seen = set()
    for operation in [found.ok() for found in described.get_all_operations() if isinstance(found, Ok)]:
        known = [(name, value) for name in there if f"{{{name}}}" in operation.path for value in there[name]]

        @settings(
            max_examples=12,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(
            case=operation.as_strategy(GenerationMode.POSITIVE)
            | operation.as_strategy(GenerationMode.NEGATIVE),
            real=st.none() | st.sampled_from(known) if known else st.none(),
        )
        def answers_as_described(case: Case[Any], real: tuple[str, str] | None) -> None:
            if real is not None:
                case.path_parameters[real[0]] = real[1]
            answer = case.call_and_validate(headers=headers, cookies=cookies, checks=CHECKS)
            seen.add((case.method, case.path, answer.status_code))

        answers_as_described()
    operations = {(m.upper(), path) for path, ms in documentation.description()["paths"].items() for m in ms}
    assert {(method, path) for method, path, _ in seen} == operations
    assert (401 in {status for _, _, status in seen}) == (reader == "nobody")

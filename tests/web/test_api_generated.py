"""The API under thousands of requests nobody thought of: no error of ours, always as described.

Requests are generated from the description itself, the same ones in every run. Some are aimed at
what is there, so that more than the door is tried.
"""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from domain.kernel import Role
from runtime.tokens import MINUTE
from tests.web.house import House
from tests.web.machine import Machine
from web.api.commands import WISHES
from web.api.openapi import document

EACH = 40
"""Requests an operation is asked with: 5,000 in all."""

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
_FIRST = (Role.CASE_OFFICER, Role.SUPERVISOR, Role.GOVERNOR, Role.LIAISON, Role.ADMINISTRATOR)
SCHEMA = schemathesis.openapi.from_dict(document())
OPERATIONS = {
    f"{each.method} {each.path}": each
    for each in (found.ok() for found in SCHEMA.get_all_operations() if isinstance(found, Ok))
}


@pytest.fixture(scope="module")
def known(lasting_house: House) -> dict[str, str]:
    """What is there, by the names the description has for it."""
    cast = lasting_house.cast
    report = cast.file_report()
    case = cast.open_case(report)
    task = cast.found(case)
    cast.verify(case)
    cast.propose_escalation(case)
    cast.approve_escalation(case)
    letter = cast.draft_letter(case)
    talk = cast.schedule_deliberation(case)
    lasting_house.catch_up()
    made = {"case_id": case, "report_id": report, "task_id": task, "letter_id": letter}
    made |= {"deliberation_id": talk, "stream": case, "other_case": case}
    sha = {cast.attach(each).sha256 for each in (case, report, task)}.pop()
    return {name: str(value) for name, value in made.items()} | {"sha": sha}


@pytest.fixture(scope="module")
def machines(lasting_house: House) -> Callable[[Role], Machine]:
    """One client a role, made when it is first asked for."""
    made: dict[Role, Machine] = {}

    def of(role: Role) -> Machine:
        if role not in made:
            made[role] = Machine(lasting_house, role)
        return made[role]

    return of


def role_for(path: str) -> Role:
    """A role that may, so that most requests come further than the door."""
    wish = WISHES.get(path.removeprefix("/commands/"))
    if wish is None:
        return Role.SUPERVISOR if path == "/work" else Role.CASE_OFFICER
    return next((role for role in _FIRST[:4] if role in wish.roles), Role.CASE_OFFICER)


def aimed(case: Any, known: dict[str, str]) -> None:
    """At what is there, wherever the request names something of that kind."""
    for part in (case.path_parameters, case.body):
        if isinstance(part, dict):
            part.update({name: known[name] for name in part if name in known})


# The connection pool's threads draw from `random` while a request is made up.
@pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")
@pytest.mark.parametrize("name", OPERATIONS)
def test_whatever_is_sent_is_answered_as_described(
    name: str,
    lasting_house: House,
    known: dict[str, str],
    machines: Callable[[Role], Machine],
) -> None:
    operation = OPERATIONS[name]
    machine = machines(role_for(operation.path))
    numbers = itertools.count()
    # A clock that stands still would stop the machine after so many requests a minute.
    lasting_house.cast.clock.move_to(lasting_house.cast.now() + MINUTE)

    @settings(
        max_examples=EACH,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), there=st.booleans())
    def ask(case: Any, there: bool) -> None:
        if there:
            aimed(case, known)
        told = {**machine.auth, "Idempotency-Key": f"{name}-{next(numbers)}".replace(" ", "-")}
        response = case.call(app=lasting_house.app, headers=told, timeout=120)
        assert response.status_code < 500, response.text
        case.validate_response(response, checks=CHECKS)

    ask()

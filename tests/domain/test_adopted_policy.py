"""The policy book: which version a day falls under."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.adopted_policy import (
    AdoptedPolicy,
    AdoptPolicy,
    NotForThisRegion,
    ProvinceFirst,
    VersionElsewhere,
    VersionTaken,
)
from domain.kernel import Channel, Role
from domain.policy import Policy
from tests.facts import at
from tests.office import OPENING, Office, example_policy

FIRST = example_policy()


def version(number: int, effective_from: date) -> Policy:
    return FIRST.model_copy(update={"version": f"2026-{number}", "effective_from": effective_from})


def test_a_version_counts_from_the_day_it_takes_effect(office: Office) -> None:
    today = OPENING.date()
    office.register.submit(
        _wish(version(2, today + timedelta(days=10))).model_copy(
            update={"actor": office.supervisor.id}
        )
    )

    soon = office.open_case(office.file_report())
    office.pass_time(days=11)
    later = office.open_case(office.file_report())

    assert office.file(soon).policy == FIRST.version
    assert office.file(later).policy == "2026-2"
    assert office.file(soon).policy == FIRST.version


def test_before_any_version_takes_effect_the_first_one_serves() -> None:
    book = _book(version(1, date(2026, 1, 1)), version(2, date(2027, 1, 1)))
    assert book.in_force_on(date(2020, 1, 1)).version == "2026-1"
    assert book.in_force_on(date(2026, 6, 1)).version == "2026-1"
    assert book.in_force_on(date(2027, 1, 1)).version == "2026-2"


def test_a_version_is_not_adopted_twice_with_another_content() -> None:
    book = _book(version(1, date(2026, 1, 1)))
    with pytest.raises(VersionTaken):
        book.adopt(_wish(version(1, date(2026, 2, 2))))


def test_a_regency_goes_by_its_own_policy_once_it_has_one_and_the_others_by_the_provinces() -> None:
    book = _book(version(1, date(2026, 1, 1)))
    book.adopt(_wish(version(2, date(2026, 6, 1)), "31.74"))
    book.adopt(_wish(version(3, date(2026, 7, 1))))
    may, june, august = date(2026, 5, 1), date(2026, 6, 1), date(2026, 8, 1)
    assert book.in_force_on(may, "31.74.01").version == "2026-1"
    assert book.in_force_on(june, "31.74.01").version == "2026-2"
    assert book.in_force_on(august, "31.74").version == "2026-2"
    assert book.in_force_on(august, "31.71.02").version == "2026-3"
    assert book.in_force_on(august).version == "2026-3"


def test_a_policy_of_its_own_is_a_regencys_after_the_province_has_one() -> None:
    first = _wish(version(1, date(2026, 1, 1)), "31.74")
    with pytest.raises(ProvinceFirst):
        AdoptedPolicy.first(first, at().envelope)
    book = _book(version(1, date(2026, 1, 1)))
    for region in ("31", "31.74.01"):
        with pytest.raises(NotForThisRegion):
            book.adopt(_wish(version(2, date(2026, 1, 1)), region))
    with pytest.raises(VersionElsewhere):
        book.adopt(first)


def _wish(policy: Policy, region: str | None = None) -> AdoptPolicy:
    return AdoptPolicy(
        region=region,
        command_id=UUID(int=1),
        actor=UUID(int=2),
        role=Role.SUPERVISOR,
        unit="BKBP",
        channel=Channel.CLI,
        policy=policy,
    )


def _book(first: Policy, *others: Policy) -> AdoptedPolicy:
    book = AdoptedPolicy.first(_wish(first), at().envelope)
    for other in others:
        book.adopt(_wish(other))
    return book

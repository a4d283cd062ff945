"""Whose office decides: district, regency, province, and who stands below it."""

import pytest

from domain.case_ownership import Rung, begins_on, outranked, owner_at, rungs_above
from tests.facts import opened

VILLAGE, DISTRICT, REGENCY, PROVINCE, NATION = "31.74.09.1001", "31.74.09", "31.74", "31", ""


def test_an_office_is_that_of_the_region_it_reaches() -> None:
    assert [owner_at(each) for each in (VILLAGE, DISTRICT, REGENCY, PROVINCE, NATION)] == [
        Rung.DISTRICT,
        Rung.DISTRICT,
        Rung.REGENCY,
        Rung.PROVINCE,
        Rung.PROVINCE,
    ]


@pytest.mark.parametrize(
    ("owner", "below"),
    [
        (None, ()),
        (Rung.DISTRICT, ()),
        (Rung.REGENCY, (VILLAGE, DISTRICT)),
        (Rung.PROVINCE, (VILLAGE, DISTRICT, REGENCY)),
        (Rung.NATIONAL, (VILLAGE, DISTRICT, REGENCY)),
    ],
)
def test_who_stands_below_the_owner_does_not_decide(
    owner: Rung | None, below: tuple[str, ...]
) -> None:
    everybody = (VILLAGE, DISTRICT, REGENCY, PROVINCE, NATION)
    assert tuple(each for each in everybody if outranked(owner, each)) == below


def test_a_case_of_an_old_log_climbs_from_where_it_always_did() -> None:
    assert opened().owner is None
    assert opened().rung is Rung.REGENCY
    assert begins_on(Rung.REGENCY) is begins_on(Rung.PROVINCE) is Rung.REGENCY


@pytest.mark.parametrize("stage_left", [True, False])
def test_nobody_is_handed_up_to_a_district(stage_left: bool) -> None:
    for rung in Rung:
        assert Rung.DISTRICT not in rungs_above(rung, or_again=stage_left, red=True)


def test_from_the_district_only_a_red_case_skips_the_regency() -> None:
    assert rungs_above(Rung.DISTRICT, or_again=False, red=False) == (Rung.REGENCY,)
    assert rungs_above(Rung.DISTRICT, or_again=False, red=True) == (
        Rung.REGENCY,
        Rung.PROVINCE,
        Rung.NATIONAL,
    )

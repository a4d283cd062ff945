"""Retensi: which line of the schedule a case falls under, until when, and who must agree."""

from datetime import date

import pytest

from domain.kernel import Secrecy
from domain.retention import (
    ArchiveKind,
    Ending,
    Fate,
    Keeping,
    RetentionRules,
    kind_of,
    retention,
)
from domain.stage import Stage

RULES = RetentionRules(selesai=Keeping(years=5, fate=Fate.DESTROY))
LEAP = date(2028, 2, 29)


@pytest.mark.parametrize(
    ("stage", "secrecy", "duplicate", "exceptional", "kind"),
    [
        (Stage.CLOSED, Secrecy.RESTRICTED, False, False, ArchiveKind.SETTLED),
        (Stage.CLOSED, Secrecy.SECRET, False, False, ArchiveKind.SECRET),
        (Stage.REFUTED, Secrecy.SECRET, False, False, ArchiveKind.REFUTED),
        (Stage.REFUTED, Secrecy.OPEN, True, False, ArchiveKind.DUPLICATE),
        (Stage.CLOSED, Secrecy.OPEN, False, True, ArchiveKind.STATE_OF_CONFLICT),
    ],
)
def test_classification_and_outcome_choose_the_line(
    stage: Stage, secrecy: Secrecy, kind: ArchiveKind, *, duplicate: bool, exceptional: bool
) -> None:
    assert kind_of(stage, secrecy, duplicate=duplicate, exceptional=exceptional) is kind


def test_years_are_counted_from_the_last_closing_and_the_sum_is_said() -> None:
    found = retention([Ending(kind=ArchiveKind.SETTLED, closed_on=LEAP)], RULES, "2026-1")
    assert found is not None
    assert found.until == date(2033, 2, 28)
    assert found.due(date(2033, 2, 28))
    assert not found.due(date(2033, 2, 27))
    assert any("penutupan ke-1" in line and "2026-1" in line for line in found.explanation)
    assert "panitia penilai" in found.explanation[-1]


def test_an_open_case_has_none() -> None:
    undone = Ending(kind=ArchiveKind.SETTLED, closed_on=LEAP, reopened_on=LEAP)
    assert retention([], RULES, "2026-1") is None
    assert retention([undone], RULES, "2026-1") is None


def test_pp_28_2012_what_is_permanent_is_not_destroyed() -> None:
    lasting = Ending(kind=ArchiveKind.STATE_OF_CONFLICT, closed_on=LEAP)
    found = retention([lasting], RULES, "2026-1")
    assert found is not None
    assert "Tidak dimusnahkan" in found.explanation[-1]


def test_nothing_is_proposed_for_destruction_unless_an_office_adopts_it() -> None:
    usual = RetentionRules()
    assert all(usual.of(kind).fate is not Fate.DESTROY for kind in ArchiveKind)

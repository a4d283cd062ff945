"""A conflict that was seen to come back, on the page of its case and in what people are told."""

from uuid import UUID

import pytest

from domain.clocks import WaitKind
from domain.stage import Stage
from tests.web.house import House


@pytest.fixture
def relapsed(house: House) -> UUID:
    office = house.cast
    case = office.recovering_case()
    office.monitor(case, calm=False, relapse=True, note="Warga kembali saling lempar.")
    house.catch_up()
    return case


def test_the_page_puts_the_reopening_forward_with_its_ground_filled_in(
    house: House, relapsed: UUID
) -> None:
    officer = house.window(house.cast.officer).open(f"/kasus/{relapsed}")
    assert ("ground", "konflik_berulang") in officer.form("buka-kembali").fields
    assert "Konflik yang terlihat berulang menunggu keputusan pimpinan" in officer.text
    assert not officer.has_form("bukan-konflik-berulang")
    officer.send("buka-kembali", evidence="Laporan Polsek", explanation="Bentrok lagi.")
    file = house.cast.file(relapsed)
    assert file.stage is Stage.VERIFY
    assert not file.settlement.relapse_told_by


def test_a_head_who_says_that_it_is_none_says_why_and_the_case_may_then_be_closed(
    house: House, relapsed: UUID
) -> None:
    head = house.window(house.cast.supervisor).open(f"/kasus/{relapsed}")
    assert "Putuskan apakah konflik berulang" in head.open("/persetujuan").text
    head.open(f"/kasus/{relapsed}")
    head.send("bukan-konflik-berulang", explanation="")
    assert "Wajib diisi" in head.text
    head.send("bukan-konflik-berulang", explanation="Perkelahian antarsiswa.")
    house.catch_up()
    head.open(f"/kasus/{relapsed}")
    assert "Pimpinan menyatakan bukan konflik berulang" in head.text
    assert not head.has_form("bukan-konflik-berulang")
    assert ("ground", "konflik_berulang") not in head.form("buka-kembali").fields
    kinds = {each.wait.kind for each in house.cast.file(relapsed).waits.values()}
    assert WaitKind.RELAPSE not in kinds

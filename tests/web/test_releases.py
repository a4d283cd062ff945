"""An obligation that is let go, on the page of its case: by a head, in words, for good."""

from uuid import UUID

import pytest

from tests.web.house import House


@pytest.fixture
def broken(house: House) -> tuple[UUID, UUID, str]:
    """A case in recovery, one obligation of whose agreement was broken."""
    office = house.cast
    case = office.escalated_case()
    talk = office.schedule_deliberation(case)
    office.pass_time(days=2)
    office.record_session(talk)
    office.begin_recovery(case)
    office.pass_time_in_silence(case, days=20)
    house.catch_up()
    (duty,) = office.file(case).deliberations[talk].obligations
    return case, talk, str(duty)


def test_a_head_lets_an_obligation_go_and_the_page_says_who_why_and_that_it_was_broken(
    house: House, broken: tuple[UUID, UUID, str]
) -> None:
    case, talk, duty = broken
    head = house.window(house.cast.supervisor).open(f"/kasus/{case}")
    typed = {"basis": "persetujuan_semua_pihak", "explanation": "Pagar sudah dibangun kota."}
    head.send("lepaskan-kewajiban", item=duty, **typed)
    assert "yang belum setuju: Warga RW 01; Warga RW 02." in head.text
    typed |= {"consenting.p1": "on", "consenting.p2": "on"}
    head.send("lepaskan-kewajiban", item=duty, **typed)
    house.catch_up()
    head.open(f"/kasus/{case}")
    for said in (
        "Dasar Persetujuan semua pihak",
        "Alasan Pagar sudah dibangun kota.",
        "dilanggar",
        "Kewajiban dilepaskan: persetujuan semua pihak",
    ):
        assert said in head.text, said
    assert "dipenuhi 2" not in head.text
    for slug in ("lepaskan-kewajiban", "kewajiban-dipenuhi", "perpanjang-kewajiban"):
        assert not head.has_form(slug)
    assert house.cast.file(case).deliberations[talk].obligations[UUID(duty)].owed is False


def test_the_officer_is_offered_no_release_and_a_head_without_ground_is_told_so(
    house: House, broken: tuple[UUID, UUID, str]
) -> None:
    case, _, duty = broken
    assert (
        not house.window(house.cast.officer).open(f"/kasus/{case}").has_form("lepaskan-kewajiban")
    )
    head = house.window(house.cast.supervisor).open(f"/kasus/{case}")
    for basis, said in (
        ("putusan_pengadilan", "Belum ada putusan pengadilan dalam kasus ini"),
        ("kesepakatan_baru", "Sebutkan kesepakatan lain dari kasus ini"),
    ):
        head.open(f"/kasus/{case}")
        head.send("lepaskan-kewajiban", item=duty, basis=basis, explanation="Diganti.")
        assert said in head.text

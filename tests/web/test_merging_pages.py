"""The pages of merging: a preview says what will happen, and it is what happens."""

from datetime import timedelta

import pytest

from domain.snooze import SnoozeCase
from tests.clocks import pause
from tests.web.house import House
from web import merging


def test_cases_are_chosen_previewed_merged_and_taken_apart_in_the_browser(house: House) -> None:
    cast = house.cast
    member = cast.open_case(cast.file_report(title="Cekcok pasar"))
    cast.pass_time(hours=1)
    lead = cast.open_case(cast.file_report(title="Cekcok terminal", region="31.71.01"))
    house.catch_up()
    officer = house.window(cast.officer).open(f"/kasus/{lead}/gabungan")
    assert "Cekcok pasar" in officer.text
    officer.open(f"/kasus/{lead}/gabungan?anggota={member}")
    assert "Yang akan terjadi" in officer.text
    assert "batas ini yang berlaku pada kasus utama" in officer.text
    assert "Wilayahnya berbeda" in officer.text
    officer.send("gabung", explanation="")
    assert "Wajib diisi." in officer.text
    officer.send("gabung", explanation="Satu konflik.")
    assert cast.file(lead).members.keys() == {member}
    assert "Kasus yang digabung ke sini" in officer.text
    assert "Kasus dibuka · Cekcok pasar" in officer.text
    officer.open(f"/kasus/{member}")
    assert "Digabung ke Cekcok terminal" in officer.text
    assert not officer.has_form("tugas")
    cast.link_contagion(lead, region="73.71")
    house.catch_up()
    officer.open(f"/kasus/{lead}/gabungan")
    linked = next(e for e in cast.file(lead).timeline if e.name == "case.contagion_linked")
    officer.send("pisah", explanation="Lain perkara.")
    assert "Pilih atau isi paling sedikit satu." in officer.text
    chosen = {f"members.{member}": "1", f"milik.p{linked.position}": str(member)}
    officer.send("pisah", "", **chosen, explanation="Lain perkara.")
    assert not cast.file(lead).members
    (attributed,) = cast.file(member).attributed
    assert attributed.position == linked.position
    assert "Tercatat pada bekas kasus utama" in officer.open(f"/kasus/{member}").text


def test_the_preview_names_what_stands_in_the_way(house: House) -> None:
    cast = house.cast
    lead, member = cast.open_case(), cast.verified_case()
    cast.propose_escalation(member)
    house.catch_up()
    officer = house.window(cast.officer).open(f"/kasus/{lead}/gabungan?anggota={member}")
    assert "usul eskalasi yang menunggu persetujuan" in officer.text
    officer.send("gabung", explanation="Satu konflik.")
    assert officer.status == 409
    assert "yang masih terikat padanya" in officer.text


def test_parting_says_what_stays_in_force_and_how_many_events_are_left_out(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = house.cast
    lead, member = cast.open_case(), cast.open_case()
    cast.merge(lead, member)
    for region in ("73.71", "32.01", "33.01"):
        cast.link_contagion(lead, region=region)
    house.catch_up()
    officer = house.window(cast.officer).open(f"/kasus/{lead}/gabungan")
    assert "berlaku pada kasus utama; pada kasus anggota hanya disebut" in officer.text
    assert "peristiwa terbaru yang dapat dibagi" not in officer.text
    monkeypatch.setattr(merging, "MOST_ROUTED", 2)
    officer.open(f"/kasus/{lead}/gabungan")
    assert "Hanya 2 peristiwa terbaru yang dapat dibagi di sini; 1 yang lebih lama" in officer.text


def test_the_preview_names_a_clock_that_stands_still_at_the_lead(house: House) -> None:
    cast = house.cast
    lead, member = cast.open_case(), cast.open_case()
    pause(cast, lead)
    house.catch_up()
    officer = house.window(cast.officer).open(f"/kasus/{lead}/gabungan?anggota={member}")
    assert "Kasus utama belum dapat menerima kasus lain" in officer.text
    officer.send("gabung", explanation="Satu konflik.")
    assert officer.status == 409
    assert "pada kasus utama jeda batas waktu yang belum berakhir" in officer.text


def test_who_asked_to_see_a_member_again_ends_that_on_its_page(house: House) -> None:
    cast = house.cast
    lead, member = cast.open_case(), cast.open_case()
    cast.send(
        SnoozeCase,
        cast.officer,
        case_id=member,
        snooze_id=cast.new_id("snooze"),
        until=cast.now().date() + timedelta(days=3),
        explanation="Tanyakan panen.",
    )
    house.catch_up()
    officer = house.window(cast.officer).open(f"/kasus/{lead}/gabungan?anggota={member}")
    assert "tetap ditunggu pada kasus ini oleh yang memintanya" in officer.text
    officer.send("gabung", explanation="Satu konflik.")
    house.catch_up()
    officer.open(f"/kasus/{member}/jam").send("selesai-ingat")
    assert officer.status == 200
    assert cast.file(member).waits == {}


def test_search_marks_a_merged_case_and_the_board_shows_it_once(house: House) -> None:
    cast = house.cast
    lead = cast.open_case(cast.file_report(title="Cekcok terminal"))
    cast.merge(lead, cast.open_case(cast.file_report(title="Cekcok pasar")))
    house.catch_up()
    officer = house.window(cast.officer).open("/")
    assert "Cekcok pasar" not in officer.text
    assert "+1 kasus digabung" in officer.text
    assert "Verifikasi, digabung" in officer.open("/cari?q=pasar").text


def test_the_lead_shows_its_members_findings_and_what_they_still_owe(house: House) -> None:
    cast = house.cast
    lead, member = cast.recovering_case(), cast.open_case(cast.file_report(title="Cekcok pasar"))
    cast.found(member)
    task = cast.assign_task(member)
    cast.merge(lead, member)
    house.catch_up()
    officer = house.window(cast.officer).open(f"/kasus/{lead}")
    assert "Temuan kasus anggota: Verifikasi lapangan, nilai" in officer.text
    assert "Kasus anggota “Cekcok pasar”: 1 tugas lapangan belum selesai" in officer.text
    cast.withdraw_task(task)
    house.catch_up()
    officer.open(f"/kasus/{lead}")
    assert "Tidak ada yang terbuka pada kasus anggota “Cekcok pasar”" in officer.text

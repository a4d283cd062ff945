"""The auditor's desk: each event and what it changed, the silences, the case at any moment."""

import csv
import io
import re

import pytest

from application.reading_desk import readings
from domain.access import COMMANDS
from domain.field_history import set_by, told_by
from domain.kernel import Role, Secrecy
from domain.notice import ReadNotice, SetHabits
from domain.risk import Level
from runtime.database import Datastore
from tests.office import Person
from tests.web.house import House
from tests.web.test_fields import a_case_in_recovery, a_red_case, a_rich_case
from web import cases


def test_an_auditor_holds_no_command_but_over_their_own_notices() -> None:
    held = {command for command, roles in COMMANDS.items() if Role.AUDITOR in roles}
    assert held == {ReadNotice, SetHabits}


def test_what_an_event_changed_is_the_same_alone_and_among_all(house: House) -> None:
    """Compared in what it names, an event changed what it changed compared with everything."""
    for make in (a_rich_case, a_case_in_recovery, a_red_case):
        events = house.cast.register.log.of_case(make(house))
        at_once = told_by(events, {each.position for each in events})
        for each in events:
            alone = [it for it in set_by(events, each.position) if it.place[0] != "closed_waits"]
            assert sorted(map(str, alone)) == sorted(map(str, at_once[each.position])), each


def test_the_history_says_who_as_what_and_what_it_changed(house: House) -> None:
    cast = house.cast
    case = cast.open_case()
    cast.change_level(case, Level.RED, reason="Massa bertambah.")
    auditor = house.window(cast.auditor).open(f"/kasus/{case}/riwayat")
    assert "Tingkat kerawanan: Kuning menjadi Merah" in auditor.text
    assert '<dt>Alasan</dt><dd class="break">Massa bertambah.' in auditor.html
    assert "<dt>Peran saat itu</dt><dd>Petugas kasus Kesbangpol<" in auditor.html
    assert f'<dt>Kebijakan</dt><dd class="break">{cast.policy.version}<' in auditor.html


def test_a_silence_says_until_when_nobody_answered_and_what_followed(house: House) -> None:
    cast = house.cast
    case = cast.open_case()
    cast.assign_task(case, chain=[cast.liaison, cast.second_liaison])
    cast.pass_time_in_silence(case, hours=25)
    auditor = house.window(cast.auditor).open(f"/kasus/{case}/riwayat")
    said = "Tidak ada jawaban dari Iptu Agus Salim, Penghubung instansi (pengakuan tugas) sampai"
    assert said in auditor.text
    silence = auditor.text[auditor.text.index(said) :][:400]
    assert "maka tugas diteruskan kepada Kapten Made Surya" in silence
    assert "pengakuan tugas diminta dari Kapten Made Surya, Penghubung instansi sampai" in silence
    only = auditor.open(f"/kasus/{case}/riwayat?jenis=diam")
    assert "2 dari 20 peristiwa" in only.text
    assert "deadline.elapsed" in only.text
    assert "case.opened" not in only.text


def test_the_history_is_narrowed_by_actor_kind_and_stream(house: House) -> None:
    cast = house.cast
    case = cast.open_case()
    task = cast.assign_task(case)
    cast.acknowledge(task)
    auditor = house.window(cast.auditor)
    path = f"/kasus/{case}/riwayat"
    auditor.open(f"{path}?pelaku={cast.liaison.id}")
    assert "task.acknowledged" in auditor.html
    assert "case.opened" not in auditor.html
    auditor.open(f"{path}?catatan={case}")
    assert "case.opened" in auditor.html
    assert "task.acknowledged" not in auditor.html
    assert "Tidak ada peristiwa yang cocok." in auditor.open(f"{path}?pelaku=siapa").text


def test_pasal_44_nobody_is_found_by_what_they_told_where_that_is_hidden(house: House) -> None:
    cast = house.cast
    case = cast.open_case(cast.file_report(by=cast.liaison))
    path = f"/kasus/{case}/riwayat"
    governor = house.window(cast.governor).open(path)
    assert f'value="{cast.liaison.id}"' not in governor.html
    assert "report.filed" not in governor.open(f"{path}?pelaku={cast.liaison.id}").html
    for kind in ("csv", "json"):
        taken = governor.open(f"{path}.{kind}").html
        assert "report.filed" in taken
        assert str(cast.liaison.id) not in taken
        assert cast.liaison.unit not in taken
    beside = governor.open(f"/kasus/{case}/saat?posisi={house.cast.register.log.head()}")
    assert str(cast.liaison.id) not in beside.html
    assert "Iptu Agus Salim" not in governor.open(f"/kasus/{case}/beda").html


def test_a_history_is_taken_away_as_a_sheet_and_that_is_on_record(
    house: House, datastore: Datastore
) -> None:
    cast = house.cast
    case = cast.open_case()
    cast.change_level(case, Level.RED)
    auditor = house.window(cast.auditor).open(f"/kasus/{case}/riwayat")
    assert readings(datastore, case) == []
    written = auditor.open(f"/kasus/{case}/riwayat.csv").html.removeprefix("\ufeff")
    lines = list(csv.DictReader(io.StringIO(written), delimiter=";"))
    assert len(lines) == len(cast.file(case).timeline)
    changed = next(each for each in lines if each["Nama peristiwa"] == "case.level_changed")
    assert changed["Perubahan"] == "Tingkat kerawanan: Kuning → Merah"
    told = auditor.client.get(f"/kasus/{case}/riwayat.json").json()
    told_positions = [str(each["position"]) for each in told["peristiwa"]]
    assert told_positions == [each["Posisi"] for each in lines]
    (one, other) = readings(datastore, case)
    assert {one.reader, other.reader} == {cast.auditor.id}
    assert auditor.open(f"/kasus/{case}/riwayat.csv?pada=kemarin").status == 404


def test_a_long_history_has_pages_and_a_link_to_an_event_finds_its_own(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cases, "MOST_MOMENTS", 10)
    cast = house.cast
    case = cast.open_case()
    while len(cast.file(case).timeline) <= 105:
        cast.withdraw_task(cast.assign_task(case))
    first = cast.file(case).timeline[0].position
    auditor = house.window(cast.auditor).open(f"/kasus/{case}/riwayat")
    assert f'id="e-{first}"' not in auditor.html
    assert "Yang lebih lama" in auditor.text
    assert f'id="e-{first}"' in auditor.open(f"/kasus/{case}/riwayat?di={first}").html
    way = f"/kasus/{case}/riwayat?di={first}#e-{first}"
    assert way not in auditor.open(f"/kasus/{case}").html
    assert auditor.html.count('<li class="moment') == 10
    assert f'<a href="/kasus/{case}?alur=semua#riwayat">' in auditor.html
    assert way in auditor.open(f"/kasus/{case}?alur=semua").html
    assert "Tampilkan seluruh perjalanan" not in auditor.text
    only = f"/kasus/{case}?jejak=tugas"
    assert f'<a href="{only}&amp;alur=semua#riwayat">' in auditor.open(only).html
    assert auditor.open(f"{only}&alur=semua").html.count('<li class="moment') > 10


# -- the page of a case as it stood --------------------------------------------------------------


def test_the_page_of_a_case_stands_as_it_did_and_nothing_can_be_done_from_it(house: House) -> None:
    cast = house.cast
    case = cast.open_case()
    task = cast.assign_task(case, instruction="Amati pasar lama.")
    seen = cast.register.log.head()
    cast.acknowledge(task)
    cast.report_task(task)
    cast.change_level(case, Level.RED)
    house.catch_up()
    officer = house.window(cast.officer).open(f"/kasus/{case}/saat?posisi={seen}")
    assert officer.status == 200
    assert "Bukan keadaan sekarang" in officer.text
    main = officer.html[officer.html.index("<main") :]
    assert 'method="post"' not in main
    assert "Amati pasar lama." in main
    assert "Kuning" in main
    assert "Merah" not in re.sub(
        r"<section class=\"panel past\".*?</section>", "", main, flags=re.DOTALL
    )
    assert "Yang tercatat sesudahnya" in officer.text
    assert 'rel="prev"' in main
    assert "Menunggu apa?" in main


@pytest.mark.parametrize("make", [a_rich_case, a_case_in_recovery, a_red_case])
def test_every_moment_of_a_case_can_be_opened_and_none_has_a_form_that_acts(
    house: House, make: object
) -> None:
    case = make(house)  # type: ignore[operator]
    auditor = house.window(house.cast.supervisor)
    for line in house.cast.file(case).timeline[5::9]:
        auditor.open(f"/kasus/{case}/saat?posisi={line.position}")
        assert auditor.status == 200, line
        assert 'method="post"' not in auditor.html[auditor.html.index("<main") :], line


def test_a_moment_before_the_case_says_so_and_a_moment_that_is_none_is_refused(
    house: House,
) -> None:
    case = house.cast.open_case()
    auditor = house.window(house.cast.auditor)
    assert "Belum ada yang tercatat" in auditor.open(f"/kasus/{case}/saat?posisi=0").text
    first = house.cast.file(case).timeline[0].position
    assert "Kasus belum dibuka" in auditor.open(f"/kasus/{case}/saat?posisi={first}").text
    wrong = auditor.open(f"/kasus/{case}/saat?pada=kemarin")
    assert (wrong.status, "tidak terbaca" in wrong.text) == (422, True)
    wrong = auditor.open(f"/kasus/{case}/saat?posisi=besok")
    assert (wrong.status, "Posisi catatan adalah angka" in wrong.text) == (422, True)


def test_what_was_so_and_what_was_known_are_two_axes_of_the_page(house: House) -> None:
    cast = house.cast
    case = cast.open_case()
    cast.found(case)
    cast.pass_time(hours=3)
    cast.refute(case)
    auditor = house.window(cast.auditor)
    then = auditor.open(f"/kasus/{case}/saat?diketahui=2026-03-02T10:00")
    assert "Menurut yang sudah tercatat sampai" in then.text
    assert "Hasil akhir" not in then.text
    assert "Hasil akhir" in auditor.open(f"/kasus/{case}").text


def test_from_a_decision_one_click_to_what_its_author_had_before_them(house: House) -> None:
    cast = house.cast
    case = cast.open_case()
    task = cast.assign_task(case)
    seen = cast.file(case).position
    cast.acknowledge(task)
    cast.assign_task(case, position_seen=seen, confirmed=True)
    decided = cast.file(case).timeline[-1].position
    line = next(
        each
        for each in cast.file(case).timeline
        if each.fact.envelope.position_seen == seen and each.name == "case.task_assigned"
    )
    auditor = house.window(cast.auditor).open(f"/kasus/{case}/riwayat")
    way = f"/kasus/{case}/dilihat/{line.position}"
    assert way in auditor.html
    auditor.open(way)
    assert "Yang dilihat Rina Wulandari, Petugas kasus Kesbangpol ketika memutuskan" in auditor.text
    unseen = auditor.text[auditor.text.index("Yang belum dilihatnya") :][:300]
    assert "Diakui oleh" in unseen
    first = cast.file(case).timeline[0].position
    assert auditor.open(f"/kasus/{case}/dilihat/{first}").status == 404
    assert auditor.open(f"/kasus/{case}/dilihat/{decided + 999}").status == 404


def test_a_moment_at_which_a_case_was_more_secret_than_its_reader_may_read_is_not_shown(
    house: House,
) -> None:
    cast = house.cast
    case = cast.open_case()
    member = cast.open_case(cast.file_report(title="Cekcok pasar", secrecy=Secrecy.SECRET))
    cast.merge(case, member)
    secret = cast.register.log.head()
    cast.unmerge(case, member)
    house.catch_up()
    low = Person("low", cast.new_id("p"), Role.AUDITOR, "Inspektorat", "31", Secrecy.RESTRICTED)
    cast.give_role(low)
    house.give_account(low)
    window = house.window(low)
    if cast.file(case).secrecy is Secrecy.SECRET:
        assert window.open(f"/kasus/{case}").status == 404
    else:
        assert window.open(f"/kasus/{case}").status == 200
    assert window.open(f"/kasus/{case}/saat?posisi={secret}").status == 404


def test_reading_a_secret_case_as_it_was_is_on_record(house: House, datastore: Datastore) -> None:
    cast = house.cast
    case = cast.open_case(cast.file_report(secrecy=Secrecy.SECRET))
    auditor = house.window(cast.auditor)
    head = cast.register.log.head()
    for count, path in enumerate((f"saat?posisi={head}", "beda", "riwayat"), 1):
        assert auditor.open(f"/kasus/{case}/{path}").status == 200
        assert len(readings(datastore, case)) == count


# -- between two moments -------------------------------------------------------------------------


def test_the_difference_between_two_moments_says_what_changed_and_by_which_events(
    house: House,
) -> None:
    cast = house.cast
    case = cast.open_case()
    first = cast.file(case).position
    task = cast.assign_task(case)
    cast.acknowledge(task)
    cast.change_level(case, Level.RED)
    auditor = house.window(cast.auditor)
    shown = auditor.open(f"/kasus/{case}/beda?dari_posisi={first}")
    assert "Tingkat kerawanan: Kuning menjadi Merah" in shown.text
    assert "Tugas lapangan" in shown.text
    assert "Batas waktu yang mulai berjalan" in shown.text
    assert "Peristiwa di antaranya" in shown.text
    assert "Diakui oleh" in shown.text
    same = auditor.open(f"/kasus/{case}/beda?dari_posisi={first}&sampai_posisi={first}")
    assert "Tidak ada isian yang berbeda" in same.text
    wrong = auditor.open(f"/kasus/{case}/beda?dari_diketahui=kapan")
    assert (wrong.status, "tidak terbaca" in wrong.text) == (422, True)
    backwards = auditor.open(f"/kasus/{case}/beda?dari_posisi=99999&sampai_posisi={first}")
    assert "Merah menjadi Kuning" in backwards.text


def test_the_pages_of_a_moment_are_nobodys_who_may_not_read_the_case(house: House) -> None:
    cast = house.cast
    case = cast.open_case()
    cast.assign_task(case)
    for person in (cast.reporter, cast.liaison, cast.admin):
        window = house.window(person)
        for path in ("riwayat.csv", "riwayat.json", "saat", "beda", "dilihat/1"):
            assert window.open(f"/kasus/{case}/{path}").status == 404, (person.name, path)

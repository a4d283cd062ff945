"""Who told it: neither sent to find out whether it is so, nor asked to say so, on any page."""

from application.task_desk import TellerVerifies
from domain.field_task import TaskKind
from tests.web.house import House


def test_a_task_form_says_who_told_it_and_refuses_them_for_a_verification(house: House) -> None:
    cast = house.cast
    case = cast.open_case(cast.file_report(by=cast.liaison))
    officer = house.window(cast.officer).open(f"/kasus/{case}")
    assert officer.text.count("Polda (pelapor, bukan untuk verifikasi)") == 3
    asked = {"chain.0": str(cast.liaison.id), "instruction": "Periksa."}
    officer.send("beri-tugas", kind="verifikasi_lapangan", **asked)
    assert officer.status == 409
    assert str(TellerVerifies.__doc__) in officer.text
    officer.open(f"/kasus/{case}").send("beri-tugas", kind="pendinginan", **asked)
    (task,) = cast.file(case).tasks.values()
    assert task.holder == cast.liaison.id


def test_a_verification_is_passed_to_no_colleague_who_told_it(house: House) -> None:
    cast = house.cast
    case = cast.open_case(cast.file_report(by=cast.third_liaison))
    offered = f'<option value="{cast.third_liaison.id}"'
    for kind, may in ((TaskKind.FIELD_VERIFICATION, False), (TaskKind.COOLING_DOWN, True)):
        task = cast.assign_task(case, chain=[cast.liaison], kind=kind)
        window = house.window(cast.liaison).open(f"/tugas/{task}")
        assert (offered in window.html) is may


def test_who_told_a_report_of_a_merged_case_is_not_offered_the_verdict(house: House) -> None:
    cast = house.cast
    lead = cast.open_case()
    member = cast.open_case(cast.file_report(by=cast.second_officer))
    cast.found(lead)
    second = house.window(cast.second_officer)
    assert second.open(f"/kasus/{lead}").has_form("verifikasi")
    cast.merge(lead, member)
    second.open(f"/kasus/{lead}")
    assert not second.has_form("verifikasi")
    assert not second.has_form("tidak-terbukti")
    assert "Anda yang melaporkan; petugas lain yang memverifikasi." in second.text
    assert house.window(cast.officer).open(f"/kasus/{lead}").has_form("verifikasi")


def test_an_errand_opens_no_verification_and_the_page_says_what_does(house: House) -> None:
    cast = house.cast
    case = cast.open_case()
    task = cast.assign_task(case, kind=TaskKind.COOLING_DOWN)
    cast.acknowledge(task)
    cast.report_task(task)
    officer = house.window(cast.officer).open(f"/kasus/{case}")
    assert not officer.has_form("verifikasi")
    assert "Perlu hasil satu tugas verifikasi" in officer.text
    cast.found(case)
    assert officer.open(f"/kasus/{case}").has_form("verifikasi")

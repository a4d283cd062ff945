"""What the machine did not get to is seen on the case's page and by the administrator."""

from datetime import timedelta

from domain.clocks import WaitKind
from tests.clocks import window
from tests.office import Office
from tests.stuck import relayed, stuck
from tests.web.house import House

ATTENTION = "Perlu perhatian: 1 batas waktu lewat dan belum dicatat oleh mesin"


def test_a_case_says_within_a_minute_that_it_needs_attention(house: House, office: Office) -> None:
    case = office.open_case()
    wait = window(office, case, WaitKind.VERIFICATION)
    office.clock.move_to(wait.due + timedelta(seconds=5))
    page = house.window(office.officer).open(f"/kasus/{case}")
    assert "Perlu perhatian" not in page.text
    office.clock.move_to(wait.due + timedelta(seconds=60))
    page.open(f"/kasus/{case}")
    assert ATTENTION in page.text
    assert f'href="/kasus/{case}/jam#macet"' in page.html
    assert not page.open(f"/kasus/{case}/jam").has_form("tangani")
    office.assign_task(case)
    assert ATTENTION in house.window(office.liaison).open(f"/kasus/{case}").text


def test_the_supervisor_skips_it_with_a_reason_or_is_told_what_is_missing(
    house: House, office: Office
) -> None:
    case = office.open_case()
    wait = stuck(office, case, WaitKind.VERIFICATION)
    head = house.window(office.supervisor).open(f"/kasus/{case}/jam")
    head.send("tangani", remedy="lewati")
    assert head.status == 422
    assert "memerlukan alasan" in head.text
    head.send("tangani", remedy="lewati", explanation="Mesin gagal tiga kali.")
    assert "Tercatat: Batas waktu yang macet ditangani" in head.text
    assert "Perlu perhatian" not in head.text
    assert "Lewat tanpa jawaban, " in head.text
    assert wait.deadline_id not in office.file(case).waits


def test_a_window_named_that_is_none_of_the_case_is_not_found(house: House, office: Office) -> None:
    case, other = office.open_case(), office.open_case()
    wait = stuck(office, other, WaitKind.VERIFICATION)
    head = house.window(office.supervisor).open(f"/kasus/{case}/jam")
    drawn = head.form("tangani")
    sent = drawn.filled({"item": str(wait.deadline_id)})
    assert head.post(drawn.action, sent).status == 404


def test_the_administrator_tries_again_and_reads_nothing_of_the_case(
    house: House, office: Office
) -> None:
    case = office.open_case(office.file_report(title="Cekcok lahan Sukamaju"))
    cleared = office.cleared_officer()
    secret = office.open_case(office.file_pointer(by=cleared), by=cleared)
    wait = stuck(office, case, WaitKind.VERIFICATION)
    relayed(office)
    page = house.window(office.admin).open("/keadaan")
    assert "Hasil verifikasi lapangan" in page.text
    assert "Cekcok" not in page.html
    assert str(secret) not in page.html
    assert "1 batas waktu lain yang macet di luar kewenangan Anda" in page.text
    page.send("tangani")
    assert "Tercatat: batas waktu yang macet ditangani" in page.text
    assert wait.deadline_id not in office.file(case).waits
    relayed(office)
    assert not page.open("/keadaan").has_form("tangani")


def test_what_was_closed_meanwhile_is_refused_in_words(house: House, office: Office) -> None:
    case = office.open_case()
    wait = stuck(office, case, WaitKind.VERIFICATION)
    relayed(office)
    page = house.window(office.admin).open("/keadaan")
    office.elapse(case, wait.deadline_id)
    page.send("tangani")
    assert page.status == 409
    assert "Batas waktu ini tidak sedang berjalan pada berkas ini" in page.text


def test_only_the_administrator_is_shown_what_is_stuck_everywhere(
    house: House, office: Office
) -> None:
    case = office.open_case()
    stuck(office, case, WaitKind.VERIFICATION)
    relayed(office)
    form = house.window(office.admin).open("/keadaan").form("tangani")
    head = house.window(office.supervisor)
    assert head.open("/keadaan").status == 403
    csrf = dict(head.open("/").form("keluar").fields)["csrf"]
    assert head.post("/keadaan/tangani", form.filled({"csrf": csrf})).status == 403

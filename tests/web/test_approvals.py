"""The approver's desk: all that waits for one person, with what changed since it was last read."""

import re

from domain.clocks import WaitKind
from tests.office import Office
from tests.web.house import House, Window


def asked(window: Window) -> list[tuple[str, str]]:
    """Where each decision is made, and what it is called."""
    return re.findall(r'<h2><a href="([^"]+)">([^<]+)</a></h2>', window.html)


def test_what_waits_for_a_decision_is_one_list_with_the_first_to_end_on_top(
    house: House, office: Office
) -> None:
    case = office.verified_case()
    office.propose_escalation(case)
    letter = office.draft_letter(office.escalated_case())
    house.catch_up()
    supervisor = house.window(office.supervisor).open("/persetujuan")
    assert asked(supervisor) == [
        (f"/kasus/{case}#usul", "Setujui atau tolak usul eskalasi"),
        (f"/naskah/{letter}", "Setujui Nota Dinas"),
    ]
    assert "Menunggu keputusan Anda 2" in supervisor.text
    shown = office.file(case).proposal
    assert shown is not None
    assert shown.content_hash[:12] in supervisor.open(f"/kasus/{case}").text
    sheet = supervisor.open("/persetujuan.csv").html
    assert "Setujui Nota Dinas" in sheet


def test_nobody_is_asked_to_approve_what_is_their_own_or_not_theirs(
    house: House, office: Office
) -> None:
    office.propose_escalation(office.verified_case(), by=office.officer)
    house.catch_up()
    officer = house.window(office.officer).open("/persetujuan")
    assert asked(officer) == []
    assert "Tidak ada yang menunggu keputusan Anda" in officer.text
    for person in (office.reporter, office.liaison, office.auditor, office.admin):
        assert house.window(person).open("/persetujuan").status == 403


def test_an_approval_that_elapsed_is_still_waited_for(house: House, office: Office) -> None:
    case = office.verified_case()
    office.propose_escalation(case)
    (deadline,) = (
        each.wait.deadline_id
        for each in office.file(case).waits.values()
        if each.wait.kind is WaitKind.ESCALATION_APPROVAL
    )
    office.pass_time(days=9)
    office.elapse(case, deadline)
    house.catch_up()
    supervisor = house.window(office.supervisor).open("/persetujuan")
    assert [act for _, act in asked(supervisor)] == ["Setujui atau tolak usul eskalasi"]


def test_a_letter_that_came_back_shows_what_changed_since_it_was_returned(
    house: House, office: Office
) -> None:
    letter = office.ask_letter()
    office.add_paragraph(letter, text="Warga meminta dialog di balai desa.")
    office.return_letter(letter)
    office.remove_paragraph(letter, 1)
    office.add_paragraph(letter, text="Warga meminta dialog di kantor camat.")
    office.resubmit_letter(letter)
    house.catch_up()
    supervisor = house.window(office.supervisor).open("/persetujuan")
    assert "Berubah pada 1 alinea sejak terakhir dibaca" in supervisor.text
    supervisor.open(f"/naskah/{letter}")
    assert "Yang berubah sejak dikembalikan" in supervisor.text
    assert "<del>balai desa.</del> <ins>kantor camat.</ins>" in supervisor.html
    assert "Warga meminta dialog di <del>" in supervisor.html


def test_a_proposal_made_again_shows_what_differs_from_the_one_declined(
    house: House, office: Office
) -> None:
    case = office.verified_case()
    office.propose_escalation(case, grounds="Massa bertambah di dua desa.")
    office.decline_escalation(case, explanation="Sebutkan jumlahnya.")
    office.propose_escalation(case, grounds="Massa bertambah di empat desa.")
    house.catch_up()
    supervisor = house.window(office.supervisor).open(f"/kasus/{case}")
    assert "Beda dengan usul yang ditolak" in supervisor.text
    assert "Sebutkan jumlahnya." in supervisor.text
    assert "Massa bertambah di <del>dua</del> <ins>empat</ins> desa." in supervisor.html


def test_a_numbered_letter_waits_for_the_one_office_that_signs_it(
    house: House, office: Office
) -> None:
    letter = office.draft_letter(office.escalated_case())
    office.approve_letter(letter)
    house.catch_up()
    supervisor = house.window(office.supervisor).open("/persetujuan")
    assert asked(supervisor) == [(f"/naskah/{letter}", "Tandatangani Nota Dinas")]
    assert asked(house.window(office.governor).open("/persetujuan")) == []
    office.sign_on_paper(letter)
    house.catch_up()
    assert asked(supervisor.open("/persetujuan")) == []


def test_an_erasure_waits_for_another_than_who_asked(house: House, office: Office) -> None:
    office.ask_to_erase(office.closed_case())
    house.catch_up()
    acts = [act for _, act in asked(house.window(office.supervisor).open("/persetujuan"))]
    assert "Putuskan usul pemusnahan data pribadi" in acts


def test_a_head_who_goes_away_delegates_from_here(house: House, office: Office) -> None:
    assert "/delegasi" in house.window(office.supervisor).open("/persetujuan").html
    assert "/delegasi" not in house.window(office.governor).open("/persetujuan").html

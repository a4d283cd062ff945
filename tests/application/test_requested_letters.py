"""Letters an officer asks for: written from the record, drafted as theirs."""

from collections.abc import Callable
from typing import Any

import pytest

from application.letters import RULES
from domain.access import NotForThisRole, OutsideRegion
from domain.kernel import Role, Secrecy
from domain.letter import Letter, LetterAboutNothing
from domain.letter_content import (
    LetterContent,
    LetterIncomplete,
    LetterType,
    merged_values,
    profile_of,
)
from domain.letter_request import NotOnRequest
from domain.office_book import OfficeRole
from projections.problem_map import ProblemMapper
from runtime.log import Log
from runtime.typesetting import Typesetter
from tests.office import PROVINCE, Office, Person


def test_a_staff_study_is_the_officers_draft_whom_another_approves(office: Office) -> None:
    case = office.verified_case()
    letter = office.request_letter(case_id=case)
    drafted = office.file(case).letters[letter]
    assert drafted.author == office.officer.id
    content = LetterContent.model_validate_json(str(drafted.content))
    assert content.sections[-1].paragraphs[0].author == str(office.officer.id)
    office.approve_letter(letter)


def test_a_report_that_is_no_case_has_its_own_information_report(office: Office) -> None:
    report = office.file_report()
    letter = office.request_letter(
        report_id=report, type=LetterType.LAPORAN_INFORMASI, words="Perlu diawasi."
    )
    office.approve_letter(letter)
    events = office.register.log.of_stream(letter)
    assert events[0].fact.secrecy is Secrecy.SECRET  # type: ignore[attr-defined]
    assert office.register.log.case_of(letter) is None


def test_a_cover_goes_with_a_numbered_letter(office: Office) -> None:
    case = office.escalated_case()
    numbered = office.draft_letter(case)
    office.approve_letter(numbered)
    for kind in (LetterType.SURAT_PENGANTAR, LetterType.LEMBAR_DISPOSISI):
        letter = office.request_letter(case_id=case, type=kind, encloses=numbered, words=None)
        assert office.file(case).letters[letter].type is kind


def test_what_is_lacking_is_named_and_nothing_is_drafted(office: Office) -> None:
    case = office.verified_case()
    with pytest.raises(LetterIncomplete, match="jabatan yang dituju"):
        office.request_letter(case_id=case, type=LetterType.SURAT_DINAS)
    assert office.file(case).letters == {}
    letter = office.request_letter(
        case_id=case, type=LetterType.SURAT_DINAS, to=(OfficeRole.PROVINCIAL_POLICE,)
    )
    assert letter in office.file(case).letters


@pytest.mark.parametrize(
    "kind", [each for each in LetterType if each not in RULES or not RULES[each].on_request]
)
def test_what_follows_from_an_event_is_not_asked_for(office: Office, kind: LetterType) -> None:
    case = office.verified_case()
    with pytest.raises(NotOnRequest):
        office.request_letter(case_id=case, type=kind)


def test_a_letter_is_about_one_case_or_one_report(office: Office) -> None:
    with pytest.raises(LetterAboutNothing):
        office.request_letter()


def test_only_an_officer_of_the_region_asks(office: Office) -> None:
    case = office.verified_case()
    with pytest.raises(NotForThisRole):
        office.request_letter(case_id=case, by=office.supervisor)
    stranger = Person("elsewhere", office.new_id("p"), Role.CASE_OFFICER, "BKBP", "73")
    office.give_role(stranger)
    with pytest.raises(OutsideRegion):
        office.request_letter(case_id=case, by=stranger)


def test_a_month_of_a_province_is_framed_for_the_governor_with_its_map(
    office: Office, frames: ProblemMapper, catch_up: Callable[[], None], log: Log
) -> None:
    office.register.frames = frames
    case = office.escalated_case()
    catch_up()
    letter = office.request_letter(
        type=LetterType.BINGKAI_PEMETAAN, region=PROVINCE, month="2026-03", words=None
    )
    drafted = log.of_stream(letter)[0].fact
    assert isinstance(drafted, Letter.Drafted)
    content = LetterContent.model_validate_json(str(drafted.content))
    assert drafted.secrecy is Secrecy.RESTRICTED
    assert content.annexes[0].drawing.startswith("<svg")
    assert f"{case}@1" in {event for _, value in merged_values(content) for event in value.events}
    office.approve_letter(letter)
    profile = profile_of(content)
    assert Typesetter().render(content, profile=profile, manifest={}).startswith(b"%PDF")


def test_four_months_of_a_province_are_told_to_the_minister_row_by_row(
    office: Office, frames: ProblemMapper, catch_up: Callable[[], None], log: Log
) -> None:
    office.register.frames = frames
    case = office.closed_case()
    catch_up()
    letter = office.request_letter(
        type=LetterType.LAPORAN_RENAKSI, region=PROVINCE, month="2026-03", words=None
    )
    drafted = log.of_stream(letter)[0].fact
    assert isinstance(drafted, Letter.Drafted)
    content = LetterContent.model_validate_json(str(drafted.content))
    assert content.to[0].office == "Menteri Dalam Negeri"
    assert "B04 (Januari s.d. April) Tahun 2026" in content.subject.text
    table = content.annexes[0].sections[0].paragraphs[0].table
    assert table is not None
    deeds = {row[2].text: row for row in table.rows}
    assert deeds.keys() >= {
        "Verifikasi lapangan",
        "Musyawarah jalur Pranata adat",
        "Membongkar pagar.",
        "Kunjungan pemantauan",
    }
    assert deeds["Verifikasi lapangan"][6].text == "tidak tercatat", "nothing is invented"
    assert deeds["Membongkar pagar."][8].text.startswith("dipenuhi tanggal")
    assert deeds["Kunjungan pemantauan"][8].text.endswith(": tenang")
    known = {line.event_id: line.fact for line in office.file(case).timeline}
    for path, value in merged_values(content):
        said = {name for event in value.events for name in type(known[event]).model_fields}
        assert value.events, path
        assert set(value.facts) <= said, path
    office.approve_letter(letter)
    profile = profile_of(content)
    assert Typesetter().render(content, profile=profile, manifest={}).startswith(b"%PDF")


def test_an_obligation_of_an_earlier_period_is_told_until_it_is_met(
    office: Office, frames: ProblemMapper, catch_up: Callable[[], None], log: Log
) -> None:
    office.register.frames = frames
    case = office.verified_case()
    talk = office.schedule_deliberation(case)
    office.pass_time(days=2)
    office.record_session(talk)
    office.pass_time(days=90)
    catch_up()
    letter = office.request_letter(
        type=LetterType.LAPORAN_RENAKSI, region=PROVINCE, month="2026-05", words=None
    )
    content = LetterContent.model_validate_json(str(log.of_stream(letter)[0].fact.content))  # type: ignore[attr-defined]
    table = content.annexes[0].sections[0].paragraphs[0].table
    assert table is not None
    assert [(row[2].text, row[8].text) for row in table.rows] == [
        ("Membongkar pagar.", "belum dipenuhi")
    ]


def test_a_period_without_anything_done_has_no_renaksi_report(
    office: Office, frames: ProblemMapper, catch_up: Callable[[], None]
) -> None:
    office.register.frames = frames
    office.verified_case()
    catch_up()
    with pytest.raises(LetterIncomplete, match="penanganan yang tercatat pada periode B12"):
        office.request_letter(
            type=LetterType.LAPORAN_RENAKSI, region=PROVINCE, month="2025-10", words=None
        )


@pytest.mark.parametrize("kind", [LetterType.BINGKAI_PEMETAAN, LetterType.LAPORAN_RENAKSI])
@pytest.mark.parametrize(
    ("asked", "missing"),
    [
        ({"region": PROVINCE}, "wilayah dan bulan"),
        ({"region": PROVINCE, "month": "2027-01"}, "bulan yang sudah berjalan"),
    ],
)
def test_a_month_that_cannot_be_framed_is_refused_by_name(
    office: Office, frames: ProblemMapper, kind: LetterType, asked: dict[str, Any], missing: str
) -> None:
    office.register.frames = frames
    with pytest.raises(LetterIncomplete, match=missing):
        office.request_letter(type=kind, words=None, **asked)

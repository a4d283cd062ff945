"""What letters say: every kind from a case as it stood, every value with where it came from."""

import re
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from application.letters import RULES, WRITERS, Asked, calls_of
from application.letters.rules import table
from domain.case_file import CaseFile, fold
from domain.conflict_case import EscalationLevel, Track
from domain.deliberation import SessionResult
from domain.kernel import Secrecy
from domain.letter_content import (
    SECTIONS_OF,
    KopKind,
    LetterContent,
    LetterIncomplete,
    LetterType,
    Urgency,
    merged_values,
    profile_of,
)
from domain.office_book import OfficeBook, OfficeRole
from domain.risk import Impact, Likelihood, RiskInputs
from runtime.typesetting import Typesetter
from tests.office import Office

RED = RiskInputs(likelihood=Likelihood.LIKELY, impact=Impact.MAJOR)


def text_of(content: LetterContent, heading: str) -> str:
    """A headed part of a report."""
    (found,) = [each for each in content.sections if each.heading == heading]
    return "\n".join(paragraph.text for paragraph in found.paragraphs)


def every_value_knows_its_events(content: LetterContent, file: CaseFile) -> None:
    known = {line.event_id: line.fact for line in file.timeline}
    values = merged_values(content)
    assert values
    for path, value in values:
        assert value.field, path
        assert value.events, path
        assert value.position == file.position
        said = {name for event in value.events for name in type(known[event]).model_fields}
        assert said >= set(value.facts), (path, value)


@pytest.fixture
def red_case(office: Office) -> CaseFile:
    report = office.file_report(
        risk=RED, facts="Massa berkumpul.\nBatu dilempar.", opinion="Akan berulang malam ini."
    )
    return office.file(office.open_case(report))


def test_a_special_report_says_what_is_known_done_and_advised(
    office: Office, red_case: CaseFile
) -> None:
    content = office.writers.write(LetterType.LAPORAN_KHUSUS, red_case)
    every_value_knows_its_events(content, red_case)
    assert content.to[0].office.startswith("Gubernur")
    assert (content.secrecy, content.urgency) == (Secrecy.SECRET, Urgency.IMMEDIATE)
    assert "Massa berkumpul." in text_of(content, "Fakta-Fakta")
    assert "merah" in text_of(content, "Pendapat Pelapor")
    assert "berulang malam ini" not in text_of(content, "Fakta-Fakta"), "facts apart from opinion"
    assert "Pasal 13" in text_of(content, "Pendapat Pelapor")


def test_a_special_report_is_never_below_the_class_of_its_case(office: Office) -> None:
    file = office.file(office.open_case(office.file_report(risk=RED, secrecy=Secrecy.SECRET)))
    secret = file.secrecy
    file.secrecy = Secrecy.TOP_SECRET
    content = office.writers.write(LetterType.LAPORAN_KHUSUS, file)
    assert (secret, content.secrecy) == (Secrecy.SECRET, Secrecy.TOP_SECRET)


def test_an_information_report_keeps_facts_and_opinion_apart(office: Office) -> None:
    report = office.file_report(facts="Massa berkumpul.", opinion="Akan berulang.")
    office.supplement_report(report, text="Jumlahnya bertambah.")
    file = office.file(report)
    content = office.writers.write(LetterType.LAPORAN_INFORMASI, file)
    every_value_knows_its_events(content, file)
    assert [each.heading for each in content.sections] == [
        "Pendahuluan",
        "Fakta-Fakta",
        "Pendapat Pelapor",
    ]
    assert [each.label for each in content.sections[0].particulars] == [
        "Sumber",
        "Hubungan dengan sumber",
        "Cara mendapatkan",
        "Waktu mendapatkan",
        "Nilai informasi",
    ]
    assert "Jumlahnya bertambah." in text_of(content, "Fakta-Fakta")
    assert "Akan berulang." in text_of(content, "Pendapat Pelapor")
    assert content.secrecy is Secrecy.SECRET
    assert content.sections[0].particulars[-1].value.text.startswith("B2 (dipercaya")


def test_an_invitation_says_day_hour_place_and_agenda_in_the_regions_time(office: Office) -> None:
    case = office.verified_case()
    talk = office.schedule_deliberation(case)
    file = office.file(case)
    content = office.writers.write(LetterType.SURAT_UNDANGAN, file, trigger=f"{talk}@1")
    every_value_knows_its_events(content, file)
    assert content.meeting is not None
    assert content.meeting.day.text == "Rabu, 4 Maret 2026"
    assert content.meeting.time.text == "09.00 WIB s.d. selesai"
    assert content.meeting.place.text == "Balai warga"
    assert [each.office for each in content.to] == ["Warga RW 01", "Warga RW 02", "Tetua adat"]


def test_an_invitation_after_an_adjournment_names_the_new_day(office: Office) -> None:
    case = office.verified_case()
    talk = office.schedule_deliberation(case)
    office.pass_time(days=2)
    office.record_session(talk, SessionResult.ADJOURNED)
    file = office.file(case)
    (adjourned,) = [x.event_id for x in file.timeline if x.name == "deliberation.adjourned"]
    content = office.writers.write(LetterType.SURAT_UNDANGAN, file, trigger=adjourned)
    every_value_knows_its_events(content, file)
    assert content.meeting is not None
    assert content.meeting.day.text == "Sabtu, 7 Maret 2026"
    assert "lanjutan" in content.subject.text


def test_a_closing_report_tells_the_case_from_its_report_to_its_end(office: Office) -> None:
    file = office.file(office.closed_case())
    content = office.writers.write(LetterType.LAPORAN_PENUTUPAN, file)
    every_value_knows_its_events(content, file)
    assert "Membongkar pagar." in text_of(content, "Hasil yang Dicapai")
    assert "Keadaan tenang." in text_of(content, "Hasil yang Dicapai")
    assert "Selesai dan terpantau tenang." in text_of(content, "Simpulan dan Saran")


def test_a_closing_report_tells_each_rung_and_each_return(office: Office) -> None:
    case = office.escalated_case()
    office.approve_letter(office.draft_letter(case))
    office.hand_up(case, EscalationLevel.NATIONAL)
    office.return_to_province(case)
    office.begin_recovery(case)
    office.monitor(case)
    ends = [each.wait.due for each in office.file(case).waits.values()]
    office.pass_time_in_silence(case, seconds=(max(ends) - office.now()).total_seconds())
    office.deliver_letters(case)
    office.close(case)
    file = office.file(case)
    content = office.writers.write(LetterType.LAPORAN_PENUTUPAN, file)
    every_value_knows_its_events(content, file)
    said = text_of(content, "Kegiatan yang Dilaksanakan")
    for told in (
        "Eskalasi ke tingkat Provinsi disetujui",
        "Eskalasi ke tingkat Nasional disetujui",
        "Penanganan dikembalikan kepada provinsi tanggal",
    ):
        assert said.count(told) == 1


def test_a_letter_to_the_police_is_the_governors_with_the_officers_words_marked(
    office: Office,
) -> None:
    file = office.file(office.verified_case())
    asked = Asked(
        by=office.officer.id,
        to=(OfficeRole.PROVINCIAL_POLICE, OfficeRole.MILITARY_COMMAND),
        words="Mohon penempatan personel di lokasi.",
    )
    content = office.writers.write(LetterType.SURAT_DINAS, file, asked=asked)
    every_value_knows_its_events(content, file)
    assert [each.office for each in content.to] == [
        "Kepala Kepolisian Daerah Daerah Khusus Ibukota Jakarta",
        "Panglima Komando Daerah Militer Jaya",
    ]
    assert content.kop is KopKind.OFFICE_HOLDER
    assert content.signatory.elected
    assert [each.author for each in content.points][-1] == str(office.officer.id)


@pytest.mark.parametrize(
    ("letter", "asked", "missing"),
    [
        (LetterType.SURAT_DINAS, Asked(words="Mohon."), "jabatan yang dituju"),
        (
            LetterType.SURAT_DINAS,
            Asked(to=(OfficeRole.PROVINCIAL_POLICE,)),
            "hal yang dimintakan",
        ),
        (LetterType.TELAAHAN_STAF, Asked(), "saran"),
        (LetterType.NOTA_DINAS, Asked(), "usul eskalasi"),
        (LetterType.LAPORAN_PENUTUPAN, Asked(), "Kasus ditutup setelah pemantauan"),
    ],
)
def test_what_is_missing_refuses_the_letter_by_its_indonesian_name(
    office: Office, letter: LetterType, asked: Asked, missing: str
) -> None:
    file = office.file(office.verified_case())
    with pytest.raises(LetterIncomplete, match=missing):
        office.writers.write(letter, file, asked=asked)


def test_a_staff_study_puts_the_advice_of_the_officer_last(office: Office) -> None:
    file = office.file(office.verified_case())
    asked = Asked(by=office.officer.id, words="Memanggil para pihak.\nMembentuk tim kecil.")
    content = office.writers.write(LetterType.TELAAHAN_STAF, file, asked=asked)
    every_value_knows_its_events(content, file)
    assert [each.heading for each in content.sections] == [
        "Persoalan",
        "Praanggapan",
        "Fakta yang Memengaruhi",
        "Analisis",
        "Simpulan",
        "Saran",
    ]
    assert all(paragraph.author for paragraph in content.sections[-1].paragraphs)
    assert len(content.sections[-1].paragraphs) == 2


def test_the_page_on_letters_prints_the_table_of_letters() -> None:
    page = Path(__file__).parents[2] / "docs" / "letters.md"
    assert table() in page.read_text(encoding="utf-8")


def test_every_rule_has_its_writer_and_every_writer_its_rule() -> None:
    of_months = {LetterType.BINGKAI_PEMETAAN, LetterType.LAPORAN_RENAKSI}
    assert set(RULES) == set(WRITERS) | of_months, "two are written from months, not from a case"


def test_a_value_of_a_corrected_field_cites_the_correction(office: Office) -> None:
    report = office.file_report()
    office.correct_report(report, place="Pasar baru")
    file = office.file(report)
    content = office.writers.write(LetterType.LAPORAN_INFORMASI, file)
    every_value_knows_its_events(content, file)
    (place,) = [v for _, v in merged_values(content) if v.field == "tempat kejadian"]
    assert place.value.startswith("Pasar baru, ")
    (corrected,) = [x.event_id for x in file.timeline if x.name == "report.corrected"]
    assert set(place.events) == {f"{report}@1", corrected}, "the place, and the region as filed"


# -- forms, minutes, exceptional acts --------------------------------------------------------------


def test_a_radiogram_is_short_and_announces_the_special_report(
    office: Office, red_case: CaseFile
) -> None:
    opened = next(x.event_id for x in red_case.timeline if x.name == "case.opened")
    content = office.writers.write(LetterType.RADIOGRAM, red_case, trigger=opened)
    every_value_knows_its_events(content, red_case)
    assert content.radiogram is not None
    assert content.radiogram.precedence.text == "Kilat"
    assert "Laporan khusus menyusul" in content.points[-1].text
    assert "Massa berkumpul." not in " ".join(point.text for point in content.points)


def test_minutes_say_the_day_in_words_and_who_owes_what_until_when(office: Office) -> None:
    case = office.verified_case()
    talk = office.schedule_deliberation(case)
    office.pass_time(days=2)
    office.record_session(talk)
    file = office.file(case)
    agreed = next(x.event_id for x in file.timeline if x.name == "deliberation.agreed")
    content = office.writers.write(LetterType.BERITA_ACARA, file, trigger=agreed)
    every_value_knows_its_events(content, file)
    minutes = content.minutes
    assert minutes is not None
    assert minutes.held.text.startswith("Rabu, tanggal empat bulan Maret tahun dua ribu dua puluh")
    assert [each.called for each in minutes.parties] == ["PIHAK KESATU", "PIHAK KEDUA"]
    table = minutes.articles[1].paragraphs[0].table
    assert table is not None
    assert [cell.text for cell in table.rows[0]][1:] == [
        "Warga RW 01",
        "Membongkar pagar.",
        "11 Maret 2026",
        "Foto lapangan",
    ]
    assert "rangkap 3 (tiga)" in minutes.made_in.text


def test_a_letter_is_handed_over_and_put_before_the_governor_by_its_number(
    office: Office,
) -> None:
    case = office.escalated_case()
    letter = office.draft_letter(case)
    asked = Asked(by=office.officer.id, letter=letter)
    with pytest.raises(LetterIncomplete, match="naskah bernomor"):
        office.writers.write(LetterType.SURAT_PENGANTAR, office.file(case), asked=asked)
    office.approve_letter(letter)
    file = office.file(case)
    number = file.letters[letter].number or "-"
    for form in (LetterType.SURAT_PENGANTAR, LetterType.LEMBAR_DISPOSISI):
        content = office.writers.write(form, file, asked=asked)
        every_value_knows_its_events(content, file)
        assert number in {value.value for _, value in merged_values(content)}


def exceptional(office: Office) -> dict[LetterType, tuple[LetterContent, CaseFile]]:
    """Every letter of a state of conflict and its task force."""
    case = office.escalated_case()
    state = office.declared(case)
    office.ask_for_military_help(state)
    office.plan_fund(state)
    office.record_progress(state)
    force = office.form_task_force(case)
    talk = office.schedule_deliberation(case, track=Track.TASK_FORCE)
    office.pass_time(days=2)
    office.record_session(talk)
    office.finish_task_force(force)
    office.revoke(state)
    events = office.register.log.of_case(case)
    found: dict[LetterType, tuple[LetterContent, CaseFile]] = {}
    for event in events:
        before = fold(each for each in events if each.position < event.position)
        then = fold(each for each in events if each.position <= event.position)
        for call in calls_of(event.fact, before):
            content = office.writers.write(call.type, then, trigger=call.trigger)
            found.setdefault(call.type, (content, then))
    return found


def test_every_exceptional_act_has_its_letter_and_it_can_be_set(office: Office) -> None:
    found, typesetter = exceptional(office), Typesetter()
    assert found.keys() >= {
        LetterType.KEPUTUSAN_SKK,
        LetterType.KEPUTUSAN_SATGAS,
        LetterType.BANTUAN_TNI,
        LetterType.LAPORAN_SKK,
        LetterType.RENCANA_BTT,
        LetterType.LAPORAN_SATGAS,
        LetterType.SURAT_UNDANGAN,
        LetterType.BERITA_ACARA,
    }
    for content, file in found.values():
        every_value_knows_its_events(content, file)
        profile = profile_of(content)
        assert typesetter.render(content, profile=profile, manifest={}).startswith(b"%PDF")


def test_pp_2_2015_pasal_46_a_request_for_tni_help_has_nine_copies_in_order(
    office: Office,
) -> None:
    content, _ = exceptional(office)[LetterType.BANTUAN_TNI]
    assert [each.split()[0] for each in content.copies] == [
        "Menteri",
        "Menteri",
        "Menteri",
        "Panglima",
        "Kepala",
        "Ketua",
        "Panglima",
        "Kepala",
        "Wali",
    ]
    assert content.copies[0] == "Menteri Koordinator Bidang Politik dan Keamanan"
    assert content.to[0].office == "Presiden Republik Indonesia"
    assert [each.heading for each in content.sections] == list(SECTIONS_OF[LetterType.BANTUAN_TNI])


def test_uu_7_pasal_24_the_president_is_told_through_the_minister_of_home_affairs(
    office: Office,
) -> None:
    content, _ = exceptional(office)[LetterType.LAPORAN_SKK]
    assert content.to[0].through == "Menteri Dalam Negeri"
    assert content.copies[0].startswith("Ketua Dewan Perwakilan Rakyat Daerah")


def test_an_office_is_written_to_without_bapak_or_ibu(office: Office) -> None:
    for content, _ in exceptional(office).values():
        assert not re.search(r"\b(Bapak|Ibu)\b", content.model_dump_json()), content.type


def test_an_office_is_called_by_the_name_it_has_on_the_day() -> None:
    before, after = (
        OfficeBook(province="31", governor="Gubernur Contoh", seat="Kota", on=on).name(
            OfficeRole.COORDINATING_MINISTER
        )
        for on in (date(2024, 10, 20), date(2024, 10, 21))
    )
    assert before == "Menteri Koordinator Bidang Politik, Hukum, dan Keamanan"
    assert after == "Menteri Koordinator Bidang Politik dan Keamanan"


# -- minutes of a verification ---------------------------------------------------------------------


def verification_minutes(
    office: Office, case: UUID, **asked: Any
) -> tuple[LetterContent, CaseFile]:
    file = office.file(case)
    content = office.writers.write(
        LetterType.BERITA_ACARA_VERIFIKASI, file, asked=Asked(by=office.officer.id, **asked)
    )
    every_value_knows_its_events(content, file)
    return content, file


def cells(content: LetterContent, part: int) -> list[list[str]]:
    assert content.minutes is not None
    table = content.minutes.articles[part].paragraphs[0].table
    assert table is not None
    return [[cell.text for cell in row] for row in table.rows]


def test_minutes_of_a_verification_say_who_went_whom_one_asked_and_what_was_found(
    office: Office,
) -> None:
    case = office.open_case()
    office.found(case)
    office.pass_time(hours=2)
    task = office.assign_task(case, chain=(office.second_liaison,))
    office.acknowledge(task, by=office.second_liaison)
    gone = {"happening": False, "finding": "Sudah bubar."}
    office.report_task(task, by=office.second_liaison, **gone)
    content, _ = verification_minutes(office, case)
    minutes = content.minutes
    assert minutes is not None
    assert [each.name.text for each in minutes.parties] == ["Petugas Polda", "Petugas Kodam"]
    assert minutes.held.text.startswith("Senin, tanggal dua bulan Maret")
    assert [each.heading for each in minutes.articles] == [
        "Yang Diverifikasi",
        "Sumber yang Ditanya",
        "Temuan di Lapangan",
        "Hasil Verifikasi",
    ]
    assert [row[1] for row in cells(content, 1)] == ["FKDM", *["Verifikasi lapangan"] * 2]
    first, second = cells(content, 2)
    assert (first[1], first[4], second[1], second[3:5]) == (
        "Polda",
        "ada",
        "Kodam",
        ["Sudah bubar.", "tidak ditemukan"],
    )
    assert "belum dinyatakan terverifikasi" in minutes.articles[3].paragraphs[0].text
    assert not minutes.stamped
    office.verify(case)
    content, _ = verification_minutes(office, case, words="Disaksikan ketua RW.")
    assert content.minutes is not None
    *_, result, remarks = content.minutes.articles
    assert "dinyatakan terverifikasi tanggal 2 Maret 2026" in result.paragraphs[1].text
    assert remarks.paragraphs[0].author == str(office.officer.id)
    profile = profile_of(content)
    assert Typesetter().render(content, profile=profile, manifest={}).startswith(b"%PDF")


def test_minutes_of_a_verification_need_a_finding_of_one(office: Office) -> None:
    case = office.open_case()
    office.assign_task(case)
    with pytest.raises(LetterIncomplete, match="temuan verifikasi lapangan"):
        verification_minutes(office, case)


def test_a_corrected_finding_is_what_the_minutes_say(office: Office) -> None:
    case = office.open_case()
    task = office.found(case)
    office.correct_finding(task, finding="Tiga kelompok, bukan dua.")
    content, file = verification_minutes(office, case)
    assert cells(content, 2)[0][3] == "Tiga kelompok, bukan dua."
    corrected = next(x.event_id for x in file.timeline if x.name == "task.finding_corrected")
    cited = {v.events for _, v in merged_values(content) if v.field == "temuan"}
    assert cited == {(corrected,)}


def test_an_officer_asks_for_the_minutes_of_a_verification(office: Office) -> None:
    case = office.open_case()
    office.found(case)
    letter = office.request_letter(
        case_id=case, type=LetterType.BERITA_ACARA_VERIFIKASI, words=None
    )
    office.approve_letter(letter)
    assert office.file(case).letters[letter].number

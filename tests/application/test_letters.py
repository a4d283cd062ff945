"""What letters say: every kind from a case as it stood, every value with where it came from."""

import pytest

from application.letters import RULES, WRITERS, Asked
from domain.case_file import CaseFile
from domain.deliberation import SessionResult
from domain.kernel import Secrecy
from domain.letter_content import (
    KopKind,
    LetterContent,
    LetterIncomplete,
    LetterType,
    Urgency,
    merged_values,
)
from domain.office_book import OfficeRole
from domain.risk import Impact, Likelihood, RiskInputs
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


def test_every_rule_has_its_writer_and_every_writer_its_rule() -> None:
    assert set(RULES) == set(WRITERS)


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

"""The exceptional acts over HTTP: each from its form, by the role whose act it is."""

from uuid import UUID

import pytest

from domain.state_of_conflict import Validity
from domain.task_force import Element, TaskForceOutcome
from tests.office import Office as Cast
from tests.web.house import House, Window

CONSULTATION = {
    "held_at": "2026-03-02T08:00",
    "consulted": "Ketua DPRD Provinsi",
    "outcome": "mendukung",
    "notes": "Utamakan pengungsi.",
    "reference": "Berita acara 7/2026",
}
DECLARATION = {
    "scale": "provinsi",
    "area": "Kecamatan Pasar Minggu",
    "days": "90",
    "indicators.anarki": "Dua kantor dibakar.",
    "indicators.korban_jiwa_bertambah": "Tiga orang meninggal.",
    "indicators.kantor_tidak_berjalan": "Kantor camat diduduki.",
}
REQUEST = {
    "asked_at": "2026-03-02T09:00",
    "requester": "Gubernur",
    "addressee": "Presiden",
    "grounds": "Massa tidak terkendali.",
    "area": "Pasar Minggu",
    "days": "14",
    "logistics": "Dapur umum.",
}
ORDER = {
    "reference": "ST/101/2026",
    "coordinator": "Karo Ops Polda",
    "task": "Menjaga objek vital.",
    "area": "Pasar Minggu",
    "strength": "Satu kompi",
    "days": "14",
    "schedule": "Sejak tiba",
    "logistics": "Tenda.",
    "control": "Di bawah kendali Kapolda",
}
MEMBERS = {
    "members.0.name": "Contoh Sekda",
    "members.0.position": "Sekretaris Daerah",
    "members.0.element": "instansi",
    "members.0.sex": "L",
    "members.0.duty": "ketua",
    "members.7.name": "Contoh Tokoh",
    "members.7.position": "Ketua FKUB",
    "members.7.element": "tokoh_agama",
    "members.7.sex": "P",
}


ABSENCES = {
    f"absences.{each.value}": "Belum menunjuk."
    for each in Element
    if each not in (Element.AGENCY, Element.RELIGIOUS)
}


@pytest.fixture
def cast(house: House) -> Cast:
    return house.cast


@pytest.fixture
def case(cast: Cast) -> UUID:
    return cast.escalated_case()


def at(house: House, case: UUID, role: str) -> Window:
    """The case's page, before one of the cast."""
    return house.window(getattr(house.cast, role)).open(f"/kasus/{case}")


def test_the_governor_declares_from_the_form_what_the_officer_consulted_on(
    house: House, case: UUID
) -> None:
    governor = at(house, case, "governor")
    assert not governor.has_form("tetapkan-skk")
    assert "Konsultasi dengan pimpinan DPRD belum dicatat." in governor.text
    officer = at(house, case, "officer")
    officer.send("konsultasi-dprd", council="dprd_provinsi", **CONSULTATION)
    assert "Konsultasi dengan pimpinan DPRD provinsi: mendukung" in officer.text
    assert not officer.has_form("tetapkan-skk")
    governor.open(f"/kasus/{case}").send("tetapkan-skk", **DECLARATION)
    assert "90 hari sampai dengan 30 Mei 2026" in governor.text
    assert "Kantor camat diduduki." in governor.text
    assert "Ketentuan hukum: UU 7/2012 Pasal 22" in governor.text
    assert "PP 2/2015 Pasal 80 ayat (2)" in governor.text
    assert "Pengingat dikirim Kamis, 21 Mei 2026 pukul 00.00 WIB." in governor.text
    page = house.cast.file(case).state_in_force
    assert page is not None
    assert page.declaration is not None
    assert len(page.declaration.indicators) == 3


def test_a_form_with_a_condition_missing_comes_back_with_the_article_and_what_was_typed(
    house: House, cast: Cast, case: UUID
) -> None:
    state = cast.consult_council(case)
    governor = at(house, case, "governor")
    governor.send("tetapkan-skk", **(DECLARATION | {"indicators.kantor_tidak_berjalan": ""}))
    assert governor.status == 409
    assert "yang belum ada buktinya: fungsi pemerintahan terganggu" in governor.text
    assert "UU 7/2012 Pasal 14; PP 2/2015 Pasal 43" in governor.text
    assert "Dua kantor dibakar." in governor.html
    governor.send("tetapkan-skk", **(DECLARATION | {"days": "91"}))
    assert governor.status == 409
    assert "Diminta 91 hari; paling lama 90 hari." in governor.text
    governor.send("tetapkan-skk", **(DECLARATION | {"days": "banyak"}))
    assert governor.status == 422
    assert "Isi dengan angka bulat." in governor.text
    assert cast.file(case).states[state].validity is Validity.PREPARED


def test_nobody_but_the_governor_may_send_the_governors_forms(
    house: House, cast: Cast, case: UUID
) -> None:
    state = cast.consult_council(case)
    for role in ("officer", "supervisor"):
        window = at(house, case, role)
        csrf = dict(window.form("keluar").fields)["csrf"]
        typed = DECLARATION | {"csrf": csrf, "command_id": str(state), "item": str(state)}
        window.post(f"/kasus/{case}/tetapkan-skk", list(typed.items()))
        assert window.status == 403
    assert cast.file(case).state_in_force is None


def test_all_that_is_done_under_it_is_done_from_the_page(
    house: House, cast: Cast, case: UUID
) -> None:
    cast.declared(case)
    cast.pass_time(hours=1)
    governor, officer = at(house, case, "governor"), at(house, case, "officer")
    governor.send(
        "tindakan-sementara", kind="pembatasan_kawasan", area="Pasar lama", instruction="Tutup."
    )
    assert "Pembatasan dan penutupan kawasan konflik, Pasar lama" in governor.text
    officer.open(f"/kasus/{case}").send("bantuan-tni", **REQUEST)
    assert "Permintaan tertulis paling lambat Selasa, 3 Maret 2026 pukul 09.00 WIB" in officer.text
    officer.send("bantuan-tni-tertulis", sent_at="2026-03-02T10:00", reference="300/1/2026")
    assert "Tertulis 300/1/2026" in officer.text
    officer.send(
        "keputusan-bantuan-tni",
        decision="disetujui",
        decided_at="2026-03-02T10:00",
        reference="B-12/Setneg/2026",
    )
    until = "Perintah Panglima TNI paling lambat Selasa, 3 Maret 2026 pukul 10.00 WIB"
    assert until in officer.text
    officer.send("perintah-bantuan-tni", ordered_at="2026-03-02T10:00", **ORDER)
    assert "Kekuatan: Satu kompi." in officer.text
    officer.send(
        "tindakan-darurat",
        kind="evakuasi_dan_identifikasi",
        done="Empat puluh warga dipindahkan.",
        by="BPBD",
        done_at="2026-03-02T09:30",
    )
    assert "1 dari 9 jenis tindakan sudah dicatat." in officer.text
    assert "Empat puluh warga dipindahkan. (BPBD, Senin, 2 Maret 2026" in officer.text
    officer.send(
        "rencana-btt",
        **{
            "needs.0.purpose": "Tenda",
            "needs.0.volume": "20 unit",
            "needs.0.amount": "150.000.000",
            "needs.9.purpose": "Beras",
            "needs.9.volume": "2 ton",
            "needs.9.amount": "30000000",
        },
    )
    assert "Rp180.000.000" in officer.text
    until = "Belum dicairkan; paling lambat Selasa, 3 Maret 2026 pukul 10.00 WIB."
    assert until in officer.text
    officer.send(
        "pencairan-btt", amount="90.000.000", disbursed_at="2026-03-02T10:00", reference="SP2D 1"
    )
    assert "Rp90.000.000,00, Senin, 2 Maret 2026 pukul 10.00 WIB" in officer.text
    assert "Belum dicairkan" not in officer.text
    officer.send(
        "perkembangan-skk",
        situation="Reda.",
        handling="Dapur umum.",
        displaced="240",
        needs="Air bersih.",
    )
    assert "0 meninggal, 0 luka, 240 mengungsi" in officer.text
    governor.open(f"/kasus/{case}").send("akhiri-tindakan", explanation="Aman.")
    assert "Tindakan sementara diakhiri lebih awal" in governor.text
    governor.send("cabut-skk", explanation="Terkendali.")
    assert "Status Keadaan Konflik dicabut" in governor.text
    assert not governor.has_form("cabut-skk")
    officer.open(f"/kasus/{case}")
    assert "Pemberitahuan berakhirnya kepada Presiden belum dicatat" in officer.text
    officer.send("akhir-bantuan-tni", notified_at="2026-03-02T10:00", reference="300/40/2026")
    assert "Berakhirnya diberitahukan kepada Presiden" in officer.text
    assert not officer.has_form("akhir-bantuan-tni")
    assert "Saat ini tidak ada keputusan yang menunggu gubernur." in governor.text


def test_a_row_of_the_fund_plan_that_is_half_written_says_which_field_is_missing(
    house: House, cast: Cast, case: UUID
) -> None:
    cast.declared(case)
    officer = at(house, case, "officer")
    officer.send("rencana-btt", **{"needs.2.purpose": "Tenda"})
    assert officer.status == 422
    wrong = officer.html.partition('id="rencana-btt')[2]
    assert wrong.count("Wajib diisi.") == 2
    assert cast.file(case).waits


def test_the_extension_is_offered_once_its_consultation_was_held_in_time(
    house: House, cast: Cast, case: UUID
) -> None:
    cast.declared(case)
    assert not at(house, case, "officer").has_form("konsultasi-perpanjangan")
    cast.pass_time_in_silence(case, days=85)
    officer, governor = at(house, case, "officer"), at(house, case, "governor")
    assert "Status Keadaan Konflik berakhir sepuluh hari lagi" in officer.text
    assert not governor.has_form("perpanjang-skk")
    officer.send("konsultasi-perpanjangan", **(CONSULTATION | {"held_at": "2026-05-25T10:00"}))
    governor.open(f"/kasus/{case}").send("perpanjang-skk", days="31")
    assert "Diminta 31 hari; paling lama 30 hari. " in governor.text
    governor.send("perpanjang-skk", days="30")
    assert "diperpanjang 30 hari, sampai dengan 29 Juni 2026" in governor.text


def test_the_governor_forms_a_task_force_and_the_officer_writes_its_final_report(
    house: House, cast: Cast, case: UUID
) -> None:
    governor = at(house, case, "governor")
    assert "Status Keadaan Konflik belum ditetapkan (UU 7/2012 Pasal 42)." in governor.text
    cast.declared(case)
    forming = {"level": "provinsi", "explanation": "Lembaga adat tidak bersidang."}
    forming |= MEMBERS | ABSENCES
    governor.open(f"/kasus/{case}").send("bentuk-satgas", **forming)
    assert "Pilih paling sedikit satu alasan." in governor.text
    governor.send("bentuk-satgas", **{"grounds.b": "1"}, **(forming | {"members.7.sex": "L"}))
    assert "Sekarang 0 dari 1; perlu paling sedikit 1." in governor.text
    assert "UU 7/2012 Pasal 48" in governor.text
    reasons = {key: why for key, why in forming.items() if key != "absences.kejaksaan"}
    governor.send("bentuk-satgas", **{"grounds.b": "1"}, **(reasons | {"absences.kejaksaan": ""}))
    assert "harus disertai alasannya; yang belum: kejaksaan." in governor.text
    governor.send("bentuk-satgas", **{"grounds.b": "1"}, **forming)
    assert "Kejaksaan: Belum menunjuk." in governor.text
    assert "Satgas tingkat Provinsi dibentuk, 2 anggota" in governor.text
    assert "Contoh Tokoh" in governor.text
    officer = at(house, case, "officer")
    officer.send(
        "akhiri-satgas",
        outcome="ke_pengadilan",
        facts="Para pihak didengar.",
        data="Peta bidang tanah.",
        protection="Dua saksi di rumah aman.",
        options="Bagi hasil.",
        losses="Dua puluh rumah.",
        compensation="Lima ratus juta.",
        recommendations="Sertifikasi.",
    )
    assert "Tugas Satgas berakhir: penyelesaian melalui pengadilan" in officer.text
    assert "Dua saksi di rumah aman." in officer.text
    (force,) = cast.file(case).task_forces.values()
    assert force.report is not None
    assert force.report.outcome is TaskForceOutcome.COURT

"""Pages over HTTP on a real record: the story of a case, and what must not happen."""

from collections.abc import Iterator
from io import BytesIO
from uuid import UUID, uuid4

import docx
import pytest

import demo
from application.register import Register
from application.sitting import Outcome
from domain.adopted_policy import AdoptPolicy
from domain.kernel import Command
from runtime.accounts import Account, Accounts
from runtime.database import Datastore
from runtime.typesetting import UNSIGNED
from runtime.vault import Vault
from tests.office import Office as Cast
from tests.office import OfficeClock
from tests.web.house import PASSWORD, QUICK, House

REPORT = {
    "title": "Adu mulut soal lahan parkir",
    "region": "31.74.01",
    "place": "Depan pasar",
    "happened_on": "2026-03-01",
    "happened_time": "21:30",
    "facts": "Dua kelompok saling dorong.\nTidak ada yang terluka.",
    "opinion": "Dapat terulang.",
    "parties": "Kelompok A\nKelompok B",
    "source": "fkdm",
    "conflict_source": "a",
    "theme": "lahan parkir",
    "source_grade": "B",
    "information_grade": "2",
    "risk.likelihood": "3",
    "risk.impact": "3",
}
GRADES = {"source_grade": "A", "information_grade": "1"}


class Story:
    """One case through all five stages, told over forms alone."""

    def __init__(self, house: House) -> None:
        self.house, self.cast = house, house.cast
        self.officer = house.window(self.cast.officer)
        self.supervisor = house.window(self.cast.supervisor)
        self.case_id = UUID(int=0)

    @property
    def path(self) -> str:
        return f"/kasus/{self.case_id}"

    def is_reported(self) -> None:
        reporter = self.house.window(self.cast.reporter)
        reporter.open("/laporan/baru").send("baru", **REPORT)
        assert "Tercatat: Laporan diterima, tingkat Kuning." in reporter.text
        assert "Kemungkinan 3 (sedang) x dampak 3 (sedang) = 9" in reporter.text
        self.report_path = reporter.answer.url.path

    def is_opened(self) -> None:
        self.officer.open(self.report_path).send("buka-kasus")
        self.case_id = self.officer.case_id
        assert "Menunggu apa?" in self.officer.text
        assert "Hasil verifikasi lapangan" in self.officer.text
        assert not self.officer.has_form("verifikasi")

    def is_looked_into(self) -> None:
        self.officer.send(
            "beri-tugas",
            **{
                "kind": "verifikasi_lapangan",
                "instruction": "Cek lokasi malam ini.",
                "chain.0": str(self.cast.liaison.id),
                "chain.1": str(self.cast.second_liaison.id),
            },
        )
        self.house.catch_up()
        liaison = self.house.window(self.cast.liaison).open("/")
        assert "Cek lokasi malam ini." in liaison.text
        assert "diteruskan kepada Kapten Made Surya" in liaison.text
        task = next(iter(self.cast.file(self.case_id).tasks))
        liaison.open(f"/tugas/{task}").send("akui")
        assert "Diakui, menunggu laporan" in liaison.text
        liaison.send("lapor", finding="Kedua kelompok di lokasi.", happening="true", **GRADES)
        assert "Dilaporkan selesai" in liaison.text

    def is_verified(self) -> None:
        self.officer.open(self.path).send(
            "verifikasi", summary="Benar terjadi.", level="kuning", **GRADES
        )
        assert "Tercatat: Terverifikasi, tingkat Kuning." in self.officer.text

    def is_escalated_by_two(self) -> None:
        self.officer.send(
            "usul-eskalasi", level="provinsi", grounds="Dua kota.", asked_for="Koordinasi."
        )
        assert not self.officer.has_form("setujui-eskalasi")
        self.supervisor.open(self.path).send("setujui-eskalasi")
        assert "Eskalasi ke tingkat Provinsi disetujui" in self.supervisor.text

    def gets_its_letter(self) -> None:
        letter = self.cast.draft_letter(self.case_id)
        self.house.catch_up()
        assert "Konsep, menunggu persetujuan" in self.supervisor.open("/naskah").text
        self.supervisor.open(f"/naskah/{letter}").send("setujui")
        assert "Disetujui dan bernomor" in self.supervisor.text
        pdf = self.supervisor.client.get(f"/naskah/{letter}.pdf")
        assert pdf.headers["content-type"] == "application/pdf"
        assert pdf.content.startswith(b"%PDF-")
        assert f'href="/naskah/{letter}.docx">Unduh Word<' in self.supervisor.answer.text
        word = self.supervisor.client.get(f"/naskah/{letter}.docx")
        assert word.headers["content-disposition"].startswith('attachment; filename="naskah-')
        heads = docx.Document(BytesIO(word.content)).sections[0].first_page_header.paragraphs
        assert heads[0].text == UNSIGNED

    def is_talked_over(self) -> None:
        self.officer.open(self.path).send(
            "jadwalkan-musyawarah",
            **{
                "institution.name": "Lembaga Adat Betawi",
                "institution.recognised_by": "Wali Kota",
            },
            track="pranata_adat",
            session_at="2026-03-04T10:00",
            venue="Balai warga",
            parties="Kelompok A\nKelompok B",
            mediator="Tetua adat",
            agenda="Lahan parkir.",
        )
        assert "Lembaga Adat Betawi, diakui oleh Wali Kota" in self.officer.text
        self.cast.pass_time(days=2, hours=2)
        self.officer = self.house.window(self.cast.officer).open(self.path)
        promise = {"who": "Kelompok A", "what": "Mengosongkan separuh lahan.", "evidence": "Foto"}
        self.officer.send(
            "catat-sidang",
            **{
                "result": "sepakat",
                "minutes": "Kedua pihak hadir.",
                "obligations.2.due": "2026-03-09",
                **{f"obligations.2.{name}": said for name, said in promise.items()},
                **{
                    f"attendance.p{number}.{name}": said
                    for number in (1, 2)
                    for name, said in (("representative", "Ketua"), ("mandate", "Surat kuasa"))
                },
            },
        )
        assert "Mengosongkan separuh lahan." in self.officer.text
        self.officer.send("kewajiban-dipenuhi", evidence="Foto diterima.")
        assert "dipenuhi Rabu, 4 Maret 2026" in self.officer.text

    def recovers_and_closes(self) -> None:
        self.officer.send("mulai-pemulihan", result="Kesepakatan berjalan.")
        assert "Masa pemantauan belum berakhir" in self.officer.text
        assert not self.officer.has_form("tutup")
        self.cast.pass_time_in_silence(self.case_id, days=31)
        self.officer = self.house.window(self.cast.officer).open(self.path)
        self.officer.send("catat-pemantauan", note="Tidak ada gesekan.", calm="true")
        assert "1 naskah dinas bernomor belum ditandatangani" in self.officer.text
        self.cast.deliver_letters(self.case_id)
        self.officer.open(self.path).send("tutup", outcome="Selesai dan tenang.")
        assert "Selesai dan tenang." in self.officer.text
        assert not self.officer.has_form("beri-tugas")


def test_a_case_is_told_from_report_to_closing_over_forms_alone(house: House) -> None:
    story = Story(house)
    story.is_reported()
    story.is_opened()
    story.is_looked_into()
    story.is_verified()
    story.is_escalated_by_two()
    story.gets_its_letter()
    story.is_talked_over()
    story.recovers_and_closes()


# -- one effect ----------------------------------------------------------------------------------


def test_a_form_sent_twice_has_one_effect_and_the_second_answer_is_the_first(
    house: House,
) -> None:
    case = house.cast.open_case()
    officer = house.window(house.cast.officer).open(f"/kasus/{case}")
    drawn = officer.form("beri-tugas")
    fields = drawn.filled(
        {
            "kind": "verifikasi_lapangan",
            "instruction": "Cek.",
            "chain.0": str(house.cast.liaison.id),
        }
    )
    first = officer.post(drawn.action, fields).answer.headers["location"]
    second = officer.post(drawn.action, fields).answer.headers["location"]
    assert first == second
    assert len(house.cast.file(case).tasks) == 1


def test_the_back_button_and_another_wording_is_refused_as_sent_before(house: House) -> None:
    case = house.cast.open_case()
    officer = house.window(house.cast.officer).open(f"/kasus/{case}")
    drawn = officer.form("beri-tugas")
    typed = {"kind": "verifikasi_lapangan", "chain.0": str(house.cast.liaison.id)}
    officer.post(drawn.action, drawn.filled({**typed, "instruction": "Cek."}))
    officer.post(drawn.action, drawn.filled({**typed, "instruction": "Cek lagi."}))
    assert officer.status == 409
    assert "nomor yang sama sudah pernah dikirim" in officer.text
    assert len(house.cast.file(case).tasks) == 1


def test_a_report_sent_twice_is_filed_once(house: House) -> None:
    reporter = house.window(house.cast.reporter).open("/laporan/baru")
    drawn = reporter.form("baru")
    for _ in range(2):
        reporter.post(drawn.action, drawn.filled(REPORT))
        assert reporter.status == 303
    house.catch_up()
    assert reporter.open("/laporan").html.count(REPORT["title"]) == 1


def test_a_stale_page_says_what_changed_and_sends_all_the_same_when_asked(house: House) -> None:
    cast = house.cast
    case = cast.open_case()
    cast.found(case)
    officer = house.window(cast.officer).open(f"/kasus/{case}")
    cast.verify(case, by=cast.second_officer)
    officer.send("beri-tugas", **_task(cast))
    assert officer.status == 409
    assert "Keadaan sudah berubah sejak halaman ini dibuka" in officer.text
    assert "Yang berubah: Potensi konflik terverifikasi" in officer.text
    assert "Cek lokasi malam ini." in officer.html
    officer.send("beri-tugas", "confirmed")
    assert officer.status == 200
    assert len(cast.file(case).tasks) == 2


def _task(cast: Cast) -> dict[str, str]:
    return {
        "kind": "pendinginan",
        "instruction": "Cek lokasi malam ini.",
        "chain.0": str(cast.liaison.id),
    }


# -- refusals stay beside their form -------------------------------------------------------------


def test_what_is_missing_is_said_beside_each_field_and_what_was_typed_is_kept(
    house: House,
) -> None:
    reporter = house.window(house.cast.reporter).open("/laporan/baru")
    reporter.send("baru", title="Adu mulut", region="31.74.01", **{"risk.crowd": "banyak"})
    assert reporter.status == 422
    assert "Wajib diisi." in reporter.text
    assert "Pilih salah satu." in reporter.text
    kept = dict(reporter.form("baru").fields)
    assert kept["title"] == "Adu mulut"
    assert kept["risk.crowd"] == "banyak"


def test_a_number_that_is_none_and_a_text_too_long_are_told_apart(house: House) -> None:
    reporter = house.window(house.cast.reporter).open("/laporan/baru")
    reporter.send("baru", **{**REPORT, "theme": "x" * 201, "risk.crowd": "banyak"})
    assert reporter.status == 422
    assert "Terlalu panjang; paling banyak 200 karakter." in reporter.text
    assert "Isi dengan angka bulat." in reporter.text


def test_a_report_from_the_future_is_refused_with_its_rule(house: House) -> None:
    reporter = house.window(house.cast.reporter).open("/laporan/baru")
    reporter.send("baru", **{**REPORT, "happened_on": "2027-01-01"})
    assert reporter.status == 409
    assert "Waktu kejadian berada di masa depan" in reporter.text
    assert "Aturan: waktu kejadian dan waktu pencatatan." in reporter.text
    assert dict(reporter.form("baru").fields)["happened_on"] == "2027-01-01"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("happened_on", "0001-01-01", "Tahun harus antara 1900 dan 2100."),
        ("happened_on", "9999-12-31", "Tahun harus antara 1900 dan 2100."),
        ("happened_on", "kemarin", "Tanggal atau jam tidak terbaca"),
        ("happened_time", "25:00", "Tanggal atau jam tidak terbaca"),
        ("risk.crowd", "1,5", "Isi dengan angka bulat."),
        ("risk.crowd", "²", "Isi dengan angka bulat."),
        ("risk.fatalities", "-1", "Paling sedikit 0."),
        ("risk.likelihood", "6", "Pilih salah satu."),
        ("source", "lainnya", "Pilih salah satu."),
        ("facts", "a\x00b", "Teks memuat karakter kendali yang tidak dapat disimpan."),
        ("facts", " \n ", "Wajib diisi."),
        ("facts", "x" * 20_001, "Terlalu panjang; paling banyak 20000 karakter."),
        ("parties", "\n".join(map(str, range(13))), "Terlalu banyak; paling banyak 12."),
        ("command_id", "²", "Isian ini tidak lengkap"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(
    house: House, field: str, typed: str, said: str
) -> None:
    reporter = house.window(house.cast.reporter).open("/laporan/baru")
    before = house.cast.register.log.head()
    reporter.send("baru", **{**REPORT, field: typed})
    assert reporter.status == 422
    assert said in reporter.text
    assert house.cast.register.log.head() == before


def test_a_crowd_may_be_typed_with_points(house: House) -> None:
    reporter = house.window(house.cast.reporter).open("/laporan/baru")
    reporter.send("baru", **{**REPORT, "risk.crowd": "1.500"})
    assert "massa sekitar 1.500 orang" in reporter.text


def test_positions_that_are_no_numbers_are_passed_over(house: House) -> None:
    case = house.cast.open_case()
    officer = house.window(house.cast.officer)
    for said in ("²", "-1", "9" * 40, "x"):
        assert officer.open(f"/kasus/{case}?p={said}").status == 200
        assert officer.open(f"/?p={said}").status == 200
        assert "Tercatat" not in officer.text


def test_a_misspelt_region_is_offered_and_picked(house: House) -> None:
    reporter = house.window(house.cast.reporter).open("/laporan/baru")
    reporter.send("baru", **{**REPORT, "region": "Manggari"})
    assert reporter.status == 422
    assert "Kelurahan Manggarai, Kecamatan Tebet" in reporter.text
    reporter.send("baru", region_pick="31.74.01.1007")
    assert reporter.status == 200
    assert "Kelurahan Manggarai, Kecamatan Tebet" in reporter.text


def test_a_region_can_be_looked_for_by_link_alone(house: House) -> None:
    reporter = house.window(house.cast.reporter).open("/laporan/baru?cari=tebett")
    assert "Kecamatan Tebet" in reporter.text


def test_pasal_8_one_party_is_no_deliberation_and_the_article_is_named(house: House) -> None:
    cast = house.cast
    case = cast.open_case()
    cast.found(case)
    cast.verify(case)
    officer = house.window(cast.officer).open(f"/kasus/{case}")
    officer.send(
        "jadwalkan-musyawarah",
        track="pranata_adat",
        session_at="2026-03-04T10:00",
        venue="Balai",
        parties="Kelompok A",
        mediator="Tetua",
        agenda="Lahan.",
    )
    assert officer.status == 409
    assert "Dasar: UU 7/2012 Pasal 8" in officer.text
    assert dict(officer.form("jadwalkan-musyawarah").fields)["venue"] == "Balai"


def test_an_act_the_state_no_longer_allows_is_refused_with_what_was_typed(house: House) -> None:
    cast = house.cast
    case = cast.open_case()
    cast.found(case)
    officer = house.window(cast.officer).open(f"/kasus/{case}")
    cast.refute(case, by=cast.second_officer)
    grades = {"source_grade": "A", "information_grade": "1"}
    officer.send("verifikasi", summary="Benar.", level="kuning", confirmed="1", **grades)
    assert officer.status == 409
    assert dict(officer.form("verifikasi").fields)["summary"] == "Benar."


# -- tasks ---------------------------------------------------------------------------------------


def test_a_task_everybody_declined_is_taken_up_by_the_supervisor(house: House) -> None:
    cast = house.cast
    task = cast.assign_task(cast.open_case(), chain=(cast.liaison,))
    liaison = house.window(cast.liaison).open(f"/tugas/{task}")
    liaison.send("tolak", explanation="Sedang bertugas di tempat lain.")
    assert "Diteruskan kepada pimpinan" in liaison.text
    assert not liaison.has_form("tolak")
    house.catch_up()
    supervisor = house.window(cast.supervisor).open("/tugas")
    assert f"/tugas/{task}" in supervisor.html
    supervisor.open(f"/tugas/{task}").send("akui")
    assert "mengambil alih" in supervisor.text
    supervisor.send("lapor", finding="Sudah tenang.", happening="false", **GRADES)
    assert "Dilaporkan selesai" in supervisor.text


def test_a_task_that_is_somebody_elses_by_now_is_refused_with_what_was_typed(
    house: House,
) -> None:
    cast = house.cast
    case = cast.open_case()
    task = cast.assign_task(case)
    liaison = house.window(cast.liaison).open(f"/tugas/{task}")
    cast.pass_time_in_silence(case, hours=25)
    liaison = house.window(cast.liaison).open(f"/tugas/{task}")
    assert not liaison.has_form("akui")
    second = house.window(cast.second_liaison).open(f"/tugas/{task}")
    drawn = second.form("tolak")
    cast.acknowledge(task)
    second.post(drawn.action, drawn.filled({"explanation": "Tidak sempat."}))
    assert second.status == 409
    assert "Keadaan sudah berubah" in second.text
    assert dict(second.form("tolak").fields)["explanation"] == "Tidak sempat."


# -- reading on both axes ------------------------------------------------------------------------


def test_the_history_shows_a_moment_as_it_was_and_as_it_was_known(house: House) -> None:
    cast = house.cast
    case = cast.open_case()
    cast.pass_time(hours=2)
    cast.refute(case)
    auditor = house.window(cast.auditor)
    now = auditor.open(f"/kasus/{case}/riwayat")
    assert "Tidak terbukti" in now.text
    then = auditor.open(f"/kasus/{case}/riwayat?pada=2026-03-02T10:00")
    assert "Verifikasi" in then.text
    assert "case.refuted" not in then.text
    known = auditor.open(f"/kasus/{case}/riwayat?diketahui=2026-03-02T08:00")
    assert "Belum ada yang tercatat pada saat itu." in known.text
    wrong = auditor.open(f"/kasus/{case}/riwayat?pada=kemarin")
    assert wrong.status == 422
    assert "Tanggal atau jam tidak terbaca" in wrong.text


def test_a_wait_explains_itself_and_says_whether_its_clock_runs(house: House) -> None:
    case = house.cast.open_case()
    officer = house.window(house.cast.officer).open(f"/kasus/{case}")
    assert "24 jam sejak Senin 2 Maret 2026 pukul 09.00 WIB" in officer.text
    assert "Giliran Anda" in officer.text
    assert "23" not in officer.form("beri-tugas").action


def test_the_board_counts_filters_and_says_what_to_do_when_empty(house: House) -> None:
    officer = house.window(house.cast.officer).open("/")
    assert "Tidak ada laporan yang menunggu triase." in officer.text
    house.cast.open_case(house.cast.file_report(title="Rebutan lahan"))
    house.cast.file_report(title="Isu daring", region="31.71.01")
    house.catch_up()
    assert "2 terbuka" in officer.open("/").text
    assert "Isu daring" not in officer.open("/?wilayah=31.74").text
    assert "Rebutan lahan" not in officer.open("/?tingkat=merah").text
    assert "Rebutan lahan" in officer.open("/?cari=rebutan").text
    assert "Tampilkan semua" in officer.open("/?cari=100%25_\\").text


def test_the_board_shows_the_readers_own_act_or_says_that_it_does_not_yet(house: House) -> None:
    officer = house.window(house.cast.officer).open("/laporan/baru")
    officer.send("baru", **REPORT)
    assert "Papan belum memuat perubahan terakhir Anda" in officer.open("/").text
    house.catch_up()
    assert REPORT["title"] in officer.open("/").text
    assert "belum memuat" not in officer.text


def test_a_type_offices_do_not_edit_is_not_offered_as_word(house: House) -> None:
    letter = house.cast.ask_letter()
    house.catch_up()
    supervisor = house.window(house.cast.supervisor).open(f"/naskah/{letter}")
    assert supervisor.status == 200
    assert "Unduh Word" not in supervisor.text
    supervisor.answer = supervisor.client.get(f"/naskah/{letter}.docx")
    assert supervisor.status == 403
    assert "Bingkai Pemetaan Permasalahan tidak disediakan sebagai Word" in supervisor.text


# -- what has been deleted -----------------------------------------------------------------------


def test_uu_27_a_case_whose_key_is_gone_is_still_shown_and_its_letter_is_a_card(
    house: House, vault: Vault
) -> None:
    cast = house.cast
    case = cast.escalated_case()
    letter = cast.draft_letter(case)
    house.catch_up()
    supervisor = house.window(cast.supervisor).open(f"/naskah/{letter}")
    approval = supervisor.form("setujui")
    vault.destroy(case)
    assert supervisor.open(f"/kasus/{case}").status == 200
    assert "Isi telah dihapus menurut UU 27/2022" in supervisor.text
    assert supervisor.open(f"/naskah/{letter}").status == 200
    assert "Isi telah dihapus menurut UU 27/2022" in supervisor.text
    assert not supervisor.has_form("setujui")
    assert not supervisor.has_form("batalkan")
    for printed in ("pdf", "docx"):
        supervisor.answer = supervisor.client.get(f"/naskah/{letter}.{printed}")
        assert supervisor.status == 404
    assert supervisor.post(approval.action, approval.fields).status == 403


# -- the example house ---------------------------------------------------------------------------


def test_the_example_house_is_built_once_even_after_a_start_that_broke_off(
    register: Register, clock: OfficeClock, datastore: Datastore, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = Cast(register, clock)
    cast.send(AdoptPolicy, cast.machine, policy=cast.policy)
    accounts = Accounts(datastore, clock, register.standings_of, hasher=QUICK, demo=True)

    submit = register.submit

    for lived in (0, 1, 12):
        commands = iter(range(lived))

        def dying(command: Command, left: Iterator[int] = commands) -> Outcome:
            if next(left, None) is None:
                raise KeyboardInterrupt
            return submit(command)

        with monkeypatch.context() as killed:
            killed.setattr(register, "submit", dying)
            with pytest.raises(KeyboardInterrupt):
                demo.prepare(register, accounts, "31")
    demo.prepare(register, accounts, "31")
    head = register.log.head()
    assert accounts.by_login("admin") is not None
    sent = [each for each in register.log.all() if each.name == "letter.dispatched"]
    assert len(sent) == 1  # the governor has something to read
    demo.prepare(register, accounts, "31")
    assert register.log.head() == head


def test_a_house_somebody_lives_in_gets_no_example_people(house: House) -> None:
    before = house.cast.register.log.head()
    with house.office.datastore.reading() as cursor:
        cursor.execute("UPDATE desk.account SET login = 'fitri' WHERE login = 'admin'")
    demo.prepare(house.cast.register, house.accounts, "31")
    assert house.cast.register.log.head() == before
    assert house.accounts.by_login("pimpinan") is None


def test_a_house_with_one_account_and_no_work_yet_gets_no_example_people(
    register: Register, clock: OfficeClock, datastore: Datastore
) -> None:
    cast = Cast(register, clock)
    cast.send(AdoptPolicy, cast.machine, policy=cast.policy)
    accounts = Accounts(datastore, clock, register.standings_of, hasher=QUICK)
    accounts.create(Account(actor=uuid4(), login="fitri", name="Fitri"), PASSWORD)
    before = register.log.head()
    demo.prepare(register, accounts, "31")
    assert register.log.head() == before

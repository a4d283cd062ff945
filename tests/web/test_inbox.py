"""The officer's inbox: what waits is explained and compared; several are decided on at once."""

from uuid import UUID

from domain.kernel import Secrecy
from domain.report import Source, Triage
from tests.web.house import House, Window


def triage_of(house: House, report: UUID) -> Triage:
    found = house.cast.file(report).report
    assert found is not None
    return found.triage


def together(window: Window, tindakan: str, *picked: UUID, **typed: str) -> Window:
    """Ticks reports of the list, fills in one act and sends it."""
    drawn = window.form("bersama")
    fields = [*drawn.filled(typed), ("tindakan", tindakan), *(("pilih", str(p)) for p in picked)]
    return window.post(drawn.action, fields)


def test_each_report_that_waits_says_why_it_has_its_level(house: House) -> None:
    house.cast.file_report(title="Sengketa kebun")
    house.catch_up()
    inbox = house.window(house.cast.officer).open("/laporan")
    assert "Menunggu triase 1" in inbox.text
    assert "Mengapa kuning, skor" in inbox.text
    assert "Kemungkinan" in inbox.text
    assert "Nilai sumber dan informasi:" in inbox.text


def test_a_secret_report_is_not_explained_in_the_list_and_leaves_no_reading(house: House) -> None:
    cast = house.cast
    cast.file_report(title="Yang rahasia", secrecy=Secrecy.SECRET)
    house.catch_up()
    before = cast.register.log.head()
    inbox = house.window(cast.officer).open("/laporan")
    assert "Yang rahasia" in inbox.text
    assert "Mengapa kuning" not in inbox.text
    assert "pembacaan itu dicatat" in inbox.text
    assert cast.register.log.head() == before


def test_an_empty_inbox_says_where_the_work_is(house: House) -> None:
    inbox = house.window(house.cast.officer).open("/laporan")
    assert "Tidak ada laporan yang menunggu" in inbox.text
    assert not inbox.has_form("bersama")


def test_what_may_be_the_same_is_named_in_the_list_and_compared_side_by_side(house: House) -> None:
    cast = house.cast
    case = cast.open_case(cast.file_report(title="Sengketa kebun"))
    report = cast.file_report(by=cast.liaison, source=Source.POLICE, theme="upah")
    house.catch_up()
    officer = house.window(cast.officer).open("/laporan")
    assert "Mungkin sama dengan 1 lainnya" in officer.text
    assert "paling mirip: Sengketa kebun" in officer.text
    officer.open(f"/laporan/{report}")
    assert "Laporan ini Kasus itu" in officer.text
    assert "Tempat Sama" in officer.text
    assert "Tema Mirip Sumber konflik Pasal 5 sama" in officer.text
    assert "upah (" in officer.text
    assert "agraria (" in officer.text
    assert officer.has_form("lampirkan-usul")
    assert str(case) in officer.html


def test_a_secret_candidate_is_compared_without_telling_its_account(house: House) -> None:
    cast = house.cast
    cast.file_report(title="Yang rahasia", facts="Rapat gelap.", secrecy=Secrecy.SECRET)
    report = cast.file_report(facts="Rapat gelap.")
    house.catch_up()
    officer = house.window(cast.officer).open(f"/laporan/{report}")
    assert "Yang rahasia" in officer.text
    assert officer.text.count("Rapat gelap.") == 2, "one's own account: compared, and as told"
    assert "Berklasifikasi; baca di halamannya." in officer.text


def test_several_reports_are_noted_at_once_and_each_has_its_own_result(house: House) -> None:
    cast = house.cast
    first, second, gone = (cast.file_report(title=f"Laporan {n}") for n in "abc")
    house.catch_up()
    officer = house.window(cast.officer).open("/laporan")
    cast.note_as_information(gone, by=cast.second_officer)
    together(officer, "catat-informasi", first, second, gone, conclusion="Kabar lama.")
    assert officer.status == 200
    assert "2 dicatat sebagai informasi, 1 ditolak." in officer.text
    assert "Laporan c Ditolak." in officer.text
    assert [triage_of(house, each) for each in (first, second)] == [Triage.INFORMATION] * 2


def test_a_form_for_several_that_is_sent_again_writes_nothing_and_answers_the_same(
    house: House,
) -> None:
    cast = house.cast
    first, second = (cast.file_report(title=f"Laporan {n}") for n in "ab")
    house.catch_up()
    officer = house.window(cast.officer).open("/laporan")
    drawn = officer.form("bersama")
    fields = [
        *drawn.filled({"conclusion": "Kabar lama."}),
        ("tindakan", "catat-informasi"),
        ("pilih", str(first)),
        ("pilih", str(second)),
    ]
    officer.post(drawn.action, fields)
    head, said = cast.register.log.head(), officer.text
    officer.post(drawn.action, fields)
    assert officer.text == said
    assert "2 dicatat sebagai informasi." in said
    assert cast.register.log.head() == head


def test_several_reports_are_joined_to_one_case(house: House) -> None:
    cast = house.cast
    case = cast.open_case()
    more = [cast.file_report(by=cast.liaison, source=Source.POLICE) for _ in range(2)]
    house.catch_up()
    officer = house.window(cast.officer).open("/laporan")
    typed = {"case_id": str(case), "explanation": "Konflik yang sama."}
    together(officer, "lampirkan", *more, **typed)
    assert "2 dilampirkan pada kasus." in officer.text
    assert f"/kasus/{case}" in officer.html
    assert {each.report_id for each in cast.file(case).joined} == set(more)


def test_what_another_looks_into_is_refused_and_sent_again_confirmed(house: House) -> None:
    cast = house.cast
    free, claimed = cast.file_report(title="Bebas"), cast.file_report(title="Diambil")
    cast.claim(claimed, by=cast.second_officer)
    house.catch_up()
    officer = house.window(cast.officer).open("/laporan")
    assert "Diperiksa Bayu Pratama, sampai" in officer.text
    together(officer, "ambil", free, claimed)
    assert "1 diambil, 1 ditolak." in officer.text
    assert "sedang diperiksa petugas lain" in officer.text
    again = officer.form("bersama")
    officer.post(again.action, again.fields)
    assert "1 diambil." in officer.text
    house.catch_up()
    assert officer.open("/laporan").text.count("Anda yang memeriksa") == 2


def test_nothing_ticked_or_typed_is_told_beside_the_form_and_keeps_what_was_ticked(
    house: House,
) -> None:
    cast = house.cast
    report = cast.file_report()
    house.catch_up()
    officer = house.window(cast.officer).open("/laporan")
    together(officer, "catat-informasi", conclusion="Ada.")
    assert officer.status == 422
    assert "Centang paling sedikit satu" in officer.text
    together(officer, "catat-informasi", report, conclusion="")
    assert officer.status == 422
    assert "Wajib diisi." in officer.text
    assert f'value="{report}" checked' in officer.html
    assert triage_of(house, report) is Triage.WAITING


def test_a_report_out_of_reach_is_no_different_from_one_that_is_not_there(
    house: House,
) -> None:
    cast = house.cast
    far_officer, _ = cast.regency_office("31.73")
    report = cast.file_report(title="Jauh")
    cast.file_report(title="Dekat", region="31.73.01")
    house.give_account(far_officer)
    house.catch_up()
    window = house.window(far_officer).open("/laporan")
    assert "Jauh" not in window.text
    together(window, "ambil", report)
    assert "1 ditolak." in window.text
    assert "tidak ada, atau bukan untuk Anda" in window.text
    assert "Jauh" not in window.text


def test_the_inbox_is_a_sheet_too_and_narrowed_by_its_filters(house: House) -> None:
    cast = house.cast
    cast.file_report(title="Di Selatan")
    cast.file_report(title="Di Barat", region="31.73.01", theme="upah", facts="Lain sama sekali.")
    house.catch_up()
    officer = house.window(cast.officer).open("/laporan?wilayah=31.73")
    assert ">Di Barat</a>" in officer.html
    assert ">Di Selatan</a>" not in officer.html
    sheet = officer.open("/laporan.csv?wilayah=31.73").html
    assert "Di Barat" in sheet
    assert "Di Selatan" not in sheet
    assert house.window(cast.reporter).open("/laporan.csv").status == 403


def test_who_only_reads_has_no_box_to_tick(house: House) -> None:
    house.cast.file_report()
    house.catch_up()
    auditor = house.window(house.cast.auditor).open("/laporan")
    assert "Menunggu triase 1" in auditor.text
    assert not auditor.has_form("bersama")


def test_what_was_noted_as_information_goes_back_to_triage_from_its_page(house: House) -> None:
    cast = house.cast
    report, history = cast.file_report(title="Kabar arak-arakan"), cast.file_report()
    cast.note_as_information(report, conclusion="Hanya arak-arakan.")
    waiting = house.window(cast.officer).open(f"/laporan/{history}")
    assert not waiting.has_form("triase-lagi")
    head = house.window(cast.supervisor).open(f"/laporan/{report}")
    head.send("triase-lagi", explanation="")
    assert head.status == 422
    head.open(f"/laporan/{report}").send("triase-lagi", explanation="Ada pengadangan.")
    assert "Kembali ke triase" in head.text
    assert not head.has_form("triase-lagi")
    assert triage_of(house, report) is Triage.WAITING
    house.catch_up()
    officer = house.window(cast.officer).open(f"/laporan/{report}")
    assert "Hanya arak-arakan." not in officer.text
    officer.send("buka-kasus")
    assert triage_of(house, report) is Triage.CASE
    reporter = house.window(cast.reporter)
    cast.note_as_information(again := cast.file_report())
    house.catch_up()
    assert not reporter.open(f"/laporan/{again}").has_form("triase-lagi")

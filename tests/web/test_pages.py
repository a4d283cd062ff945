"""Pages over HTTP on a real record: the story of a case, and what must not happen."""

from tests.web.house import House


def test_a_case_is_told_from_report_to_closing_over_forms_alone(house: House) -> None:
    cast = house.cast
    reporter, officer = house.window(cast.reporter), house.window(cast.officer)
    liaison, supervisor = house.window(cast.liaison), house.window(cast.supervisor)

    reporter.open("/laporan/baru").send(
        "baru",
        title="Adu mulut soal lahan parkir",
        region="31.74.01",
        place="Depan pasar",
        happened_on="2026-03-01",
        happened_time="21:30",
        facts="Dua kelompok saling dorong.\nTidak ada yang terluka.",
        opinion="Dapat terulang.",
        parties="Kelompok A\nKelompok B",
        source="fkdm",
        conflict_source="a",
        theme="lahan parkir",
        source_grade="B",
        information_grade="2",
        risk__likelihood="3",
        risk__impact="3",
    )
    assert reporter.status == 200
    assert "Tercatat: Laporan diterima" in reporter.text
    assert "Kemungkinan 3 (sedang) x dampak 3 (sedang) = 9" in reporter.text
    report_path = str(reporter.answer.url.path)

    officer.open(report_path).send("buka-kasus")
    case = f"/kasus/{officer.case_id}"
    assert "Menunggu apa?" in officer.text
    assert "Hasil verifikasi lapangan" in officer.text
    assert not officer.has_form("verifikasi")
    officer.send(
        "beri-tugas",
        kind="verifikasi_lapangan",
        instruction="Cek lokasi malam ini.",
        chain__0=str(cast.liaison.id),
        chain__1=str(cast.second_liaison.id),
    )
    assert "Verifikasi lapangan" in officer.text

    house.catch_up()
    liaison.open("/")
    assert "Cek lokasi malam ini." in liaison.text
    assert "diteruskan kepada Kapten Made Surya" in liaison.text
    task = next(iter(cast.file(officer.case_id).tasks))
    liaison.open(f"/tugas/{task}").send("akui")
    assert "Diakui, menunggu laporan" in liaison.text
    liaison.send(
        "lapor",
        finding="Kedua kelompok masih di lokasi.",
        happening="true",
        source_grade="A",
        information_grade="1",
    )
    assert "Dilaporkan selesai" in liaison.text

    officer.open(case).send(
        "verifikasi",
        summary="Benar terjadi.",
        level="kuning",
        source_grade="A",
        information_grade="1",
    )
    assert "Tercatat: Potensi konflik terverifikasi" in officer.text
    officer.send(
        "usul-eskalasi", level="provinsi", grounds="Melibatkan dua kota.", asked_for="Koordinasi."
    )
    assert not officer.has_form("setujui-eskalasi")
    supervisor.open(case).send("setujui-eskalasi")
    assert "Eskalasi disetujui oleh orang kedua" in supervisor.text

    letter = cast.draft_letter(officer.case_id)
    house.catch_up()
    supervisor.open("/naskah")
    assert "Menunggu persetujuan" in supervisor.text
    supervisor.open(f"/naskah/{letter}").send("setujui")
    assert "Disetujui dan bernomor" in supervisor.text
    pdf = supervisor.client.get(f"/naskah/{letter}.pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")

    officer.open(case).send(
        "jadwalkan-musyawarah",
        track="pranata_adat",
        session_at="2026-03-04T10:00",
        venue="Balai warga",
        parties="Kelompok A\nKelompok B",
        mediator="Tetua adat",
        agenda="Lahan parkir.",
    )
    talk = next(iter(cast.file(officer.case_id).deliberations))
    officer.send(
        "catat-sidang",
        item=str(talk),
        result="sepakat",
        minutes="Kedua pihak hadir.",
        **{
            "obligations__0__who": "Kelompok A",
            "obligations__0__what": "Mengosongkan separuh lahan.",
            "obligations__0__due": "2026-03-09",
            "obligations__0__evidence": "Foto",
        },
    )
    assert "Mengosongkan separuh lahan." in officer.text
    obligation = cast.file(officer.case_id).unmet_obligations[0].obligation_id
    officer.send("kewajiban-dipenuhi", item=str(obligation), evidence="Foto diterima.")
    officer.send("mulai-pemulihan", result="Kesepakatan berjalan.")
    assert "masa pemantauan belum berakhir" in officer.text.lower()
    cast.pass_time_in_silence(officer.case_id, days=31)
    officer = house.window(cast.officer)
    officer.open(case).send("catat-pemantauan", note="Tidak ada gesekan.", calm="true")
    officer.send("tutup", outcome="Selesai dan tenang.")
    assert "Selesai dan tenang." in officer.text
    assert not officer.has_form("beri-tugas")

"""Letters of the exceptional acts: decrees, the request for TNI help, reports, the fund plan."""

from collections.abc import Iterator
from uuid import UUID

from application.letters import parts
from application.letters.parts import section, titled
from application.letters.rules import RULES
from application.letters.sources import Source
from domain.conflict_terms import Condition, Scale
from domain.exceptional_acts import FinalReportPage, StateOfConflictPage, TaskForcePage
from domain.indonesian import clock, count, local, long_date, rupiah, rupiah_in_words
from domain.letter_content import (
    Annex,
    Column,
    Decree,
    LetterContent,
    LetterIncomplete,
    LetterType,
    Merged,
    Paragraph,
    Passage,
    Table,
)
from domain.office_book import OfficeRole
from domain.state_of_conflict import StateOfConflict

LAW = (
    (
        "Undang-Undang Nomor 7 Tahun 2012 tentang Penanganan Konflik Sosial (Lembaran Negara"
        " Republik Indonesia Tahun 2012 Nomor 116, Tambahan Lembaran Negara Republik Indonesia"
        " Nomor 5315);"
    ),
    "Undang-Undang Nomor 23 Tahun 2014 tentang Pemerintahan Daerah;",
    (
        "Peraturan Pemerintah Nomor 2 Tahun 2015 tentang Peraturan Pelaksanaan Undang-Undang"
        " Nomor 7 Tahun 2012 tentang Penanganan Konflik Sosial;"
    ),
)
"""Mengingat of both decrees."""

TNI_COPIES = (
    OfficeRole.COORDINATING_MINISTER,
    OfficeRole.HOME_MINISTER,
    OfficeRole.DEFENCE_MINISTER,
    OfficeRole.TNI_COMMANDER,
    OfficeRole.POLICE_CHIEF,
    OfficeRole.PROVINCIAL_COUNCIL,
    OfficeRole.MILITARY_COMMAND,
    OfficeRole.PROVINCIAL_POLICE,
)
"""The first eight of the nine of PP 2/2015 Pasal 46 ayat (5), in its order; then the regent."""


def keputusan_skk(source: Source) -> LetterContent:
    """The governor's decree that declares, extends or revokes a state of conflict."""
    state, called = _state(source), source.called()
    match called.fact:
        case StateOfConflict.Declared():
            what, decree = "Penetapan", _declaring(source, state)
        case StateOfConflict.Extended():
            what, decree = "Perpanjangan", _extending(source, state)
        case _:
            what, decree = "Pencabutan", _revoking(source)
    return parts.letter(
        RULES[LetterType.KEPUTUSAN_SKK],
        source,
        subject=Passage.of(f"{what} Status Keadaan Konflik Skala Provinsi di ", source.where()),
        decree=decree,
    )


def _declaring(source: Source, state: StateOfConflictPage) -> Decree:
    called, declared = source.called(), state.declaration
    if declared is None:
        raise LetterIncomplete("penetapan Status Keadaan Konflik")
    return Decree(
        considering=(
            *(
                Passage.of(
                    f"bahwa {condition.label.lower()}: ",
                    source.from_line(
                        called,
                        "; ".join(
                            f"{each.criterion.label.lower()} ({each.evidence})"
                            for each in declared.indicators
                            if each.criterion.condition is condition
                        ),
                        condition.label.lower(),
                        "indicators",
                    ),
                    ";",
                )
                for condition in Condition
                if any(each.criterion.condition is condition for each in declared.indicators)
            ),
            Passage.of(
                "bahwa berdasarkan pertimbangan tersebut dan ketentuan Pasal 14 dan Pasal 17"
                " Undang-Undang Nomor 7 Tahun 2012 perlu menetapkan Keputusan Gubernur tentang"
                " Status Keadaan Konflik;"
            ),
        ),
        recalling=_law(),
        noting=(_consulted(source, state),),
        dictums=(
            Passage.of(
                "Menetapkan Status Keadaan Konflik Skala Provinsi di ",
                source.from_line(called, str(declared.area), "kawasan konflik", "area"),
                ".",
            ),
            Passage.of(
                "Status Keadaan Konflik sebagaimana dimaksud dalam Diktum KESATU berlaku selama ",
                source.from_line(called, count(declared.days, "hari"), "jangka waktu", "days"),
                ", terhitung mulai tanggal ",
                source.from_line(
                    called, long_date(declared.starts_on), "tanggal mulai", "starts_on"
                ),
                " sampai dengan tanggal ",
                source.from_line(
                    called, long_date(declared.last_day), "tanggal berakhir", "last_day"
                ),
                ".",
            ),
            Passage.of(
                "Tindakan selama Status Keadaan Konflik dilakukan untuk sementara waktu menurut"
                " Pasal 27 dan Pasal 32 Undang-Undang Nomor 7 Tahun 2012."
            ),
            *_costs_and_start(source),
        ),
    )


def _extending(source: Source, state: StateOfConflictPage) -> Decree:
    called = source.called()
    extension = next((each for each in state.extensions if each.event == called.event_id), None)
    if extension is None:
        raise LetterIncomplete("perpanjangan Status Keadaan Konflik")
    return Decree(
        considering=(
            Passage.of(
                "bahwa Status Keadaan Konflik di ",
                source.where(),
                " akan berakhir, sedangkan keadaan belum pulih;",
            ),
            Passage.of(
                "bahwa berdasarkan pertimbangan tersebut dan ketentuan Pasal 29 dan Pasal 30"
                " Undang-Undang Nomor 7 Tahun 2012 perlu memperpanjang Status Keadaan Konflik;"
            ),
        ),
        recalling=_law(),
        noting=(
            Passage.of(
                "hasil konsultasi dengan pimpinan Dewan Perwakilan Rakyat Daerah tanggal ",
                source.merged(
                    source.day_of(extension.consultation.held_at),
                    "tanggal konsultasi",
                    (extension.consultation.event,),
                    ("held_at",),
                ),
                ";",
            ),
        ),
        dictums=(
            Passage.of(
                "Memperpanjang Status Keadaan Konflik Skala Provinsi di ",
                source.where(),
                " selama ",
                source.from_line(called, count(extension.days, "hari"), "perpanjangan", "days"),
                " sampai dengan tanggal ",
                source.from_line(
                    called, long_date(extension.last_day), "tanggal berakhir", "last_day"
                ),
                ".",
            ),
            *_costs_and_start(source),
        ),
    )


def _revoking(source: Source) -> Decree:
    called = source.called()
    why = getattr(called.fact, "explanation", None)
    return Decree(
        considering=(
            Passage.of(
                "bahwa ", source.from_line(called, str(why or ""), "alasan", "explanation"), ";"
            ),
            Passage.of(
                "bahwa berdasarkan pertimbangan tersebut dan ketentuan Pasal 31 Undang-Undang"
                " Nomor 7 Tahun 2012 perlu mencabut Status Keadaan Konflik;"
            ),
        ),
        recalling=_law(),
        dictums=(
            Passage.of(
                "Mencabut Status Keadaan Konflik Skala Provinsi di ",
                source.where(),
                " terhitung mulai tanggal ",
                source.from_line(called, source.day(called), "tanggal pencabutan"),
                ".",
            ),
            Passage.of(
                "Dengan pencabutan sebagaimana dimaksud dalam Diktum KESATU, tindakan sementara dan"
                " bantuan kekuatan TNI berakhir (Pasal 30 ayat (4) dan Pasal 35)."
            ),
            Passage.of("Keputusan Gubernur ini mulai berlaku pada tanggal ditetapkan."),
        ),
    )


def keputusan_satgas(source: Source) -> LetterContent:
    """The governor's decree that forms a task force, its members in the annex."""
    force, called = _force(source), source.called()
    title = Passage.of("Pembentukan Satuan Tugas Penyelesaian Konflik Sosial di ", source.where())
    grounds = "; ".join(each.label.lower() for each in force.grounds)
    return parts.letter(
        RULES[LetterType.KEPUTUSAN_SATGAS],
        source,
        subject=title,
        decree=Decree(
            considering=(
                Passage.of(
                    "bahwa ",
                    source.from_line(called, grounds, "alasan pembentukan", "grounds"),
                    ": ",
                    source.from_line(
                        called, str(force.explanation), "uraian alasan", "explanation"
                    ),
                    ";",
                ),
                Passage.of(
                    "bahwa berdasarkan pertimbangan tersebut dan ketentuan Pasal 42 Undang-Undang"
                    " Nomor 7 Tahun 2012 perlu membentuk Satuan Tugas Penyelesaian Konflik Sosial;"
                ),
            ),
            recalling=_law(),
            dictums=(
                Passage.of(
                    "Membentuk Satuan Tugas Penyelesaian Konflik Sosial di ",
                    source.where(),
                    ", dengan susunan keanggotaan sebagaimana tercantum dalam Lampiran yang"
                    " merupakan bagian tidak terpisahkan dari Keputusan Gubernur ini.",
                ),
                Passage.of(
                    "Satuan Tugas sebagaimana dimaksud dalam Diktum KESATU bertugas menyelesaikan"
                    " Konflik di luar pengadilan melalui musyawarah untuk mufakat."
                ),
                Passage.of(
                    "Satuan Tugas melaporkan hasil pelaksanaan tugasnya kepada Gubernur dengan"
                    " tembusan kepada Dewan Perwakilan Rakyat Daerah (Pasal 44)."
                ),
                *_costs_and_start(source),
            ),
        ),
        annexes=(
            Annex(
                title=Passage.of(
                    "Susunan Keanggotaan Satuan Tugas Penyelesaian Konflik Sosial di ",
                    source.where(),
                ),
                sections=(
                    section(
                        "",
                        Paragraph(
                            pieces=("Susunan keanggotaan Satuan Tugas adalah:",),
                            table=_members(source, force),
                        ),
                    ),
                ),
            ),
        ),
    )


def bantuan_tni(source: Source) -> LetterContent:
    """The written request that follows the oral one within a day: four headings, nine copies."""
    state, called = _state(source), source.called()
    request_id = getattr(called.fact, "request_id", None)
    request = state.requests.get(request_id) if request_id else None
    declared = state.declaration
    if request is None or declared is None:
        raise LetterIncomplete("permintaan bantuan TNI")
    region = source.file.region
    asked = local(request.asked_at, region)
    regent = source.offices.regent(source.regions.name(region[:5]))
    return parts.letter(
        RULES[LetterType.BANTUAN_TNI],
        source,
        to=(source.offices.of(OfficeRole.PRESIDENT),),
        subject=Passage.of("Permintaan Bantuan Penggunaan Kekuatan Tentara Nasional Indonesia"),
        opening=Passage.of(
            "Menindaklanjuti permintaan lisan pada tanggal ",
            source.from_line(called, long_date(asked.date()), "tanggal permintaan", "asked_at"),
            " pukul ",
            source.from_line(called, clock(request.asked_at, region), "jam permintaan", "asked_at"),
            " dan penetapan Status Keadaan Konflik tanggal ",
            source.merged(
                long_date(declared.starts_on),
                "tanggal penetapan",
                (declared.event,),
                ("starts_on",),
            ),
            ", dengan hormat dimohon bantuan penggunaan kekuatan TNI sebagai berikut:",
        ),
        sections=(
            section(
                "Alasan permintaan",
                Paragraph.of(
                    source.from_line(called, str(request.grounds), "alasan permintaan", "grounds")
                ),
                *_advice(source),
            ),
            section(
                "Wilayah perbantuan",
                Paragraph.of(
                    source.from_line(called, str(request.area), "wilayah perbantuan", "area")
                ),
            ),
            section(
                "Lamanya perbantuan",
                Paragraph.of(
                    source.from_line(
                        called, count(request.days, "hari"), "lamanya perbantuan", "days"
                    ),
                    ", dan berakhir dengan dicabutnya atau berakhirnya Status Keadaan Konflik.",
                ),
            ),
            section(
                "Kesiapan dukungan logistik Pemerintah Daerah",
                Paragraph.of(
                    source.from_line(
                        called, str(request.logistics), "dukungan logistik", "logistics"
                    )
                ),
            ),
        ),
        closing=Passage.of(
            "Demikian permohonan ini disampaikan, atas perkenan dan keputusan Presiden diucapkan"
            " terima kasih."
        ),
        copies=(*(source.offices.name(each) for each in TNI_COPIES), regent),
    )


def laporan_skk(source: Source) -> LetterContent:
    """The governor's progress report to the President, through the Minister of Home Affairs."""
    state, called = _state(source), source.called()
    declared = state.declaration
    told = next((each for each in state.progress if each.event == called.event_id), None)
    if told is None or declared is None or state.last_day is None:
        raise LetterIncomplete("perkembangan penanganan")
    rows = (
        ("Meninggal", told.dead, "dead"),
        ("Luka", told.injured, "injured"),
        ("Mengungsi", told.displaced, "displaced"),
    )
    president = source.offices.of(OfficeRole.PRESIDENT)
    through = source.offices.name(OfficeRole.HOME_MINISTER)
    return parts.letter(
        RULES[LetterType.LAPORAN_SKK],
        source,
        to=(president.model_copy(update={"through": through}),),
        subject=Passage.of("Laporan Perkembangan Status Keadaan Konflik di ", source.where()),
        opening=Passage.of(
            "Berdasarkan Pasal 24 Undang-Undang Nomor 7 Tahun 2012 tentang Penanganan Konflik"
            " Sosial, dengan hormat dilaporkan perkembangan Status Keadaan Konflik sebagai berikut:"
        ),
        points=(
            Paragraph.of(
                "Status Keadaan Konflik ditetapkan untuk jangka waktu ",
                source.merged(
                    count(declared.days, "hari"), "jangka waktu", (declared.event,), ("days",)
                ),
                " sejak tanggal ",
                source.merged(
                    long_date(declared.starts_on),
                    "tanggal mulai",
                    (declared.event,),
                    ("starts_on",),
                ),
                "; hari terakhirnya ",
                source.merged(
                    long_date(state.last_day),
                    "tanggal berakhir",
                    (state.extensions[-1].event if state.extensions else declared.event,),
                    ("last_day",),
                ),
                ".",
            ),
            Paragraph.of(
                "Keadaan: ",
                source.from_line(called, str(told.situation), "keadaan", "situation"),
            ),
            Paragraph(
                pieces=("Korban sampai saat laporan ini:",),
                table=Table(
                    columns=(
                        Column(title="Korban", weight=3),
                        Column(title="Jumlah", weight=2, numeric=True),
                    ),
                    rows=tuple(
                        (
                            Passage.of(label),
                            Passage.of(
                                source.from_line(
                                    called, count(number, "orang"), label.lower(), name
                                )
                            ),
                        )
                        for label, number, name in rows
                    ),
                ),
            ),
            Paragraph.of(
                "Penanganan: ",
                source.from_line(called, str(told.handling), "penanganan", "handling"),
            ),
            Paragraph.of(
                "Kebutuhan: ", source.from_line(called, str(told.needs), "kebutuhan", "needs")
            ),
        ),
        closing=Passage.of("Demikian dilaporkan, mohon arahan Presiden."),
    )


def rencana_btt(source: Source) -> LetterContent:
    """What the contingency fund has to pay, within one working day of the declaration."""
    state, called = _state(source), source.called()
    plan, declared = state.fund_plan, state.declaration
    if plan is None or declared is None:
        raise LetterIncomplete("rencana kebutuhan BTT")
    return parts.letter(
        RULES[LetterType.RENCANA_BTT],
        source,
        to=(source.offices.of(OfficeRole.FINANCE_OFFICER).model_copy(update={"place": ""}),),
        subject=Passage.of(
            "Rencana Kebutuhan Belanja Tidak Terduga Penanganan Konflik Sosial di ", source.where()
        ),
        opening=Passage.of(
            "Berdasarkan Pasal 80 ayat (2) Peraturan Pemerintah Nomor 2 Tahun 2015 dan penetapan"
            " Status Keadaan Konflik tanggal ",
            source.merged(
                long_date(declared.starts_on),
                "tanggal penetapan",
                (declared.event,),
                ("starts_on",),
            ),
            ", bersama ini diajukan rencana kebutuhan belanja sebagai berikut:",
        ),
        points=(
            Paragraph(
                pieces=("Rincian kebutuhan:",),
                table=Table(
                    columns=(
                        Column(title="No.", weight=0, numeric=True),
                        Column(title="Uraian kebutuhan", weight=3),
                        Column(title="Volume", weight=2),
                        Column(title="Jumlah", weight=0, numeric=True),
                    ),
                    rows=tuple(
                        (
                            Passage.of(str(number)),
                            *(
                                Passage.of(source.from_line(called, value, field, "needs"))
                                for value, field in (
                                    (str(need.purpose), "uraian kebutuhan"),
                                    (need.volume, "volume"),
                                    (rupiah(need.amount), "jumlah"),
                                )
                            ),
                        )
                        for number, need in enumerate(plan.needs, 1)
                    ),
                    total=(
                        Passage.of("Jumlah"),
                        Passage.of(
                            source.from_line(
                                called, rupiah(plan.total), "jumlah kebutuhan", "total"
                            )
                        ),
                    ),
                    note=Passage.of(
                        "Terbilang: ",
                        source.from_line(called, rupiah_in_words(plan.total), "terbilang", "total"),
                    ),
                ),
            ),
            Paragraph.of(
                "Pencairan dimohonkan dalam 1 (satu) hari kerja sejak pengajuan ini diterima. Bukti"
                " penggunaan disampaikan sesuai dengan ketentuan peraturan perundang-undangan."
            ),
        ),
    )


def laporan_satgas(source: Source) -> LetterContent:
    """The task force's final report: facts, options, agreement, losses, what is recommended."""
    force, called = _force(source), source.called()
    report = force.report
    if report is None:
        raise LetterIncomplete("laporan akhir Satgas")
    return parts.letter(
        RULES[LetterType.LAPORAN_SATGAS],
        source,
        to=source.to_governor,
        subject=Passage.of(
            "Pelaksanaan Tugas Satuan Tugas Penyelesaian Konflik Sosial di ", source.where()
        ),
        sections=(
            section(
                "Pendahuluan",
                titled(
                    "Umum",
                    "Satuan Tugas dibentuk tanggal ",
                    source.merged(
                        source.day_of(force.formed_at), "tanggal pembentukan", (force.event,)
                    ),
                    ".",
                ),
                titled(
                    "Dasar", "Undang-Undang Nomor 7 Tahun 2012 Pasal 42 sampai dengan Pasal 48."
                ),
            ),
            section(
                "Kegiatan yang Dilaksanakan",
                titled(
                    "Pencarian fakta",
                    source.from_line(called, str(report.facts), "fakta", "facts"),
                ),
                *_searched_and_protected(source, report),
                titled(
                    "Pilihan penyelesaian",
                    source.from_line(called, str(report.options), "pilihan", "options"),
                ),
            ),
            section("Hasil yang Dicapai", *_outcome(source, force)),
            section(
                "Simpulan dan Saran",
                Paragraph.of(
                    source.from_line(
                        called, str(report.recommendations), "rekomendasi", "recommendations"
                    )
                ),
            ),
            section("Penutup", Paragraph.of("Dengan laporan ini tugas Satuan Tugas berakhir.")),
        ),
    )


# -- parts of these --------------------------------------------------------------------------------


def governors(state: StateOfConflictPage | None) -> bool:
    """Whether a state of conflict is the governor's own act."""
    return (
        state is not None
        and state.declaration is not None
        and state.declaration.scale is Scale.PROVINCE
    )


def _state(source: Source) -> StateOfConflictPage:
    found = source.file.states.get(UUID(source.trigger.partition("@")[0]))
    if found is None:
        raise LetterIncomplete("Status Keadaan Konflik")
    return found


def _force(source: Source) -> TaskForcePage:
    found = source.file.task_forces.get(UUID(source.trigger.partition("@")[0]))
    if found is None:
        raise LetterIncomplete("Satuan Tugas")
    return found


def _law() -> tuple[Passage, ...]:
    return tuple(map(Passage.of, LAW))


def _costs_and_start(source: Source) -> tuple[Passage, Passage]:
    budget = source.profile.kop.government.removeprefix("Pemerintah ")
    return (
        Passage.of(
            "Biaya yang timbul akibat ditetapkannya Keputusan Gubernur ini dibebankan pada Anggaran"
            f" Pendapatan dan Belanja Daerah {budget}."
        ),
        Passage.of("Keputusan Gubernur ini mulai berlaku pada tanggal ditetapkan."),
    )


def _consulted(source: Source, state: StateOfConflictPage) -> Passage:
    held = state.consultation
    return Passage.of(
        "hasil konsultasi dengan pimpinan Dewan Perwakilan Rakyat Daerah tanggal ",
        source.merged(
            source.day_of(held.held_at), "tanggal konsultasi", (held.event,), ("held_at",)
        ),
        " (",
        source.merged(
            held.reference, "nomor berita acara konsultasi", (held.event,), ("reference",)
        ),
        ");",
    )


def _advice(source: Source) -> Iterator[Paragraph]:
    """The advice of the military, the police and the prosecution (penjelasan Pasal 46)."""
    called = source.called()
    advice = getattr(called.fact, "advice", None)
    if advice is not None:
        yield Paragraph.of(
            "Saran unsur Forkopimda: ", source.from_line(called, str(advice), "saran", "advice")
        )


def _members(source: Source, force: TaskForcePage) -> Table:
    called = source.called()

    def cell(value: str, field: str) -> Passage:
        return Passage.of(source.from_line(called, value, field, "members"))

    return Table(
        columns=(
            Column(title="No.", weight=0, numeric=True),
            Column(title="Nama/Jabatan", weight=5),
            Column(title="Unsur", weight=3),
            Column(title="Kedudukan dalam Satuan Tugas", weight=3),
        ),
        rows=tuple(
            (
                Passage.of(str(number)),
                cell(f"{member.name}, {member.position}", "nama anggota"),
                cell(member.element.label, "unsur"),
                cell(member.duty.label, "kedudukan"),
            )
            for number, member in enumerate(force.members, 1)
        ),
    )


def _searched_and_protected(source: Source, report: FinalReportPage) -> Iterator[Paragraph]:
    """Two functions of Pasal 44 that older reports do not tell of."""
    said = (
        ("Pencarian data", report.data, "data"),
        (
            "Pelindungan korban, saksi, pelapor, pelaku, dan barang bukti",
            report.protection,
            "protection",
        ),
    )
    for heading, text, fact in said:
        if text is not None:
            yield titled(
                heading, source.from_line(source.called(), str(text), heading.lower(), fact)
            )


def _outcome(source: Source, force: TaskForcePage) -> Iterator[Paragraph]:
    called, report = source.called(), force.report
    assert report is not None

    def said(value: object, field: str, fact: str) -> Merged:
        return source.from_line(called, str(value), field, fact)

    yield titled("Hasil", said(report.outcome.label, "hasil", "outcome"), ".")
    if report.agreement is not None:
        yield titled("Teks kesepakatan", said(report.agreement, "kesepakatan", "agreement"))
    yield titled("Kerugian", said(report.losses, "kerugian", "losses"))
    yield titled("Kompensasi", said(report.compensation, "kompensasi", "compensation"))

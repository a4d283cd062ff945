"""From form to command: what each act asks, and what was typed as a command or as errors.

A form names its fields as the command does (`risk.likelihood`, `obligations.0.who`), so that one
way leads from every form to its command, and every error of the command back to its field.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import Enum
from typing import Any, Final
from uuid import UUID, uuid4

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from domain.access import COMMANDS
from domain.agreement import MeetObligation
from domain.conflict_case import (
    ApproveEscalation,
    BeginRecovery,
    ChangeLevel,
    CloseCase,
    CorrectSummary,
    DeclineEscalation,
    EscalationLevel,
    OpenCase,
    ProposeEscalation,
    RecordMonitoring,
    RefuteCase,
    Track,
    Verdict,
    VerifyCase,
)
from domain.contagion import Direction, LinkContagion, UnlinkContagion
from domain.deliberation import RecordSession, ScheduleDeliberation, SessionResult
from domain.delivery import (
    DeliveryChannel,
    DispatchLetter,
    FollowUpDisposition,
    MarkSignedOnPaper,
    RecordDisposition,
    RecordReceipt,
    ResolveDelivery,
    SendAgain,
)
from domain.draft import (
    AddParagraph,
    InitialLetter,
    RemoveParagraph,
    ResubmitLetter,
    ReturnLetter,
)
from domain.erratum import DraftErratum
from domain.field_task import (
    AcknowledgeTask,
    AssignTask,
    CorrectFinding,
    DeclineTask,
    ReportTask,
    TaskKind,
    WithdrawTask,
)
from domain.kernel import LONGEST_NARRATIVE, Channel, Command, Refusal, Role, Secrecy, key
from domain.letter import ApproveLetter, VoidLetter
from domain.letter_content import LetterType
from domain.letter_request import RequestLetter
from domain.office_book import OfficeRole
from domain.regions import zone_label, zone_of
from domain.report import (
    ConflictSource,
    CorrectReport,
    FileReport,
    NoteAsInformation,
    Realm,
    Source,
    SupplementReport,
)
from domain.report_details import (
    Bidang,
    Nature,
    Obtained,
    PlacePrecision,
    Threat,
    TimePrecision,
)
from domain.risk import Impact, InformationGrade, Level, Likelihood, SourceGrade
from domain.signing import ResolveSigning, SignLetter
from web import rules
from web.door import Form, Visitor
from web.pages import ActForm, FieldLine, Option, Refused

MOST_OBLIGATIONS: Final = 6
MOST_PARTIES: Final = 12
MOST_FOLLOW_UPS: Final = 4
LONGEST_LINE: Final = 200
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2100
_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+")


@dataclass(frozen=True)
class Blank:
    """One field of a form as the office printed it.

    One that comes ``later`` is folded away. Kinds: line, text, choice, radio, check, number,
    moment, date, time, lines, people, region, file, files.
    """

    name: str
    label: str
    kind: str = "line"
    hint: str = ""
    required: bool = True
    options: tuple[Option, ...] = ()
    rows: int = 3
    half: bool = False
    given: str = ""
    heading: str = ""
    later: bool = False
    accept: str = "application/pdf"


@dataclass(frozen=True)
class Act:
    """One act: its command, what it asks, and which ids it makes.

    ``fresh`` names the field whose new id is made from the command's own, so that a form sent
    twice means the same thing. ``item`` names the field that says what the act is about.
    ``mend`` makes the command's fields of what was typed, where the two differ.
    """

    slug: str
    command: type[Command]
    blanks: tuple[Blank, ...] = ()
    intro: str = ""
    tone: str = "plain"
    fresh: str = ""
    item: str = ""
    more_label: str = "Rincian pencatatan"
    mend: Callable[[dict[str, Any], str], dict[str, Any]] | None = None

    @property
    def roles(self) -> frozenset[Role]:
        return COMMANDS[self.command]

    @property
    def whole(self) -> tuple[Blank, ...]:
        """Its own fields, and what may be added to every act."""
        own = {blank.name for blank in self.blanks}
        return (*self.blanks, *(blank for blank in ALWAYS if blank.name not in own))

    def knowing(self, values: Mapping[str, str]) -> "Act":
        """The same act, its fields filled in with what is known."""
        blanks = tuple(
            replace(each, given=values.get(each.name, each.given)) for each in self.blanks
        )
        return replace(self, blanks=blanks)

    def with_options(self, name: str, options: Iterable[Option]) -> "Act":
        """The same act, with the choices of one kind of field known."""
        chosen = tuple(options)
        blanks = tuple(
            replace(each, options=chosen) if each.name.split(".")[0] == name else each
            for each in self.blanks
        )
        return replace(self, blanks=blanks)


def options(kind: type[Enum], hint: Callable[[Any], str] | None = None) -> tuple[Option, ...]:
    """Every value of an enumeration, in its own words."""
    return tuple(
        Option(
            value=str(each.value),
            label=each.label,  # type: ignore[attr-defined]
            hint=hint(each) if hint else "",
        )
        for each in kind
    )


def graded(kind: type[Enum]) -> tuple[Option, ...]:
    """A scale with its signs in front: `B - dipercaya`."""
    return tuple(
        Option(value=str(each.value), label=f"{each.value} – {each.label}")  # type: ignore[attr-defined]
        for each in kind
    )


OCCURRED = Blank(
    "occurred_at",
    "Kapan terjadi, bila bukan sekarang",
    "moment",
    required=False,
    hint="Kosongkan bila baru saja terjadi.",
)
REASON = Blank("reason", "Alasan atau catatan untuk berkas", "text", required=False, rows=2)
ALWAYS = (OCCURRED, REASON)
"""What may be added to every act; folded away."""

_GRADES = (
    Blank(
        "source_grade",
        "Nilai sumber (A–F)",
        "choice",
        options=graded(SourceGrade),
        half=True,
        hint="Seberapa dipercaya sumbernya.",
    ),
    Blank(
        "information_grade",
        "Nilai informasi (1–6)",
        "choice",
        options=graded(InformationGrade),
        half=True,
        hint="Seberapa benar isinya.",
    ),
)


def telling(source: Iterable[Source]) -> tuple[Option, ...]:
    """These channels, in their own words."""
    return tuple(Option(value=each.value, label=each.label) for each in source)


def _when_it_happened(typed: dict[str, Any], region: str) -> dict[str, Any]:
    """The moment of a report from its date and time, on the clock of its own region."""
    on, at = typed.pop("happened_on"), typed.pop("happened_time", "")
    zone = str(typed.get("region", region))
    try:
        return {**typed, "happened_at": local_start(on.isoformat(), at, zone)}
    except ValueError as error:
        raise Mistyped({"happened_on": str(error)}) from None


class Mistyped(Exception):
    """The form cannot become a command; ``errors`` says why, by field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = dict(errors)


DETAILS: Final = (
    Blank("details.threat", "ATHG", "choice", options=options(Threat), required=False, later=True),
    Blank(
        "details.obtained_by",
        "Cara mendapatkan",
        "choice",
        options=options(Obtained),
        required=False,
        half=True,
        later=True,
        heading="Sumber",
    ),
    Blank(
        "details.obtained_at", "Waktu mendapatkan", "moment", required=False, half=True, later=True
    ),
    Blank(
        "details.relation",
        "Hubungan dengan sumber",
        required=False,
        later=True,
        hint="Tersimpan tersegel; hanya dibaca oleh yang boleh mengetahui pelapornya.",
    ),
    Blank(
        "details.time_precision",
        "Ketelitian waktu kejadian",
        "choice",
        options=options(TimePrecision),
        required=False,
        later=True,
        heading="Waktu dan tempat",
    ),
    Blank("details.neighbourhood", "RT/RW", required=False, later=True, hint="Misalnya 003/05."),
    Blank(
        "details.latitude",
        "Lintang",
        required=False,
        half=True,
        later=True,
        hint="Derajat desimal, misalnya -6.2244.",
    ),
    Blank(
        "details.longitude",
        "Bujur",
        required=False,
        half=True,
        later=True,
        hint="Misalnya 106.8423.",
    ),
    Blank(
        "details.place_precision",
        "Ketelitian koordinat",
        "choice",
        options=options(PlacePrecision),
        required=False,
        later=True,
    ),
    Blank(
        "details.evidence_sha256",
        "SHA-256 bukti digital",
        required=False,
        later=True,
        hint="Sidik berkas tangkapan layar atau rekaman, bila ada.",
    ),
    Blank(
        "details.wounded",
        "Korban luka",
        "number",
        required=False,
        half=True,
        later=True,
        heading="Dampak",
    ),
    Blank("details.displaced", "Pengungsi", "number", required=False, half=True, later=True),
    Blank(
        "details.material_loss",
        "Kerugian materiil (rupiah)",
        "number",
        required=False,
        later=True,
    ),
    Blank(
        "details.background",
        "Latar belakang",
        "text",
        required=False,
        later=True,
        heading="Fakta lain",
    ),
    Blank("details.trigger", "Pemicu", "text", required=False, rows=2, later=True),
    Blank("details.steps_taken", "Langkah yang telah diambil", "text", required=False, later=True),
    Blank(
        "details.prediction",
        "Perkiraan",
        "text",
        required=False,
        later=True,
        heading="Pendapat, dipisahkan dari fakta",
    ),
    Blank("details.recommendation", "Saran tindak", "text", required=False, later=True),
)
"""Isian Laporan Informasi that few reports need; folded away."""

FILE_REPORT = Act(
    "baru",
    FileReport,
    (
        Blank(
            "title",
            "Apa yang terjadi, dalam satu kalimat",
            hint="Misalnya: Adu mulut dua kelompok soal lahan parkir. Tanpa nama orang.",
            heading="Kejadian",
        ),
        Blank(
            "region",
            "Wilayah",
            "region",
            hint="Ketik nama kelurahan/desa, kecamatan, atau kota; salah eja tidak apa-apa.",
        ),
        Blank("place", "Tempat persisnya", required=False, hint="Misalnya: depan Pasar Minggu."),
        Blank("happened_on", "Tanggal kejadian", "date", half=True),
        Blank("happened_time", "Jam, bila diketahui", "time", required=False, half=True),
        Blank(
            "facts",
            "Fakta",
            "text",
            rows=6,
            hint="Yang dilihat atau didengar sendiri, menurut urutan waktu.",
        ),
        Blank(
            "opinion",
            "Pendapat pelapor",
            "text",
            required=False,
            rows=3,
            hint="Dugaan, perkiraan, saran. Dipisahkan dari fakta.",
        ),
        Blank(
            "parties",
            "Pihak atau kelompok yang terlibat",
            "lines",
            required=False,
            rows=3,
            hint="Satu kelompok per baris. Nama kelompok, bukan nama orang.",
        ),
        Blank(
            "source",
            "Asal laporan",
            "choice",
            options=options(Source),
            half=True,
            heading="Sumber dan golongan",
        ),
        Blank("realm", "Ranah", "choice", options=options(Realm), half=True, given="dunia_nyata"),
        Blank(
            "details.platform",
            "Platform dunia maya",
            required=False,
            half=True,
            hint="Untuk dunia maya: platform atau tautan wajib diisi.",
        ),
        Blank(
            "details.link",
            "Tautan",
            required=False,
            half=True,
            hint="Alamat lengkap unggahan; tersimpan tersegel.",
        ),
        Blank(
            "details.nature", "Jenis", "choice", options=options(Nature), required=False, half=True
        ),
        Blank(
            "details.field",
            "Bidang IPOLEKSOSBUDHANKAM",
            "choice",
            options=options(Bidang),
            required=False,
            half=True,
        ),
        Blank(
            "conflict_source",
            "Sumber konflik (UU 7/2012 Pasal 5)",
            "radio",
            options=options(ConflictSource),
        ),
        Blank("theme", "Tema", hint="Misalnya: agraria, tawuran, batas wilayah, rumah ibadah."),
        *_GRADES,
        Blank(
            "risk.likelihood",
            "Kemungkinan memburuk (1–5)",
            "choice",
            options=graded(Likelihood),
            half=True,
            heading="Risiko",
        ),
        Blank(
            "risk.impact",
            "Dampak bila memburuk (1–5)",
            "choice",
            options=graded(Impact),
            half=True,
        ),
        Blank("risk.fatalities", "Korban jiwa", "number", required=False, half=True),
        Blank("risk.crowd", "Perkiraan jumlah massa", "number", required=False, half=True),
        Blank(
            "risk.regions_affected",
            "Jumlah wilayah terdampak",
            "number",
            required=False,
            half=True,
            given="1",
        ),
        Blank("risk.weapons", "Ada senjata", "check", required=False),
        Blank("risk.arson_or_looting", "Ada pembakaran atau penjarahan", "check", required=False),
        Blank(
            "risk.identity_mobilisation",
            "Isu SARA disertai pengerahan massa",
            "check",
            required=False,
        ),
        Blank(
            "secrecy",
            "Klasifikasi keamanan",
            "choice",
            options=options(Secrecy),
            given=Secrecy.RESTRICTED.value,
        ),
        *DETAILS,
    ),
    tone="primary",
    fresh="report_id",
    more_label="Isian lain: cara mendapatkan, koordinat, dampak, perkiraan, dan saran",
    mend=_when_it_happened,
)
_OF_A_POINTER: Final = frozenset(
    {"region", "happened_on", "happened_time", "conflict_source", "theme", "secrecy"}
    | {"source_grade", "information_grade", "risk.likelihood", "risk.impact"}
)
FILE_POINTER = Act(
    "rujukan",
    FileReport,
    (
        Blank(
            "pointer.reference",
            "Nomor rujukan",
            hint="Nomor pada pemegangnya. Isi intelijennya tidak ditulis di sini.",
        ),
        Blank("pointer.holder", "Pemegang rujukan", hint="Unit atau jabatan, bukan nama orang."),
        *(
            replace(each, given=Secrecy.SECRET.value) if each.name == "secrecy" else each
            for each in FILE_REPORT.blanks
            if each.name in _OF_A_POINTER
        ),
    ),
    tone="primary",
    fresh="report_id",
    mend=_when_it_happened,
)
OPEN_CASE = Act(
    "buka-kasus",
    OpenCase,
    (
        Blank(
            "title", "Judul kasus", required=False, hint="Kosongkan untuk memakai judul laporan."
        ),
        Blank(
            "secrecy",
            "Klasifikasi keamanan",
            "choice",
            options=options(Secrecy),
            required=False,
            hint="Kosongkan untuk memakai klasifikasi laporan.",
        ),
    ),
    intro="Verifikasi lapangan dimulai dan batas waktunya berjalan.",
    tone="primary",
    fresh="case_id",
)
NOTE_AS_INFORMATION = Act(
    "catat-informasi",
    NoteAsInformation,
    (Blank("conclusion", "Mengapa bukan potensi konflik", "text"),),
    intro="Laporan disimpan sebagai informasi; tidak ada kasus yang dibuka.",
)
ASSIGN_TASK = Act(
    "beri-tugas",
    AssignTask,
    (
        Blank("kind", "Jenis tugas", "choice", options=options(TaskKind)),
        Blank("instruction", "Perintah", "text", hint="Apa yang harus dicek, di mana, kapan."),
        Blank("chain.0", "Pertama ditanya", "people"),
        Blank("chain.1", "Bila tidak menjawab, lalu", "people", required=False),
        Blank("chain.2", "Lalu", "people", required=False),
    ),
    intro="Bila semua tidak menjawab, pimpinan diminta bertindak.",
    fresh="task_id",
)
WITHDRAW_TASK = Act(
    "tarik-tugas",
    WithdrawTask,
    (Blank("explanation", "Mengapa ditarik", "text", rows=2),),
    tone="danger",
    item="task_id",
)
ACKNOWLEDGE_TASK = Act(
    "akui",
    AcknowledgeTask,
    intro="Menyatakan tugas diterima dan dikerjakan.",
    tone="primary",
    item="task_id",
)
DECLINE_TASK = Act(
    "tolak",
    DeclineTask,
    (Blank("explanation", "Mengapa tidak dapat dikerjakan", "text", rows=2),),
    intro="Tugas langsung berpindah ke penghubung berikutnya.",
    tone="danger",
    item="task_id",
)
REPORT_TASK = Act(
    "lapor",
    ReportTask,
    (
        Blank("finding", "Temuan di lapangan", "text", rows=5),
        Blank(
            "happening",
            "Peristiwanya",
            "radio",
            options=(
                Option(value="true", label="Memang ada"),
                Option(value="false", label="Tidak ditemukan"),
            ),
        ),
        *_GRADES,
    ),
    tone="primary",
    item="task_id",
)
VERIFY_CASE = Act(
    "verifikasi",
    VerifyCase,
    (
        Blank("summary", "Ringkasan hasil verifikasi", "text", rows=4),
        Blank("level", "Tingkat kerawanan", "radio", options=options(Level)),
        *_GRADES,
    ),
    intro="Fakta sudah diperiksa di lapangan. Pelapor tidak boleh memverifikasi laporannya.",
    tone="primary",
)
REFUTE_CASE = Act(
    "tidak-terbukti",
    RefuteCase,
    (
        Blank(
            "verdict",
            "Kesimpulan",
            "radio",
            options=options(Verdict, lambda each: each.definition),
        ),
        Blank("other_case", "Kasus yang sama, bila duplikat", "choice", required=False),
        Blank("explanation", "Alasan", "text"),
    ),
    intro="Kasus ditutup dan semua tugas yang terbuka ditarik.",
    tone="danger",
)
CHANGE_LEVEL = Act(
    "ubah-tingkat",
    ChangeLevel,
    (
        Blank("level", "Tingkat yang baru", "radio", options=options(Level)),
        Blank("explanation", "Alasan", "text"),
        Blank(
            "evidence",
            "Hasil pendinginan yang menjadi bukti",
            "choice",
            required=False,
            hint="Wajib untuk menurunkan tingkat. Hanya hasil sejak tingkat terakhir ditetapkan.",
        ),
    ),
    intro="Batas waktu yang sudah dijanjikan tetap; yang berikutnya mengikuti tingkat baru.",
)
LINK_CONTAGION = Act(
    "catat-penularan",
    LinkContagion,
    (
        Blank("direction", "Arah", "radio", options=options(Direction)),
        Blank(
            "other_case",
            "Kasus lain",
            "choice",
            required=False,
            hint="Pilih kasusnya, atau bila tidak ada di sini, wilayahnya di bawah.",
        ),
        Blank("region", "Wilayah lain", "choice", required=False),
        Blank("note", "Apa yang menular, dan dari mana diketahui", "text"),
    ),
    intro="Misalnya isu di pusat yang terbawa ke daerah, atau sebaliknya.",
    fresh="link_id",
)
UNLINK_CONTAGION = Act(
    "hapus-penularan",
    UnlinkContagion,
    (Blank("explanation", "Mengapa dihapus", "text", rows=2),),
    tone="danger",
    item="link_id",
)
PROPOSE_ESCALATION = Act(
    "usul-eskalasi",
    ProposeEscalation,
    (
        Blank("level", "Ke tingkat", "radio", options=options(EscalationLevel)),
        Blank("grounds", "Pertimbangan", "text", rows=4),
        Blank("asked_for", "Yang dimohonkan", "text"),
    ),
    intro="Pimpinan menyetujui atau menolak. Ini bukan penetapan Status Keadaan Konflik.",
)
APPROVE_ESCALATION = Act(
    "setujui-eskalasi",
    ApproveEscalation,
    intro="Menyetujui persis isi usul yang tampil di atas.",
    tone="primary",
)
DECLINE_ESCALATION = Act(
    "tolak-eskalasi",
    DeclineEscalation,
    (Blank("explanation", "Alasan menolak", "text"),),
    tone="danger",
)
SCHEDULE_DELIBERATION = Act(
    "jadwalkan-musyawarah",
    ScheduleDeliberation,
    (
        Blank(
            "track",
            "Jalur (UU 7/2012 Pasal 40–43)",
            "radio",
            options=options(Track),
            hint="Pranata adat dan sosial didahulukan.",
        ),
        Blank(
            "institution.name",
            "Nama pranata adat atau sosial",
            required=False,
            half=True,
            hint="Wajib, kecuali melalui Satgas.",
        ),
        Blank("institution.recognised_by", "Diakui oleh", required=False, half=True),
        Blank("session_at", "Waktu sidang", "moment"),
        Blank("venue", "Tempat"),
        Blank("parties", "Para pihak", "lines", hint="Satu pihak per baris, paling sedikit dua."),
        Blank("mediator", "Penengah"),
        Blank(
            "mediated_by",
            "Penengah yang mempunyai akun",
            "choice",
            required=False,
            hint="Ia dan petugas kasus yang boleh membaca catatan kaukus.",
        ),
        Blank("agenda", "Pokok bahasan", "text", rows=2),
    ),
    fresh="deliberation_id",
)


def _obligation(number: int) -> tuple[Blank, ...]:
    name, later = f"obligations.{number}", number > 0
    return (
        Blank(
            f"{name}.who",
            "Siapa",
            required=False,
            half=True,
            heading=f"Kewajiban {number + 1}" + (" (bila ada)" if later else ""),
            later=later,
        ),
        Blank(f"{name}.due", "Paling lambat", "date", required=False, half=True, later=later),
        Blank(f"{name}.what", "Berbuat apa", "text", required=False, rows=2, later=later),
        Blank(f"{name}.evidence", "Dibuktikan dengan", required=False, later=later),
    )


def _attendance(number: int) -> tuple[Blank, ...]:
    name = f"attendance.p{number}"
    return (
        Blank(
            f"{name}.representative",
            "Diwakili oleh",
            required=False,
            half=True,
            heading=f"Pihak {number}",
            hint="Kosongkan bila tidak hadir.",
        ),
        Blank(f"{name}.mandate", "Dasar mewakili", required=False, half=True),
    )


def _follow_up(number: int) -> tuple[Blank, ...]:
    name = f"follow_ups.{number}"
    return (
        Blank(
            f"{name}.what",
            "Apa",
            required=False,
            heading=f"Tindak lanjut {number + 1} (bila ada)",
            later=True,
        ),
        Blank(f"{name}.owner", "Oleh siapa", required=False, half=True, later=True),
        Blank(f"{name}.due", "Paling lambat", "date", required=False, half=True, later=True),
    )


def _who_was_there(typed: dict[str, Any], _: str) -> dict[str, Any]:
    """Whoever stood for a party, under that party's number."""
    there = []
    for name, said in typed.pop("attendance", {}).items():
        for wanted in ("representative", "mandate"):
            if wanted not in said:
                raise Mistyped({f"attendance.{name}.{wanted}": "Wajib diisi bila pihak ini hadir."})
        there.append({"party": int(name[1:]), **said})
    return {**typed, "attendance": there}


RECORD_SESSION = Act(
    "catat-sidang",
    RecordSession,
    (
        Blank(
            "result",
            "Hasil sidang",
            "radio",
            options=tuple(
                each for each in options(SessionResult) if each.value != SessionResult.NOT_HELD
            ),
        ),
        Blank("minutes", "Jalannya sidang", "text", rows=5),
        *(blank for number in range(1, MOST_PARTIES + 1) for blank in _attendance(number)),
        Blank(
            "open_points",
            "Pokok yang belum disepakati",
            "text",
            required=False,
            rows=2,
            hint="Hanya bila sepakat sebagian.",
            heading="Hasil",
        ),
        Blank(
            "next_session_at",
            "Sidang berikutnya",
            "moment",
            required=False,
            hint="Hanya bila ditunda.",
        ),
        Blank(
            "articles",
            "Pasal-pasal kesepakatan",
            "lines",
            required=False,
            rows=4,
            hint="Satu pasal per baris, selain kewajiban di bawah.",
        ),
        *_obligation(0),
        *(blank for number in range(1, MOST_OBLIGATIONS) for blank in _obligation(number)),
        Blank(
            "independence",
            "Pernyataan independensi penengah",
            "text",
            required=False,
            rows=2,
            heading="Catatan sidang",
            later=True,
        ),
        Blank(
            "witnesses", "Saksi", "lines", required=False, hint="Satu orang per baris.", later=True
        ),
        Blank(
            "positions", "Pokok posisi dan kepentingan", "text", required=False, rows=3, later=True
        ),
        Blank("options", "Pilihan yang dibahas", "text", required=False, rows=3, later=True),
        *(blank for number in range(MOST_FOLLOW_UPS) for blank in _follow_up(number)),
    ),
    intro="Bila sepakat, tulis paling sedikit satu kewajiban: siapa, apa, kapan, buktinya. Semua"
    " pihak harus hadir atau diwakili; sepakat sebagian, paling sedikit dua.",
    tone="primary",
    item="deliberation_id",
    more_label="Kewajiban lain, catatan sidang, tindak lanjut, dan waktu kejadian",
    mend=_who_was_there,
)
MEET_OBLIGATION = Act(
    "kewajiban-dipenuhi",
    MeetObligation,
    (Blank("evidence", "Bukti bahwa dipenuhi", "text", rows=2),),
    item="obligation_id",
)
BEGIN_RECOVERY = Act(
    "mulai-pemulihan",
    BeginRecovery,
    (Blank("result", "Hasil penanganan sampai sekarang", "text"),),
    intro="Masa pemantauan mulai berjalan (UU 7/2012 Pasal 36–39).",
)
RECORD_MONITORING = Act(
    "catat-pemantauan",
    RecordMonitoring,
    (
        Blank("note", "Hasil kunjungan", "text"),
        Blank(
            "calm",
            "Keadaan",
            "radio",
            options=(
                Option(value="true", label="Tenang"),
                Option(value="false", label="Belum tenang"),
            ),
        ),
        Blank("visit", "Kunjungan terjadwal", "choice", required=False),
        Blank(
            "obligations",
            "Pelaksanaan kewajiban yang diperiksa",
            "text",
            required=False,
            rows=2,
        ),
        Blank("relapse", "Konflik kambuh", "check", required=False),
    ),
    tone="primary",
)
CLOSE_CASE = Act(
    "tutup",
    CloseCase,
    (Blank("outcome", "Hasil akhir", "text"),),
    intro="Kasus dapat dibuka kembali bila kesepakatan dilanggar atau konflik berulang.",
    tone="primary",
)
APPROVE_LETTER = Act(
    "setujui",
    ApproveLetter,
    intro="Menyetujui persis isi yang tampil di halaman ini. Nomor diberikan saat itu juga.",
    tone="primary",
    item="letter_id",
)
VOID_LETTER = Act(
    "batalkan",
    VoidLetter,
    (Blank("explanation", "Mengapa dibatalkan", "text", rows=2),),
    intro="Nomornya, bila sudah ada, tidak dipakai lagi.",
    tone="danger",
    item="letter_id",
)


def _letter_kinds(*kinds: LetterType) -> tuple[Option, ...]:
    return tuple(Option(value=kind.value, label=kind.label) for kind in kinds)


REQUEST_LETTER = Act(
    "susun-naskah",
    RequestLetter,
    (
        Blank(
            "type",
            "Jenis naskah",
            "choice",
            options=_letter_kinds(
                LetterType.TELAAHAN_STAF,
                LetterType.SURAT_DINAS,
                LetterType.LAPORAN_INFORMASI,
                LetterType.BERITA_ACARA_VERIFIKASI,
            ),
        ),
        Blank(
            "to.0",
            "Yth.",
            "choice",
            options=options(OfficeRole),
            required=False,
            half=True,
            hint="Hanya untuk surat dinas.",
        ),
        Blank(
            "to.1", "Yth. kedua", "choice", options=options(OfficeRole), required=False, half=True
        ),
        Blank(
            "words",
            "Yang Anda tambahkan",
            "text",
            required=False,
            hint="Saran untuk telaahan, permintaan untuk surat dinas. Ditandai sebagai tulisan"
            " Anda.",
        ),
    ),
    intro="Isi lainnya diambil dari catatan. Orang lain yang menyetujuinya.",
    fresh="letter_id",
)
REQUEST_REPORT_LETTER = Act(
    "susun-laporan-informasi",
    RequestLetter,
    (
        Blank(
            "type",
            "Jenis naskah",
            "choice",
            options=_letter_kinds(LetterType.LAPORAN_INFORMASI),
            given=LetterType.LAPORAN_INFORMASI.value,
        ),
        Blank("words", "Catatan petugas", "text", required=False),
    ),
    intro="Menyusun Laporan Informasi dari laporan ini; orang lain yang menyetujuinya.",
    fresh="letter_id",
)
REQUEST_COVER = Act(
    "susun-pengantar",
    RequestLetter,
    (
        Blank(
            "type",
            "Jenis naskah",
            "choice",
            options=_letter_kinds(LetterType.SURAT_PENGANTAR, LetterType.LEMBAR_DISPOSISI),
        ),
    ),
    intro="Disusun untuk mengantar naskah ini.",
    fresh="letter_id",
)
REQUEST_FRAME = Act(
    "susun-naskah",
    RequestLetter,
    (
        Blank(
            "type",
            "Jenis naskah",
            "choice",
            options=_letter_kinds(LetterType.BINGKAI_PEMETAAN, LetterType.LAPORAN_RENAKSI),
            given=LetterType.BINGKAI_PEMETAAN.value,
        ),
    ),
    intro="Bingkai: bulan yang tampil ini, kepada Gubernur, dengan petanya. Laporan Rencana Aksi:"
    " empat bulan yang memuatnya (B04, B08, B12), kepada Menteri Dalam Negeri.",
    fresh="letter_id",
)
_YES_OR_NO: Final = (Option(value="true", label="Ada"), Option(value="false", label="Tidak ada"))
_RISK_SET_RIGHT: Final = tuple(
    replace(
        each,
        required=False,
        given="",
        half=True,
        kind="choice" if each.kind == "check" else each.kind,
        options=_YES_OR_NO if each.kind == "check" else each.options,
    )
    for each in FILE_REPORT.blanks
    if each.name.startswith("risk.")
)
CORRECT_REPORT = Act(
    "ralat-laporan",
    CorrectReport,
    (
        Blank("title", "Perihal", required=False),
        Blank("place", "Tempat persisnya", required=False),
        Blank("happened_at", "Waktu kejadian", "moment", required=False),
        Blank("facts", "Fakta", "text", required=False, rows=4),
        Blank("opinion", "Pendapat pelapor", "text", required=False),
        Blank("parties", "Pihak atau kelompok yang terlibat", "lines", required=False),
        *(replace(each, required=False) for each in _GRADES),
        Blank("theme", "Tema", required=False),
        Blank(
            "conflict_source",
            "Sumber konflik (UU 7/2012 Pasal 5)",
            "choice",
            options=options(ConflictSource),
            required=False,
        ),
        *_RISK_SET_RIGHT,
        Blank("explanation", "Mengapa diralat", "text", rows=2),
    ),
    intro="Isi yang keliru saja dengan yang benar. Yang semula tercatat tetap tersimpan. Bila"
    " masukan risiko diralat, risiko laporan dinilai ulang; tingkat kasus yang sudah dibuka"
    " diubah tersendiri.",
)
SUPPLEMENT_REPORT = Act(
    "tambah-keterangan",
    SupplementReport,
    (Blank("text", "Keterangan tambahan", "text"),),
    intro="Menambah, bukan mengganti, yang sudah dilaporkan.",
)
CORRECT_FINDING = Act(
    "ralat-temuan",
    CorrectFinding,
    (
        Blank("finding", "Temuan yang benar", "text", rows=4),
        Blank("explanation", "Mengapa diralat", "text", rows=2),
    ),
    item="task_id",
)
CORRECT_SUMMARY = Act(
    "ralat-ringkasan",
    CorrectSummary,
    (
        Blank("summary", "Ringkasan yang benar", "text", rows=4),
        Blank("explanation", "Mengapa diralat", "text", rows=2),
    ),
    intro="Yang semula tercatat tetap tersimpan; naskah yang mengutipnya ditandai usang.",
)
ADD_PARAGRAPH = Act(
    "tambah-alinea",
    AddParagraph,
    (
        Blank("text", "Bunyi alinea", "text", rows=4),
        Blank(
            "section",
            "Di bagian",
            "choice",
            required=False,
            hint="Kosongkan untuk menambah setelah butir terakhir.",
        ),
    ),
    intro="Ditandai sebagai tulisan Anda. Paraf yang sudah ada gugur.",
)
REMOVE_PARAGRAPH = Act("hapus-alinea", RemoveParagraph, tone="danger", item="paragraph")
RETURN_LETTER = Act(
    "kembalikan",
    ReturnLetter,
    (Blank("note", "Apa yang perlu diperbaiki", "text"),),
    intro="Konsep kembali ke penyusunnya; paraf yang sudah ada gugur.",
)
RESUBMIT_LETTER = Act(
    "ajukan-kembali",
    ResubmitLetter,
    intro="Mengajukan persis isi yang tampil di halaman ini.",
    tone="primary",
)
INITIAL_LETTER = Act(
    "paraf",
    InitialLetter,
    intro="Atas nama jabatan yang mendapat giliran, untuk persis isi yang tampil di halaman ini.",
    tone="primary",
)
MARK_SIGNED_ON_PAPER = Act(
    "tanda-tangan-kertas",
    MarkSignedOnPaper,
    (
        Blank("signed_by", "Jabatan penanda tangan"),
        Blank("signed_on", "Tanggal ditandatangani", "date"),
    ),
    intro="Bila naskah ini ditandatangani dengan pena.",
)
DISPATCH_LETTER = Act(
    "kirim",
    DispatchLetter,
    intro="Satu salinan kepada setiap penerima. Naskah Rahasia tidak lewat surel.",
    tone="primary",
)
RECORD_RECEIPT = Act(
    "tanda-terima",
    RecordReceipt,
    (Blank("received_by", "Diterima oleh"),),
    item="delivery_id",
)
RESOLVE_DELIVERY = Act(
    "hasil-pengiriman",
    ResolveDelivery,
    (
        Blank(
            "arrived",
            "Setelah ditanyakan",
            "radio",
            options=(
                Option(value="true", label="Sudah sampai"),
                Option(value="false", label="Tidak sampai; boleh dikirim ulang"),
            ),
        ),
        Blank("explanation", "Bagaimana diketahui", "text", rows=2),
    ),
    item="delivery_id",
)
SEND_AGAIN = Act(
    "kirim-ulang",
    SendAgain,
    (Blank("by", "Lewat", "choice", options=options(DeliveryChannel)),),
    item="delivery_id",
)
RECORD_DISPOSITION = Act(
    "disposisi",
    RecordDisposition,
    (
        Blank("given_by", "Disposisi dari"),
        Blank("given_to", "Kepada"),
        Blank("instruction", "Isi disposisi", "text"),
        Blank("due", "Paling lambat", "date", required=False),
    ),
    fresh="disposition_id",
)
FOLLOW_UP_DISPOSITION = Act(
    "tindak-lanjut",
    FollowUpDisposition,
    (Blank("result", "Hasilnya", "text"),),
    item="disposition_id",
)
DRAFT_ERRATUM = Act(
    "ralat",
    DraftErratum,
    (
        Blank("wrong", "Tertulis", "text", rows=2),
        Blank("right", "Seharusnya", "text", rows=2),
    ),
    intro="Konsep naskah baru yang menyebut nomor dan tanggal naskah ini.",
    fresh="letter_id",
)
SIGN_LETTER = Act(
    "tanda-tangani",
    SignLetter,
    intro="Menandatangani persis lembar ini, satu kali. Tidak dapat diulang.",
    tone="primary",
)
STORED, NOT_SIGNED, BY_FILE = "tersimpan", "tidak", "berkas"
RESOLVE_SIGNING = Act(
    "hasil-tanda-tangan",
    ResolveSigning,
    (
        Blank(
            "result",
            "Hasil pemeriksaan",
            "radio",
            options=(
                Option(value=STORED, label="Ditandatangani; berkasnya ada di penyimpanan"),
                Option(value=BY_FILE, label="Ditandatangani; berkasnya saya unggah"),
                Option(value=NOT_SIGNED, label="Tidak jadi ditandatangani"),
            ),
        ),
        Blank("file", "Berkas PDF bertanda tangan", "file", required=False),
        Blank("explanation", "Bagaimana itu diketahui", "text", rows=2),
    ),
    intro="Penandatanganan dimulai, tetapi hasilnya tidak diketahui. Mesin tidak mengulanginya.",
    mend=lambda typed, _: {name: said for name, said in typed.items() if name != "result"},
)

CASE_ACTS: Final = {
    act.slug: act
    for act in (
        ASSIGN_TASK,
        WITHDRAW_TASK,
        VERIFY_CASE,
        REFUTE_CASE,
        CHANGE_LEVEL,
        LINK_CONTAGION,
        UNLINK_CONTAGION,
        PROPOSE_ESCALATION,
        APPROVE_ESCALATION,
        DECLINE_ESCALATION,
        SCHEDULE_DELIBERATION,
        RECORD_SESSION,
        MEET_OBLIGATION,
        BEGIN_RECOVERY,
        RECORD_MONITORING,
        CLOSE_CASE,
        CORRECT_FINDING,
        CORRECT_SUMMARY,
        REQUEST_LETTER,
    )
}
TRIAGE_ACTS: Final = (OPEN_CASE, NOTE_AS_INFORMATION)
REPORT_ACTS: Final = {
    act.slug: act
    for act in (*TRIAGE_ACTS, REQUEST_REPORT_LETTER, SUPPLEMENT_REPORT, CORRECT_REPORT)
}
LETTER_ACTS: Final = {
    act.slug: act
    for act in (
        APPROVE_LETTER,
        VOID_LETTER,
        REQUEST_COVER,
        ADD_PARAGRAPH,
        REMOVE_PARAGRAPH,
        RETURN_LETTER,
        RESUBMIT_LETTER,
        INITIAL_LETTER,
        MARK_SIGNED_ON_PAPER,
        DISPATCH_LETTER,
        RECORD_RECEIPT,
        RESOLVE_DELIVERY,
        SEND_AGAIN,
        RECORD_DISPOSITION,
        FOLLOW_UP_DISPOSITION,
        DRAFT_ERRATUM,
    )
}


# -- what was typed ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Attempt:
    """One form as it came back: to be drawn again with what was typed and what is wrong."""

    act: Act
    form: Form
    item: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    refused: Refused | None = None

    def concerns(self, act: Act, item: str) -> bool:
        """Whether this is that form."""
        return self.act.slug == act.slug and self.item == item


def command_from(
    act: Act, form: Form, visitor: Visitor, region: str, given: Mapping[str, object]
) -> Command:
    """The command a form stands for; Mistyped, in Indonesian and by field, where it is none.

    ``given`` holds what the page knows itself: what the act is about, computed values. The
    command's id follows from who sends the form and the form's own number, so that nobody can
    take an id that the machine or somebody else will send under.
    """
    try:
        typed_id = UUID(form.get("command_id"))
    except ValueError:
        raise Mistyped({"": "Isian ini tidak lengkap; muat ulang halamannya."}) from None
    command_id = key("web", visitor.actor, typed_id)
    typed, rows, errors = _typed(act, form, region)
    if errors:
        raise Mistyped(errors)
    if act.mend:
        typed = act.mend(typed, region)
    made = {act.fresh: key(act.slug, command_id)} if act.fresh else {}
    whole = {
        **typed,
        **made,
        **given,
        "command_id": command_id,
        "actor": visitor.actor,
        "role": visitor.role,
        "unit": visitor.standing.unit,
        "channel": Channel.WEB,
        "position_seen": _position(form.get("position_seen")),
        "confirmed": form.get("confirmed") == "1",
    }
    try:
        return act.command.model_validate(whole)
    except ValidationError as error:
        raise Mistyped(_by_field(error.errors(), rows)) from None


def _typed(
    act: Act, form: Form, region: str
) -> tuple[dict[str, Any], dict[str, list[int]], dict[str, str]]:
    """The form's own values, nested as the command nests them; rows kept; what is missing."""
    flat: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for blank in act.whole:
        text = form.get(blank.name)
        if not text and blank.kind != "check":
            if blank.required:
                errors[blank.name] = "Wajib diisi." if not blank.options else "Pilih salah satu."
            continue
        try:
            flat[blank.name] = _value(blank, text, region)
        except ValueError as error:
            errors[blank.name] = str(error)
    nested, rows = _nested(flat)
    return nested, rows, errors


def _value(blank: Blank, text: str, region: str) -> Any:
    match blank.kind:
        case "moment":
            return local_moment(text, region)
        case "lines":
            return tuple(line.strip() for line in text.splitlines() if line.strip())
        case "check":
            return bool(text)
        case "number":
            return text.replace(".", "") if _THOUSANDS.fullmatch(text) else text
        case "date":
            return local_start(text, "", region).date()
        case _:
            return text


def local_moment(text: str, region: str) -> datetime:
    """A moment typed on the region's clock; ValueError, in Indonesian, for what is none."""
    try:
        typed = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            "Tanggal atau jam tidak terbaca; tulis seperti 2026-01-31 14:30."
        ) from None
    return _in_living_memory(typed if typed.tzinfo else typed.replace(tzinfo=zone_of(region)))


def local_start(on: str, at: str, region: str) -> datetime:
    """A date and perhaps a time; without one, the day's first minute."""
    try:
        when = time.fromisoformat(at).replace(tzinfo=None) if at else time.min
        typed = datetime.combine(date.fromisoformat(on), when, tzinfo=zone_of(region))
    except ValueError:
        raise ValueError("Tanggal atau jam tidak terbaca; tulis seperti 2026-01-31.") from None
    return _in_living_memory(typed)


def _in_living_memory(typed: datetime) -> datetime:
    """No desk means a year outside these; other clocks could not even show some of them."""
    if not _FIRST_YEAR <= typed.year <= _LAST_YEAR:
        raise ValueError(f"Tahun harus antara {_FIRST_YEAR} dan {_LAST_YEAR}.")
    return typed


def _nested(flat: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, list[int]]]:
    """`risk.impact` into a mapping, `chain.1` and `obligations.0.who` into lists without gaps."""
    made: dict[str, Any] = {}
    for name, value in flat.items():
        *path, last = name.split(".")
        place = made
        for part in path:
            place = place.setdefault(part, {})
        place[last] = value
    rows: dict[str, list[int]] = {}
    for name, value in made.items():
        if isinstance(value, dict) and value and all(part.isdecimal() for part in value):
            rows[name] = sorted(map(int, value))
            made[name] = [value[str(row)] for row in rows[name]]
    return made, rows


def _position(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 16 else None


def _by_field(errors: Iterable[ErrorDetails], rows: Mapping[str, list[int]]) -> dict[str, str]:
    """Pydantic's errors under the names of the form's fields, in Indonesian."""
    said: dict[str, str] = {}
    for error in errors:
        parts = [str(part) for part in error["loc"]]
        if parts and parts[0] in rows and len(parts) > 1 and parts[1].isdecimal():
            parts[1] = str(rows[parts[0]][int(parts[1])])
        elif parts and len(parts) > 1 and parts[1].isdecimal():
            parts = parts[:1]
        said.setdefault(".".join(parts), _in_indonesian(error))
    return said


_SAID: Final[Mapping[str, str]] = {
    "missing": "Wajib diisi.",
    "string_too_short": "Wajib diisi.",
    "too_short": "Pilih atau isi paling sedikit satu.",
    "enum": "Pilih salah satu.",
    "int_parsing": "Isi dengan angka bulat.",
    "int_from_float": "Isi dengan angka bulat.",
    "float_parsing": "Isi dengan angka desimal bertitik, misalnya -6.2244.",
    "bool_parsing": "Pilih salah satu.",
    "date_from_datetime_parsing": "Tanggal tidak terbaca; tulis seperti 2026-01-31.",
    "date_parsing": "Tanggal tidak terbaca; tulis seperti 2026-01-31.",
    "uuid_parsing": "Pilihan ini tidak dikenal.",
    "string_pattern_mismatch": "Pilih wilayah dari daftar.",
}


def _in_indonesian(error: ErrorDetails) -> str:
    limits = error.get("ctx", {})
    match error["type"]:
        case "string_too_long":
            return f"Terlalu panjang; paling banyak {limits['max_length']} karakter."
        case "too_long":
            return f"Terlalu banyak; paling banyak {limits['max_length']}."
        case "greater_than_equal":
            return f"Paling sedikit {limits['ge']}."
        case "less_than_equal":
            return f"Paling banyak {limits['le']}."
        case "value_error":
            said = str(limits["error"])
            return f"{said[:1].upper()}{said[1:]}."
        case other:
            return _SAID.get(other, "Isian ini tidak dapat dibaca.")


# -- drawing a form --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """What forms on one page share: where they lead, what was seen, which came back."""

    path: str
    region: str
    csrf: str
    position: int
    attempt: Attempt | None = None

    def draw(
        self,
        act: Act,
        *,
        item: str = "",
        hidden: Sequence[tuple[str, str]] = (),
        opened: bool = False,
        anchor: str = "",
    ) -> ActForm:
        """The act as a form: empty, or as it was sent with what is wrong with it."""
        back = self.attempt if self.attempt and self.attempt.concerns(act, item) else None
        spot = anchor or (f"{act.slug}-{item}" if item else act.slug)
        known = [
            ("csrf", self.csrf),
            ("command_id", str(uuid4())),
            ("position_seen", str(self.position)),
            *hidden,
        ]
        if item:
            known.append(("item", item))
        return ActForm(
            id=spot,
            action=f"{self.path}/{act.slug}#{spot}" if self.path else f"#{spot}",
            button=act.command.TITLE,
            intro=act.intro,
            tone=act.tone,
            fields=tuple(self._line(blank, back) for blank in act.blanks if not blank.later),
            more=tuple(
                self._line(blank, back)
                for blank in act.whole
                if blank.later or blank not in act.blanks
            ),
            more_label=act.more_label,
            hidden=tuple(known),
            refused=back.refused if back else None,
            trouble=_elsewhere(act, back.errors) if back else "",
            open=opened or back is not None,
        )

    def _line(self, blank: Blank, back: Attempt | None) -> FieldLine:
        typed = back.form.get(blank.name) if back else blank.given
        return FieldLine(
            name=blank.name,
            label=f"{blank.label} ({zone_label(self.region)})"
            if blank.kind in {"moment", "time"}
            else blank.label,
            kind=blank.kind,
            value=typed,
            hint=blank.hint,
            error=back.errors.get(blank.name, "") if back else "",
            required=blank.required,
            options=tuple(
                each.model_copy(update={"chosen": each.value == typed}) for each in blank.options
            ),
            rows=blank.rows,
            longest=LONGEST_NARRATIVE if blank.kind == "text" else LONGEST_LINE,
            half=blank.half,
            heading=blank.heading,
            accept=blank.accept,
        )


def _elsewhere(act: Act, errors: Mapping[str, str]) -> str:
    """What is wrong with the form as a whole, or with something it does not show."""
    shown = {blank.name for blank in act.whole}
    return " ".join(said for name, said in errors.items() if name not in shown)


_MAY_BE_CONFIRMED: Final = frozenset({"PageIsStale", "ClaimedByAnother"})
"""Rules that give way to who has seen how things stand."""


def refused(refusal: Refusal) -> Refused:
    """A refusal for the page."""
    said = " ".join((type(refusal).__doc__ or refusal.rule).split())
    return Refused(
        message=f"{said} {refusal.detail}".strip(),
        rule=refusal.rule,
        rule_name=rules.name_of(type(refusal)),
        article=refusal.article or "",
        stale=refusal.rule in _MAY_BE_CONFIRMED,
    )


def pretty(facts: Mapping[str, Any]) -> str:
    """Facts as an auditor reads them."""
    return json.dumps(facts, ensure_ascii=False, indent=2)

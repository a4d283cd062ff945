"""The exceptional acts on a case's page: what each form asks, who may now, and how they stand."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from domain.case_file import CaseFile
from domain.conflict_case import Stage
from domain.conflict_terms import ConsultationOutcome, Council, Criterion, MeasureKind, Scale
from domain.contingency_fund import PlanContingencyFund, RecordFundDisbursement
from domain.exceptional_acts import (
    ConsultationPage,
    DeclarationPage,
    FinalReportPage,
    MeasurePage,
    MilitaryHelpPage,
    PaymentPage,
    ProgressPage,
    StateOfConflictPage,
    TaskForcePage,
)
from domain.indonesian import rupiah
from domain.law import CONSULTATION_WINDOW
from domain.military_help import (
    HelpDecision,
    RecordEndOfMilitaryHelp,
    RecordMilitaryHelpDecision,
    RecordMilitaryHelpOrder,
)
from domain.policy import Readings
from domain.rescue import RecordRescue, RescueKind
from domain.state_of_conflict import (
    DeclareStateOfConflict,
    ExtendStateOfConflict,
    LiftMeasure,
    OrderMeasure,
    RecordCouncilConsultation,
    RecordExtensionConsultation,
    RecordProgress,
    RecordWrittenMilitaryRequest,
    RequestMilitaryHelp,
    RevokeStateOfConflict,
    Validity,
    end_of,
)
from domain.task_force import (
    Duty,
    Element,
    FinishTaskForce,
    FormTaskForce,
    Ground,
    Sex,
    TaskForceOutcome,
)
from web import pages, words
from web.acts import Act, Blank, Mistyped, Table, options
from web.door import Visitor

MOST_NEEDS: Final = 12
MOST_MEMBERS: Final = 18
AT_ONCE: Final = 4
"""Rows of a list shown in the open; the others are folded away."""

_DECREE = Blank(
    "decree",
    "Nomor dan tanggal keputusan, bila sudah ada",
    required=False,
    hint="Wajib untuk keputusan bupati/wali kota atau Presiden yang dicatat di sini.",
)
_CONSULTED = (
    Blank("held_at", "Waktu konsultasi", "moment", half=True),
    Blank("consulted", "Dengan siapa", hint="Misalnya: Ketua dan para Wakil Ketua DPRD."),
    Blank("outcome", "Pendapat pimpinan", "radio", options=options(ConsultationOutcome)),
    Blank("notes", "Catatan pimpinan", "text", required=False),
    Blank("reference", "Dokumen rujukan", hint="Misalnya: Berita acara nomor …, tanggal …"),
)
_SCALES = options(Scale, lambda each: f"{each.impact} Ditetapkan {each.authority}.")


def _checklist(typed: dict[str, Any], _: str) -> dict[str, Any]:
    """An item of the checklist is ticked by what shows it."""
    shown = typed.get("indicators", {})
    return {
        **typed,
        "indicators": [{"criterion": each, "evidence": said} for each, said in shown.items()],
    }


def _grounds(typed: dict[str, Any], _: str) -> dict[str, Any]:
    ticked = tuple(each for each, on in typed["grounds"].items() if on)
    if not ticked:
        raise Mistyped({"grounds.a": "Pilih paling sedikit satu alasan."})
    absent = typed.get("absences", {})
    return {
        **typed,
        "grounds": ticked,
        "absences": [{"element": each, "reason": why} for each, why in absent.items() if why],
    }


def _criterion(each: Criterion, *, first: bool) -> Blank:
    return Blank(
        f"indicators.{each.value}",
        each.label,
        "text",
        hint=f"Hanya untuk skala {each.only_at.label}." if each.only_at else "",
        required=False,
        rows=2,
        heading=f"{each.condition.label} (paling sedikit satu)" if first else "",
    )


def _criteria() -> Iterator[Blank]:
    known = set()
    for each in Criterion:
        yield _criterion(each, first=each.condition not in known)
        known.add(each.condition)


def _need(number: int) -> tuple[Blank, ...]:
    name, later = f"needs.{number}", number >= AT_ONCE
    return (
        Blank(
            f"{name}.purpose",
            "Untuk apa",
            required=False,
            heading=f"Kebutuhan {number + 1}",
            later=later,
        ),
        Blank(f"{name}.volume", "Banyaknya", required=False, half=True, later=later),
        Blank(f"{name}.amount", "Jumlah (rupiah)", "number", required=False, later=later),
    )


def _member(number: int) -> tuple[Blank, ...]:
    name, later = f"members.{number}", number >= AT_ONCE
    return (
        Blank(
            f"{name}.name",
            "Nama",
            required=False,
            half=True,
            heading=f"Anggota {number + 1}",
            later=later,
        ),
        Blank(f"{name}.position", "Jabatan atau kelompok", required=False, half=True, later=later),
        Blank(
            f"{name}.element",
            "Unsur",
            "choice",
            options=tuple(
                pages.Option(value=each.value, label=f"{each.part.label}: {each.label}")
                for each in Element
            ),
            required=False,
            half=True,
            later=later,
        ),
        Blank(
            f"{name}.sex",
            "Jenis kelamin",
            "choice",
            options=options(Sex),
            required=False,
            half=True,
            later=later,
        ),
        Blank(
            f"{name}.duty",
            "Kedudukan, bila bukan anggota",
            "choice",
            options=options(Duty),
            required=False,
            half=True,
            later=later,
        ),
    )


CONSULT = Act(
    "konsultasi-dprd",
    RecordCouncilConsultation,
    (
        Blank(
            "council",
            "Dewan",
            "radio",
            options=options(Council),
            hint="Sesuai dengan skala yang akan ditetapkan (UU 7/2012 Pasal 16, 18, 20).",
        ),
        *_CONSULTED,
    ),
    intro="Mendahului penetapan Status Keadaan Konflik; mencatatnya belum menetapkan apa pun.",
    fresh="state_id",
)
DECLARE = Act(
    "tetapkan-skk",
    DeclareStateOfConflict,
    (
        Blank("scale", "Skala menurut dampak (Pasal 15)", "radio", options=_SCALES),
        Blank("area", "Wilayah yang ditetapkan"),
        Blank("days", "Jangka waktu (hari)", "number", given="90", hint="Paling lama 90 hari."),
        *_criteria(),
        replace(_DECREE, heading="Keputusan"),
        Blank(
            "starts_on",
            "Mulai berlaku, menurut keputusan pejabat lain",
            "date",
            required=False,
            hint="Kosongkan untuk keputusan gubernur: berlaku sejak hari ini.",
        ),
    ),
    intro="Syarat UU 7/2012 Pasal 14 diperiksa menurut PP 2/2015 Pasal 43: tulis buktinya pada "
    "butir yang terpenuhi, kosongkan yang tidak.",
    tone="danger",
    item="state_id",
    mend=_checklist,
)
CONSULT_AGAIN = Act(
    "konsultasi-perpanjangan",
    RecordExtensionConsultation,
    _CONSULTED,
    intro="Diadakan dalam 10 hari sebelum Status berakhir (UU 7/2012 Pasal 30).",
    item="state_id",
)
EXTEND = Act(
    "perpanjang-skk",
    ExtendStateOfConflict,
    (
        Blank("days", "Perpanjangan (hari)", "number", given="30", hint="Paling lama 30 hari."),
        _DECREE,
    ),
    intro="Berlaku sejak hari terakhir jangka waktu sekarang (UU 7/2012 Pasal 29).",
    item="state_id",
)
REVOKE = Act(
    "cabut-skk",
    RevokeStateOfConflict,
    (Blank("explanation", "Mengapa dicabut", "text"), _DECREE),
    intro="Semua tindakan sementara dan bantuan TNI ikut berakhir (UU 7/2012 Pasal 31, 35).",
    tone="danger",
    item="state_id",
)
ORDER = Act(
    "tindakan-sementara",
    OrderMeasure,
    (
        Blank("kind", "Tindakan", "radio", options=options(MeasureKind)),
        Blank("area", "Di mana"),
        Blank("instruction", "Bagaimana dilaksanakan", "text"),
    ),
    intro="Berlaku sampai diakhiri, paling lama sampai Status berakhir (UU 7/2012 Pasal 26–28).",
    fresh="measure_id",
    item="state_id",
)
LIFT = Act(
    "akhiri-tindakan",
    LiftMeasure,
    (Blank("explanation", "Mengapa diakhiri", "text", rows=2),),
    item="measure_id",
)
ASK_MILITARY = Act(
    "bantuan-tni",
    RequestMilitaryHelp,
    (
        Blank("asked_at", "Kapan diminta secara lisan", "moment", half=True),
        Blank("requester", "Oleh siapa", half=True),
        Blank("addressee", "Kepada siapa", hint="Misalnya: Presiden melalui Menteri Dalam Negeri."),
        Blank("grounds", "Alasan", "text", heading="Isi permintaan (PP 2/2015 Pasal 47)"),
        Blank("area", "Wilayah perbantuan"),
        Blank("days", "Lamanya (hari)", "number"),
        Blank("logistics", "Kesiapan dukungan logistik pemerintah daerah", "text"),
        Blank(
            "advice",
            "Saran Pangdam, Kapolda, dan Kajati",
            "text",
            required=False,
        ),
    ),
    intro="Permintaan tertulis harus menyusul paling lama 1×24 jam sejak permintaan lisan.",
    fresh="request_id",
    item="state_id",
)
WRITE_MILITARY = Act(
    "bantuan-tni-tertulis",
    RecordWrittenMilitaryRequest,
    (
        Blank("sent_at", "Kapan dikirim", "moment", half=True),
        Blank("reference", "Nomor surat", half=True),
    ),
    tone="primary",
    item="request_id",
)
HELP_DECIDED = Act(
    "keputusan-bantuan-tni",
    RecordMilitaryHelpDecision,
    (
        Blank("decision", "Keputusan Presiden", "radio", options=options(HelpDecision)),
        Blank("decided_at", "Kapan diputus", "moment", half=True),
        Blank("reference", "Dasar", half=True, hint="Nomor surat, atau oleh siapa disampaikan."),
        Blank("notes", "Isi keputusan atau alasannya", "text", required=False, rows=2),
    ),
    item="request_id",
)
HELP_ORDERED = Act(
    "perintah-bantuan-tni",
    RecordMilitaryHelpOrder,
    (
        Blank("ordered_at", "Kapan Panglima TNI memerintahkan", "moment", half=True),
        Blank("reference", "Nomor perintah", half=True),
        Blank("coordinator", "Pejabat Polri yang mengoordinasikan"),
        Blank(
            "task",
            "Tugas bantuan",
            "text",
            rows=2,
            heading="Yang dikoordinasikan Polri (PP 2/2015 Pasal 40–42)",
        ),
        Blank("area", "Wilayah", half=True),
        Blank("strength", "Kekuatan pasukan", half=True),
        Blank("days", "Lamanya (hari)", "number", half=True),
        Blank("schedule", "Waktu pelaksanaan", half=True),
        Blank("logistics", "Administrasi dan logistik", "text", rows=2),
        Blank("control", "Komando dan pengendalian"),
    ),
    item="request_id",
)
HELP_ENDED = Act(
    "akhir-bantuan-tni",
    RecordEndOfMilitaryHelp,
    (
        Blank("notified_at", "Kapan Presiden diberi tahu secara tertulis", "moment", half=True),
        Blank("reference", "Nomor dan tanggal surat", half=True),
        Blank("explanation", "Mengapa berakhir", "text", required=False, rows=2),
    ),
    intro="Ditujukan kepada Presiden dengan tembusan Panglima TNI (PP 2/2015 Pasal 53 ayat (2)); "
    "suratnya belum disusun di sini.",
    item="request_id",
)
RESCUE = Act(
    "tindakan-darurat",
    RecordRescue,
    (
        Blank("kind", "Tindakan (Pasal 32)", "radio", options=options(RescueKind)),
        Blank("done", "Yang dilakukan", "text", rows=2),
        Blank("by", "Oleh siapa", half=True),
        Blank("done_at", "Kapan", "moment", half=True),
    ),
    intro="Satu jenis tindakan dapat dicatat lebih dari satu kali.",
    item="state_id",
)
PLAN_FUND = Act(
    "rencana-btt",
    PlanContingencyFund,
    tuple(blank for number in range(MOST_NEEDS) for blank in _need(number)),
    intro="Diajukan paling lama 1 hari kerja setelah penetapan; rencana baru menggantikan "
    "yang lama.",
    item="state_id",
    more_label="Kebutuhan lain, waktu kejadian, dan catatan",
)
DISBURSED = Act(
    "pencairan-btt",
    RecordFundDisbursement,
    (
        Blank("amount", "Jumlah (rupiah)", "number", half=True),
        Blank("disbursed_at", "Kapan dicairkan", "moment", half=True),
        Blank("reference", "Nomor perintah pencairan", hint="Misalnya: SP2D nomor …"),
    ),
    intro="PPKD mencairkan paling lama 1 hari kerja sejak rencana kebutuhan diterima "
    "(PP 2/2015 Pasal 80 ayat (2)); pencairan bertahap dicatat satu per satu.",
    item="state_id",
)
PROGRESS = Act(
    "perkembangan-skk",
    RecordProgress,
    (
        Blank("situation", "Keadaan sekarang", "text"),
        Blank("handling", "Yang sudah dilakukan", "text"),
        Blank("dead", "Meninggal", "number", required=False, half=True),
        Blank("injured", "Luka", "number", required=False, half=True),
        Blank("displaced", "Mengungsi", "number", required=False, half=True),
        Blank("needs", "Yang dibutuhkan", "text"),
    ),
    intro="Menjadi isi laporan perkembangan (UU 7/2012 Pasal 23–24). Jumlah orang dihitung sejak "
    "awal.",
    item="state_id",
)
FORM = Act(
    "bentuk-satgas",
    FormTaskForce,
    (
        Blank("level", "Tingkat", "radio", options=_SCALES),
        *(
            Blank(
                f"grounds.{each.value}",
                each.label,
                "check",
                required=False,
                heading="Alasan (UU 7/2012 Pasal 42)" if each is Ground.NO_INSTITUTION else "",
            )
            for each in Ground
        ),
        Blank("explanation", "Uraian alasan", "text"),
        _DECREE,
        *(blank for number in range(MOST_MEMBERS) for blank in _member(number)),
        *(
            Blank(
                f"absences.{each.value}",
                each.label,
                required=False,
                heading="Alasan bila suatu unsur Pasal 47 tidak ada" if not number else "",
                later=True,
            )
            for number, each in enumerate(Element)
        ),
    ),
    intro="Setiap unsur Pasal 47 diisi anggota, atau alasan mengapa tidak ada. "
    "Unsur masyarakat memuat paling sedikit 30 persen perempuan (UU 7/2012 Pasal 48).",
    fresh="task_force_id",
    more_label="Anggota lain, unsur yang tidak ada, waktu kejadian, dan catatan",
    mend=_grounds,
)
FINISH = Act(
    "akhiri-satgas",
    FinishTaskForce,
    (
        Blank("outcome", "Tugas berakhir karena", "radio", options=options(TaskForceOutcome)),
        Blank("facts", "Fakta yang ditemukan", "text", heading="Laporan akhir (Pasal 44)"),
        Blank("data", "Pencarian data", "text"),
        Blank(
            "protection",
            "Pelindungan korban, saksi, pelapor, pelaku, dan barang bukti",
            "text",
        ),
        Blank("options", "Pilihan penyelesaian", "text"),
        Blank(
            "agreement",
            "Teks kesepakatan",
            "text",
            required=False,
            hint="Hanya bila musyawarah mencapai kesepakatan.",
        ),
        Blank("losses", "Kerugian", "text"),
        Blank("compensation", "Ganti kerugian", "text"),
        Blank("recommendations", "Rekomendasi", "text"),
    ),
    item="task_force_id",
)

ACTS: Final = {
    act.slug: act
    for act in (
        *(CONSULT, DECLARE, CONSULT_AGAIN, EXTEND, REVOKE, ORDER, LIFT),
        *(ASK_MILITARY, WRITE_MILITARY, HELP_DECIDED, HELP_ORDERED, HELP_ENDED),
        *(RESCUE, PLAN_FUND, DISBURSED, PROGRESS, FORM, FINISH),
    )
}


# -- what may be done now ------------------------------------------------------------------------


def allowed(file: CaseFile, readings: Readings, now: datetime) -> Iterator[tuple[Act, str]]:
    """The exceptional acts that the case's state allows now, and what each is about."""
    state = file.state_in_force
    if state is not None:
        yield from _under(state, file, now)
    elif file.stage is Stage.ESCALATE:
        for each in file.states.values():
            if each.validity is Validity.PREPARED:
                yield DECLARE, str(each.state_id)
        yield CONSULT, ""
    for each in file.states.values():
        if each is not state:
            yield from _unpaid(each, again=False)
    for force in file.standing_task_forces:
        yield FINISH, str(force.task_force_id)
    lawful = state is not None or not readings.task_force_needs_state_of_conflict
    if lawful and _may_form(file):
        yield FORM, ""


def not_yet(file: CaseFile, readings: Readings) -> Iterator[tuple[Act, str]]:
    """What of this stands close, and what is in its way."""
    waiting = file.state_in_force is None and file.stage is Stage.ESCALATE
    prepared = any(each.validity is Validity.PREPARED for each in file.states.values())
    if waiting and not prepared:
        yield DECLARE, "Konsultasi dengan pimpinan DPRD belum dicatat."
    needed = file.state_in_force is None and readings.task_force_needs_state_of_conflict
    if needed and _may_form(file):
        yield FORM, "Status Keadaan Konflik belum ditetapkan (UU 7/2012 Pasal 42)."


def _unpaid(state: StateOfConflictPage, *, again: bool) -> Iterator[tuple[Act, str]]:
    """What was asked for may be paid in parts, and still after the end."""
    if state.fund_plan is not None and (again or not state.payments):
        yield DISBURSED, str(state.state_id)


def _may_form(file: CaseFile) -> bool:
    escalated = file.stage in (Stage.ESCALATE, Stage.MEDIATE)
    return escalated and not file.standing_task_forces


def _under(state: StateOfConflictPage, file: CaseFile, now: datetime) -> Iterator[tuple[Act, str]]:
    item, last = str(state.state_id), state.last_day
    yield ASK_MILITARY, item
    yield ORDER, item
    yield PLAN_FUND, item
    yield from _unpaid(state, again=True)
    yield RESCUE, item
    yield PROGRESS, item
    if last is not None and now >= end_of(last, file.region) - CONSULTATION_WINDOW:
        yield CONSULT_AGAIN, item
    if state.extension_consultation is not None:
        yield EXTEND, item
    yield REVOKE, item


def items_in_cards(file: CaseFile) -> set[UUID]:
    """What the forms inside the cards are about."""
    measures = {
        key
        for state in file.states.values()
        if state.validity is Validity.IN_FORCE
        for key, each in state.measures.items()
        if each.ended_at is None
    }
    return measures | {
        key
        for state in file.states.values()
        for key, each in state.requests.items()
        if any(_next_steps(state, each))
    }


def _next_steps(state: StateOfConflictPage, each: MilitaryHelpPage) -> Iterator[Act]:
    """What may be recorded next about a request for TNI help; its end also after the state's."""
    if state.validity is Validity.IN_FORCE:
        if each.sent_at is None:
            yield WRITE_MILITARY
        if each.decision is None:
            yield HELP_DECIDED
        elif each.decision.order_by is not None and each.order is None:
            yield HELP_ORDERED
    if each.order is not None and each.notice is None:
        yield HELP_ENDED


# -- how they stand ------------------------------------------------------------------------------


def state_card(
    file: CaseFile, state: StateOfConflictPage, visitor: Visitor, table: Table
) -> pages.StateCard:
    """One state of conflict, with the forms of its measures and requests while it holds."""
    declared = state.declaration
    title = "Konsultasi Status Keadaan Konflik"
    if declared is not None:
        title = f"Status Keadaan Konflik skala {declared.scale.label}"
    return pages.StateCard(
        title=title,
        state=state.validity.label,
        in_force=state.validity is Validity.IN_FORCE,
        facts=tuple(_state_facts(file, state)),
        criteria=tuple(_shown(declared)) if declared else (),
        measures=tuple(
            _measure(file, each, state, visitor, table) for each in state.measures.values()
        ),
        requests=tuple(
            _request(file, each, state, visitor, table) for each in state.requests.values()
        ),
        fund=tuple(
            (str(need.purpose), need.volume, rupiah(need.amount)) for need in state.fund_plan.needs
        )
        if state.fund_plan
        else (),
        fund_total=rupiah(state.fund_plan.total) if state.fund_plan else "",
        fund_due=_fund_due(file, state),
        payments=tuple(_payment(file, each) for each in state.payments),
        progress=tuple(_progress(file, each) for each in reversed(state.progress)),
        rescues=tuple(_rescues(file, state)) if declared else (),
        rescued=_rescued(state),
    )


def _rescues(file: CaseFile, state: StateOfConflictPage) -> Iterator[pages.Fact]:
    """Every kind of Pasal 32: what was done, or that nothing is recorded."""
    for kind in RescueKind:
        told = [
            f"{each.done} ({each.by}, {words.when(each.done_at, file.region).full})"
            for each in state.rescues
            if each.kind is kind
        ]
        yield pages.Fact(label=kind.label, text=" ".join(told) or "Belum dicatat.")


def _rescued(state: StateOfConflictPage) -> str:
    done = len({each.kind for each in state.rescues})
    return f"{done} dari {len(RescueKind)} jenis tindakan sudah dicatat."


def _fund_due(file: CaseFile, state: StateOfConflictPage) -> str:
    plan = state.fund_plan
    if plan is None or plan.disbursed_by is None or state.payments:
        return ""
    return f"Belum dicairkan; paling lambat {words.when(plan.disbursed_by, file.region).full}."


def _payment(file: CaseFile, each: PaymentPage) -> pages.Fact:
    late = ", lewat dari 1 hari kerja" if each.in_time is False else ""
    said = f"{rupiah(each.amount)}, {words.when(each.disbursed_at, file.region).full}{late}"
    return pages.Fact(label=each.reference, text=said)


def _state_facts(file: CaseFile, state: StateOfConflictPage) -> Iterator[pages.Fact]:
    declared, last = state.declaration, state.last_day
    if declared is not None and last is not None:
        yield pages.Fact(label="Wilayah", text=str(declared.area))
        yield pages.Fact(
            label="Jangka waktu",
            text=f"{words.day(declared.starts_on)} sampai dengan {words.day(last)}",
        )
        if declared.decree:
            yield pages.Fact(label="Keputusan", text=declared.decree)
    yield _consultation("Konsultasi", state.council.label, state.consultation, file)
    for each in state.extensions:
        said = f"{each.days} hari sampai dengan {words.day(each.last_day)}"
        decree = f" ({each.decree})" if each.decree else ""
        yield pages.Fact(label=f"Perpanjangan {each.number}", text=f"{said}{decree}")
        yield _consultation("Konsultasi perpanjangan", "", each.consultation, file)
    if state.extension_consultation:
        yield _consultation("Konsultasi perpanjangan", "", state.extension_consultation, file)
    if state.end:
        said = words.when(state.end.at, file.region).full
        decree = f" ({state.end.decree})" if state.end.decree else ""
        why = f". {state.end.explanation}" if state.end.explanation else ""
        yield pages.Fact(label=state.end.validity.label, text=f"{said}{decree}{why}")


def _consultation(label: str, council: str, held: ConsultationPage, file: CaseFile) -> pages.Fact:
    where = f" ({council})" if council else ""
    notes = f" Catatan: {held.notes}" if held.notes else ""
    return pages.Fact(
        label=label,
        text=(
            f"{words.when(held.held_at, file.region).full}, {held.consulted}{where}: "
            f"{held.outcome.label.lower()} ({held.reference}).{notes}"
        ),
    )


def _shown(declared: DeclarationPage) -> Iterator[pages.Fact]:
    for each in declared.indicators:
        label = f"{each.criterion.condition.label}: {each.criterion.label}"
        yield pages.Fact(label=label, text=str(each.evidence))


def _measure(
    file: CaseFile,
    each: MeasurePage,
    state: StateOfConflictPage,
    visitor: Visitor,
    table: Table,
) -> pages.ActedOn:
    ended = f"Berakhir {words.when(each.ended_at, file.region).full}" if each.ended_at else ""
    return pages.ActedOn(
        title=f"{each.kind.label}, {each.area}",
        tag="berakhir" if ended else "berlaku",
        text=str(each.instruction),
        note=ended or f"Sejak {words.when(each.ordered_at, file.region).full}",
        acts=_card_acts(LIFT, str(each.measure_id), state, visitor, table, done=bool(ended)),
    )


def _request(
    file: CaseFile,
    each: MilitaryHelpPage,
    state: StateOfConflictPage,
    visitor: Visitor,
    table: Table,
) -> pages.ActedOn:
    asked = words.when(each.asked_at, file.region).full
    if each.sent_at is None:
        until = words.when(each.in_writing_by, file.region).full
        note = f"Permintaan tertulis paling lambat {until}"
    else:
        late = "" if each.in_time else ", lewat dari 1×24 jam"
        note = f"Tertulis {each.reference}, {words.when(each.sent_at, file.region).full}{late}"
    return pages.ActedOn(
        title=f"{each.area}, {each.days} hari",
        tag=each.tag,
        text=f"{each.grounds} Dukungan: {each.logistics}",
        note=" ".join(
            (
                f"Diminta {each.requester} kepada {each.addressee}, {asked}. {note}.",
                *_answered(file, each),
            )
        ),
        acts=tuple(
            table.draw(act, item=str(each.request_id))
            for act in _next_steps(state, each)
            if visitor.role in act.roles
        ),
    )


def _answered(file: CaseFile, each: MilitaryHelpPage) -> Iterator[str]:
    """What became of a request: decided, ordered, ended."""
    decided, order, notice = each.decision, each.order, each.notice
    if decided is not None:
        notes = f" {decided.notes}" if decided.notes else ""
        on = words.when(decided.decided_at, file.region).full
        yield f"{decided.decision.label} Presiden {on} ({decided.reference}).{notes}"
    if decided is not None and decided.order_by is not None and order is None:
        until = words.when(decided.order_by, file.region).full
        yield f"Perintah Panglima TNI paling lambat {until} (PP 2/2015 Pasal 48 ayat (2))."
    if order is not None:
        late = "" if order.in_time else ", lewat dari 1×24 jam"
        on, agreed = words.when(order.ordered_at, file.region).full, order.coordination
        yield f"Diperintahkan Panglima TNI {on}{late} ({order.reference})."
        yield (
            f"Dikoordinasikan {order.coordinator}: tugas bantuan: {agreed.task} Wilayah: "
            f"{agreed.area}. Kekuatan: {agreed.strength}. Lamanya: {agreed.days} hari. "
            f"Waktu pelaksanaan: {agreed.schedule}. Administrasi dan logistik: "
            f"{agreed.logistics} Kodal: {agreed.control}."
        )
    if notice is not None:
        why = f" {notice.explanation}" if notice.explanation else ""
        on = words.when(notice.notified_at, file.region).full
        yield f"Berakhirnya diberitahukan kepada Presiden {on} ({notice.reference}).{why}"
    elif order is not None and each.ended_at is not None:
        yield "Pemberitahuan berakhirnya kepada Presiden belum dicatat (PP 2/2015 Pasal 53)."


def _card_acts(
    act: Act,
    item: str,
    state: StateOfConflictPage,
    visitor: Visitor,
    table: Table,
    *,
    done: bool,
) -> tuple[pages.ActForm, ...]:
    if done or state.validity is not Validity.IN_FORCE or visitor.role not in act.roles:
        return ()
    return (table.draw(act, item=item),)


def _progress(file: CaseFile, each: ProgressPage) -> pages.ActedOn:
    people = f"{each.dead} meninggal, {each.injured} luka, {each.displaced} mengungsi"
    return pages.ActedOn(
        title=f"Perkembangan ke-{each.number}, {words.when(each.as_of, file.region).full}",
        text=f"{each.situation} {each.handling}",
        note=f"{people}. Kebutuhan: {each.needs}",
    )


def task_force_card(file: CaseFile, force: TaskForcePage) -> pages.TaskForceCard:
    """One task force: why, who, and what it reported in the end."""
    grounds = "; ".join(f"huruf {each.value}: {each.label.lower()}" for each in force.grounds)
    facts = [
        pages.Fact(label="Dibentuk", text=words.when(force.formed_at, file.region).full),
        pages.Fact(label="Alasan", text=f"{grounds}. {force.explanation}"),
    ]
    if force.decree:
        facts.append(pages.Fact(label="Keputusan", text=force.decree))
    if force.absences:
        why = "; ".join(f"{each.element.label}: {each.reason}" for each in force.absences)
        facts.append(pages.Fact(label="Unsur yang tidak ada", text=why))
    return pages.TaskForceCard(
        title=f"Satgas tingkat {force.legal_level.label}",
        state="Bertugas" if force.report is None else force.report.outcome.label,
        standing=force.report is None,
        facts=tuple(facts),
        members=tuple(
            (
                str(each.name),
                str(each.position),
                each.element.part.label,
                each.sex.label,
                each.duty.label,
            )
            for each in force.members
        ),
        report=tuple(_final_report(force.report)) if force.report else (),
    )


def _final_report(report: FinalReportPage) -> Iterator[pages.Fact]:
    said = (
        ("Fakta", report.facts),
        ("Pencarian data", report.data),
        ("Pelindungan korban, saksi, pelapor, pelaku, dan barang bukti", report.protection),
        ("Pilihan penyelesaian", report.options),
        ("Kesepakatan", report.agreement),
        ("Kerugian", report.losses),
        ("Ganti kerugian", report.compensation),
        ("Rekomendasi", report.recommendations),
    )
    return (pages.Fact(label=label, text=str(text)) for label, text in said if text is not None)

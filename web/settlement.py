"""Musyawarah, court and recovery on a case's page: their forms, who may now, how they stand."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.agreement import (
    ExtendObligation,
    RecordBreach,
    RegisterAgreement,
    SignAgreement,
    SignerPart,
)
from domain.case_file import CaseFile
from domain.caucus import BreakCaucusSeal, Caucus, NoteCaucus
from domain.conflict_case import Stage
from domain.court import RecordCourtOutcome, RecordCourtProgress, ReferToCourt, WayToCourt
from domain.deliberation import AppointMediator, RecordSessionNotHeld, RescheduleSession
from domain.indonesian import local
from domain.kernel import Role
from domain.monitoring import DenyRelapse, EndMonitoring
from domain.recovery_plan import (
    ApproveRecoveryPlan,
    BudgetSource,
    CompleteRecoveryItem,
    PlanRecovery,
    RecordRecoveryProgress,
    RecoveryKind,
    WithdrawRecoveryPlan,
)
from domain.release import ReleaseBasis, ReleaseObligation
from domain.settlement_pages import (
    CourtPage,
    DeliberationPage,
    ObligationPage,
    RecoveryItemPage,
    RecoveryPlanPage,
    SessionPage,
)
from web import acts, pages, words
from web.acts import MOST_PARTIES, Act, Attempt, Blank, Mistyped, Table, options
from web.desk import Desk, Done
from web.door import Form, NotHere, Visitor, read_form
from web.words import People

MOST_ITEMS: Final = 10
AT_ONCE: Final = 3


def _signers(typed: dict[str, Any], _: str) -> dict[str, Any]:
    """Who signed for each party, the mediator, and one witness a line: name, then capacity."""
    signed = []
    for name, said in typed.pop("signers", {}).items():
        if "name" not in said:
            raise Mistyped({f"signers.{name}.name": "Wajib diisi."})
        part, number = SignerPart.MEDIATOR, None
        if name.startswith("p"):
            part, number = SignerPart.PARTY, int(name[1:])
        capacity = said.get("capacity", part.label)
        signed.append({"part": part, "party": number, "name": said["name"], "capacity": capacity})
    for line in typed.pop("witnesses", ()):
        who, _comma, capacity = line.partition(",")
        signed.append(
            {
                "part": SignerPart.WITNESS,
                "name": who.strip(),
                "capacity": capacity.strip() or SignerPart.WITNESS.label,
            }
        )
    return {**typed, "signers": signed}


def _consenting(typed: dict[str, Any], _: str) -> dict[str, Any]:
    ticked = typed.pop("consenting", {})
    return {**typed, "consenting": [int(name[1:]) for name, on in ticked.items() if on]}


def _party_rows(*blanks: tuple[str, str, str]) -> tuple[Blank, ...]:
    """For every party there may be: ``(name, label, kind)`` each."""
    return tuple(
        Blank(
            name.format(number),
            label,
            kind,
            required=False,
            half=kind == "line",
            heading=f"Pihak {number}" if first else "",
        )
        for number in range(1, MOST_PARTIES + 1)
        for first, (name, label, kind) in zip((True, False), blanks, strict=False)
    )


def _planned(number: int) -> tuple[Blank, ...]:
    name, later = f"items.{number}", number >= AT_ONCE
    kinds = tuple(
        pages.Option(value=each.value, label=f"{each.part.label}: {each.label} ({each.value})")
        for each in RecoveryKind
    )
    line = Blank(name, "", required=False, later=later)
    return (
        replace(
            line,
            name=f"{name}.kind",
            label="Butir (UU 7/2012 Pasal 37–39)",
            kind="choice",
            options=kinds,
            heading=f"Butir {number + 1}",
        ),
        replace(line, name=f"{name}.what", label="Apa yang dilakukan", kind="text", rows=2),
        replace(line, name=f"{name}.office", label="Perangkat daerah penanggung jawab", half=True),
        replace(
            line,
            name=f"{name}.budget",
            label="Sumber dana",
            kind="choice",
            options=options(BudgetSource),
            half=True,
        ),
        replace(line, name=f"{name}.due", label="Paling lambat", kind="date", half=True),
    )


_MEDIATED_BY = Blank(
    "mediated_by",
    "Penengah yang mempunyai akun",
    "choice",
    required=False,
    hint="Ia dan petugas kasus yang boleh membaca catatan kaukus.",
)
RESCHEDULE = Act(
    "jadwalkan-ulang-sidang",
    RescheduleSession,
    (
        Blank("session_at", "Waktu sidang yang baru", "moment"),
        Blank("explanation", "Mengapa dipindahkan", "text", rows=2),
    ),
    item="deliberation_id",
)
NOT_HELD = Act(
    "sidang-tidak-terselenggara",
    RecordSessionNotHeld,
    (
        Blank("explanation", "Mengapa tidak terselenggara", "text", rows=2),
        Blank(
            "next_session_at",
            "Sidang berikutnya",
            "moment",
            required=False,
            hint="Kosongkan bila musyawarah ini berakhir karenanya (Pasal 42 huruf c).",
        ),
    ),
    tone="danger",
    item="deliberation_id",
)
APPOINT = Act(
    "tunjuk-penengah",
    AppointMediator,
    (
        Blank("mediator", "Penengah yang baru"),
        _MEDIATED_BY,
        Blank(
            "independence",
            "Pernyataan independensi",
            "text",
            rows=2,
            hint="Tidak berpihak dan tidak berkepentingan dalam perselisihan ini.",
        ),
        Blank("explanation", "Mengapa diganti", "text", rows=2),
    ),
    item="deliberation_id",
)
CAUCUS = Act(
    "simpan-kaukus",
    NoteCaucus,
    (
        Blank("party", "Dengan pihak", "choice"),
        Blank("note", "Yang disampaikan", "text", rows=5),
    ),
    intro="Tersegel dengan kunci tersendiri: hanya penengah dan petugas kasus yang membacanya."
    " Tidak masuk riwayat, naskah, pencarian, maupun unduhan.",
    fresh="caucus_id",
    item="deliberation_id",
)
BREAK_SEAL = Act(
    "buka-segel",
    BreakCaucusSeal,
    (Blank("explanation", "Alasan membuka segel", "text", rows=2),),
    intro="Pembukaan dan alasannya tercatat pada kasus. Isinya terbaca selama satu jam.",
    tone="danger",
    item="caucus_id",
)
SIGN = Act(
    "tanda-tangan-kesepakatan",
    SignAgreement,
    (
        Blank("signed_on", "Tanggal ditandatangani", "date", half=True),
        Blank("place", "Tempat", half=True),
        *_party_rows(
            ("signers.p{}.name", "Penanda tangan", "line"),
            ("signers.p{}.capacity", "Kedudukannya", "line"),
        ),
        Blank("signers.m.name", "Penengah yang menandatangani", required=False, heading="Lainnya"),
        Blank(
            "witnesses",
            "Saksi",
            "lines",
            required=False,
            hint="Satu orang per baris: nama, koma, kedudukan.",
        ),
        Blank("to_register", "Akan didaftarkan di pengadilan negeri", "check", required=False),
    ),
    intro="Mencatat tanda tangan di atas kertas; kesepakatan mengikat para pihak (Pasal 41).",
    tone="primary",
    item="deliberation_id",
    mend=_signers,
)
REGISTER = Act(
    "daftar-kesepakatan",
    RegisterAgreement,
    (
        Blank("court", "Pengadilan negeri", half=True),
        Blank("number", "Nomor pendaftaran", half=True),
        Blank("registered_on", "Tanggal didaftarkan", "date"),
    ),
    intro="Pilihan para pihak; UU 30/1999 Pasal 6 hanya pedoman bagi konflik sosial.",
    item="deliberation_id",
)
BREACH = Act(
    "kewajiban-dilanggar",
    RecordBreach,
    (Blank("explanation", "Apa yang terjadi", "text", rows=2),),
    tone="danger",
    item="obligation_id",
)
EXTEND = Act(
    "perpanjang-kewajiban",
    ExtendObligation,
    (
        Blank("due", "Batas waktu yang baru", "date"),
        *_party_rows(("consenting.p{}", "Menyetujui", "check")),
        Blank("explanation", "Alasan", "text", rows=2),
    ),
    item="obligation_id",
    mend=_consenting,
)
RELEASE = Act(
    "lepaskan-kewajiban",
    ReleaseObligation,
    (
        Blank("basis", "Dasar", "radio", options=options(ReleaseBasis)),
        Blank(
            "agreement",
            "Kesepakatan yang lebih baru",
            "choice",
            required=False,
            hint="Wajib bila dasarnya kesepakatan yang lebih baru.",
        ),
        *_party_rows(("consenting.p{}", "Menyetujui", "check")),
        Blank(
            "explanation",
            "Alasan",
            "text",
            rows=2,
            hint="Apa yang menggantikannya, atau mengapa tidak lagi harus dipenuhi.",
        ),
    ),
    intro="Pelanggaran yang tercatat tetap tercatat dan tetap dihitung; kewajiban yang dilepaskan"
    " tidak dihitung ditepati.",
    tone="danger",
    item="obligation_id",
    mend=_consenting,
)
TO_COURT = Act(
    "ke-pengadilan",
    ReferToCourt,
    (
        Blank("way", "Bagaimana sampai ke pengadilan", "radio", options=options(WayToCourt)),
        Blank("court", "Pengadilan", half=True),
        Blank("docket", "Nomor perkara", half=True),
        Blank("filed_on", "Tanggal didaftarkan", "date"),
        Blank("explanation", "Keterangan", "text", rows=2),
    ),
    intro="Kasus selanjutnya dipantau, tidak dicampuri, sampai ada putusan (Pasal 43, 45–46).",
    tone="danger",
)
COURT_PROGRESS = Act(
    "perkembangan-perkara",
    RecordCourtProgress,
    (Blank("progress", "Perkembangan perkara", "text"),),
    tone="primary",
)
COURT_OUTCOME = Act(
    "putusan-pengadilan",
    RecordCourtOutcome,
    (
        Blank("decided_on", "Tanggal putusan", "date", half=True),
        Blank("ruling", "Nomor putusan", half=True),
        Blank("outcome", "Amar dan artinya bagi para pihak", "text"),
    ),
)
PLAN = Act(
    "susun-rencana-pemulihan",
    PlanRecovery,
    tuple(blank for number in range(MOST_ITEMS) for blank in _planned(number)),
    intro="Rekonsiliasi, rehabilitasi, dan rekonstruksi (Pasal 36–39). Orang kedua menyetujui.",
    fresh="plan_id",
    more_label="Butir lain, waktu kejadian, dan catatan",
)
APPROVE_PLAN = Act(
    "setujui-rencana-pemulihan",
    ApproveRecoveryPlan,
    intro="Menyetujui persis butir yang tampil; sejak itu batas waktunya berjalan.",
    tone="primary",
    item="plan_id",
)
WITHDRAW_PLAN = Act(
    "batalkan-rencana-pemulihan",
    WithdrawRecoveryPlan,
    (Blank("explanation", "Mengapa dibatalkan", "text", rows=2),),
    tone="danger",
    item="plan_id",
)
ITEM_PROGRESS = Act(
    "kemajuan-pemulihan",
    RecordRecoveryProgress,
    (Blank("progress", "Kemajuan", "text", rows=2),),
    item="item_id",
)
ITEM_DONE = Act(
    "butir-pemulihan-selesai",
    CompleteRecoveryItem,
    (Blank("evidence", "Bukti bahwa selesai", "text", rows=2),),
    item="item_id",
)
END_MONITORING = Act(
    "akhiri-pemantauan",
    EndMonitoring,
    (Blank("explanation", "Alasan mengakhiri lebih awal", "text"),),
    intro="Hanya bila catatan terakhir tenang. Kunjungan yang belum dibuat ikut gugur.",
    tone="danger",
)
DENY_RELAPSE = Act(
    "bukan-konflik-berulang",
    DenyRelapse,
    (Blank("explanation", "Mengapa bukan konflik berulang", "text"),),
    intro="Bila memang berulang, buka kembali kasusnya. Selama belum dijawab, kasus tidak dapat"
    " ditutup.",
)

IN_CARDS: Final = (
    *(RESCHEDULE, NOT_HELD, APPOINT, CAUCUS, SIGN, REGISTER, BREACH, EXTEND, RELEASE),
    *(APPROVE_PLAN, WITHDRAW_PLAN, ITEM_PROGRESS, ITEM_DONE),
)
"""Acts that are drawn where what they are about is shown."""

ACTS: Final = {
    act.slug: act
    for act in (
        *IN_CARDS,
        *(TO_COURT, COURT_PROGRESS, COURT_OUTCOME, PLAN, END_MONITORING, DENY_RELAPSE),
    )
}


def given(act: Act, file: CaseFile, item: str) -> dict[str, object]:
    """What an act of this house is about; NotHere for what is none of this case's."""
    try:
        wanted = UUID(item)
    except ValueError:
        raise NotHere from None
    plans = file.settlement.plans
    match act.item:
        case "plan_id" if wanted in plans:
            return {"plan_id": wanted}
        case "item_id":
            for plan in plans.values():
                if wanted in plan.items:
                    return {"plan_id": plan.plan_id, "item_id": wanted}
    raise NotHere


# -- what may be done now ------------------------------------------------------------------------


def allowed(file: CaseFile) -> Iterator[tuple[Act, str]]:
    """What of court, recovery and monitoring the case's state allows now."""
    page = file.settlement
    if page.before_the_court:
        yield COURT_PROGRESS, ""
        yield COURT_OUTCOME, ""
    elif file.stage in (Stage.ESCALATE, Stage.MEDIATE) and _free(file):
        yield TO_COURT, ""
    if file.stage is Stage.RESOLVE:
        yield PLAN, ""
        if file.calm and words.is_monitored(file):
            yield END_MONITORING, ""


def sessions_over(file: CaseFile, now: datetime) -> list[DeliberationPage]:
    """Open deliberations whose session's time has come: what it came to can be written down."""
    return [each for each in file.open_deliberations if each.session_at <= now]


def _free(file: CaseFile) -> bool:
    """Nothing stands between the case and the court."""
    waits = file.open_deliberations or file.standing_task_forces or file.proposal
    return not waits and file.verified


def with_choices(desk: Desk, file: CaseFile, act: Act, item: str) -> Act:
    """An act's form with the choices only this case has."""
    match act.slug:
        case acts.RECORD_SESSION.slug | SIGN.slug | EXTEND.slug | CAUCUS.slug:
            return _for_parties(file, act, item)
        case RELEASE.slug:
            later = _later_agreements(file, item)
            return _for_parties(file, act, item).with_options("agreement", later)
        case acts.SCHEDULE_DELIBERATION.slug | APPOINT.slug:
            return act.with_options("mediated_by", _mediators(desk, file))
        case acts.RECORD_MONITORING.slug:
            if not file.settlement.visits_due:
                return replace(act, blanks=tuple(b for b in act.blanks if b.name != "visit"))
            return act.with_options("visit", _visits(file))
        case _:
            return act


def _for_parties(file: CaseFile, act: Act, item: str) -> Act:
    """The rows of the parties there are, under their names."""
    talk = _talk_of(file, item)
    if talk is None:
        return act
    parties = tuple(map(str, talk.parties))
    blanks = []
    for blank in act.blanks:
        rowed = [part for part in blank.name.split(".") if part[0] == "p" and part[1:].isdecimal()]
        number = int(rowed[0][1:]) if rowed else 0
        if number > len(parties):
            continue
        blanks.append(_under_name(blank, parties[number - 1]) if number else blank)
    numbered = (
        pages.Option(value=str(number), label=named) for number, named in enumerate(parties, 1)
    )
    return replace(act, blanks=tuple(blanks)).with_options("party", numbered)


def _under_name(blank: Blank, party: str) -> Blank:
    if blank.kind == "check":
        return replace(blank, label=f"{party} menyetujui", heading="")
    return replace(blank, heading=party) if blank.heading else blank


def _talk_of(file: CaseFile, item: str) -> DeliberationPage | None:
    """The deliberation an item is, or is an obligation of."""
    for talk in file.deliberations.values():
        if item in {str(talk.deliberation_id), *map(str, talk.obligations)}:
            return talk
    return None


def _later_agreements(file: CaseFile, item: str) -> Iterator[pages.Option]:
    """The case's agreements since the one this is an obligation of, the latest first."""
    talk = _talk_of(file, item)
    if talk is None or talk.agreed_at is None:
        return
    made = [each for each in file.deliberations.values() if each.agreed_at is not None]
    for each in sorted(made, key=lambda one: one.agreed_at or one.session_at, reverse=True):
        if each.agreed_at and each.agreed_at > talk.agreed_at:
            label = f"{each.track.label}, {words.day(local(each.agreed_at, file.region).date())}"
            yield pages.Option(value=str(each.deliberation_id), label=label)


def _mediators(desk: Desk, file: CaseFile) -> Iterator[pages.Option]:
    for role in (Role.CASE_OFFICER, Role.SUPERVISOR):
        for account, standing in desk.office.accounts.holders(role, file.region):
            label = f"{account.name}, {standing.unit}"
            yield pages.Option(value=str(account.actor), label=label)


def _visits(file: CaseFile) -> Iterator[pages.Option]:
    for day in sorted(file.settlement.visits_due):
        yield pages.Option(value=str(day), label=f"Kunjungan hari ke-{day}")


# -- how they stand ------------------------------------------------------------------------------


def talk_card(
    desk: Desk,
    file: CaseFile,
    talk: DeliberationPage,
    visitor: Visitor,
    table: Table,
    people: People,
) -> pages.TalkCard:
    """One deliberation: its sessions, its agreement, each obligation with its forms."""
    region = file.region
    chosen = talk.institution
    return pages.TalkCard(
        track=talk.track.label,
        institution=f"{chosen.name}, diakui oleh {chosen.recognised_by}" if chosen else "",
        venue=str(talk.venue),
        session=words.when(talk.session_at, region).full,
        parties=tuple(map(str, talk.parties)),
        mediator=str(talk.mediator),
        agenda=str(talk.agenda),
        result=talk.result.label if talk.result else "",
        minutes=str(talk.minutes) if talk.minutes else "",
        sessions=tuple(_session(file, talk, each) for each in talk.sessions),
        changes=tuple(
            pages.Fact(label=words.when(at, region).full, text=str(why)) for at, why in talk.changes
        ),
        articles=tuple(map(str, talk.articles)),
        open_points=str(talk.open_points) if talk.open_points else "",
        signed=tuple(_signed(talk)),
        obligations=tuple(
            _obligation(desk, file, talk, each, visitor, table, people)
            for each in talk.obligations.values()
        ),
        caucuses=tuple(
            (f"/kaukus/{each}", f"Kaukus dengan {talk.parties[party - 1]}")
            for each, party in talk.caucuses.items()
        ),
        acts=tuple(_talk_acts(desk, file, talk, visitor, table)),
    )


def _talk_acts(
    desk: Desk, file: CaseFile, talk: DeliberationPage, visitor: Visitor, table: Table
) -> Iterator[pages.ActForm]:
    wanted: list[Act] = []
    if talk.result is None:
        wanted += [RESCHEDULE, APPOINT]
        if talk.session_at <= desk.office.clock.now():
            wanted.append(NOT_HELD)
        if visitor.actor in (talk.mediated_by, file.officer):
            wanted.append(CAUCUS)
    elif talk.agreed:
        if talk.signed is None:
            wanted.append(SIGN)
        elif not talk.signed.registered_on:
            wanted.append(REGISTER)
    yield from _drawn(desk, file, wanted, str(talk.deliberation_id), visitor, table)


def _drawn(
    desk: Desk, file: CaseFile, wanted: list[Act], item: str, visitor: Visitor, table: Table
) -> Iterator[pages.ActForm]:
    for act in wanted:
        if file.stage.open and visitor.role in act.roles:
            yield table.draw(with_choices(desk, file, act, item), item=item)


def _session(file: CaseFile, talk: DeliberationPage, each: SessionPage) -> pages.SessionLine:
    there = "; ".join(
        f"{talk.parties[one.party - 1]}: {one.representative} ({one.mandate})"
        for one in each.attendance
    )
    said = (
        ("Hadir", there),
        ("Pernyataan penengah", each.independence),
        ("Saksi", "; ".join(map(str, each.witnesses))),
        ("Posisi dan kepentingan", each.positions),
        ("Pilihan yang dibahas", each.options),
        ("Jalannya sidang", each.minutes),
    )
    return pages.SessionLine(
        title=f"Sidang {each.number}, {words.when(each.session_at, file.region).full}",
        facts=tuple(pages.Fact(label=label, text=str(text)) for label, text in said if text),
        follow_ups=tuple(
            f"{one.what} ({one.owner}, paling lambat {words.day(one.due)})"
            for one in each.follow_ups
        ),
    )


def _signed(talk: DeliberationPage) -> Iterator[pages.Fact]:
    signed = talk.signed
    if signed is None:
        return
    where = f"{words.day(signed.signed_on)} di {signed.place}"
    yield pages.Fact(label="Ditandatangani", text=where)
    for each in signed.signatures:
        party = f" untuk {talk.parties[each.party - 1]}" if each.party else ""
        yield pages.Fact(label=each.part.label, text=f"{each.name}, {each.capacity}{party}")
    if signed.registered_on:
        day = words.day(signed.registered_on)
        yield pages.Fact(label="Didaftarkan", text=f"{signed.court}, {signed.number}, {day}")


def _obligation(
    desk: Desk,
    file: CaseFile,
    talk: DeliberationPage,
    each: ObligationPage,
    visitor: Visitor,
    table: Table,
    people: People,
) -> pages.ObligationLine:
    region, met = file.region, each.met_at
    today = local(desk.office.clock.now(), region).date()
    wanted = [acts.MEET_OBLIGATION, EXTEND] if each.owed else []
    if each.owed and each.breached_at is None:
        wanted.append(BREACH)
    if each.owed and visitor.actor not in (talk.agreed_by, each.breach_told_by):
        wanted.append(RELEASE)
    return pages.ObligationLine(
        who=str(each.who),
        what=str(each.what),
        due=words.day(each.due),
        evidence=each.evidence,
        met=words.when(met, region).full if met else "",
        breached=words.when(each.breached_at, region).full if each.breached_at else "",
        extended=words.day(each.extended_from) if each.extended_from else "",
        released=tuple(_released(file, each, people)),
        late=each.owed and each.due < today,
        acts=tuple(_drawn(desk, file, wanted, str(each.obligation_id), visitor, table)),
    )


def _released(file: CaseFile, each: ObligationPage, people: People) -> Iterator[pages.Fact]:
    if each.released_at is None or each.released_by is None or each.release_basis is None:
        return
    when, who = words.when(each.released_at, file.region).full, people.name(each.released_by)
    yield pages.Fact(label="Dilepaskan", text=f"{when} oleh {who}")
    basis = each.release_basis.label
    if each.release_ruling:
        basis = f"{basis} {each.release_ruling}"
    yield pages.Fact(label="Dasar", text=basis)
    yield pages.Fact(label="Alasan", text=str(each.release_explanation))


def court_card(file: CaseFile, court: CourtPage) -> pages.CourtCard:
    """The case before the court."""
    facts = [
        ("Jalan", court.way.label),
        ("Perkara", f"{court.court}, nomor {court.docket}, {words.day(court.filed_on)}"),
        ("Keterangan", str(court.explanation)),
    ]
    if court.decided_on:
        facts.append(("Putusan", f"{court.ruling}, {words.day(court.decided_on)}"))
        facts.append(("Amar", str(court.outcome)))
    return pages.CourtCard(
        decided=court.decided_on is not None,
        facts=tuple(pages.Fact(label=label, text=text) for label, text in facts),
        progress=tuple(
            pages.Fact(label=words.when(at, file.region).full, text=str(said))
            for at, said in court.progress
        ),
    )


def plan_card(
    desk: Desk, file: CaseFile, plan: RecoveryPlanPage, visitor: Visitor, table: Table
) -> pages.PlanCard:
    """One recovery plan, its items, and what may be done about each."""
    state = "Konsep, menunggu persetujuan"
    if plan.withdrawn is not None:
        state = "Dibatalkan"
    elif plan.approved_at:
        state = f"Disetujui {words.when(plan.approved_at, file.region).full}"
    return pages.PlanCard(
        state=state,
        open=plan.open_items > 0,
        note=f"Alasan pembatalan: {plan.withdrawn}" if plan.withdrawn else "",
        items=tuple(_item(desk, file, plan, each, visitor, table) for each in plan.items.values()),
        acts=tuple(_plan_acts(plan, visitor, table)) if file.stage.open else (),
    )


def _plan_acts(plan: RecoveryPlanPage, visitor: Visitor, table: Table) -> Iterator[pages.ActForm]:
    if plan.withdrawn is not None or not plan.open_items:
        return
    item = str(plan.plan_id)
    own = visitor.actor == plan.planner
    if not plan.approved_at and not own and visitor.role in APPROVE_PLAN.roles:
        yield table.draw(APPROVE_PLAN, item=item, hidden=(("content_hash", plan.content_hash),))
    if visitor.role in WITHDRAW_PLAN.roles:
        yield table.draw(WITHDRAW_PLAN, item=item)


def _item(
    desk: Desk,
    file: CaseFile,
    plan: RecoveryPlanPage,
    each: RecoveryItemPage,
    visitor: Visitor,
    table: Table,
) -> pages.PlanLine:
    item, open_ = each.item, each.done_at is None and plan.withdrawn is None
    wanted = [ITEM_PROGRESS, ITEM_DONE] if open_ and plan.approved_at else []
    today = local(desk.office.clock.now(), file.region).date()
    return pages.PlanLine(
        title=item.kind.label,
        article=item.kind.article,
        what=str(item.what),
        note=f"{item.office} · {item.budget.label} · paling lambat {words.day(item.due)}",
        late=open_ and item.due < today,
        done=words.when(each.done_at, file.region).full if each.done_at else "",
        evidence=str(each.evidence) if each.evidence else "",
        progress=tuple(
            pages.Fact(label=words.when(at, file.region).full, text=str(said))
            for at, said in each.progress
        ),
        acts=tuple(_drawn(desk, file, wanted, str(item.item_id), visitor, table)),
    )


# -- caucus --------------------------------------------------------------------------------------


def routes(desk: Desk) -> APIRouter:
    """`/kaukus/{id}`, and breaking its seal."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]

    @router.get("/kaukus/{caucus_id}")
    def show(caucus_id: UUID, visitor: coming_in) -> Response:
        return _shown(desk, visitor, caucus_id)

    @router.post("/kaukus/{caucus_id}/buka-segel")
    def unseal(
        caucus_id: UUID,
        form: Annotated[Form, Depends(read_form)],
        visitor: coming_in,
    ) -> Response:
        desk.door.must_be_ours(visitor, form)
        caucus, file = _found(desk, visitor, caucus_id)
        if visitor.role not in BREAK_SEAL.roles:
            raise NotHere
        known = {"caucus_id": caucus.id, "deliberation_id": caucus.talk}
        done = desk.carry_out(
            visitor, BREAK_SEAL, form, region=file.region, given=known, item=str(caucus_id)
        )
        if isinstance(done, Done):
            return desk.onward(f"/kaukus/{caucus_id}", done.outcome)
        return _shown(desk, visitor, caucus_id, done.attempt, done.status)

    return router


def _found(desk: Desk, visitor: Visitor, caucus_id: UUID) -> tuple[Caucus, CaseFile]:
    """The sealed note and the file of its case; NotHere unless that may be read at least."""
    caucus = desk.office.register.load(Caucus, caucus_id)
    if caucus is None:
        raise NotHere
    return caucus, desk.case(visitor, caucus.kept_for)


def _shown(
    desk: Desk, visitor: Visitor, caucus_id: UUID, attempt: Attempt | None = None, status: int = 200
) -> Response:
    caucus, file = _found(desk, visitor, caucus_id)
    talk = file.deliberations[caucus.talk]
    entitled = frozenset(each for each in (talk.mediated_by, file.officer) if each)
    open_ = caucus.open_to(visitor.actor, entitled, desk.office.clock.now())
    if not open_ and visitor.role not in BREAK_SEAL.roles:
        raise NotHere
    table = Table(
        path=f"/kaukus/{caucus_id}",
        region=file.region,
        csrf=visitor.csrf,
        position=file.position,
        attempt=attempt,
    )
    page = pages.CaucusPage(
        frame=desk.frame(visitor),
        title="Catatan kaukus",
        case_title=str(file.title),
        case_url=f"/kasus/{file.case_id}",
        party=str(talk.parties[caucus.party - 1]),
        note=str(caucus.text) if open_ else "",
        open=open_,
        act=None if open_ else table.draw(BREAK_SEAL, item=str(caucus_id)),
    )
    return desk.show("caucus", page, status)

"""The exceptional acts of a drill: a state of conflict and a task force beside a case's story."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from domain.clocks import WaitKind
from domain.conflict_case import (
    ConflictCase,
    DeliberationOpen,
    Stage,
    TaskForceStands,
    Track,
)
from domain.conflict_terms import ConsultationOutcome, Council, Criterion, MeasureKind, Scale
from domain.contingency_fund import (
    AlreadyDisbursed,
    DisbursedOutOfTurn,
    NoFundPlan,
    PlanContingencyFund,
    RecordFundDisbursement,
)
from domain.deliberation import Deliberation, SessionResult
from domain.indonesian import local
from domain.kernel import Command, Refusal
from domain.law import CONSULTATION_WINDOW
from domain.military_help import (
    HelpDecision,
    HelpOutlastsState,
    HelpOutOfTurn,
    HelpStepMissing,
    HelpStepTaken,
    RecordEndOfMilitaryHelp,
    RecordMilitaryHelpDecision,
    RecordMilitaryHelpOrder,
    UnknownRequest,
)
from domain.rescue import RecordRescue, RescuedInFuture, RescueKind
from domain.state_of_conflict import (
    AlreadyDeclared,
    AlreadyExtended,
    AlreadyInWriting,
    AnotherInForce,
    AskedOutsideState,
    BeginsInFuture,
    ConditionNotShown,
    ConsultedAnotherCouncil,
    ConsultedInFuture,
    ConsultedTooEarly,
    ConsultedTooLate,
    CountsFromToday,
    DeclareStateOfConflict,
    ExtendStateOfConflict,
    ExtensionNotConsulted,
    HelpIsTheGovernments,
    LiftMeasure,
    NoLongerInForce,
    NotTheGovernorsAct,
    NotYetDeclared,
    OrderMeasure,
    RecordCouncilConsultation,
    RecordExtensionConsultation,
    RecordProgress,
    RecordWrittenMilitaryRequest,
    RegencyNotAutonomous,
    RequestMilitaryHelp,
    RevokeStateOfConflict,
    SentBeforeAsked,
    StateOfConflict,
    TermTooLong,
    UnknownMeasure,
)
from domain.task_force import (
    AgreementBeforeCourt,
    AgreementMissing,
    Element,
    ElementMissing,
    FinishTaskForce,
    FormTaskForce,
    Ground,
    GroundNotShown,
    LevelIsNotScale,
    MemberTwice,
    NoStateOfConflict,
    NotAgreedBeforeTaskForce,
    PartMissing,
    Sex,
    TaskForceOutcome,
    TaskForceOver,
    TooFewWomen,
)
from drill import clocks
from drill.cast import GOVERNOR, HEAD, Member
from drill.desks import Script

if TYPE_CHECKING:
    from drill.story import Story

SLIP: Final = 0.15
DECREE: Final = "Keputusan contoh nomor 1"
SHOWN: Final = (Criterion.ANARCHY, Criterion.DEATHS, Criterion.OFFICES)
MOST_TRIES: Final = 60
"""How often a task force tries to end its work before it is left standing."""


def state_of_conflict(story: "Story") -> Script:
    """Consulted on, declared, and seen to its end; with it a task force."""
    yield story.after(1, 5)
    case = story.look_up(ConflictCase, story.case_id)
    if case.stage is not Stage.ESCALATE or case.states:
        return
    national = story.at_first_or(0.1, "a national state of conflict")
    acts = Acts(story, Scale.NATIONAL if national else Scale.PROVINCE)
    acts.consult_and_declare()
    if not national:
        story.beside("task force", acts.task_force)
    yield from acts.first_days()
    yield from acts.to_its_end()


class Acts:
    """What is done about one state of conflict."""

    def __init__(self, story: "Story", scale: Scale) -> None:
        self.story = story
        self.scale = scale
        self.state_id: UUID = story.made("state", scale.value)
        self.force_id: UUID = story.made("task force")
        self.helped: dict[str, Any] | None = None
        """The request by which TNI help is in place."""

    # -- before ----------------------------------------------------------------------------

    def consult_and_declare(self) -> None:
        story, plan = self.story, self._consultation(self.scale.council)
        later = plan | {"held_at": story.now + timedelta(hours=1)}
        self._now_and_then(ConsultedInFuture, RecordCouncilConsultation, story.officer, later)
        self._form_wrongly_before()
        story.send(RecordCouncilConsultation, story.officer, **plan)
        self._declare_wrongly()
        story.send(DeclareStateOfConflict, GOVERNOR, **self._declaration())
        self._letters_of("declaration")
        clocks.of_the_state(story, self.state_id)
        again = self._declaration()
        self._now_and_then(AlreadyDeclared, DeclareStateOfConflict, GOVERNOR, again)
        if self.scale is Scale.PROVINCE:
            self._declare_another()

    def _consultation(self, council: Council, **facts: object) -> dict[str, Any]:
        return {
            "state_id": self.state_id,
            "case_id": self.story.case_id,
            "council": council,
            "held_at": self.story.now - timedelta(minutes=1),
            "consulted": "Pimpinan dewan contoh",
            "outcome": self.story.dice.choice(list(ConsultationOutcome)),
            "reference": "Berita acara contoh nomor 1",
        } | facts

    def _declaration(self, **facts: object) -> dict[str, Any]:
        return {
            "state_id": self.state_id,
            "scale": self.scale,
            "area": self.story.incident.location[:200] or "Seluruh wilayah kejadian",
            "days": 90,
            "indicators": tuple(
                {"criterion": each, "evidence": "Dilaporkan petugas."} for each in SHOWN
            ),
            "decree": DECREE if self.scale is Scale.NATIONAL else None,
        } | facts

    def _declare_wrongly(self) -> None:
        national = {"scale": Scale.NATIONAL, "decree": DECREE}
        today = local(self.story.now, self.story.incident.region_code).date()
        tries: list[tuple[type[Refusal], dict[str, Any]]] = [
            (ConditionNotShown, {"indicators": ()}),
            (NotTheGovernorsAct, {"scale": Scale.NATIONAL, "decree": None}),
            (BeginsInFuture, {**national, "starts_on": today + timedelta(days=2)}),
            (TermTooLong, {"days": 91}),
        ]
        if self.scale is Scale.PROVINCE:
            tries.append((ConsultedAnotherCouncil, national))
            tries.append((CountsFromToday, {"starts_on": today - timedelta(days=2)}))
        else:
            early = {**national, "starts_on": today - timedelta(days=2)}
            tries.append((ConsultedTooLate, early))
        if self.story.incident.region_code.startswith("31"):
            regency = {"scale": Scale.REGENCY, "decree": DECREE}
            tries.append((RegencyNotAutonomous, regency))
        for rule, facts in tries:
            wrong = self._declaration(**facts)
            self._now_and_then(rule, DeclareStateOfConflict, GOVERNOR, wrong)
        self._now_and_then(NotYetDeclared, OrderMeasure, GOVERNOR, self._measure())

    def _declare_another(self) -> None:
        story, other = self.story, self.story.made("state", "another")
        if story.at_first_or(SLIP, AnotherInForce):
            consulted = self._consultation(Council.PROVINCE, state_id=other)
            story.send(RecordCouncilConsultation, story.officer, **consulted)
            wrong = self._declaration(state_id=other)
            story.wrongly(AnotherInForce, DeclareStateOfConflict, GOVERNOR, **wrong)

    # -- under it --------------------------------------------------------------------------

    def first_days(self) -> Script:
        """Measures, the military's help, the fund, and how it goes."""
        story, measure = self.story, self._measure()
        story.send(OrderMeasure, GOVERNOR, **measure)
        if self.scale is Scale.PROVINCE:
            request = self._ask()
            late = story.at_first_or(0.2, "a written request that comes late")
            due = story.due(self._state(), WaitKind.MILITARY_REQUEST_IN_WRITING)
            yield story.too_late(due) if late else story.in_time(due)
            self._write(request)
            yield from self._answer(request)
        else:
            request = self._request()
            self._now_and_then(HelpIsTheGovernments, RequestMilitaryHelp, HEAD, request)
        if story.at_first_or(0.3, "a fund plan that comes late"):
            yield story.too_late(story.due(self._state(), WaitKind.CONTINGENCY_FUND_PLAN))
        yield from self._fund()
        yield story.after(1440, 10 * 1440)
        self._rescue()
        story.send(RecordProgress, story.officer, **self._progress())
        self._letters_of("progress")
        if story.sometimes(0.3):
            self._end_help()
        lifting = {
            "state_id": self.state_id,
            "measure_id": measure["measure_id"],
            "explanation": "Kawasan sudah aman.",
        }
        if story.sometimes(0.5):
            story.send(LiftMeasure, GOVERNOR, **lifting)
        unknown = lifting | {"measure_id": story.made("no measure")}
        self._now_and_then(UnknownMeasure, LiftMeasure, GOVERNOR, unknown)

    def _fund(self) -> Script:
        """Asked for, and paid, in time or late."""
        story = self.story
        paid = {
            "state_id": self.state_id,
            "amount": 100_000_000,
            "disbursed_at": story.now,
            "reference": "SP2D contoh nomor 1",
        }
        self._now_and_then(NoFundPlan, RecordFundDisbursement, story.officer, paid)
        needs = ({"purpose": "Tenda", "volume": "20 unit", "amount": 150_000_000},)
        story.send(PlanContingencyFund, HEAD, state_id=self.state_id, needs=needs)
        self._letters_of("fund plan")
        due = story.due(self._state(), WaitKind.CONTINGENCY_FUND_DISBURSEMENT)
        late = story.at_first_or(0.2, "a fund that is paid late")
        yield story.too_late(due) if late else story.in_time(due)
        ahead = paid | {"disbursed_at": story.now + timedelta(hours=1)}
        self._now_and_then(DisbursedOutOfTurn, RecordFundDisbursement, story.officer, ahead)
        now = paid | {"disbursed_at": story.now}
        story.send(RecordFundDisbursement, story.officer, **now)
        self._now_and_then(AlreadyDisbursed, RecordFundDisbursement, story.officer, now)

    def _ask(self) -> dict[str, Any]:
        story, request = self.story, self._request()
        before = request | {"asked_at": story.now - timedelta(days=1)}
        self._now_and_then(AskedOutsideState, RequestMilitaryHelp, HEAD, before)
        longer = request | {"days": 91}
        self._now_and_then(HelpOutlastsState, RequestMilitaryHelp, HEAD, longer)
        story.send(RequestMilitaryHelp, HEAD, **request)
        self._letters_of("request")
        return request

    def _write(self, request: dict[str, Any]) -> None:
        story = self.story
        written = {
            "state_id": self.state_id,
            "request_id": request["request_id"],
            "sent_at": story.now,
            "reference": "Nomor contoh 1",
        }
        unknown = written | {"request_id": story.made("no request")}
        early = written | {"sent_at": request["asked_at"] - timedelta(minutes=1)}
        self._now_and_then(UnknownRequest, RecordWrittenMilitaryRequest, HEAD, unknown)
        if not self._state().requests[request["request_id"]].written:  # by its letter, signed
            self._now_and_then(SentBeforeAsked, RecordWrittenMilitaryRequest, HEAD, early)
            story.send(RecordWrittenMilitaryRequest, HEAD, **written)
        self._now_and_then(AlreadyInWriting, RecordWrittenMilitaryRequest, HEAD, written)

    def _answer(self, request: dict[str, Any]) -> Script:
        """The President's decision, and the order that follows it, in time or late."""
        story = self.story
        about = {"state_id": self.state_id, "request_id": request["request_id"]}
        order = self._order(about)
        self._now_and_then(HelpStepMissing, RecordMilitaryHelpOrder, HEAD, order)
        decided = about | {
            "decision": HelpDecision.APPROVED,
            "decided_at": story.now,
            "reference": "Surat contoh nomor 2",
        }
        ahead = decided | {"decided_at": story.now + timedelta(hours=1)}
        self._now_and_then(HelpOutOfTurn, RecordMilitaryHelpDecision, HEAD, ahead)
        declined = story.at_first_or(0.2, "military help that is declined")
        if declined:
            decided |= {"decision": HelpDecision.DECLINED, "notes": "Cukup oleh Polri."}
        story.send(RecordMilitaryHelpDecision, HEAD, **decided)
        self._now_and_then(HelpStepTaken, RecordMilitaryHelpDecision, HEAD, decided)
        if declined:
            return
        due = story.due(self._state(), WaitKind.MILITARY_ORDER)
        late = story.at_first_or(0.2, "an order that comes late")
        yield story.too_late(due) if late else story.in_time(due)
        story.send(RecordMilitaryHelpOrder, HEAD, **order | {"ordered_at": story.now})
        self.helped = about

    def _order(self, about: dict[str, Any]) -> dict[str, Any]:
        return about | {
            "ordered_at": self.story.now,
            "reference": "Perintah contoh nomor 3",
            "coordinator": "Karo Ops contoh",
            "task": "Menjaga objek vital.",
            "area": "Kawasan kejadian",
            "strength": "Satu kompi",
            "days": 14,
            "schedule": "Sejak tiba",
            "logistics": "Ditanggung pemerintah daerah.",
            "control": "Di bawah kendali Polri",
        }

    def _rescue(self) -> None:
        rescue = {
            "state_id": self.state_id,
            "kind": self.story.dice.choice(list(RescueKind)),
            "done": "Warga dipindahkan ke balai.",
            "by": "BPBD contoh",
            "done_at": self.story.now,
        }
        ahead = rescue | {"done_at": self.story.now + timedelta(hours=1)}
        self._now_and_then(RescuedInFuture, RecordRescue, self.story.officer, ahead)
        self.story.send(RecordRescue, self.story.officer, **rescue)

    def _end_help(self) -> None:
        """The President is told that the help has ended, before the state or with it."""
        if self.helped is None:
            return
        notice = self.helped | {"notified_at": self.story.now, "reference": "Nomor contoh 4"}
        self.story.send(RecordEndOfMilitaryHelp, HEAD, **notice)
        self.helped = None

    def _measure(self) -> dict[str, Any]:
        return {
            "measure_id": self.story.made("measure"),
            "state_id": self.state_id,
            "kind": self.story.dice.choice(list(MeasureKind)),
            "area": "Kawasan kejadian",
            "instruction": "Dilaksanakan bersama kepolisian.",
        }

    def _request(self) -> dict[str, Any]:
        return {
            "request_id": self.story.made("request"),
            "state_id": self.state_id,
            "asked_at": self.story.now,
            "addressee": "Presiden",
            "requester": "Gubernur",
            "grounds": "Keadaan tidak terkendali.",
            "area": "Kawasan kejadian",
            "days": 30,
            "logistics": "Disiapkan pemerintah daerah.",
        }

    def _progress(self) -> dict[str, Any]:
        return {
            "state_id": self.state_id,
            "situation": "Keadaan berangsur tenang.",
            "handling": "Dapur umum dan penjagaan.",
            "displaced": self.story.dice.randint(0, 500),
            "needs": "Air bersih.",
        }

    # -- its end ---------------------------------------------------------------------------

    def to_its_end(self) -> Script:
        """Revoked, lapsed, or extended first and then either."""
        story = self.story
        early = self._consulted_again()
        if story.now < self._state().ends_at - CONSULTATION_WINDOW:
            self._now_and_then(ConsultedTooEarly, RecordExtensionConsultation, story.officer, early)
        extends = self.scale is Scale.PROVINCE
        if extends and story.at_first_or(0.3, "an extension"):
            yield from self._extend()
        if extends and story.at_first_or(0.5, "a state of conflict that lapses"):
            yield self._state().ends_at + timedelta(minutes=story.dice.randint(5, 500))
        else:
            yield story.after(1440, 5 * 1440)
            ending = {"state_id": self.state_id, "explanation": "Terkendali.", "decree": DECREE}
            story.send(RevokeStateOfConflict, GOVERNOR, **ending)
            self._letters_of("revocation")
        self._end_help()
        self._now_and_then(NoLongerInForce, RecordProgress, story.officer, self._progress())

    def _extend(self) -> Script:
        story, extension = self.story, {"state_id": self.state_id, "days": 30}
        self._now_and_then(ExtensionNotConsulted, ExtendStateOfConflict, GOVERNOR, extension)
        opens = self._state().ends_at - CONSULTATION_WINDOW
        yield max(story.now, opens) + timedelta(minutes=story.dice.randint(10, 5 * 1440))
        again = self._consulted_again()
        story.send(RecordExtensionConsultation, story.officer, **again)
        story.send(ExtendStateOfConflict, GOVERNOR, **extension)
        self._letters_of("extension")
        self._now_and_then(AlreadyExtended, ExtendStateOfConflict, GOVERNOR, extension)

    def _consulted_again(self) -> dict[str, Any]:
        held = self._consultation(self.scale.council)
        return {name: said for name, said in held.items() if name not in ("case_id", "council")}

    def _state(self) -> StateOfConflict:
        return self.story.look_up(StateOfConflict, self.state_id)

    # -- the task force --------------------------------------------------------------------

    def task_force(self, story: "Story") -> Script:
        """Formed at once; ends its work weeks later, by what its deliberations came to."""
        self.story, forming = story, self._forming()
        yield story.now
        case = story.look_up(ConflictCase, story.case_id)
        if case.stage not in (Stage.ESCALATE, Stage.MEDIATE) or case.before_the_court:
            return
        for rule, facts in self._badly_formed():
            self._now_and_then(rule, FormTaskForce, GOVERNOR, forming | facts)
        story.send(FormTaskForce, GOVERNOR, **forming)
        self._letters_of("task force")
        another = forming | {"task_force_id": story.made("another task force")}
        self._now_and_then(TaskForceStands, FormTaskForce, GOVERNOR, another)
        yield story.after(40 * 1440, 60 * 1440)
        yield from self._finish(story)

    def _form_wrongly_before(self) -> None:
        if self.scale is Scale.PROVINCE:
            self._now_and_then(NoStateOfConflict, FormTaskForce, GOVERNOR, self._forming())

    def _forming(self) -> dict[str, Any]:
        return {
            "task_force_id": self.force_id,
            "case_id": self.story.case_id,
            "level": Scale.PROVINCE,
            "grounds": (Ground.NOT_FUNCTIONING,),
            "explanation": "Pranata setempat tidak dapat menyelesaikan.",
            "members": tuple(_members(women=1)),
            "absences": tuple(
                {"element": each, "reason": "Belum menunjuk wakilnya."}
                for each in Element
                if each not in (Element.AGENCY, Element.COMMUNITY_LEADER)
            ),
        }

    def _badly_formed(self) -> Iterator[tuple[type[Refusal], dict[str, Any]]]:
        officials = [each for each in _members(women=1) if each["element"] is Element.AGENCY]
        yield LevelIsNotScale, {"level": Scale.NATIONAL, "decree": DECREE}
        yield PartMissing, {"members": tuple(officials)}
        yield ElementMissing, {"absences": ()}
        yield TooFewWomen, {"members": tuple(_members(women=0))}
        if not self._came_to_nothing():
            yield GroundNotShown, {"grounds": (Ground.NOT_HELD,)}
        yield MemberTwice, {"members": (*_members(women=1), officials[0])}

    def _came_to_nothing(self) -> bool:
        """Whether a deliberation of the case is recorded as never held."""
        case = self.story.look_up(ConflictCase, self.story.case_id)
        talks = (self.story.look_up(Deliberation, each) for each in case.deliberations)
        return any(each.result is SessionResult.NOT_HELD for each in talks)

    def _finish(self, story: "Story") -> Script:
        court = self._final_report(TaskForceOutcome.COURT)
        text = {"agreement": "Para pihak berdamai."}
        self._now_and_then(AgreementBeforeCourt, FinishTaskForce, HEAD, court | text)
        for _ in range(MOST_TRIES):
            agreed = self._agreed(story)
            outcome = TaskForceOutcome.AGREED if agreed else TaskForceOutcome.COURT
            report = self._final_report(outcome)
            if agreed:
                self._now_and_then(AgreementMissing, FinishTaskForce, HEAD, report)
            else:
                early = self._final_report(TaskForceOutcome.AGREED) | text
                self._now_and_then(NotAgreedBeforeTaskForce, FinishTaskForce, HEAD, early)
            report |= text if agreed else {}
            refusal = story.attempt(FinishTaskForce, HEAD, **report)
            if refusal is None:
                self._letters_of("final report")
                self._now_and_then(TaskForceOver, FinishTaskForce, HEAD, court)
                return
            expected = DeliberationOpen.__name__
            story.house.journal.expect(expected, refusal.rule, FinishTaskForce.__name__)
            yield story.after(1440, 4 * 1440)

    def _agreed(self, story: "Story") -> bool:
        case = story.look_up(ConflictCase, story.case_id)
        talks = (story.look_up(Deliberation, each) for each in case.deliberations)
        return any(
            each.track is Track.TASK_FORCE and each.result is SessionResult.AGREED for each in talks
        )

    def _final_report(self, outcome: TaskForceOutcome) -> dict[str, Any]:
        parts = ("facts", "data", "protection", "options", "losses", "compensation")
        return {
            "task_force_id": self.force_id,
            "outcome": outcome,
            **dict.fromkeys((*parts, "recommendations"), "Seperti terlampir."),
        }

    def _letters_of(self, what: str) -> None:
        """Somebody sees to whatever letters this has called for."""
        self.story.beside(f"letters of the {what}", type(self.story).letters)

    def _now_and_then(
        self, rule: type[Refusal], wish: type[Command], by: Member, facts: dict[str, Any]
    ) -> None:
        """Sent wrongly the first time there is an occasion, and by chance after that."""
        if self.story.at_first_or(SLIP, rule):
            self.story.wrongly(rule, wish, by, **facts)


def _members(*, women: int) -> Iterator[dict[str, Any]]:
    for number in (1, 2):
        yield _member(f"Pejabat Contoh {number}", Element.AGENCY, Sex.MAN)
    for number in (1, 2, 3):
        sex = Sex.WOMAN if number <= women else Sex.MAN
        yield _member(f"Tokoh Contoh {number}", Element.COMMUNITY_LEADER, sex)


def _member(name: str, element: Element, sex: Sex) -> dict[str, Any]:
    return {"name": name, "position": "Wakil unsurnya", "element": element, "sex": sex}

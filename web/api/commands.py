"""Every command a client may send: what it is called here, its scope, and the id made for it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from pydantic import ValidationError
from pydantic_core import from_json, to_json
from starlette.requests import Request

from application.register import RecordUnavailable
from application.sitting import Outcome
from domain.access import COMMANDS, READERS, NotForThisRole
from domain.adopted_policy import AdoptPolicy
from domain.attachment import AttachFile
from domain.caucus import BreakCaucusSeal, NoteCaucus
from domain.conflict_case import OpenCase
from domain.contagion import LinkContagion
from domain.deliberation import ScheduleDeliberation
from domain.delivery import RecordDisposition
from domain.erratum import DraftErratum
from domain.field_task import AssignTask
from domain.forkopimda import OpenForkopimdaPack, SendForkopimdaPack
from domain.holiday_list import AdoptHolidayList
from domain.inquiry import AnswerInquiry, AskReporter
from domain.kernel import Channel, Command, Refusal, Role, key
from domain.letter import DraftLetter
from domain.letter_request import RequestLetter
from domain.member import ActivateMember, NominateMember
from domain.notice import ReadNotice, SetHabits
from domain.personal_data import (
    DeclineErasure,
    ErasePersonalData,
    HoldData,
    LiftHold,
    RequestErasure,
)
from domain.prevention import RecordDeclaration, RecordPrevention
from domain.recovery_plan import PlanRecovery
from domain.report import FileReport
from domain.role_assignment import AssignRole, DelegateRole, EndDelegation, EndRole
from domain.signing import ResolveSigning, SignLetter
from domain.snooze import SnoozeCase
from domain.state_of_conflict import (
    OrderMeasure,
    RecordCouncilConsultation,
    RequestMilitaryHelp,
)
from domain.task_force import FormTaskForce
from runtime.tokens import Scope
from web.api.door import Client, must_hold
from web.api.problem import Fault, Trouble, misread, refused
from web.desk import Desk

NOT_BY_MACHINE: Final[Mapping[type[Command], str]] = {
    SignLetter: "A signature is a person's act, made with the letter before their eyes.",
    ResolveSigning: "So is saying what became of one.",
    AttachFile: "Files have addresses of their own, which look at the bytes before the command.",
    DraftLetter: "Letters are written by their writers; ask for one with request-letter.",
    AssignRole: "No token makes anybody mightier.",
    EndRole: "Nor takes a role away.",
    DelegateRole: "Powers are lent by persons to persons.",
    EndDelegation: "And taken back by them.",
    ActivateMember: "Nor gives an account to a member.",
    AdoptPolicy: "A policy is approved by a head who has read the difference.",
    AdoptHolidayList: "As a policy is.",
    RequestErasure: "Personal data are asked for, held and erased at a desk of their own,",
    DeclineErasure: "where each step is looked at by a person:",
    ErasePersonalData: "nothing brings back a key that was destroyed,",
    HoldData: "and what is held must be held on purpose.",
    LiftHold: "Both ways.",
    OpenForkopimdaPack: "The receipt says that a leader has read it.",
    AnswerInquiry: "What a person is asked, a person answers.",
    NoteCaucus: "What is said apart is for its mediator alone.",
    BreakCaucusSeal: "And its seal is broken by a head, in person.",
    ReadNotice: "Notices are a person's own.",
    SetHabits: "So is when they want to be told.",
}
"""Commands no client may send, and why. Those of the machine itself are not even listed."""

FRESH: Final[Mapping[type[Command], str]] = {
    FileReport: "report_id",
    OpenCase: "case_id",
    AssignTask: "task_id",
    LinkContagion: "link_id",
    ScheduleDeliberation: "deliberation_id",
    RequestLetter: "letter_id",
    DraftErratum: "letter_id",
    RecordDisposition: "disposition_id",
    SendForkopimdaPack: "pack_id",
    NominateMember: "member_id",
    RecordPrevention: "activity_id",
    RecordDeclaration: "declaration_id",
    PlanRecovery: "plan_id",
    RecordCouncilConsultation: "state_id",
    OrderMeasure: "measure_id",
    RequestMilitaryHelp: "request_id",
    FormTaskForce: "task_force_id",
    SnoozeCase: "snooze_id",
    AskReporter: "inquiry_id",
}
"""The id of what a command begins: made of the command's own, so that nobody chooses one."""

BOOKKEEPING: Final = frozenset(
    {"command_id", "actor", "role", "unit", "channel", "caused_by", "position_seen", "invented"}
)
"""Fields of a command that the door fills in."""

_SCOPES: Final[Mapping[str, Scope]] = {
    "domain.report": Scope.WRITE_REPORTS,
    "domain.claim": Scope.WRITE_REPORTS,
    "domain.inquiry": Scope.WRITE_REPORTS,
    "domain.told_apart": Scope.WRITE_REPORTS,
    "domain.field_task": Scope.WRITE_TASKS,
    "domain.letter": Scope.WRITE_LETTERS,
    "domain.letter_request": Scope.WRITE_LETTERS,
    "domain.erratum": Scope.WRITE_LETTERS,
    "domain.draft": Scope.WRITE_LETTERS,
    "domain.delivery": Scope.WRITE_LETTERS,
    "domain.prevention": Scope.WRITE_REGISTERS,
    "domain.playbook": Scope.WRITE_REGISTERS,
    "domain.member": Scope.WRITE_REGISTERS,
}
"""By the module of the command; every other is about a case."""

_KEY: Final = re.compile(r"[\x21-\x7e]{1,200}")
_SEEN: Final = re.compile(r'(?:W/)?"([0-9]{1,15})"')


@dataclass(frozen=True)
class Wish:
    """One command as clients know it."""

    command: type[Command]

    @property
    def name(self) -> str:
        """`file-report`."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", self.command.__name__).lower()

    @property
    def fresh(self) -> str:
        return FRESH.get(self.command, "")

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """What a token needs: the matter's scope, and one more for what is a decision."""
        scope = _SCOPES.get(self.command.__module__, Scope.WRITE_CASES)
        return (scope, Scope.WRITE_DECISIONS) if self.command.DECIDES else (scope,)

    @property
    def roles(self) -> frozenset[Role]:
        return COMMANDS[self.command] - {Role.SYSTEM}

    @property
    def left_out(self) -> frozenset[str]:
        """Fields that no client gives."""
        return BOOKKEEPING | {self.fresh}

    @property
    def names_its_region(self) -> bool:
        """Whether it says where it is about, so that no one learns anything from "not yours"."""
        region = self.command.model_fields.get("region")
        return region is not None and region.is_required()


WISHES: Final[Mapping[str, Wish]] = {
    wish.name: wish
    for wish in map(Wish, COMMANDS)
    if wish.roles and wish.command not in NOT_BY_MACHINE
}
"""Every command a client may send, by its name."""


def title(wish: Wish) -> str:
    """The command in one Indonesian sentence."""
    said, _, _ = (wish.command.__doc__ or wish.name).partition("\n\n")
    return " ".join(said.split())


def send(desk: Desk, client: Client, request: Request, wish: Wish, body: bytes) -> Outcome:
    """Carries it out, at most once for the same Idempotency-Key; Trouble where it may not be."""
    must_hold(client, *wish.scopes)
    if client.visitor.role not in wish.roles:
        raise refused(NotForThisRole())
    command = _command(client, request, wish, body)
    try:
        outcome = desk.office.register.submit(command)
    except Refusal as refusal:
        raise refused(refusal, hides=not wish.names_its_region) from None
    except RecordUnavailable:
        raise unavailable() from None
    return as_told(client, outcome)


def as_told(client: Client, outcome: Outcome) -> Outcome:
    """What a command came to; who told a report is not told which case it became."""
    if client.visitor.role in READERS or client.visitor.role is Role.LIAISON:
        return outcome
    return outcome.model_copy(update={"case_id": None})


def unavailable() -> Trouble:
    """The record is out of reach: the same request may be sent again."""
    return Trouble(
        503,
        "RecordUnavailable",
        "Catatan sedang tidak dapat dihubungi.",
        "Kirim ulang dengan Idempotency-Key yang sama; tidak ada yang akan tercatat dua kali.",
        headers={"Retry-After": "5"},
    )


def _command(client: Client, request: Request, wish: Wish, body: bytes) -> Command:
    given = object_in(body)
    strangers = [name for name in given if name in wish.left_out]
    if strangers:
        faults = [Fault(field=name, message="Isian ini tidak dikenal.") for name in strangers]
        raise Trouble(422, "InvalidField", "Isian tidak sah.", errors=faults)
    visitor = client.visitor
    command_id = id_of(client, request)
    made = {wish.fresh: key(wish.name, command_id)} if wish.fresh else {}
    whole: dict[str, Any] = {
        **given,
        **made,
        "command_id": command_id,
        "actor": visitor.actor,
        "role": visitor.role,
        "unit": visitor.standing.unit,
        "channel": Channel.API,
        "position_seen": position_seen(request),
    }
    try:
        return wish.command.model_validate_json(to_json(whole), strict=True)
    except ValidationError as error:
        raise misread(error.errors(include_url=False)) from None


def object_in(body: bytes) -> dict[str, Any]:
    """A JSON object; Trouble for anything else."""
    try:
        given = from_json(body, allow_inf_nan=False)
    except ValueError:
        raise Trouble(400, "NotJson", "Isi permintaan bukan JSON yang sah.") from None
    if not isinstance(given, dict):
        raise Trouble(422, "InvalidField", "Isi permintaan harus sebuah objek JSON.")
    return given


def id_of(client: Client, request: Request) -> UUID:
    """The id of the command a request carries: the same for the same Idempotency-Key."""
    return key("api", client.visitor.actor, _idempotency_key(request))


def _idempotency_key(request: Request) -> str:
    said = request.headers.get("idempotency-key", "")
    if not _KEY.fullmatch(said):
        raise Trouble(
            400,
            "IdempotencyKeyMissing",
            "Sertakan tajuk Idempotency-Key.",
            "Satu nilai baru untuk setiap perintah, 1-200 huruf tanpa spasi; kirim ulang dengan"
            " nilai yang sama tidak mengulang perintahnya.",
        )
    return said


def position_seen(request: Request) -> int | None:
    """What If-Match says: the ETag of the view that was looked at."""
    said = request.headers.get("if-match", "").strip()
    if said in ("", "*"):
        return None
    found = _SEEN.fullmatch(said)
    if found is None:
        raise Trouble(
            400, "IfMatchUnreadable", "If-Match harus ETag dari kasus, laporan, atau tugasnya."
        )
    return int(found[1])

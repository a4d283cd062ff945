"""A case from hand to hand: back to the regency it came from, and from one officer to another."""

from typing import TYPE_CHECKING
from uuid import UUID

from application.sitting import Methods, Sitting, target_of
from domain import access
from domain.case_handover import AcceptHandover, CannotReceive, DeclineHandover, HandOverCase
from domain.case_ownership import ReturnToProvince, ReturnToRegency
from domain.conflict_case import ConflictCase, NotInStage
from domain.deliberation import Deliberation
from domain.field_task import FieldTask
from domain.kernel import Refusal, Role
from domain.letter import Letter
from domain.state_of_conflict import StateOfConflict, Validity

if TYPE_CHECKING:
    from application.register import Register


def return_to_regency(register: "Register", command: ReturnToRegency, sitting: Sitting) -> UUID:
    """Only what was handed up, and nothing that must first be decided where it is."""
    case = sitting.take(ConflictCase, command.case_id)
    case.hand_back(command, sitting.at, settled=_settled(case, sitting))
    return case.id


def return_to_province(_: "Register", command: ReturnToProvince, sitting: Sitting) -> UUID:
    """What the nation sends back, as the province's office writes it down."""
    case = sitting.take(ConflictCase, command.case_id)
    case.take_back(command, sitting.at, settled=_settled(case, sitting))
    return case.id


def _settled(case: ConflictCase, sitting: Sitting) -> bool:
    """Nothing is proposed, and no state of conflict holds the case where it is."""
    states = (sitting.glance(StateOfConflict, each) for each in case.states)
    in_force = any(each.validity is Validity.IN_FORCE for each in states)
    return case.running and case.proposal is None and not in_force


def hand_over_case(register: "Register", command: HandOverCase, sitting: Sitting) -> UUID:
    """The receiver must be an officer who could decide on this very case."""
    case = sitting.take(ConflictCase, command.case_id)
    if not case.running:
        raise NotInStage(f"Tahap: {case.stage.label}.")
    if not _could_hold(register, command.receiver, case):
        raise CannotReceive
    case.hand_over(command, sitting.at, _open_items(case, sitting))
    return case.id


def _could_hold(register: "Register", person: UUID, case: ConflictCase) -> bool:
    for standing in register.standings(person):
        if standing.role is Role.CASE_OFFICER:
            try:
                access.decide(HandOverCase, standing, target_of(case), person)
            except Refusal:
                continue
            return True
    return False


def _open_items(case: ConflictCase, sitting: Sitting) -> tuple[str, ...]:
    """What the receiver takes over; no name and no text of the case is in it."""
    tasks = [sitting.glance(FieldTask, each).state.open for each in case.tasks]
    talks = [sitting.glance(Deliberation, each).unmet for each in case.deliberations]
    letters = [sitting.glance(Letter, each).lacks is not None for each in case.letters]
    counted = (
        (sum(tasks), "tugas lapangan belum selesai"),
        (len(case.open_deliberations), "musyawarah belum dicatat hasilnya"),
        (sum(talks), "kewajiban kesepakatan belum dipenuhi atau dilepaskan"),
        (sum(letters), "naskah dinas belum selesai"),
    )
    waits = [f"menunggu {wait.words}" for wait in case.waits.values()]
    return (*waits, *(f"{number} {what}" for number, what in counted if number))


def accept_handover(_: "Register", command: AcceptHandover, sitting: Sitting) -> UUID:
    """By the one it was offered to, who must still be able to decide on it."""
    case = sitting.take(ConflictCase, command.case_id)
    case.accept_handover(command)
    return case.id


def decline_handover(_: "Register", command: DeclineHandover, sitting: Sitting) -> UUID:
    """By the one it was offered to."""
    case = sitting.take(ConflictCase, command.case_id)
    case.decline_handover(command, sitting.at)
    return case.id


METHODS: Methods = {
    ReturnToRegency: return_to_regency,
    ReturnToProvince: return_to_province,
    HandOverCase: hand_over_case,
    AcceptHandover: accept_handover,
    DeclineHandover: decline_handover,
}

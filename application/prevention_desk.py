"""Pencegahan and deklarasi at the register: each a record of its own, perhaps of a case."""

from typing import TYPE_CHECKING
from uuid import UUID

from application.sitting import IdentityTaken, Methods, Sitting, UnknownRegion, target_of
from domain.access import Target
from domain.conflict_case import ConflictCase
from domain.kernel import Secrecy
from domain.prevention import (
    PeacefulDeclaration,
    PreventionActivity,
    RecordDeclaration,
    RecordPrevention,
)

if TYPE_CHECKING:
    from application.register import Register


def _record_prevention(register: "Register", command: RecordPrevention, sitting: Sitting) -> UUID:
    """For a case only where the actor may reach that one too."""
    _must_be_new(register, command.region, command.activity_id, sitting)
    if command.case_id is not None:
        sitting.allow(target_of(sitting.glance(ConflictCase, command.case_id)))
    sitting.add(PreventionActivity.record(command, sitting.at))
    return command.activity_id


def _record_declaration(register: "Register", command: RecordDeclaration, sitting: Sitting) -> UUID:
    _must_be_new(register, command.region, command.declaration_id, sitting)
    sitting.add(PeacefulDeclaration.record(command, sitting.at))
    return command.declaration_id


def _must_be_new(register: "Register", region: str, stream: UUID, sitting: Sitting) -> None:
    if not register.regions.exists(region):
        raise UnknownRegion(f"Kode: {region}.")
    sitting.allow(Target(region=region, secrecy=Secrecy.OPEN))
    if sitting.exists(stream):
        raise IdentityTaken


METHODS: Methods = {
    RecordPrevention: _record_prevention,
    RecordDeclaration: _record_declaration,
}

"""Panduan daerah at the register: one per regency or district, a version for every revision."""

from typing import TYPE_CHECKING
from uuid import UUID

from application.sitting import Methods, Sitting, UnknownRegion
from domain.access import Target
from domain.kernel import Secrecy
from domain.playbook import LocalPlaybook, ReviseLocalPlaybook
from domain.regions import NATION, parent_of

if TYPE_CHECKING:
    from application.register import Register


def _revise(register: "Register", command: ReviseLocalPlaybook, sitting: Sitting) -> UUID:
    if not register.regions.exists(command.region):
        raise UnknownRegion(f"Kode: {command.region}.")
    sitting.allow(Target(region=command.region, secrecy=Secrecy.OPEN))
    found = sitting.find(LocalPlaybook, LocalPlaybook.id_of(command.region))
    if found is None:
        found = LocalPlaybook.write(command, sitting.at)
        sitting.add(found)
    else:
        found.revise(command, sitting.at)
    return found.id


METHODS: Methods = {ReviseLocalPlaybook: _revise}


def playbooks_for(register: "Register", region: str) -> list[LocalPlaybook]:
    """What is written for a place: its district's playbook, then its regency's."""
    found = []
    while region != NATION:
        playbook = register.load(LocalPlaybook, LocalPlaybook.id_of(region))
        if playbook is not None:
            found.append(playbook)
        region = parent_of(region)
    return found

"""Pausing and extending for tests: one line for each wish."""

from typing import Any
from uuid import UUID

from application.sitting import Outcome
from domain.clock_acts import (
    ApproveClockChange,
    ClockChange,
    DeclineClockChange,
    ProposeClockChange,
    ResumeClock,
)
from domain.clocks import Wait, WaitKind
from domain.risk import Impact, Likelihood, RiskInputs
from tests.office import Office, Person

LOW = RiskInputs(likelihood=Likelihood.RARE, impact=Impact.MINOR)
"""Hijau: its windows count hari kerja."""


def window(office: Office, case: UUID, kind: WaitKind) -> Wait:
    """The one open window of a kind, in all of a case's streams."""
    (found,) = [w.wait for w in office.file(case).waits.values() if w.wait.kind is kind]
    return found


def propose(office: Office, stream: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
    """A pause of all that may be paused, unless something else is named."""
    facts = {
        "stream": stream,
        "change": ClockChange.PAUSE,
        "legal_basis": "SOP 2026-1 bagian 4",
        "explanation": "menunggu hasil laboratorium",
    } | fields
    return office.send(ProposeClockChange, by or office.officer, **facts)


def approve(
    office: Office, case: UUID, stream: UUID | None = None, by: Person | None = None
) -> Outcome:
    """Decides on the proposal as it stands on record."""
    about = stream or case
    proposal = office.file(case).clock_proposals[about]
    return office.send(
        ApproveClockChange,
        by or office.supervisor,
        stream=about,
        content_hash=proposal.content_hash,
    )


def decline(office: Office, case: UUID) -> Outcome:
    return office.send(
        DeclineClockChange,
        office.supervisor,
        stream=case,
        content_hash=office.file(case).clock_proposals[case].content_hash,
        explanation="Belum perlu.",
    )


def pause(office: Office, case: UUID, stream: UUID | None = None, **fields: Any) -> UUID:
    """Proposed and approved; answers with the pause's id."""
    propose(office, stream or case, **fields)
    pause_id = office.file(case).clock_proposals[stream or case].proposal_id
    approve(office, case, stream)
    return pause_id


def resume(office: Office, stream: UUID, pause_id: UUID, by: Person | None = None) -> Outcome:
    return office.send(
        ResumeClock,
        by or office.supervisor,
        stream=stream,
        pause_id=pause_id,
        explanation="Hasilnya sudah ada.",
    )

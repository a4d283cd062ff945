"""The desk where clocks are paused, let go on and given more time."""

from typing import TYPE_CHECKING
from uuid import UUID

from application.sitting import Methods, Sitting
from domain.clock_acts import (
    ApproveClockChange,
    DeclineClockChange,
    ProposeClockChange,
    ResumeClock,
)

if TYPE_CHECKING:
    from application.register import Register


def _propose(_: "Register", command: ProposeClockChange, sitting: Sitting) -> UUID:
    sitting.take_any(command.stream).propose_clock_change(command, sitting.at)
    return command.stream


def _approve(_: "Register", command: ApproveClockChange, sitting: Sitting) -> UUID:
    sitting.take_any(command.stream).approve_clock_change(command, sitting.at)
    return command.stream


def _decline(_: "Register", command: DeclineClockChange, sitting: Sitting) -> UUID:
    sitting.take_any(command.stream).decline_clock_change(command, sitting.at)
    return command.stream


def _resume(_: "Register", command: ResumeClock, sitting: Sitting) -> UUID:
    sitting.take_any(command.stream).resume_clock(command, sitting.at)
    return command.stream


METHODS: Methods = {
    ProposeClockChange: _propose,
    ApproveClockChange: _approve,
    DeclineClockChange: _decline,
    ResumeClock: _resume,
}

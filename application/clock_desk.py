"""The desk where clocks are paused and given more time, and cases put aside until a day."""

from typing import TYPE_CHECKING
from uuid import UUID

from application.sitting import Methods, Sitting
from domain.clock_acts import (
    ApproveClockChange,
    DeclineClockChange,
    ProposeClockChange,
    ResumeClock,
)
from domain.conflict_case import ConflictCase
from domain.snooze import EndSnooze, SnoozeCase
from domain.stuck import AttendToWindow

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


def _attend(_: "Register", command: AttendToWindow, sitting: Sitting) -> UUID:
    sitting.take_any(command.stream).attend(command, sitting.at)
    return command.stream


def _snooze(_: "Register", command: SnoozeCase, sitting: Sitting) -> UUID:
    sitting.take(ConflictCase, command.case_id).snooze(command, sitting.at)
    return command.case_id


def _end_snooze(_: "Register", command: EndSnooze, sitting: Sitting) -> UUID:
    sitting.take(ConflictCase, command.case_id).end_snooze(command)
    return command.case_id


METHODS: Methods = {
    SnoozeCase: _snooze,
    EndSnooze: _end_snooze,
    ProposeClockChange: _propose,
    ApproveClockChange: _approve,
    DeclineClockChange: _decline,
    ResumeClock: _resume,
    AttendToWindow: _attend,
}

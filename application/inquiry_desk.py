"""Permintaan keterangan at the register: asked of who told a report, answered, taken back."""

from typing import TYPE_CHECKING
from uuid import UUID

from application.sitting import Methods, Sitting, target_of
from domain.access import COMMANDS, reaches
from domain.conflict_case import ConflictCase
from domain.inquiry import AnswerInquiry, AskReporter, WithdrawInquiry
from domain.report import Report

if TYPE_CHECKING:
    from application.register import Register


def _ask(register: "Register", command: AskReporter, sitting: Sitting) -> UUID:
    """Only of who could answer: a teller who has left hears of no question."""
    report = sitting.take(Report, command.report_id)
    target = target_of(report)
    reachable = any(
        each.role in COMMANDS[AnswerInquiry] and reaches(each, target, report.reporter)
        for each in register.standings(report.reporter)
    )
    ended = report.case_id is not None and _ended(sitting, report.case_id)
    report.ask(command, sitting.at, reachable=reachable, ended=ended)
    return report.id


def _ended(sitting: Sitting, case_id: UUID) -> bool:
    """A case that was merged ends with the one that leads it."""
    case = sitting.glance(ConflictCase, case_id)
    lead = sitting.glance(ConflictCase, case.lead) if case.lead else case
    return not lead.stage.open


def _answer(register: "Register", command: AnswerInquiry, sitting: Sitting) -> UUID:
    report = sitting.take(Report, command.report_id)
    report.answer(command, sitting.at)
    return report.id


def _withdraw(register: "Register", command: WithdrawInquiry, sitting: Sitting) -> UUID:
    report = sitting.take(Report, command.report_id)
    report.withdraw_inquiry(command)
    return report.id


METHODS: Methods = {
    AskReporter: _ask,
    AnswerInquiry: _answer,
    WithdrawInquiry: _withdraw,
}
